#include "gateway/usecases/bring_deferrals_forward.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "gateway/usecases/hold_deferral.h"
#include "gateway/usecases/overpayment_uses.h"
#include "gateway/usecases/pass_on_deferral.h"
#include "gateway/usecases/reject_deferred_due.h"
#include "gateway/usecases/status_macros.h"

namespace levybridge::usecases {
namespace {

using domain::Component;
using domain::ComponentAmounts;
using domain::Deferral;
using domain::Deregistration;
using domain::EmployerKey;
using domain::MemberEvent;
using domain::NumberedRow;
using domain::Problem;
using domain::ProblemCode;
using domain::RegisteredEmployer;

using Problems = std::vector<Problem>;

template <class Row>
bool IsForeign(const domain::Batch& batch, const domain::RegionTree& regions, const Row& row,
               Problems& problems) {
  if (regions.Contains(batch.header.party.region, row.region)) return false;
  problems.push_back({ProblemCode::kRegionNotAllowed, "region", row.region.ToString(),
                      batch.header.party.region.ToString()});
  return true;
}

Problem CalendarProblem(domain::FeePeriod period, domain::CivilDate day) {
  return {ProblemCode::kCalendarYearMissing, "fee_period", period.ToIso(), day.ToIso()};
}

std::string DifferingColumn(const MemberEvent& recorded, const MemberEvent& again) {
  if (recorded.trigger != again.trigger) return "trigger";
  if (recorded.event_on != again.event_on) return "event_on";
  if (recorded.employer_medical != again.employer_medical) return "employer_medical";
  if (recorded.maternity != again.maternity) return "maternity";
  return "region";
}

// The rows of one chunk of members' events.
class MemberEvents {
 public:
  MemberEvents(ports::Transaction& store, const domain::Batch& batch, const Rules& rules,
               domain::Timestamp now)
      : store_(store),
        batch_(batch),
        book_(rules.book),
        regions_(rules.book.regions()),
        passing_on_(store, rules, now) {}

  absl::Status DecideRow(const MemberEvent& row, Problems& problems) {
    if (IsForeign(batch_, regions_, row, problems)) return absl::OkStatus();
    const domain::ObligationKey key{regions_.PoolingAreaOf(row.region), row.fee_period,
                                    row.unit_code, domain::InsuranceType::kEmployeeMedical};
    LEVYBRIDGE_ASSIGN_OR_RETURN(const auto recorded,
                                store_.deferrals().FindMemberEvent({key, row.member_ref}));
    LEVYBRIDGE_ASSIGN_OR_RETURN(const auto deferral, passing_on_.Find(key));
    if (recorded) {
      LEVYBRIDGE_ASSIGN_OR_RETURN(const auto refused, RefusedDueOf(store_, recorded->instruction));
      const bool held_again = refused && deferral && !deferral->held.AllZero();
      if (!held_again || recorded->event != row) {
        Repeat(recorded->event, row, problems);
        return absl::OkStatus();
      }
    }
    CheckAgainst(deferral, row, problems);
    if (domain::RefusesRow(problems)) return absl::OkStatus();
    return Take(*deferral, row, problems);
  }
  absl::Status Save() { return passing_on_.Save(); }
  int64_t already_accepted() const { return already_accepted_; }

 private:
  static ComponentAmounts AmountsOf(const MemberEvent& row) {
    ComponentAmounts amounts;
    amounts[Component::kEmployerMedical] = row.employer_medical;
    amounts[Component::kMaternity] = row.maternity;
    return amounts;
  }

  void Repeat(const MemberEvent& recorded, const MemberEvent& row, Problems& problems) {
    if (recorded == row) {
      ++already_accepted_;
      problems.push_back({ProblemCode::kAlreadyAccepted, "member_ref", "", ""});
    } else {
      problems.push_back({ProblemCode::kMemberEventConflict, "member_ref", row.member_ref.value(),
                          DifferingColumn(recorded, row)});
    }
  }

  void CheckAgainst(const std::optional<Deferral>& deferral, const MemberEvent& row,
                    Problems& problems) const {
    const bool visible = deferral && !deferral->held.AllZero() &&
                         regions_.Contains(batch_.header.party.region, deferral->demand.region);
    if (!visible) {
      problems.push_back({ProblemCode::kNothingDeferred, "fee_period", row.fee_period.ToIso(), ""});
      return;
    }
    if (!ComesForward(*deferral, row.trigger)) {
      problems.push_back({ProblemCode::kMemberEventNotInPolicy, "trigger", deferral->document,
                          std::string(MachineName(row.trigger))});
      return;
    }
    const ComponentAmounts amounts = AmountsOf(row);
    if (amounts.AllZero()) {
      problems.push_back({ProblemCode::kAllZero, "employer_medical", "", ""});
    }
    for (const Component component : {Component::kEmployerMedical, Component::kMaternity}) {
      if (amounts[component] <= deferral->held[component]) continue;
      problems.push_back({ProblemCode::kExceedsDeferred, std::string(MachineName(component)),
                          amounts[component].ToYuan(), deferral->held[component].ToYuan()});
    }
  }

  // Whether the deferral's document says so.
  bool ComesForward(const Deferral& deferral, domain::MemberTrigger trigger) const {
    const domain::Policy* policy = book_.FindPolicy(deferral.policy);
    if (policy == nullptr || !policy->member_events) return false;
    const auto& triggers = policy->member_events->triggers;
    return std::find(triggers.begin(), triggers.end(), trigger) != triggers.end();
  }

  absl::Status Take(const Deferral& deferral, const MemberEvent& row, Problems& problems) {
    const domain::CivilDate day = batch_.header.business_date;
    const auto sequence =
        passing_on_.PassOn(deferral, AmountsOf(row), MakeUpOccasion::kMemberLeaving, day);
    if (absl::IsOutOfRange(sequence.status())) {
      problems.push_back(CalendarProblem(row.fee_period, day));
      return absl::OkStatus();
    }
    if (!sequence.ok()) return sequence.status();
    return store_.deferrals().PutMemberEvent({deferral.key, row.member_ref}, {row, *sequence});
  }

  ports::Transaction& store_;
  const domain::Batch& batch_;
  const domain::PolicyBook& book_;
  const domain::RegionTree& regions_;
  PassingOn passing_on_;
  int64_t already_accepted_ = 0;
};

absl::StatusOr<RegisteredEmployer> EmployerOf(const ports::Transaction& store,
                                              const EmployerKey& key) {
  LEVYBRIDGE_ASSIGN_OR_RETURN(auto found, store.registers().Find({&key, 1}));
  if (!found[0]) return RegisteredEmployer{key, {}, {}, {}};
  return *std::move(found[0]);
}

// Everything the employer holds is due now; where the calendar does not cover the due date yet, by
// the next run of what is due. Gives the number of deferrals that held anything.
absl::StatusOr<int> EndDeferrals(PassingOn& passing_on, const std::vector<Deferral>& deferrals,
                                 const Deregistration& row, domain::CivilDate day) {
  int ended = 0;
  for (const Deferral& known : deferrals) {
    LEVYBRIDGE_ASSIGN_OR_RETURN(std::optional<Deferral> deferral, passing_on.Find(known.key));
    if (!deferral || deferral->held.AllZero()) continue;
    ++ended;
    BringForward(*deferral, row.planned_on, day);
    passing_on.Put(*deferral);
    const auto sequence =
        passing_on.PassOn(*deferral, deferral->held, MakeUpOccasion::kAgenda, day);
    if (!sequence.ok() && !absl::IsOutOfRange(sequence.status())) return sequence.status();
  }
  return ended;
}

// One row of a chunk of deregistrations. A plan that is known already does what is left to do: ask
// again for what the tax bureau refused. False when there was nothing.
absl::StatusOr<bool> Plan(ports::Transaction& store, PassingOn& passing_on, const EmployerKey& key,
                          const Deregistration& row, domain::CivilDate day) {
  LEVYBRIDGE_ASSIGN_OR_RETURN(RegisteredEmployer employer, EmployerOf(store, key));
  LEVYBRIDGE_ASSIGN_OR_RETURN(const std::vector<Deferral> deferrals,
                              store.deferrals().OfUnit(key.pooling_area, key.unit_code));
  LEVYBRIDGE_ASSIGN_OR_RETURN(const int ended, EndDeferrals(passing_on, deferrals, row, day));
  if (employer.deregistration == row) return ended > 0;
  employer.deregistration = row;
  LEVYBRIDGE_RETURN_IF_ERROR(store.registers().Put({&employer, 1}));
  LEVYBRIDGE_RETURN_IF_ERROR(TurnIntoRefund(store, key));
  return true;
}

}  // namespace

absl::Status MemberEventDecider::Decide(ports::Transaction& store, const domain::Batch& batch,
                                        const domain::BatchChunk& chunk,
                                        ChunkDecision& decision) const {
  const auto* rows = std::get_if<std::vector<NumberedRow<MemberEvent>>>(&chunk.rows);
  if (rows == nullptr) return absl::DataLossError("a batch of members' events holds other rows");
  const std::shared_ptr<const Rules> rules = rules_.Current();
  MemberEvents work(store, batch, *rules, clock_.Now());
  for (const NumberedRow<MemberEvent>& row : *rows) {
    Problems problems;
    LEVYBRIDGE_RETURN_IF_ERROR(work.DecideRow(row.value, problems));
    decision.Settle(row.row, domain::AmountOf(row.value), std::move(problems));
  }
  decision.already_accepted_rows += work.already_accepted();
  return work.Save();
}

absl::Status DeregistrationDecider::Decide(ports::Transaction& store, const domain::Batch& batch,
                                           const domain::BatchChunk& chunk,
                                           ChunkDecision& decision) const {
  const auto* rows = std::get_if<std::vector<NumberedRow<Deregistration>>>(&chunk.rows);
  if (rows == nullptr) return absl::DataLossError("a batch of deregistrations holds other rows");
  const std::shared_ptr<const Rules> rules = rules_.Current();
  const domain::RegionTree& regions = rules->book.regions();
  PassingOn passing_on(store, *rules, clock_.Now());
  for (const NumberedRow<Deregistration>& row : *rows) {
    Problems problems;
    if (!IsForeign(batch, regions, row.value, problems)) {
      const EmployerKey key{regions.PoolingAreaOf(row.value.region), row.value.unit_code};
      LEVYBRIDGE_ASSIGN_OR_RETURN(
          const bool changed, Plan(store, passing_on, key, row.value, batch.header.business_date));
      if (!changed) {
        ++decision.already_accepted_rows;
        problems.push_back({ProblemCode::kAlreadyAccepted, "unit_code", "", ""});
      }
    }
    decision.Settle(row.row, domain::AmountOf(row.value), std::move(problems));
  }
  return passing_on.Save();
}

}  // namespace levybridge::usecases
