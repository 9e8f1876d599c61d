// Instructions in SQLite: tables instruction_chunk, _area, _outcome and pull_position.
// Instructions of one Append and one pooling area share chunks of at most kInstructionsPerChunk.
// The contract is gateway/ports/instructions.h. Belongs to one connection, used by one thread at a
// time.
#pragma once

#include "adapters/sqlite/connection.h"
#include "gateway/ports/instructions.h"

namespace levybridge::sqlite {

// Small enough that finding one instruction reads little, large enough that a row costs nothing.
inline constexpr size_t kInstructionsPerChunk = 512;
// A read looks at no more chunk headers than this before it answers, so that it stays short even
// when nothing of what it passes concerns its reader.
inline constexpr int64_t kHeadersPerRead = 20000;

class SqliteInstructions final : public ports::Instructions {
 public:
  explicit SqliteInstructions(Connection& connection) : connection_(connection) {}

  absl::StatusOr<int64_t> NextSequence() const override;
  absl::Status Append(absl::Span<const domain::Instruction> instructions) override;
  absl::StatusOr<std::optional<domain::Instruction>> Find(int64_t sequence) const override;
  absl::StatusOr<ports::InstructionPage> Read(absl::Span<const ports::ReadableArea> areas,
                                              int64_t after_sequence, int32_t limit) const override;
  absl::StatusOr<std::vector<domain::PoolingArea>> PoolingAreas() const override;
  absl::StatusOr<std::optional<domain::InstructionOutcome>> FindOutcome(
      int64_t sequence) const override;
  absl::Status PutOutcome(int64_t sequence, const domain::InstructionOutcome& outcome) override;
  absl::StatusOr<std::vector<int64_t>> ListOutcomes(domain::InstructionState state,
                                                    int64_t after_sequence,
                                                    int32_t limit) const override;
  absl::StatusOr<ports::PullPosition> FindPosition(const domain::PartyId& party) const override;
  absl::Status PutPosition(const domain::PartyId& party,
                           const ports::PullPosition& position) override;
  absl::StatusOr<std::vector<std::pair<domain::PartyId, ports::PullPosition>>> Positions()
      const override;

 private:
  Connection& connection_;
};

}  // namespace levybridge::sqlite
