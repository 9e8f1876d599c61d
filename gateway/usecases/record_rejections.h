// RejectionDecider: the tax bureau refuses single instructions with a reason (校验反馈).
//
// A rejected instruction counts as never taken: the one it was to replace is in force at the tax
// bureau again, and a later reassessment is told accordingly. The obligation itself does not
// change: what is due stays due until the agency reassesses; but what a deferred_due asked for is
// held back again. A decider as row_decider.h says: a row stands for its instruction.
#pragma once

#include "gateway/ports/clock.h"
#include "gateway/usecases/row_decider.h"
#include "gateway/usecases/rules.h"

namespace levybridge::usecases {

class RejectionDecider : public RowDecider {
 public:
  RejectionDecider(const RuleSource& rules, const ports::Clock& clock)
      : rules_(rules), clock_(clock) {}

  absl::Status Decide(ports::Transaction& store, const domain::Batch& batch,
                      const domain::BatchChunk& chunk, ChunkDecision& decision) const override;

 private:
  const RuleSource& rules_;
  const ports::Clock& clock_;
};

}  // namespace levybridge::usecases
