// SettleRefunds: what a change of obligations means for their refunds (flow 5, "what may happen
// meanwhile"): before the bank fetched it a lock shrinks or goes and its batch is approved again;
// after, the payout stands and the excess is recorded as recoverable.
#pragma once

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "gateway/domain/ledger.h"
#include "gateway/usecases/settling_context.h"

namespace levybridge::usecases {

// Called when all that the transaction changed is in the store, reclaimed offsets included.
// `changed`: the obligations as they were stored, `entries`: what was journalled about them. Cheap
// where nothing was ever refunded.
absl::Status SettleRefunds(const SettlingContext& context,
                           absl::Span<const domain::Obligation> changed,
                           absl::Span<const domain::JournalEntry> entries);

}  // namespace levybridge::usecases
