// AssessmentDecider: takes in assessment rows (flow 1), verifies them against policy and store, and
// turns the accepted ones into obligations, instructions and journal entries.
//
// Customer rules: the gateway verifies the agency's figures, it does not trust them; the sender may
// only assess inside its region; a core system's rerun must not charge twice. A decider as
// row_decider.h says: a row stands for its number.
#pragma once

#include "gateway/ports/clock.h"
#include "gateway/usecases/row_decider.h"
#include "gateway/usecases/rules.h"

namespace levybridge::usecases {

class AssessmentDecider : public RowDecider {
 public:
  AssessmentDecider(const RuleSource& rules, const ports::Clock& clock)
      : rules_(rules), clock_(clock) {}

  absl::Status Decide(ports::Transaction& store, const domain::Batch& batch,
                      const domain::BatchChunk& chunk, ChunkDecision& decision) const override;
  size_t PortionChunks() const override { return 16; }
  std::unique_ptr<const PortionFacts> Prepare(
      const domain::Batch& batch, absl::Span<const domain::BatchChunk> chunks) const override;
  absl::Status DecidePortion(ports::Transaction& store, const domain::Batch& batch,
                             absl::Span<const domain::BatchChunk> chunks, const PortionFacts* facts,
                             ChunkDecision& decision) const override;

 private:
  const RuleSource& rules_;
  const ports::Clock& clock_;
};

}  // namespace levybridge::usecases
