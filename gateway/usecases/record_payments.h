// PaymentDecider: records receipt lines from the tax bureau (flow 2): payments, reversals, and
// booking dates that follow later.
//
// Customer rules: each payment goes to its obligation; one without an instruction number goes to
// the oldest open instruction of that unit and fee period; what fits nothing is kept as unapplied
// and reported, never dropped; a reversal takes back up to what its line brought. A decider as
// row_decider.h says: a row stands for receipt and line.
#pragma once

#include "gateway/ports/clock.h"
#include "gateway/usecases/row_decider.h"
#include "gateway/usecases/rules.h"

namespace levybridge::usecases {

class PaymentDecider : public RowDecider {
 public:
  PaymentDecider(const RuleSource& rules, const ports::Clock& clock)
      : rules_(rules), clock_(clock) {}

  absl::Status Decide(ports::Transaction& store, const domain::Batch& batch,
                      const domain::BatchChunk& chunk, ChunkDecision& decision) const override;

 private:
  const RuleSource& rules_;
  const ports::Clock& clock_;
};

}  // namespace levybridge::usecases
