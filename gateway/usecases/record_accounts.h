// AccountDecider: the tax bureau files the accounts that employers are paid to (税务备案账户). A
// decider as row_decider.h says; of two filings with one date the newest counts.
//
// Customer rules: bank code, and name against the employer's, are checked (warnings); a filing that
// is really different makes a refund that failed because of its account ready for the next attempt,
// one that is the same again does not (SAME_ACCOUNT_AS_FAILED). Where a batch that the bank has not
// fetched pays this employer, the new account is attached and the batch is approved again.
#pragma once

#include "gateway/ports/clock.h"
#include "gateway/usecases/row_decider.h"
#include "gateway/usecases/rules.h"

namespace levybridge::usecases {

class AccountDecider : public RowDecider {
 public:
  AccountDecider(const RuleSource& rules, const ports::Clock& clock)
      : rules_(rules), clock_(clock) {}

  absl::Status Decide(ports::Transaction& store, const domain::Batch& batch,
                      const domain::BatchChunk& chunk, ChunkDecision& decision) const override;

 private:
  const RuleSource& rules_;
  const ports::Clock& clock_;
};

}  // namespace levybridge::usecases
