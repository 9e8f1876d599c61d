// StatementDecider: takes in one party's statement for a month (flow 6).
//
// A statement stands or falls as a whole: one line that does not add up, one line outside the
// sender's region, totals that differ from the trailer, or a closed month refuse all of it. The
// newest accepted statement of a side is the one in force; a comparison made with an older one
// falls. Immutable, thread-safe.
#pragma once

#include "gateway/usecases/row_decider.h"
#include "gateway/usecases/rules.h"

namespace levybridge::usecases {

class StatementDecider : public RowDecider {
 public:
  explicit StatementDecider(const RuleSource& rules) : rules_(rules) {}

  absl::Status Admit(const ports::Transaction& store, const domain::Batch& batch) const override;
  absl::Status Decide(ports::Transaction& store, const domain::Batch& batch,
                      const domain::BatchChunk& chunk, ChunkDecision& decision) const override;
  absl::Status Conclude(ports::Transaction& store, const domain::Batch& batch) const override;

 private:
  const RuleSource& rules_;
};

}  // namespace levybridge::usecases
