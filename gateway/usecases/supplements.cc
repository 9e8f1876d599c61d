#include "gateway/usecases/supplements.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "gateway/usecases/due_dates.h"
#include "gateway/usecases/status_macros.h"

namespace levybridge::usecases {
namespace {

using domain::Component;
using domain::Instruction;
using domain::InstructionAction;
using domain::InstructionState;
using domain::Money;
using domain::Obligation;
using domain::ObligationKey;
using domain::Recoverable;
using domain::RecoverableReason;

constexpr int32_t kRecordsPerPage = 500;

// Of one obligation, by number.
absl::StatusOr<std::vector<Recoverable>> RecordsOf(const ports::Transaction& store,
                                                   const ObligationKey& key) {
  const ports::RecoverableFilter filter{.employer = std::nullopt, .obligation = key};
  std::vector<Recoverable> all;
  int64_t after = 0;
  while (true) {
    LEVYBRIDGE_ASSIGN_OR_RETURN(std::vector<Recoverable> page,
                                store.refunds().ListRecoverables(filter, after, kRecordsPerPage));
    const bool last = page.size() < kRecordsPerPage;
    if (!last) after = page.back().recoverable_no;
    std::move(page.begin(), page.end(), std::back_inserter(all));
    if (last) return all;
  }
}

// The part of an instruction that asks for the component; null where none does.
Money* PartOf(Instruction& instruction, Component component) {
  switch (component) {
    case Component::kEmployerMedical:
      return &instruction.employer_medical_after;
    case Component::kMaternity:
      return &instruction.maternity;
    case Component::kPersonal:
      return &instruction.personal;
    case Component::kLateFee:
    case Component::kInterest:
      return nullptr;
  }
  return nullptr;
}

void SumUp(Instruction& instruction) {
  instruction.amount_before = instruction.employer_medical_after + instruction.maternity;
  instruction.reduction = Money();
  instruction.amount_after = instruction.amount_before;
  instruction.reduction_start.reset();
  instruction.reduction_end.reset();
  instruction.offset_applied = Money();
  instruction.payable = instruction.amount_after + instruction.personal;
}

absl::StatusOr<std::optional<Instruction>> NewestOf(const ports::Transaction& store,
                                                    const Obligation& obligation) {
  int64_t newest = 0;
  for (const domain::AssessmentChain& chain : obligation.chains) {
    for (const int64_t sequence : chain.instructions) newest = std::max(newest, sequence);
  }
  if (newest == 0) return std::nullopt;
  return store.instructions().Find(newest);
}

domain::CivilDate DueOn(const SettlingContext& context, const Instruction& model) {
  DueDates due_dates(context.rules, context.day);
  const auto& due_on = due_dates.Of(model.fee_period, model.region, model.policy);
  return due_on.ok() ? std::max(*due_on, model.due_on) : std::max(context.day, model.due_on);
}

absl::Status IssueOne(const SettlingContext& context, Recoverable record) {
  ports::Transaction& store = context.store;
  LEVYBRIDGE_ASSIGN_OR_RETURN(const auto found, store.obligations().Find({&record.obligation, 1}));
  if (!found[0]) return absl::DataLossError("a recoverable amount belongs to no obligation");
  LEVYBRIDGE_ASSIGN_OR_RETURN(const auto model, NewestOf(store, *found[0]));
  if (!model) return absl::OkStatus();
  Instruction supplement = *model;
  Money* part = PartOf(supplement, record.component);
  if (part == nullptr) return absl::OkStatus();
  supplement.employer_medical_after = supplement.maternity = supplement.personal = Money();
  *part = record.amount;
  SumUp(supplement);
  supplement.action = InstructionAction::kCollect;
  supplement.replaces_sequence = 0;
  supplement.deferred_until.reset();
  supplement.late_fee_waived = false;
  supplement.due_on = DueOn(context, *model);
  LEVYBRIDGE_ASSIGN_OR_RETURN(supplement.sequence, store.instructions().NextSequence());
  LEVYBRIDGE_RETURN_IF_ERROR(store.instructions().Append({&supplement, 1}));
  record.instruction = supplement.sequence;
  return store.refunds().PutRecoverable(record);
}

}  // namespace

absl::Status IssueSupplements(const SettlingContext& context,
                              absl::Span<const Recoverable> recorded) {
  for (const Recoverable& record : recorded) {
    if (record.reason == RecoverableReason::kPaidTwice) continue;
    LEVYBRIDGE_RETURN_IF_ERROR(IssueOne(context, record));
  }
  return absl::OkStatus();
}

absl::Status LowerSupplement(ports::Transaction& store, Recoverable& record) {
  if (record.instruction == 0) return absl::OkStatus();
  LEVYBRIDGE_ASSIGN_OR_RETURN(auto standing, store.instructions().Find(record.instruction));
  if (!standing) return absl::DataLossError("a supplementary instruction is not there");
  LEVYBRIDGE_ASSIGN_OR_RETURN(const auto outcome,
                              store.instructions().FindOutcome(record.instruction));
  const bool in_force = (!outcome || outcome->state == InstructionState::kIssued) &&
                        standing->action != InstructionAction::kCancel;
  Instruction again = *standing;
  Money* part = PartOf(again, record.component);
  if (!in_force || part == nullptr) return absl::OkStatus();
  // To what is left of the record, whatever was refused or paid meanwhile: what was paid on the
  // instruction the tax bureau knows.
  const Money left = record.amount - record.settled - record.voided;
  if (*part <= left) return absl::OkStatus();
  *part = left;
  SumUp(again);
  const bool nothing_left = again.payable.IsZero();
  again.action = nothing_left ? InstructionAction::kCancel : InstructionAction::kAdjust;
  again.replaces_sequence = standing->sequence;
  LEVYBRIDGE_ASSIGN_OR_RETURN(again.sequence, store.instructions().NextSequence());
  LEVYBRIDGE_RETURN_IF_ERROR(store.instructions().Append({&again, 1}));
  record.instruction = again.sequence;
  return store.instructions().PutOutcome(
      standing->sequence,
      {nothing_left ? InstructionState::kCancelled : InstructionState::kSuperseded, "", "",
       again.sequence});
}

absl::StatusOr<bool> RejectSupplement(ports::Transaction& store, const ObligationKey& key,
                                      int64_t sequence) {
  LEVYBRIDGE_ASSIGN_OR_RETURN(std::vector<Recoverable> records, RecordsOf(store, key));
  for (Recoverable& record : records) {
    if (record.instruction != sequence) continue;
    LEVYBRIDGE_ASSIGN_OR_RETURN(const auto refused, store.instructions().Find(sequence));
    if (!refused) return absl::DataLossError("a supplementary instruction is not there");
    if (refused->replaces_sequence != 0) {
      record.instruction = refused->replaces_sequence;
      LEVYBRIDGE_RETURN_IF_ERROR(store.instructions().PutOutcome(refused->replaces_sequence,
                                                                 domain::InstructionOutcome{}));
      LEVYBRIDGE_RETURN_IF_ERROR(store.refunds().PutRecoverable(record));
    }
    return true;
  }
  return false;
}

}  // namespace levybridge::usecases
