// TreasuryRefundDecider: the tax bureau reports what the treasury gave back (国库退库), in regions
// whose refunds run that way. A decider as row_decider.h says.
//
// Customer rules: an overpayment is given back through one channel, never through both; over both,
// never more than was overpaid, booked and not locked (EXCEEDS_OVERPAID).
#pragma once

#include "gateway/ports/clock.h"
#include "gateway/usecases/row_decider.h"
#include "gateway/usecases/rules.h"

namespace levybridge::usecases {

class TreasuryRefundDecider : public RowDecider {
 public:
  TreasuryRefundDecider(const RuleSource& rules, const ports::Clock& clock)
      : rules_(rules), clock_(clock) {}

  absl::Status Decide(ports::Transaction& store, const domain::Batch& batch,
                      const domain::BatchChunk& chunk, ChunkDecision& decision) const override;

 private:
  const RuleSource& rules_;
  const ports::Clock& clock_;
};

}  // namespace levybridge::usecases
