#include "gateway/domain/deferral.h"

#include <algorithm>

namespace levybridge::domain {
namespace {

bool Defers(DeferralScope scope, Component component) {
  switch (scope) {
    case DeferralScope::kNone:
      return false;
    case DeferralScope::kEmployer:
      return component == Component::kEmployerMedical || component == Component::kMaternity;
    case DeferralScope::kWhole:
      return component != Component::kLateFee && component != Component::kInterest;
  }
  return false;
}

CivilDate ShiftedBy(CivilDate date, int days) { return date.PlusDays(days).value_or(date); }

void SetReminder(DeferralAgenda& agenda, const RegionParameters& parameters) {
  const int days = parameters.reminder_days.value_or(kDefaultReminderDays);
  agenda.remind_from = ShiftedBy(*agenda.instruct_on, -days);
}

// The last day of the month in which this fee period's instalment falls.
CivilDate InstalmentDay(const RuleDeferralRules& rules, FeePeriod fee_period) {
  const int months_before = rules.window.last.index() - fee_period.index();
  const auto last_month = FeePeriod::Of(rules.made_up_by);
  const auto month = last_month ? last_month->PlusMonths(-months_before) : last_month;
  return month ? std::min(month->LastDay(), rules.made_up_by) : rules.made_up_by;
}

void FillAmounts(const ComponentAmounts& amounts, Instruction& instruction) {
  instruction.employer_medical_after = amounts[Component::kEmployerMedical];
  instruction.maternity = amounts[Component::kMaternity];
  instruction.personal = amounts[Component::kPersonal];
  instruction.amount_after = instruction.employer_medical_after + instruction.maternity;
  instruction.payable =
      instruction.amount_after + instruction.personal - instruction.offset_applied;
}

Money MadeUpOf(const Deferral& deferral, const Obligation& obligation, Component component,
               Money passed_on) {
  const ComponentBalance& balance = obligation.balance(component);
  MoneySum beyond(balance.collected);
  beyond += balance.offset_received;
  beyond -= balance.refunded;
  beyond -= balance.offset_given;
  beyond -= balance.due;
  beyond += deferral.held[component];
  beyond += passed_on;
  const __int128 made_up = std::clamp<__int128>(beyond.fen(), 0, passed_on.fen());
  return Money::Proven(static_cast<int64_t>(made_up));
}

// The first part that `made_up`, spent on the oldest first, leaves unpaid after its last day.
const DeferredPart* FirstOverdue(const Deferral& deferral, ComponentAmounts made_up,
                                 CivilDate day) {
  for (const DeferredPart& part : deferral.parts) {
    const ComponentAmounts paid = Least(part.amounts, made_up);
    made_up = Minus(made_up, paid);
    if (paid != part.amounts && day > part.overdue_after) return &part;
  }
  return nullptr;
}

}  // namespace

ComponentAmounts Deferral::PassedOn() const {
  ComponentAmounts sum;
  for (const DeferredPart& part : parts) sum = Plus(sum, part.amounts);
  return sum;
}

ComponentAmounts Deferral::Deferred() const { return Plus(held, PassedOn()); }

std::optional<CivilDate> Deferral::NextIssue() const {
  if (blocked || held.AllZero()) return std::nullopt;
  return agenda.instruct_on;
}

DeferralAgenda AgendaByRule(const RuleDeferralRules& rules, const RegionParameters& parameters,
                            FeePeriod fee_period) {
  DeferralAgenda agenda;
  const bool instalments = parameters.makeup_method == MakeUpMethod::kInstalments;
  agenda.deferred_until = rules.made_up_by;
  agenda.due_on = instalments ? InstalmentDay(rules, fee_period) : rules.made_up_by;
  agenda.instruct_on =
      ShiftedBy(*agenda.due_on, -parameters.makeup_lead_days.value_or(kDefaultMakeupLeadDays));
  SetReminder(agenda, parameters);
  return agenda;
}

DeferralAgenda AgendaWhileUnsettled(const RuleDeferralRules& rules,
                                    const RegionParameters& parameters) {
  DeferralAgenda agenda;
  agenda.due_on = rules.made_up_by;
  agenda.instruct_on =
      ShiftedBy(rules.made_up_by, -parameters.makeup_lead_days.value_or(kDefaultMakeupLeadDays));
  SetReminder(agenda, parameters);
  return agenda;
}

DeferralAgenda AgendaOnApplication(CivilDate deferred_until, const RegionParameters& parameters) {
  DeferralAgenda agenda;
  agenda.deferred_until = deferred_until;
  agenda.instruct_on = ShiftedBy(deferred_until, 1);
  SetReminder(agenda, parameters);
  return agenda;
}

ComponentAmounts HeldOf(const ComponentAmounts& due, const ComponentAmounts& passed_on,
                        DeferralScope scope) {
  ComponentAmounts held;
  for (const Component component : kAllComponents) {
    if (Defers(scope, component)) held[component] = due[component] - passed_on[component];
  }
  return held;
}

void TellNoReduction(Instruction& instruction) {
  instruction.amount_before = instruction.amount_after;
  instruction.reduction = Money();
  instruction.reduction_start.reset();
  instruction.reduction_end.reset();
}

Instruction DeferredDue(const Deferral& deferral, const ComponentAmounts& amounts, CivilDate due_on,
                        bool late_fee_waived) {
  Instruction instruction = deferral.demand;
  instruction.action = InstructionAction::kDeferredDue;
  instruction.due_on = due_on;
  instruction.late_fee_waived = late_fee_waived;
  instruction.deferred_until = deferral.agenda.deferred_until;
  instruction.policy = deferral.policy;
  FillAmounts(amounts, instruction);
  const bool whole = deferral.parts.empty() && amounts == deferral.held;
  if (!whole) TellNoReduction(instruction);
  return instruction;
}

Instruction ChangedPart(const Deferral& deferral, const DeferredPart& part,
                        const ComponentAmounts& amounts, InstructionAction action) {
  Instruction instruction = DeferredDue(deferral, amounts, part.due_on, true);
  TellNoReduction(instruction);
  instruction.action = action;
  instruction.replaces_sequence = part.sequence;
  return instruction;
}

ComponentAmounts MadeUp(const Deferral& deferral, const Obligation& obligation) {
  ComponentAmounts made_up;
  const ComponentAmounts passed_on = deferral.PassedOn();
  for (const Component component : kAllComponents) {
    made_up[component] = MadeUpOf(deferral, obligation, component, passed_on[component]);
  }
  return made_up;
}

DeferralStanding StandingOn(const Deferral& deferral, const Obligation& obligation, CivilDate day,
                            int late_fee_from_day) {
  DeferralStanding standing;
  standing.made_up = MadeUp(deferral, obligation);
  const auto& remind_from = deferral.agenda.remind_from;
  standing.reminder_due = deferral.NextIssue() && remind_from && *remind_from <= day;
  const auto& instruct_on = deferral.agenda.instruct_on;
  standing.never_settled = !deferral.agenda.deferred_until && !deferral.IsWithdrawn() &&
                           instruct_on && *instruct_on <= day;
  if (const DeferredPart* part = FirstOverdue(deferral, standing.made_up, day)) {
    standing.overdue = true;
    const CivilDate last_day = deferral.LastDay().value_or(part->due_on);
    standing.late_fee_from = ShiftedBy(last_day, late_fee_from_day);
  } else if (const auto until = deferral.LastDay();
             deferral.blocked && !deferral.held.AllZero() && until && day > *until) {
    standing.overdue = true;
    standing.late_fee_from = ShiftedBy(*until, late_fee_from_day);
  }
  return standing;
}

}  // namespace levybridge::domain
