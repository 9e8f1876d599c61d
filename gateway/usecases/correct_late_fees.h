// LateFeeDecider: the tax bureau states what late fee an obligation really owes, after the amount
// it was charged on was halved later. What was paid above it becomes an overpayment (flow 3).
// A decider as row_decider.h says; the newest figure counts.
#pragma once

#include "gateway/ports/clock.h"
#include "gateway/usecases/row_decider.h"
#include "gateway/usecases/rules.h"

namespace levybridge::usecases {

class LateFeeDecider : public RowDecider {
 public:
  LateFeeDecider(const RuleSource& rules, const ports::Clock& clock)
      : rules_(rules), clock_(clock) {}

  absl::Status Decide(ports::Transaction& store, const domain::Batch& batch,
                      const domain::BatchChunk& chunk, ChunkDecision& decision) const override;

 private:
  const RuleSource& rules_;
  const ports::Clock& clock_;
};

}  // namespace levybridge::usecases
