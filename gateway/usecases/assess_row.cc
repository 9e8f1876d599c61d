#include "gateway/usecases/assess_row.h"

#include <algorithm>
#include <string>
#include <utility>

namespace levybridge::usecases {
namespace {

using domain::Assessment;
using domain::AssessmentChain;
using domain::AssessmentKind;
using domain::AssessmentLink;
using domain::Component;
using domain::ComponentAmounts;
using domain::Decision;
using domain::DeferralScope;
using domain::Instruction;
using domain::InstructionAction;
using domain::Money;
using domain::Obligation;
using domain::Problem;
using domain::ProblemCode;

std::variant<RowPlace, Problem> PlaceOfReassessment(const Assessment& row,
                                                    const Obligation* obligation) {
  const std::string number = row.supersedes_no ? row.supersedes_no->value() : "";
  const Problem unknown{ProblemCode::kSupersededUnknown, "supersedes_no", number, ""};
  if (obligation == nullptr || !row.supersedes_no) return unknown;
  for (size_t i = 0; i < obligation->chains.size(); ++i) {
    for (const AssessmentLink& link : obligation->chains[i].links) {
      if (link.assessment_no != *row.supersedes_no) continue;
      if (!link.live) {
        return Problem{ProblemCode::kSupersededNotLive, "supersedes_no", number, ""};
      }
      return RowPlace{i, true, link.kind, link.applied_on};
    }
  }
  return unknown;
}

// Regular assessments and prepayments share one slot: whoever prepaid a month must not be charged
// for it again by the regular run.
bool TakesTheMainSlot(AssessmentKind kind) {
  return kind == AssessmentKind::kRegular || kind == AssessmentKind::kPrepayment;
}

ComponentAmounts DueOf(const Assessment& row, const Decision& decision) {
  const Money reduction = row.reduction.value_or(Money());
  const Money maternity_reduction = std::min(decision.maternity_reduction, reduction);
  ComponentAmounts due;
  due[Component::kEmployerMedical] = row.employer_medical - (reduction - maternity_reduction);
  due[Component::kMaternity] = row.maternity - maternity_reduction;
  due[Component::kPersonal] = row.personal;
  return due;
}

ComponentAmounts DeferredOf(const ComponentAmounts& due, DeferralScope scope) {
  ComponentAmounts deferred;
  if (scope == DeferralScope::kNone) return deferred;
  deferred[Component::kEmployerMedical] = due[Component::kEmployerMedical];
  deferred[Component::kMaternity] = due[Component::kMaternity];
  if (scope == DeferralScope::kWhole) deferred[Component::kPersonal] = due[Component::kPersonal];
  return deferred;
}

std::optional<InstructionAction> ActionFor(const AssessmentChain& chain,
                                           const Obligation& obligation, const AssessmentLink& link,
                                           DeferralScope scope) {
  const bool passed_on = scope != DeferralScope::kWhole && !link.due.AllZero();
  const bool tax_has_one = chain.last_known_to_tax != 0 && !chain.cancelled;
  if (!tax_has_one) {
    if (!passed_on) return std::nullopt;
    return InstructionAction::kCollect;
  }
  if (!passed_on && NothingCollected(obligation)) return InstructionAction::kCancel;
  return InstructionAction::kAdjust;
}

void FillAmounts(const Assessment& row, const AssessmentLink& link, const Decision& decision,
                 Instruction& instruction) {
  instruction.personal = link.due[Component::kPersonal] - link.deferred[Component::kPersonal];
  const bool employer_deferred = decision.deferral_scope != DeferralScope::kNone;
  if (employer_deferred) {
    instruction.deferred_until = decision.deferred_until;
    instruction.late_fee_waived = true;
  } else {
    instruction.amount_before = row.amount_before;
    instruction.reduction = row.reduction.value_or(Money());
    instruction.employer_medical_after = link.due[Component::kEmployerMedical];
    instruction.maternity = link.due[Component::kMaternity];
    instruction.reduction_start = row.reduction_start;
    instruction.reduction_end = row.reduction_end;
  }
  instruction.amount_after = instruction.employer_medical_after + instruction.maternity;
  instruction.payable =
      instruction.amount_after + instruction.personal - instruction.offset_applied;
}

Instruction MakeInstruction(const RowToAssess& work, const AssessmentLink& link,
                            const Obligation& obligation, InstructionAction action) {
  Instruction instruction{.sequence = 0,
                          .action = action,
                          .pooling_area = obligation.key.pooling_area,
                          .unit_code = work.row.unit_code,
                          .uscc = work.row.uscc,
                          .unit_name = work.row.unit_name,
                          .region = work.row.region,
                          .insurance_type = work.row.insurance_type,
                          .fee_period = work.row.fee_period,
                          .amount_before = {},
                          .reduction = {},
                          .amount_after = {},
                          .reduction_start = {},
                          .reduction_end = {},
                          .employer_medical_after = {},
                          .maternity = {},
                          .personal = {},
                          .offset_applied = {},
                          .payable = {},
                          .due_on = work.due_on,
                          .late_fee_waived = work.late_fee_waived,
                          .deferred_until = {},
                          .assessment_no = work.row.assessment_no,
                          .replaces_sequence = 0,
                          .policy = std::string(work.decision.policy)};
  FillAmounts(work.row, link, work.decision, instruction);
  return instruction;
}

// Replaces the live link's amounts in the obligation by the new link's.
bool ChangeAmounts(domain::ObligationChange& change, const AssessmentLink* old,
                   const AssessmentLink& now) {
  for (const Component component : domain::kAllComponents) {
    const Money old_due = old != nullptr ? old->due[component] : Money();
    const Money old_deferred = old != nullptr ? old->deferred[component] : Money();
    if (!change.AddDue(component, now.due[component] - old_due)) return false;
    if (!change.AddDeferred(component, now.deferred[component] - old_deferred)) return false;
  }
  return true;
}

void IssueInstruction(const RowToAssess& work, int64_t sequence, AssessedRow& result) {
  AssessmentChain& chain = result.obligation.chains[work.place.chain];
  AssessmentLink& link = chain.links.back();
  const std::optional<InstructionAction> action =
      ActionFor(chain, result.obligation, link, work.decision.deferral_scope);
  if (!action) return;
  Instruction instruction = MakeInstruction(work, link, result.obligation, *action);
  instruction.sequence = sequence;
  if (*action != InstructionAction::kCollect) {
    instruction.replaces_sequence = chain.last_known_to_tax;
    result.replaced_sequence = chain.last_known_to_tax;
  }
  link.instruction = sequence;
  chain.instructions.push_back(sequence);
  chain.last_known_to_tax = sequence;
  chain.cancelled = *action == InstructionAction::kCancel;
  result.instruction = std::move(instruction);
}

}  // namespace

bool NothingCollected(const Obligation& obligation) {
  return std::all_of(obligation.balances.begin(), obligation.balances.end(),
                     [](const domain::ComponentBalance& b) { return b.collected.IsZero(); });
}

std::variant<RowPlace, Problem> FindPlace(const Assessment& row, const Obligation* obligation) {
  if (row.kind == AssessmentKind::kReassessment) return PlaceOfReassessment(row, obligation);
  const RowPlace place{obligation != nullptr ? obligation->chains.size() : 0, false, row.kind,
                       row.applied_on};
  if (obligation == nullptr || !TakesTheMainSlot(row.kind)) return place;
  for (const AssessmentChain& chain : obligation->chains) {
    const AssessmentLink& last = chain.links.back();
    if (last.live && TakesTheMainSlot(last.kind)) {
      return Problem{ProblemCode::kDuplicateObligation, "unit_code", last.assessment_no.value(),
                     row.fee_period.ToIso()};
    }
  }
  return place;
}

std::optional<AssessedRow> AssessRow(const RowToAssess& work, Obligation obligation,
                                     int64_t sequence) {
  if (work.place.chain == obligation.chains.size()) obligation.chains.emplace_back();
  AssessedRow result{std::move(obligation), std::nullopt, std::nullopt, 0};
  AssessmentChain& chain = result.obligation.chains[work.place.chain];
  const ComponentAmounts due = DueOf(work.row, work.decision);
  AssessmentLink link{.assessment_no = work.row.assessment_no,
                      .kind = work.place.kind,
                      .applied_on = work.place.applied_on,
                      .batch_no = work.batch_no,
                      .row = work.row_number,
                      .content = work.content,
                      .due = due,
                      .deferred = DeferredOf(due, work.decision.deferral_scope),
                      .live = true,
                      .instruction = 0};
  domain::ObligationChange change(result.obligation, work.event);
  if (!ChangeAmounts(change, work.place.replaces ? &chain.links.back() : nullptr, link)) {
    return std::nullopt;
  }
  if (work.place.replaces) chain.links.back().live = false;
  chain.links.push_back(std::move(link));
  result.obligation.region = work.row.region;
  result.entry = std::move(change).Finish();
  IssueInstruction(work, sequence, result);
  return result;
}

}  // namespace levybridge::usecases
