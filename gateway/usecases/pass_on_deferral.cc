#include "gateway/usecases/pass_on_deferral.h"

#include <algorithm>
#include <string>

#include "gateway/domain/check.h"
#include "gateway/domain/due_date.h"
#include "gateway/domain/obligation_change.h"
#include "gateway/usecases/offset_desk.h"
#include "gateway/usecases/overpayment_uses.h"
#include "gateway/usecases/settle_refunds.h"
#include "gateway/usecases/status_macros.h"

namespace levybridge::usecases {
namespace {

using domain::AssessmentChain;
using domain::CivilDate;
using domain::Component;
using domain::ComponentAmounts;
using domain::Deferral;
using domain::DeferredPart;
using domain::Instruction;
using domain::InstructionAction;
using domain::InstructionState;
using domain::Obligation;

AssessmentChain& ChainOf(Obligation& obligation, const Deferral& deferral) {
  const auto index = static_cast<size_t>(deferral.chain);
  LEVYBRIDGE_CHECK(index < obligation.chains.size(), "a deferral belongs to a chain");
  return obligation.chains[index];
}

// The late fee is waived for whoever is asked in time: always, where the document asks after expiry
// only.
bool WaivesLateFee(const Deferral& deferral, CivilDate day) {
  const std::optional<CivilDate> until = deferral.LastDay();
  return deferral.on_application || !until || day <= *until;
}

ComponentAmounts AmountsAskedFor(const Instruction& instruction) {
  ComponentAmounts amounts;
  amounts[Component::kEmployerMedical] = instruction.employer_medical_after;
  amounts[Component::kMaternity] = instruction.maternity;
  amounts[Component::kPersonal] = instruction.personal;
  return amounts;
}

// Of `amounts`, what was collected for the obligation already.
ComponentAmounts CollectedAlready(const ComponentAmounts& amounts, const Obligation& obligation) {
  ComponentAmounts overpaid;
  for (const Component component : domain::kAllComponents) {
    overpaid[component] = obligation.balance(component).Overpaid();
  }
  return Least(amounts, overpaid);
}

// What the main instruction asks for: all that is due, less what is held and what parts ask for.
Instruction MainInstruction(const Deferral& deferral, const domain::AssessmentLink& link,
                            CivilDate due_on) {
  Instruction main = deferral.demand;
  const ComponentAmounts amounts = Minus(link.due, deferral.Deferred());
  main.employer_medical_after = amounts[Component::kEmployerMedical];
  main.maternity = amounts[Component::kMaternity];
  main.personal = amounts[Component::kPersonal];
  main.amount_after = main.employer_medical_after + main.maternity;
  main.amount_before = main.amount_after + main.reduction;
  main.payable = main.amount_after + main.personal - main.offset_applied;
  main.due_on = due_on;
  main.late_fee_waived = false;
  if (deferral.held.AllZero()) main.deferred_until.reset();
  return main;
}

}  // namespace

absl::StatusOr<std::optional<Deferral>> PassingOn::Find(const domain::ObligationKey& key) {
  if (const auto at = deferrals_.find(key); at != deferrals_.end()) return at->second;
  LEVYBRIDGE_ASSIGN_OR_RETURN(auto found, store_.deferrals().Find({&key, 1}));
  return std::move(found[0]);
}

absl::StatusOr<Obligation> PassingOn::ObligationOf(const domain::ObligationKey& key) {
  LEVYBRIDGE_ASSIGN_OR_RETURN(auto found, obligations_.Find(key));
  if (!found) return absl::DataLossError("a deferral points to no obligation");
  return *std::move(found);
}

void PassingOn::Put(Deferral deferral) {
  const domain::ObligationKey key = deferral.key;
  deferrals_.insert_or_assign(key, std::move(deferral));
}

void PassingOn::Put(Obligation obligation) {
  obligations_.Put(std::move(obligation)).IgnoreError();
}

absl::StatusOr<CivilDate> PassingOn::GenericDueDate(const Deferral& deferral, CivilDate day) const {
  const domain::RegionCode region = deferral.demand.region;
  const domain::RegionParameters* parameters = rules_.book.ParametersOf(deferral.policy, region);
  const int due_day = parameters != nullptr ? parameters->due_day.value_or(domain::kDefaultDueDay)
                                            : domain::kDefaultDueDay;
  return domain::DueDate(deferral.key.fee_period, day, due_day, rules_.calendar, region);
}

absl::StatusOr<PassingOn::Terms> PassingOn::TermsFor(const Deferral& deferral,
                                                     MakeUpOccasion occasion, CivilDate day) const {
  const CivilDate last_day = deferral.LastDay().value_or(day);
  const bool fixed = occasion == MakeUpOccasion::kAgenda && !deferral.deregisters_on &&
                     deferral.agenda.due_on && *deferral.agenda.due_on >= day;
  // The document's own date: a rest day does not move it.
  if (fixed) {
    return Terms{*deferral.agenda.due_on, std::max(*deferral.agenda.due_on, last_day)};
  }
  LEVYBRIDGE_ASSIGN_OR_RETURN(const CivilDate generic, GenericDueDate(deferral, day));
  const auto no_later_than = [&](std::optional<CivilDate> limit) {
    return limit ? std::max(day, std::min(generic, *limit)) : generic;
  };
  if (deferral.deregisters_on) {
    const CivilDate due_on = no_later_than(deferral.deregisters_on);
    return Terms{due_on, due_on};
  }
  switch (occasion) {
    case MakeUpOccasion::kAgenda:
      return Terms{generic, generic};
    case MakeUpOccasion::kEarly: {
      const CivilDate due_on = no_later_than(deferral.LastDay());
      return Terms{due_on, std::max(due_on, last_day)};
    }
    case MakeUpOccasion::kMemberLeaving: {
      const CivilDate due_on = no_later_than(deferral.LastDay());
      return Terms{due_on, due_on};
    }
  }
  return Terms{generic, generic};
}

absl::StatusOr<int64_t> PassingOn::NextSequence() {
  if (next_sequence_ == 0) {
    LEVYBRIDGE_ASSIGN_OR_RETURN(next_sequence_, store_.instructions().NextSequence());
  }
  return next_sequence_++;
}

absl::Status PassingOn::ChangeDeferred(Obligation& obligation, const Deferral& deferral,
                                       const ComponentAmounts& amounts, domain::EventKind kind,
                                       CivilDate day) {
  LEVYBRIDGE_ASSIGN_OR_RETURN(const ChosenMonth month,
                              months_.Choose(obligation.key.pooling_area, day));
  domain::AssessmentLink& link = ChainOf(obligation, deferral).links.back();
  domain::ObligationChange change(obligation, {kind, month.month, month.adjusts, day, now_,
                                               deferral.demand.assessment_no.value()});
  for (const Component component : domain::kAllComponents) {
    // What is moved was due and deferred before, so no bound can be left.
    LEVYBRIDGE_CHECK(change.AddDeferred(component, amounts[component]),
                     "a deferral moves within what is due");
  }
  link.deferred = Plus(link.deferred, amounts);
  entries_.push_back(std::move(change).Finish());
  return absl::OkStatus();
}

absl::Status PassingOn::Fund(Instruction& instruction, Obligation& obligation, CivilDate day) {
  LEVYBRIDGE_RETURN_IF_ERROR(ApplyWaitingPayments({store_, months_, now_}, obligation, entries_));
  OffsetDesk desk(store_, obligations_, months_, entries_, {day, now_});
  // What was used and cannot be taken back within the bounds of money stays where it is.
  LEVYBRIDGE_RETURN_IF_ERROR(desk.GiveBack(instruction.replaces_sequence, obligation).status());
  return desk.Use(instruction, obligation);
}

absl::StatusOr<int64_t> PassingOn::PassOn(Deferral deferral, const ComponentAmounts& amounts,
                                          MakeUpOccasion occasion, CivilDate day) {
  LEVYBRIDGE_CHECK(Least(amounts, deferral.held) == amounts, "only what is held is passed on");
  LEVYBRIDGE_ASSIGN_OR_RETURN(const Terms terms, TermsFor(deferral, occasion, day));
  LEVYBRIDGE_ASSIGN_OR_RETURN(Obligation obligation, ObligationOf(deferral.key));
  const ComponentAmounts covered = CollectedAlready(amounts, obligation);
  const ComponentAmounts asked = Minus(amounts, covered);
  if (!covered.AllZero()) {
    LEVYBRIDGE_ASSIGN_OR_RETURN(const int64_t main,
                                ReturnToMain(deferral, covered, obligation, day));
    if (asked.AllZero()) {
      Put(std::move(obligation));
      Put(std::move(deferral));
      return main;
    }
  }
  LEVYBRIDGE_ASSIGN_OR_RETURN(const int64_t sequence, NextSequence());
  Instruction instruction =
      DeferredDue(deferral, asked, terms.due_on, WaivesLateFee(deferral, day));
  instruction.sequence = sequence;
  LEVYBRIDGE_RETURN_IF_ERROR(ChangeDeferred(obligation, deferral, Minus(ComponentAmounts(), asked),
                                            domain::EventKind::kDeferralEnded, day));
  ChainOf(obligation, deferral).instructions.push_back(sequence);
  deferral.held = Minus(deferral.held, asked);
  deferral.parts.push_back({sequence, asked, terms.due_on, terms.overdue_after, now_});
  deferral.blocked = false;
  LEVYBRIDGE_RETURN_IF_ERROR(Fund(instruction, obligation, day));
  instructions_.push_back(std::move(instruction));
  Put(std::move(obligation));
  Put(std::move(deferral));
  return sequence;
}

absl::StatusOr<int64_t> PassingOn::ReturnToMain(Deferral& deferral, const ComponentAmounts& amounts,
                                                Obligation& obligation, CivilDate day) {
  LEVYBRIDGE_ASSIGN_OR_RETURN(const CivilDate due_on, GenericDueDate(deferral, day));
  const Obligation before = obligation;
  LEVYBRIDGE_RETURN_IF_ERROR(ChangeDeferred(obligation, deferral,
                                            Minus(ComponentAmounts(), amounts),
                                            domain::EventKind::kDeferralEnded, day));
  owed_again_.Note(before, obligation);
  owed_on_ = day;
  deferral.held = Minus(deferral.held, amounts);
  deferral.blocked = false;
  const domain::AssessmentLink& link = ChainOf(obligation, deferral).links.back();
  return IssueMain(MainInstruction(deferral, link, due_on), deferral, obligation, day);
}

absl::Status PassingOn::HoldBack(Deferral deferral, const ComponentAmounts& amounts,
                                 CivilDate day) {
  LEVYBRIDGE_ASSIGN_OR_RETURN(Obligation obligation, ObligationOf(deferral.key));
  LEVYBRIDGE_RETURN_IF_ERROR(
      ChangeDeferred(obligation, deferral, amounts, domain::EventKind::kDeferralBegun, day));
  deferral.held = Plus(deferral.held, amounts);
  const domain::AssessmentLink& link = ChainOf(obligation, deferral).links.back();
  Instruction main = MainInstruction(deferral, link, deferral.demand.due_on);
  main.deferred_until = deferral.agenda.deferred_until;
  main.late_fee_waived = true;
  domain::TellNoReduction(main);
  LEVYBRIDGE_RETURN_IF_ERROR(IssueMain(std::move(main), deferral, obligation, day).status());
  Put(std::move(obligation));
  Put(std::move(deferral));
  return absl::OkStatus();
}

absl::StatusOr<int64_t> PassingOn::IssueMain(Instruction main, const Deferral& deferral,
                                             Obligation& obligation, CivilDate day) {
  LEVYBRIDGE_ASSIGN_OR_RETURN(const int64_t sequence, NextSequence());
  AssessmentChain& chain = ChainOf(obligation, deferral);
  main.sequence = sequence;
  main.action = InstructionAction::kCollect;
  if (chain.last_known_to_tax != 0 && !chain.cancelled) {
    main.action = InstructionAction::kAdjust;
    main.replaces_sequence = chain.last_known_to_tax;
    outcomes_.push_back(
        {chain.last_known_to_tax, {InstructionState::kSuperseded, "", "", sequence}});
  }
  chain.links.back().instruction = sequence;
  chain.instructions.push_back(sequence);
  chain.last_known_to_tax = sequence;
  chain.cancelled = false;
  LEVYBRIDGE_RETURN_IF_ERROR(Fund(main, obligation, day));
  instructions_.push_back(std::move(main));
  return sequence;
}

absl::Status PassingOn::Release(Deferral deferral, CivilDate day) {
  LEVYBRIDGE_ASSIGN_OR_RETURN(Obligation obligation, ObligationOf(deferral.key));
  const ComponentAmounts held = deferral.held;
  LEVYBRIDGE_RETURN_IF_ERROR(ReturnToMain(deferral, held, obligation, day).status());
  Put(std::move(obligation));
  Put(std::move(deferral));
  return absl::OkStatus();
}

absl::Status PassingOn::HoldAgain(Deferral deferral, int64_t sequence, CivilDate day) {
  const auto part =
      std::find_if(deferral.parts.begin(), deferral.parts.end(),
                   [&](const DeferredPart& known) { return known.sequence == sequence; });
  LEVYBRIDGE_CHECK(part != deferral.parts.end(), "only a part's instruction is taken back");
  const ComponentAmounts amounts = part->amounts;
  LEVYBRIDGE_ASSIGN_OR_RETURN(Obligation obligation, ObligationOf(deferral.key));
  OffsetDesk desk(store_, obligations_, months_, entries_, {day, now_});
  LEVYBRIDGE_RETURN_IF_ERROR(desk.GiveBack(sequence, obligation).status());
  LEVYBRIDGE_RETURN_IF_ERROR(
      ChangeDeferred(obligation, deferral, amounts, domain::EventKind::kDeferredAgain, day));
  deferral.parts.erase(part);
  // While there is more to be asked for, what was refused goes out again with it.
  deferral.blocked = deferral.held.AllZero();
  deferral.held = Plus(deferral.held, amounts);
  Put(std::move(obligation));
  Put(std::move(deferral));
  return absl::OkStatus();
}

absl::Status PassingOn::KeepPart(Deferral deferral, const Instruction& change, CivilDate day) {
  const auto part =
      std::find_if(deferral.parts.begin(), deferral.parts.end(),
                   [&](const DeferredPart& known) { return known.sequence == change.sequence; });
  LEVYBRIDGE_CHECK(part != deferral.parts.end(), "only a part's change is taken back");
  LEVYBRIDGE_ASSIGN_OR_RETURN(const auto before,
                              store_.instructions().Find(change.replaces_sequence));
  if (!before) return absl::DataLossError("a change replaces no instruction");
  part->sequence = change.replaces_sequence;
  part->amounts = AmountsAskedFor(*before);
  outcomes_.push_back({change.replaces_sequence, domain::InstructionOutcome{}});
  LEVYBRIDGE_ASSIGN_OR_RETURN(Obligation obligation, ObligationOf(deferral.key));
  OffsetDesk desk(store_, obligations_, months_, entries_, {day, now_});
  LEVYBRIDGE_RETURN_IF_ERROR(desk.GiveBack(change.sequence, obligation).status());
  LEVYBRIDGE_RETURN_IF_ERROR(desk.TakeAgain(change.replaces_sequence, obligation));
  Put(std::move(obligation));
  Put(std::move(deferral));
  return absl::OkStatus();
}

absl::Status PassingOn::Save() {
  const std::vector<Obligation> obligations = std::move(obligations_).Take();
  std::vector<Deferral> deferrals;
  for (auto& [key, deferral] : deferrals_) deferrals.push_back(std::move(deferral));
  LEVYBRIDGE_RETURN_IF_ERROR(store_.obligations().Put(obligations));
  LEVYBRIDGE_RETURN_IF_ERROR(store_.deferrals().Put(deferrals));
  LEVYBRIDGE_RETURN_IF_ERROR(store_.instructions().Append(instructions_));
  LEVYBRIDGE_RETURN_IF_ERROR(SettleOverpayments(store_, rules_.book, obligations));
  for (const auto& [sequence, outcome] : outcomes_) {
    LEVYBRIDGE_RETURN_IF_ERROR(store_.instructions().PutOutcome(sequence, outcome));
  }
  if (entries_.empty()) return absl::OkStatus();
  LEVYBRIDGE_RETURN_IF_ERROR(store_.journal().Append(entries_));
  LEVYBRIDGE_RETURN_IF_ERROR(months_.VoidComparisons());
  if (owed_on_) {
    LEVYBRIDGE_RETURN_IF_ERROR(ReclaimOffsets({store_, rules_, now_, *owed_on_}, owed_again_));
  }
  const CivilDate day = owed_on_.value_or(domain::DateInShanghai(now_));
  return SettleRefunds({store_, rules_, now_, day}, obligations, entries_);
}

}  // namespace levybridge::usecases
