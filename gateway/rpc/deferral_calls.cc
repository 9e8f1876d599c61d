#include "gateway/rpc/deferral_calls.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "gateway/domain/register_contradiction.h"
#include "gateway/rpc/convert_batch.h"
#include "gateway/rpc/convert_values.h"
#include "gateway/usecases/check_clearance.h"
#include "gateway/usecases/make_up_deferrals.h"
#include "gateway/usecases/status_macros.h"

namespace levybridge::rpc {
namespace {

namespace wire = assessment::v1;

using domain::Deferral;
using domain::Obligation;

constexpr int32_t kDeferralsPerMessage = 500;
constexpr size_t kMaxRequestIdBytes = 64;
constexpr int kMaxFeePeriods = 120;
constexpr std::string_view kPersonalAccount = "personal_account";

struct Filter {
  std::optional<domain::CivilDate> ending_until;
  bool reminder_due_only = false;
  std::optional<domain::UnitCode> unit_code;
};

domain::CivilDate Today(Call& call) {
  return domain::DateInShanghai(call.environment().clock.Now());
}

int64_t SumOf(const domain::ComponentAmounts& amounts) {
  const auto sum = amounts.Sum();
  return sum ? sum->fen() : 0;
}

absl::StatusOr<domain::UnitCode> UnitFromWire(const std::string& text) {
  auto unit = domain::UnitCode::Parse(text);
  if (!unit) return InvalidField("unit_code", "请给出单位编号", "a unit code");
  return *std::move(unit);
}

absl::StatusOr<domain::RegionCode> OwnRegionFromWire(Call& call, int32_t six_digits) {
  const auto region = RegionFromWire(six_digits);
  if (!region) return InvalidField("region", "请给出六位行政区划代码", "six digits of a region");
  LEVYBRIDGE_RETURN_IF_ERROR(call.RequireRegion(*region));
  return *region;
}

absl::StatusOr<Filter> FilterFromWire(const wire::ListDeferredObligationsRequest& request) {
  Filter filter;
  filter.ending_until = DateFromWire(request.ending_until());
  if (!filter.ending_until && request.ending_until() != 0) {
    return InvalidField("ending_until", "应为日期 yyyymmdd 或 0", "a date, yyyymmdd, or 0");
  }
  filter.reminder_due_only = request.reminder_due_only();
  if (request.unit_code().empty()) return filter;
  LEVYBRIDGE_ASSIGN_OR_RETURN(filter.unit_code, UnitFromWire(request.unit_code()));
  return filter;
}

// Personal accounts are credited only once it is made up, where the document says so.
bool HoldsPersonalAccounts(const domain::PolicyBook& book, const Deferral& deferral) {
  const domain::Policy* policy = book.FindPolicy(deferral.policy);
  return deferral.scope == domain::DeferralScope::kWhole && policy != nullptr &&
         std::any_of(policy->duties.begin(), policy->duties.end(),
                     [](const domain::Duty& duty) { return duty.topic == kPersonalAccount; });
}

int LateFeeFromDay(const domain::PolicyBook& book, const Deferral& deferral) {
  const domain::RegionParameters* parameters =
      book.ParametersOf(deferral.policy, deferral.demand.region);
  return parameters == nullptr
             ? domain::kDefaultLateFeeFromDay
             : parameters->late_fee_from_day.value_or(domain::kDefaultLateFeeFromDay);
}

void FillWire(const Deferral& deferral, const domain::DeferralStanding& standing,
              wire::DeferredObligation& message) {
  message.set_position(static_cast<uint64_t>(deferral.id));
  message.set_unit_code(deferral.key.unit_code.value());
  message.set_unit_name(deferral.demand.unit_name);
  message.set_region(ToWire(deferral.demand.region));
  message.set_insurance_type(ToWire(deferral.key.insurance_type));
  message.set_fee_period(ToWire(deferral.key.fee_period));
  message.set_deferred_fen(SumOf(deferral.Deferred()));
  message.set_made_up_fen(SumOf(standing.made_up));
  message.set_held_fen(SumOf(deferral.held));
  message.set_awaiting_commitment(deferral.AwaitsCommitment());
  message.set_deferred_until(ToWire(deferral.agenda.deferred_until));
  message.set_remind_from_on(ToWire(deferral.agenda.remind_from));
  message.set_instruct_on(ToWire(deferral.agenda.instruct_on));
  if (!deferral.parts.empty()) {
    const domain::InstructionNumber newest(deferral.parts.back().sequence);
    message.set_instruction_no(newest.ToString());
  }
  message.set_overdue(standing.overdue);
  message.set_late_fee_from_on(ToWire(standing.late_fee_from));
  message.set_reminder_due(standing.reminder_due);
  message.set_rejected_by_tax(deferral.blocked);
  message.set_policy(deferral.policy);
  message.set_clause(deferral.clause);
}

wire::RegisterContradiction ContradictionToWire(domain::RegisterContradiction contradiction) {
  switch (contradiction) {
    case domain::RegisterContradiction::kNone:
      return wire::REGISTER_CONTRADICTION_UNSPECIFIED;
    case domain::RegisterContradiction::kMayNotDefer:
      return wire::REGISTER_CONTRADICTION_MAY_NOT_DEFER;
    case domain::RegisterContradiction::kMayDefer:
      return wire::REGISTER_CONTRADICTION_MAY_DEFER;
  }
  return wire::REGISTER_CONTRADICTION_UNSPECIFIED;
}

// One page of deferrals with the obligations and employers they belong to.
struct Page {
  std::vector<Deferral> deferrals;
  std::vector<std::optional<Obligation>> obligations;
  std::vector<std::optional<domain::RegisteredEmployer>> employers;
};

absl::Status AddWhatTheyBelongTo(const ports::Transaction& store, Page& page) {
  std::vector<domain::ObligationKey> keys;
  std::vector<domain::EmployerKey> employers;
  keys.reserve(page.deferrals.size());
  employers.reserve(page.deferrals.size());
  for (const Deferral& deferral : page.deferrals) {
    keys.push_back(deferral.key);
    employers.push_back({deferral.key.pooling_area, deferral.key.unit_code});
  }
  LEVYBRIDGE_ASSIGN_OR_RETURN(page.obligations, store.obligations().Find(keys));
  LEVYBRIDGE_ASSIGN_OR_RETURN(page.employers, store.registers().Find(employers));
  return absl::OkStatus();
}

// What the registers say of the employer for the deferral's fee period.
struct ByRegister {
  domain::RegisterContradiction contradiction = domain::RegisterContradiction::kNone;
  bool settles = false;  // they give it a type at all
};

ByRegister RegisterOf(const domain::PolicyBook& book, const Page& page, size_t i,
                      domain::CivilDate today) {
  const Deferral& deferral = page.deferrals[i];
  const std::optional<domain::RegisteredEmployer>& employer = page.employers[i];
  const domain::FeePeriod period = deferral.key.fee_period;
  if (!employer || !domain::TypeByRegister(employer->eligible, period.LastDay())) return {};
  const std::optional<domain::UnitType>& declared = page.obligations[i]->unit_type;
  if (!declared) return {domain::RegisterContradiction::kNone, true};
  const domain::DecisionContext context{domain::AssessmentKind::kRegular, std::nullopt, today};
  return {ContradictionOf(
              book, {deferral.demand.region, period, *declared, employer->registers(), context}),
          true};
}

absl::StatusOr<Page> ReadPage(Call& call, int64_t after) {
  Page page;
  LEVYBRIDGE_RETURN_IF_ERROR(
      call.environment().store.Read([&](const ports::Transaction& store) -> absl::Status {
        LEVYBRIDGE_ASSIGN_OR_RETURN(page.deferrals,
                                    store.deferrals().List(after, kDeferralsPerMessage));
        return AddWhatTheyBelongTo(store, page);
      }));
  return page;
}

// All of one employer, in whatever area of the caller's region it stands.
absl::StatusOr<Page> ReadEmployer(Call& call, const domain::UnitCode& unit_code, int64_t after) {
  Page page;
  LEVYBRIDGE_RETURN_IF_ERROR(
      call.environment().store.Read([&](const ports::Transaction& store) -> absl::Status {
        page.deferrals.clear();
        LEVYBRIDGE_ASSIGN_OR_RETURN(const auto areas, store.obligations().PoolingAreas());
        for (const domain::PoolingArea& area : call.VisibleAreas(areas)) {
          LEVYBRIDGE_ASSIGN_OR_RETURN(auto some, store.deferrals().OfUnit(area, unit_code));
          std::move(some.begin(), some.end(), std::back_inserter(page.deferrals));
        }
        std::erase_if(page.deferrals, [&](const Deferral& d) { return d.id <= after; });
        std::sort(page.deferrals.begin(), page.deferrals.end(),
                  [](const Deferral& a, const Deferral& b) { return a.id < b.id; });
        return AddWhatTheyBelongTo(store, page);
      }));
  return page;
}

absl::Status SendPage(Call& call, const Filter& filter, const Page& page,
                      grpc::ServerWriter<wire::ListDeferredObligationsResponse>& writer) {
  const auto rules = call.environment().rules.Current();
  const domain::CivilDate today = Today(call);
  wire::ListDeferredObligationsResponse response;
  for (size_t i = 0; i < page.deferrals.size(); ++i) {
    const Deferral& deferral = page.deferrals[i];
    if (!call.MaySee(deferral.demand.region)) continue;
    const std::optional<domain::CivilDate> until = deferral.LastDay();
    if (filter.ending_until && (!until || *until > *filter.ending_until)) continue;
    if (!page.obligations[i]) return absl::DataLossError("a deferral points to no obligation");
    const ByRegister by_register = RegisterOf(rules->book, page, i, today);
    const bool contradicted = by_register.contradiction != domain::RegisterContradiction::kNone;
    if (deferral.IsWithdrawn() && !contradicted) continue;
    const domain::DeferralStanding standing =
        StandingOn(deferral, *page.obligations[i], today, LateFeeFromDay(rules->book, deferral));
    if (filter.reminder_due_only && !standing.reminder_due) continue;
    wire::DeferredObligation& message = *response.add_obligations();
    FillWire(deferral, standing, message);
    message.set_commitment_missing(standing.never_settled && !by_register.settles);
    message.set_register_contradiction(ContradictionToWire(by_register.contradiction));
    message.set_personal_account_held(HoldsPersonalAccounts(rules->book, deferral) &&
                                      standing.made_up != deferral.Deferred());
    if (response.obligations_size() < kDeferralsPerMessage) continue;
    LEVYBRIDGE_RETURN_IF_ERROR(SendTo(call, writer, response));
    response.Clear();
  }
  if (response.obligations_size() == 0) return absl::OkStatus();
  return SendTo(call, writer, response);
}

absl::StatusOr<usecases::MakeUpRequest> MakeUpFromWire(Call& call,
                                                       const wire::MakeUpEarlyRequest& request) {
  const std::string& id = request.request_id();
  if (id.empty() || id.size() > kMaxRequestIdBytes || !domain::IsCleanText(id)) {
    return InvalidField("request_id", "应为 1 至 64 字节", "1 to 64 bytes");
  }
  LEVYBRIDGE_ASSIGN_OR_RETURN(auto unit, UnitFromWire(request.unit_code()));
  LEVYBRIDGE_ASSIGN_OR_RETURN(const auto region, OwnRegionFromWire(call, request.region()));
  if (request.fee_periods_size() > kMaxFeePeriods) {
    return InvalidField("fee_periods", "至多 120 个所属期", "120 months at most");
  }
  std::vector<domain::FeePeriod> periods;
  for (const int32_t yyyymm : request.fee_periods()) {
    const auto period = PeriodFromWire(yyyymm);
    if (!period) return InvalidField("fee_periods", "应为所属期 yyyymm", "months, yyyymm");
    periods.push_back(*period);
  }
  return usecases::MakeUpRequest{call.party(), id, std::move(unit), region, std::move(periods)};
}

}  // namespace

absl::Status CheckClearance(Call& call, const wire::CheckClearanceRequest& request,
                            wire::CheckClearanceResponse& response) {
  LEVYBRIDGE_ASSIGN_OR_RETURN(const auto unit, UnitFromWire(request.unit_code()));
  LEVYBRIDGE_ASSIGN_OR_RETURN(const auto region, OwnRegionFromWire(call, request.region()));
  const domain::PoolingArea area =
      call.environment().rules.Current()->book.regions().PoolingAreaOf(region);
  LEVYBRIDGE_ASSIGN_OR_RETURN(
      const auto obstacles,
      usecases::ClearanceCheck(call.environment().store, call.environment().rules)
          .Check(area, unit, [&](auto seen) { return call.MaySee(seen); }));
  response.set_clear(obstacles.empty());
  for (const usecases::ClearanceObstacle& obstacle : obstacles) {
    wire::ClearanceObstacle& message = *response.add_obstacles();
    message.set_code(std::string(MachineName(obstacle.kind)));
    message.set_insurance_type(ToWire(obstacle.insurance_type));
    if (obstacle.fee_period) message.set_fee_period(ToWire(*obstacle.fee_period));
    message.set_component(ToWire(obstacle.component));
    message.set_amount_fen(obstacle.amount.fen());
    message.set_reference(obstacle.reference);
  }
  return absl::OkStatus();
}

absl::Status ListDeferredObligations(
    Call& call, const wire::ListDeferredObligationsRequest& request,
    grpc::ServerWriter<wire::ListDeferredObligationsResponse>& writer) {
  LEVYBRIDGE_ASSIGN_OR_RETURN(const Filter filter, FilterFromWire(request));
  if (request.after_position() > static_cast<uint64_t>(INT64_MAX)) return absl::OkStatus();
  auto after = static_cast<int64_t>(request.after_position());
  if (filter.unit_code) {
    LEVYBRIDGE_ASSIGN_OR_RETURN(const Page page, ReadEmployer(call, *filter.unit_code, after));
    return SendPage(call, filter, page, writer);
  }
  bool more = true;
  while (more) {
    LEVYBRIDGE_ASSIGN_OR_RETURN(const Page page, ReadPage(call, after));
    more = std::ssize(page.deferrals) == kDeferralsPerMessage;
    if (!page.deferrals.empty()) after = page.deferrals.back().id;
    LEVYBRIDGE_RETURN_IF_ERROR(SendPage(call, filter, page, writer));
  }
  return absl::OkStatus();
}

absl::Status MakeUpEarly(Call& call, const wire::MakeUpEarlyRequest& request,
                         wire::MakeUpEarlyResponse& response) {
  LEVYBRIDGE_ASSIGN_OR_RETURN(const auto wanted, MakeUpFromWire(call, request));
  Environment& environment = call.environment();
  usecases::DeferralMakeUp make_up(environment.store, environment.rules, environment.clock);
  LEVYBRIDGE_ASSIGN_OR_RETURN(const auto result, make_up.MakeUpEarly(wanted));
  for (const int64_t sequence : result.instructions) {
    response.add_instruction_nos(domain::InstructionNumber(sequence).ToString());
  }
  response.set_replayed(result.replayed);
  return absl::OkStatus();
}

}  // namespace levybridge::rpc
