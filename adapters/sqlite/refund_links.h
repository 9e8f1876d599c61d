// What a refund is found by beside its number: the batches it is a member of and its payouts.
// Compared before it is written, so that a change of state costs no rows in these tables.
#pragma once

#include <cstdint>

#include "absl/container/inlined_vector.h"
#include "absl/status/status.h"
#include "adapters/sqlite/connection.h"
#include "gateway/domain/refund.h"

namespace levybridge::sqlite {

// Ascending, each once; the usual few need no memory of their own.
using LinkNumbers = absl::InlinedVector<int64_t, 4>;
// The batch it is in, and those of its payouts.
LinkNumbers BatchesOf(const domain::Refund& refund);
LinkNumbers PayoutsOf(const domain::Refund& refund);

// Brings refund_in_batch and payout from what `before` says (null: nothing yet) to what `now` says.
class RefundLinks {
 public:
  explicit RefundLinks(Connection& connection);
  absl::Status Move(const domain::Refund* before, const domain::Refund& now);

 private:
  Query add_to_batch_;
  Query take_from_batch_;
  Query add_payout_;
  Query take_payout_;
};

}  // namespace levybridge::sqlite
