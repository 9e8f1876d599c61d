// The registers that an agency keeps of single employers: granted deferrals (缓缴), and what the
// joint list (名单) or a written commitment (承诺) says an employer is.
//
// Customer rule: an entry that breaks its policy's limits, overlaps another of the same employer,
// or whose unit type may not defer is refused when it is submitted, with the clause. Assessments
// decided from then on see the entry; what a granted deferral means for earlier ones shows when
// they are reassessed, what list or commitment mean at once (settle_commitments.h), with a warning
// on the row where it is the contrary of what was decided. Deciders as row_decider.h says.
#pragma once

#include "gateway/ports/clock.h"
#include "gateway/usecases/row_decider.h"
#include "gateway/usecases/rules.h"

namespace levybridge::usecases {

class DeferralDecider : public RowDecider {
 public:
  explicit DeferralDecider(const RuleSource& rules) : rules_(rules) {}

  absl::Status Decide(ports::Transaction& store, const domain::Batch& batch,
                      const domain::BatchChunk& chunk, ChunkDecision& decision) const override;

 private:
  const RuleSource& rules_;
};

class EligibleEmployerDecider : public RowDecider {
 public:
  EligibleEmployerDecider(const RuleSource& rules, const ports::Clock& clock)
      : rules_(rules), clock_(clock) {}

  absl::Status Decide(ports::Transaction& store, const domain::Batch& batch,
                      const domain::BatchChunk& chunk, ChunkDecision& decision) const override;

 private:
  const RuleSource& rules_;
  const ports::Clock& clock_;
};

}  // namespace levybridge::usecases
