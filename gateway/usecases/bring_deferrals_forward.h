// What ends deferrals before their day: single members who leave, retire or are transferred, and
// employers who are going to deregister. Flow 4.
//
// Customer rules: where the document of the deferral says so (member_events of its policy file),
// the employer makes up a member's share at once, by a partial `deferred_due`; a member's share is
// made up once, and never for more than is still deferred. Before an employer is deregistered
// everything deferred is paid: it becomes due now, and what is assessed later too. Deciders as
// row_decider.h says: a member's event stands for obligation and member, a plan for the employer,
// whose newest plan counts. Sent again after the tax bureau refused what it brought, and while
// nothing else asks for it, either asks for it again.
#pragma once

#include "gateway/ports/clock.h"
#include "gateway/usecases/row_decider.h"
#include "gateway/usecases/rules.h"

namespace levybridge::usecases {

class MemberEventDecider : public RowDecider {
 public:
  MemberEventDecider(const RuleSource& rules, const ports::Clock& clock)
      : rules_(rules), clock_(clock) {}

  absl::Status Decide(ports::Transaction& store, const domain::Batch& batch,
                      const domain::BatchChunk& chunk, ChunkDecision& decision) const override;

 private:
  const RuleSource& rules_;
  const ports::Clock& clock_;
};

class DeregistrationDecider : public RowDecider {
 public:
  DeregistrationDecider(const RuleSource& rules, const ports::Clock& clock)
      : rules_(rules), clock_(clock) {}

  absl::Status Decide(ports::Transaction& store, const domain::Batch& batch,
                      const domain::BatchChunk& chunk, ChunkDecision& decision) const override;

 private:
  const RuleSource& rules_;
  const ports::Clock& clock_;
};

}  // namespace levybridge::usecases
