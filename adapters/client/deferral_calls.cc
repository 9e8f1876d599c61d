#include "adapters/client/deferral_calls.h"

#include <algorithm>
#include <utility>

#include "adapters/client/wire_call.h"
#include "adapters/client/wire_values.h"
#include "gateway/domain/canonical_bytes.h"
#include "gateway/domain/sha256.h"
#include "levybridge/assessment/v1/register_service.pb.h"

namespace levybridge::client {
namespace {

namespace wire = assessment::v1;

std::string MethodOf(const char* name) {
  return std::string("/levybridge.assessment.v1.RegisterService/") + name;
}

int32_t RegionNumber(domain::RegionCode region) { return static_cast<int32_t>(region.number()); }

std::string ContradictionText(const wire::DeferredObligation& row) {
  if (row.register_contradiction() == wire::REGISTER_CONTRADICTION_UNSPECIFIED) return "";
  return EnumText(*wire::RegisterContradiction_descriptor(), row.register_contradiction());
}

DeferredItem ItemFromWire(const wire::DeferredObligation& row) {
  return {.position = row.position(),
          .unit_code = row.unit_code(),
          .unit_name = row.unit_name(),
          .region = row.region(),
          .insurance_type = row.insurance_type(),
          .fee_period = MonthText(row.fee_period()),
          .deferred_fen = row.deferred_fen(),
          .made_up_fen = row.made_up_fen(),
          .held_fen = row.held_fen(),
          .deferred_until = DateText(row.deferred_until()),
          .remind_from_on = DateText(row.remind_from_on()),
          .instruct_on = DateText(row.instruct_on()),
          .late_fee_from_on = DateText(row.late_fee_from_on()),
          .instruction_no = row.instruction_no(),
          .policy = row.policy(),
          .clause = row.clause(),
          .overdue = row.overdue(),
          .awaiting_commitment = row.awaiting_commitment(),
          .personal_account_held = row.personal_account_held(),
          .reminder_due = row.reminder_due(),
          .rejected_by_tax = row.rejected_by_tax(),
          .commitment_missing = row.commitment_missing(),
          .register_contradiction = ContradictionText(row)};
}

}  // namespace

absl::StatusOr<std::vector<DeferredItem>> ListDeferred(Session& session,
                                                       const DeferralQuery& query) {
  std::vector<DeferredItem> items;
  wire::ListDeferredObligationsRequest request;
  request.set_unit_code(query.unit_code);
  request.set_ending_until(DateNumber(query.ending_until));
  request.set_reminder_due_only(query.reminder_due_only);
  const absl::Status status = StreamWithRetries<wire::ListDeferredObligationsResponse,
                                                wire::ListDeferredObligationsRequest>(
      *session.connection, session.retry, MethodOf("ListDeferredObligations"),
      [&] { return request; },
      [&](const wire::ListDeferredObligationsResponse& response) {
        for (const auto& row : response.obligations()) {
          items.push_back(ItemFromWire(row));
          request.set_after_position(row.position());
        }
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  return items;
}

MakeUpOrder OrderOfTheDay(domain::UnitCode unit_code, domain::RegionCode region,
                          std::vector<domain::FeePeriod> fee_periods, domain::CivilDate day) {
  std::sort(fee_periods.begin(), fee_periods.end());
  fee_periods.erase(std::unique(fee_periods.begin(), fee_periods.end()), fee_periods.end());
  std::string named;
  {
    domain::CanonicalRow row(named);
    row.Text("make-up").Text(unit_code.value()).Region(region).Date(day);
    for (const domain::FeePeriod period : fee_periods) row.Period(period);
  }
  return {domain::Sha256Of(named).ToHex(), std::move(unit_code), region, std::move(fee_periods)};
}

absl::StatusOr<MakeUpAnswer> MakeUpEarly(Session& session, const MakeUpOrder& order) {
  wire::MakeUpEarlyRequest request;
  request.set_request_id(order.request_id);
  request.set_unit_code(order.unit_code.value());
  request.set_region(RegionNumber(order.region));
  for (const domain::FeePeriod period : order.fee_periods) {
    request.add_fee_periods(MonthNumber(period));
  }
  const auto response = CallWithRetries<wire::MakeUpEarlyResponse>(
      *session.connection, session.retry, MethodOf("MakeUpEarly"), request);
  if (!response.ok()) return response.status();
  const auto& numbers = response->instruction_nos();
  return MakeUpAnswer{{numbers.begin(), numbers.end()}, response->replayed()};
}

absl::StatusOr<Clearance> CheckClearance(Session& session, const domain::UnitCode& unit_code,
                                         domain::RegionCode region) {
  wire::CheckClearanceRequest request;
  request.set_unit_code(unit_code.value());
  request.set_region(RegionNumber(region));
  const auto response = CallWithRetries<wire::CheckClearanceResponse>(
      *session.connection, session.retry, MethodOf("CheckClearance"), request);
  if (!response.ok()) return response.status();
  Clearance clearance{response->clear(), {}};
  for (const wire::ClearanceObstacle& obstacle : response->obstacles()) {
    clearance.obstacles.push_back(
        {obstacle.code(), MonthText(obstacle.fee_period()),
         obstacle.component() == 0
             ? ""
             : EnumText(*common::v1::Component_descriptor(), obstacle.component()),
         obstacle.amount_fen(), obstacle.reference()});
  }
  return clearance;
}

}  // namespace levybridge::client
