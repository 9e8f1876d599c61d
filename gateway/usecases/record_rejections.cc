#include "gateway/usecases/record_rejections.h"

#include <algorithm>
#include <utility>

#include "gateway/usecases/month_chooser.h"
#include "gateway/usecases/offset_desk.h"
#include "gateway/usecases/status_macros.h"

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

struct Context {
  const domain::RegionTree& regions;
  domain::Timestamp now;
};

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
absl::StatusOr<bool> MoveOffsetsBack(ports::Transaction& store, const Instruction& rejected,
                                     const OffsetOccasion& occasion, Obligation& obligation) {
  std::vector<domain::JournalEntry> entries;
  MonthChooser months(store);
  StoredObligations book(store);
  OffsetDesk desk(store, book, months, entries, occasion);
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

absl::Status Reject(ports::Transaction& store, const Instruction& instruction,
                    const InstructionRejection& row, const OffsetOccasion& occasion,
                    Problems& problems) {
  LEVYBRIDGE_ASSIGN_OR_RETURN(Obligation obligation, ObligationOf(store, instruction));
  AssessmentChain* chain = FindChain(obligation, instruction.sequence);
  if (chain == nullptr) return absl::DataLossError("an instruction stands in no chain");
  if (chain->last_known_to_tax != instruction.sequence) {
    problems.push_back({ProblemCode::kInstructionNotAwaitingAnswer, "instruction_no",
                        row.instruction_no.ToString(), ""});
    return absl::OkStatus();
  }
  LEVYBRIDGE_ASSIGN_OR_RETURN(const bool in_bounds,
                              MoveOffsetsBack(store, instruction, occasion, obligation));
  if (!in_bounds) {
    problems.push_back(
        {ProblemCode::kAmountOutOfRange, "instruction_no", row.instruction_no.ToString(), ""});
    return absl::OkStatus();
  }
  chain = FindChain(obligation, instruction.sequence);
  LEVYBRIDGE_RETURN_IF_ERROR(PutPredecessorBack(store, instruction, *chain));
  LEVYBRIDGE_RETURN_IF_ERROR(store.obligations().Put({&obligation, 1}));
  return store.instructions().PutOutcome(
      instruction.sequence, {InstructionState::kRejectedByTax, row.code, row.message, 0});
}

absl::Status DecideRow(ports::Transaction& store, const domain::Batch& batch,
                       const Context& context, const InstructionRejection& row,
                       ChunkDecision& decision, Problems& problems) {
  const int64_t sequence = row.instruction_no.sequence();
  const std::string number = row.instruction_no.ToString();
  LEVYBRIDGE_ASSIGN_OR_RETURN(const auto instruction, store.instructions().Find(sequence));
  // Another region's instruction is as unknown as one that does not exist: default deny.
  if (!instruction || !context.regions.Contains(batch.header.party.region, instruction->region)) {
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
  const OffsetOccasion occasion{batch.header.business_date, context.now};
  return Reject(store, *instruction, row, occasion, problems);
}

}  // namespace

absl::Status RejectionDecider::Decide(ports::Transaction& store, const domain::Batch& batch,
                                      const domain::BatchChunk& chunk,
                                      ChunkDecision& decision) const {
  const auto* rows = std::get_if<std::vector<NumberedRow<InstructionRejection>>>(&chunk.rows);
  if (rows == nullptr) return absl::DataLossError("a rejection batch holds other rows");
  const std::shared_ptr<const Rules> rules = rules_.Current();
  const Context context{rules->book.regions(), clock_.Now()};
  for (const NumberedRow<InstructionRejection>& row : *rows) {
    Problems problems;
    LEVYBRIDGE_RETURN_IF_ERROR(DecideRow(store, batch, context, row.value, decision, problems));
    decision.Settle(row.row, domain::AmountOf(row.value), std::move(problems));
  }
  return absl::OkStatus();
}

}  // namespace levybridge::usecases
