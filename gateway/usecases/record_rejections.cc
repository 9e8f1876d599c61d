#include "gateway/usecases/record_rejections.h"

#include <algorithm>
#include <utility>

#include "gateway/usecases/month_chooser.h"
#include "gateway/usecases/offset_desk.h"
#include "gateway/usecases/reclaim_offsets.h"
#include "gateway/usecases/reject_deferred_due.h"
#include "gateway/usecases/settle_refunds.h"
#include "gateway/usecases/status_macros.h"
#include "gateway/usecases/supplements.h"

namespace levybridge::usecases {
namespace {

using domain::AssessmentChain;
using domain::Instruction;
using domain::InstructionOutcome;
using domain::InstructionRejection;
using domain::InstructionState;
using domain::NumberedRow;
using domain::Obligation;
using domain::Problem;
using domain::ProblemCode;

using Problems = std::vector<Problem>;

AssessmentChain* FindChain(Obligation& obligation, int64_t sequence) {
  for (AssessmentChain& chain : obligation.chains) {
    const auto& all = chain.instructions;
    if (std::find(all.begin(), all.end(), sequence) != all.end()) return &chain;
  }
  return nullptr;
}

absl::StatusOr<Obligation> ObligationOf(const ports::Transaction& store,
                                        const Instruction& instruction) {
  const domain::ObligationKey key{instruction.pooling_area, instruction.fee_period,
                                  instruction.unit_code, instruction.insurance_type};
  LEVYBRIDGE_ASSIGN_OR_RETURN(auto found, store.obligations().Find({&key, 1}));
  if (!found[0]) return absl::DataLossError("an instruction points to no obligation");
  return *std::move(found[0]);
}

// The instruction is void: what it replaced is in force at the tax bureau again.
absl::Status PutPredecessorBack(ports::Transaction& store, const Instruction& rejected,
                                AssessmentChain& chain) {
  const int64_t predecessor = rejected.replaces_sequence;
  chain.last_known_to_tax = predecessor;
  chain.cancelled = false;
  if (predecessor == 0) return absl::OkStatus();
  return store.instructions().PutOutcome(predecessor, InstructionOutcome{});
}

// What the rejected instruction used goes back, and what its predecessor had is taken again. False
// when an amount would leave its bounds.
absl::StatusOr<bool> MoveOffsetsBack(const SettlingContext& context, const Instruction& rejected,
                                     Obligation& obligation) {
  ports::Transaction& store = context.store;
  std::vector<domain::JournalEntry> entries;
  MonthChooser months(store);
  StoredObligations book(store);
  OffsetDesk desk(store, book, months, entries, {context.day, context.now});
  LEVYBRIDGE_ASSIGN_OR_RETURN(const bool in_bounds, desk.GiveBack(rejected.sequence, obligation));
  if (!in_bounds) return false;
  LEVYBRIDGE_RETURN_IF_ERROR(desk.TakeAgain(rejected.replaces_sequence, obligation));
  if (entries.empty()) return true;
  LEVYBRIDGE_RETURN_IF_ERROR(store.journal().Append(entries));
  LEVYBRIDGE_RETURN_IF_ERROR(months.VoidComparisons());
  return true;
}

absl::StatusOr<bool> WasDelivered(const ports::Transaction& store, const domain::PartyId& party,
                                  int64_t sequence) {
  LEVYBRIDGE_ASSIGN_OR_RETURN(const ports::PullPosition position,
                              store.instructions().FindPosition(party));
  return position.delivered >= sequence;
}

// Why the instruction cannot be taken back; nothing when it was.
using Obstacle = std::optional<ProblemCode>;

// An instruction beside the main one: a part of a deferral, or an end to one.
absl::StatusOr<Obstacle> RejectBesideMain(const SettlingContext& context,
                                          const Instruction& instruction, Obligation& obligation) {
  LEVYBRIDGE_ASSIGN_OR_RETURN(const bool part, RejectDeferredDue(context, instruction));
  if (part) return std::nullopt;
  if (instruction.replaces_sequence == 0) return ProblemCode::kInstructionNotAwaitingAnswer;
  LEVYBRIDGE_ASSIGN_OR_RETURN(const bool in_bounds,
                              MoveOffsetsBack(context, instruction, obligation));
  if (!in_bounds) return ProblemCode::kAmountOutOfRange;
  LEVYBRIDGE_RETURN_IF_ERROR(context.store.obligations().Put({&obligation, 1}));
  LEVYBRIDGE_RETURN_IF_ERROR(
      context.store.instructions().PutOutcome(instruction.replaces_sequence, InstructionOutcome{}));
  return std::nullopt;
}

absl::StatusOr<Obstacle> TakeBack(const SettlingContext& context, const Instruction& instruction) {
  LEVYBRIDGE_ASSIGN_OR_RETURN(Obligation obligation, ObligationOf(context.store, instruction));
  AssessmentChain* chain = FindChain(obligation, instruction.sequence);
  if (chain == nullptr) {
    LEVYBRIDGE_ASSIGN_OR_RETURN(
        const bool supplementary,
        RejectSupplement(context.store, obligation.key, instruction.sequence));
    if (supplementary) return std::nullopt;
    return absl::DataLossError("an instruction stands in no chain");
  }
  if (chain->last_known_to_tax != instruction.sequence) {
    return RejectBesideMain(context, instruction, obligation);
  }
  const Obligation before = obligation;
  LEVYBRIDGE_ASSIGN_OR_RETURN(const bool in_bounds,
                              MoveOffsetsBack(context, instruction, obligation));
  if (!in_bounds) return ProblemCode::kAmountOutOfRange;
  chain = FindChain(obligation, instruction.sequence);
  LEVYBRIDGE_RETURN_IF_ERROR(PutPredecessorBack(context.store, instruction, *chain));
  LEVYBRIDGE_RETURN_IF_ERROR(context.store.obligations().Put({&obligation, 1}));
  OwedAgain owed;
  owed.Note(before, obligation);
  LEVYBRIDGE_RETURN_IF_ERROR(ReclaimOffsets(context, owed));
  LEVYBRIDGE_RETURN_IF_ERROR(SettleRefunds(context, {&obligation, 1}, {}));
  return std::nullopt;
}

absl::Status Reject(const SettlingContext& context, const Instruction& instruction,
                    const InstructionRejection& row, Problems& problems) {
  LEVYBRIDGE_ASSIGN_OR_RETURN(const Obstacle obstacle, TakeBack(context, instruction));
  if (obstacle) {
    problems.push_back({*obstacle, "instruction_no", row.instruction_no.ToString(), ""});
    return absl::OkStatus();
  }
  return context.store.instructions().PutOutcome(
      instruction.sequence, {InstructionState::kRejectedByTax, row.code, row.message, 0});
}

absl::Status DecideRow(const SettlingContext& context, const domain::Batch& batch,
                       const InstructionRejection& row, ChunkDecision& decision,
                       Problems& problems) {
  ports::Transaction& store = context.store;
  const domain::RegionTree& regions = context.rules.book.regions();
  const int64_t sequence = row.instruction_no.sequence();
  const std::string number = row.instruction_no.ToString();
  LEVYBRIDGE_ASSIGN_OR_RETURN(const auto instruction, store.instructions().Find(sequence));
  // Another region's instruction is as unknown as one that does not exist: default deny.
  if (!instruction || !regions.Contains(batch.header.party.region, instruction->region)) {
    problems.push_back({ProblemCode::kUnknownInstruction, "instruction_no", number, ""});
    return absl::OkStatus();
  }
  LEVYBRIDGE_ASSIGN_OR_RETURN(const auto outcome, store.instructions().FindOutcome(sequence));
  if (outcome && outcome->state == InstructionState::kRejectedByTax && outcome->code == row.code &&
      outcome->message == row.message) {
    ++decision.already_accepted_rows;
    problems.push_back({ProblemCode::kAlreadyAccepted, "instruction_no", number, ""});
    return absl::OkStatus();
  }
  LEVYBRIDGE_ASSIGN_OR_RETURN(const bool delivered,
                              WasDelivered(store, batch.header.party, sequence));
  const bool answered = outcome && outcome->state != InstructionState::kIssued;
  if (answered || !delivered) {
    problems.push_back({ProblemCode::kInstructionNotAwaitingAnswer, "instruction_no", number, ""});
    return absl::OkStatus();
  }
  return Reject(context, *instruction, row, problems);
}

}  // namespace

absl::Status RejectionDecider::Decide(ports::Transaction& store, const domain::Batch& batch,
                                      const domain::BatchChunk& chunk,
                                      ChunkDecision& decision) const {
  const auto* rows = std::get_if<std::vector<NumberedRow<InstructionRejection>>>(&chunk.rows);
  if (rows == nullptr) return absl::DataLossError("a rejection batch holds other rows");
  const std::shared_ptr<const Rules> rules = rules_.Current();
  const SettlingContext context{store, *rules, clock_.Now(), batch.header.business_date};
  for (const NumberedRow<InstructionRejection>& row : *rows) {
    Problems problems;
    LEVYBRIDGE_RETURN_IF_ERROR(DecideRow(context, batch, row.value, decision, problems));
    decision.Settle(row.row, domain::AmountOf(row.value), std::move(problems));
  }
  return absl::OkStatus();
}

}  // namespace levybridge::usecases
