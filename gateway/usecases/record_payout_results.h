// PayoutResultDecider: what the bank says became of the payouts it fetched (flow 5). A decider as
// row_decider.h says, but for this: a file that names an unknown payout, another amount than the
// payout's, or a result that its payout can't have is refused whole, before anything of it takes
// effect (UNKNOWN_PAYOUT, AMOUNT_MISMATCH, WRONG_STATE).
//
// Customer rules: paid, failed with a reason, pending, unknown; what is unknown is settled by the
// bank's own books only; what was paid may come back; a late success after a failure is a fact: it
// settles the refund where the next attempt was not fetched yet, and is recoverable where it was.
#pragma once

#include "gateway/ports/clock.h"
#include "gateway/usecases/row_decider.h"
#include "gateway/usecases/rules.h"

namespace levybridge::usecases {

class PayoutResultDecider : public RowDecider {
 public:
  PayoutResultDecider(const RuleSource& rules, const ports::Clock& clock)
      : rules_(rules), clock_(clock) {}

  absl::Status Inspect(const ports::Transaction& store, const domain::Batch& batch) const override;
  absl::Status Decide(ports::Transaction& store, const domain::Batch& batch,
                      const domain::BatchChunk& chunk, ChunkDecision& decision) const override;

 private:
  const RuleSource& rules_;
  const ports::Clock& clock_;
};

}  // namespace levybridge::usecases
