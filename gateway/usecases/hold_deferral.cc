#include "gateway/usecases/hold_deferral.h"

#include <iterator>
#include <string>
#include <utility>

#include "gateway/domain/check.h"

namespace levybridge::usecases {
namespace {

using domain::AssessmentLink;
using domain::Component;
using domain::ComponentAmounts;
using domain::Deferral;
using domain::DeferralScope;
using domain::DeferredPart;
using domain::Instruction;
using domain::InstructionAction;
using domain::Money;
using domain::Obligation;

// The main instruction of the row as if nothing were deferred, but for the figures that follow from
// what is due.
Instruction WholeInstruction(const RowToAssess& work, const domain::ObligationKey& key) {
  Instruction whole = InstructionFor(work, key, InstructionAction::kDeferredDue);
  whole.amount_before = work.row.amount_before;
  whole.reduction = work.row.reduction.value_or(Money());
  whole.reduction_start = work.row.reduction_start;
  whole.reduction_end = work.row.reduction_end;
  return whole;
}

void Refresh(const RowToAssess& work, const domain::PolicyBook& book, const AssessmentLink& link,
             Deferral& deferral) {
  const domain::Decision& decision = work.decision;
  NameRule(decision, deferral);
  deferral.scope = work.holds;
  deferral.on_application =
      decision.deferral_reason == domain::DeferralReason::kDeferredOnApplication;
  deferral.agenda = AgendaOf(decision, book, work.row.region, work.row.fee_period);
  deferral.demand = DemandOf(WholeInstruction(work, deferral.key), link, work.holds);
}

// Takes `excess` off what was passed on, newest first, each by an instruction of its own.
std::vector<Instruction> ReduceParts(Deferral& deferral, ComponentAmounts excess,
                                     Obligation& obligation, int64_t next_sequence) {
  std::vector<Instruction> instructions;
  domain::AssessmentChain& chain = obligation.chains[static_cast<size_t>(deferral.chain)];
  std::vector<DeferredPart> kept;
  for (auto part = deferral.parts.rbegin(); part != deferral.parts.rend(); ++part) {
    const ComponentAmounts cut = Least(part->amounts, excess);
    DeferredPart now = *part;
    if (!cut.AllZero()) {
      excess = Minus(excess, cut);
      now.amounts = Minus(part->amounts, cut);
      const bool cancels = now.amounts.AllZero() && obligation.NothingCollected();
      instructions.push_back(
          ChangedPart(deferral, *part, now.amounts,
                      cancels ? InstructionAction::kCancel : InstructionAction::kAdjust));
      now.sequence = next_sequence++;
      instructions.back().sequence = now.sequence;
      chain.instructions.push_back(now.sequence);
    }
    // One that asks for nothing any more stays: the tax bureau may refuse that change.
    kept.push_back(std::move(now));
  }
  deferral.parts.assign(std::make_move_iterator(kept.rbegin()),
                        std::make_move_iterator(kept.rend()));
  return instructions;
}

}  // namespace

DeferralScope ScopeHeld(const domain::Decision& decision) {
  return decision.deferral_reason == domain::DeferralReason::kCommitmentRequired
             ? DeferralScope::kEmployer
             : decision.deferral_scope;
}

domain::DeferralAgenda AgendaOf(const domain::Decision& decision, const domain::PolicyBook& book,
                                domain::RegionCode region, domain::FeePeriod fee_period) {
  const bool unsettled = decision.deferral_reason == domain::DeferralReason::kCommitmentRequired;
  if (!decision.deferred_until && !unsettled) return {};
  const domain::Policy* policy = book.FindPolicy(decision.deferral_policy);
  const domain::RegionParameters* parameters = book.ParametersOf(decision.deferral_policy, region);
  LEVYBRIDGE_CHECK(policy != nullptr && parameters != nullptr,
                   "a policy that defers is in force where it does");
  if (unsettled) return AgendaWhileUnsettled(*policy->rule_deferral, *parameters);
  if (policy->rule_deferral) return AgendaByRule(*policy->rule_deferral, *parameters, fee_period);
  return AgendaOnApplication(*decision.deferred_until, *parameters);
}

Deferral BlankDeferral(const domain::ObligationKey& key, size_t chain, Instruction demand) {
  return {.id = 0,
          .key = key,
          .chain = static_cast<int64_t>(chain),
          .scope = DeferralScope::kNone,
          .on_application = false,
          .policy = {},
          .clause = {},
          .document = {},
          .agenda = {},
          .deregisters_on = {},
          .demand = std::move(demand),
          .held = {},
          .parts = {},
          .blocked = false};
}

void NameRule(const domain::Decision& decision, Deferral& deferral) {
  deferral.policy = std::string(decision.deferral_policy);
  deferral.clause = std::string(decision.deferral_clause);
  deferral.document =
      decision.deferral_citation != nullptr ? decision.deferral_citation->document : std::string();
}

Instruction DemandOf(Instruction whole, const AssessmentLink& link, DeferralScope scope) {
  Instruction demand = std::move(whole);
  demand.sequence = 0;
  demand.replaces_sequence = 0;
  demand.action = InstructionAction::kDeferredDue;
  demand.employer_medical_after = link.due[Component::kEmployerMedical];
  demand.maternity = link.due[Component::kMaternity];
  demand.amount_after = demand.employer_medical_after + demand.maternity;
  demand.personal = scope == DeferralScope::kWhole ? link.due[Component::kPersonal] : Money();
  demand.offset_applied = Money();
  demand.payable = demand.amount_after + demand.personal;
  demand.late_fee_waived = true;
  return demand;
}

void BringForward(Deferral& deferral, domain::CivilDate deregisters_on, domain::CivilDate from) {
  deferral.deregisters_on = deregisters_on;
  deferral.agenda.instruct_on = from;
  deferral.blocked = false;
}

HeldRow HoldDeferral(const RowToAssess& work, const domain::PolicyBook& book,
                     std::optional<domain::CivilDate> deregisters_on,
                     std::optional<Deferral> before, Obligation& obligation,
                     int64_t next_sequence) {
  if (!before && work.holds == DeferralScope::kNone) return {};
  HeldRow result;
  Deferral deferral = before ? *std::move(before)
                             : BlankDeferral(obligation.key, work.place.chain,
                                             WholeInstruction(work, obligation.key));
  const AssessmentLink link = obligation.chains[work.place.chain].links.back();
  if (work.holds != DeferralScope::kNone) Refresh(work, book, link, deferral);
  if (deregisters_on) BringForward(deferral, *deregisters_on, work.event.business_date);
  const ComponentAmounts passed_on = deferral.PassedOn();
  result.instructions = ReduceParts(deferral, Minus(passed_on, Least(passed_on, link.due)),
                                    obligation, next_sequence);
  deferral.held = link.deferred;
  deferral.blocked = false;
  result.deferral = std::move(deferral);
  return result;
}

}  // namespace levybridge::usecases
