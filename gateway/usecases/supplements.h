// Supplementary instructions (补征): what was refunded and turned out to be owed after all is asked
// for at the tax bureau by an instruction of its own.
//
// Customer rule (flow 5, reversal or reassessment upwards after the bank fetched the payout): the
// payout stands, the excess is recoverable, and a supplementary instruction is issued. The tax
// bureau knows nothing of what the bank paid out, so by its books the obligation is paid; only an
// instruction beside the main one says what is missing. It asks for contributions only: late fees
// and interest are the tax bureau's own demand. When the excess goes away otherwise than by a
// payment (the payout failed after all, came back, or another reassessment), it is adjusted or
// cancelled. One instruction for each recoverable record. Not thread-safe.
#pragma once

#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "gateway/domain/refund.h"
#include "gateway/usecases/settling_context.h"

namespace levybridge::usecases {

// Issues one for each record that a reversal or reassessment brought, and notes it in the record.
absl::Status IssueSupplements(const SettlingContext& context,
                              absl::Span<const domain::Recoverable> recorded);

// A part of the record fell away or came back otherwise than by a payment of contributions: its
// instruction, where it has one, asks for no more than is left. The caller stores the record.
absl::Status LowerSupplement(ports::Transaction& store, domain::Recoverable& record);

// The tax bureau refused a supplementary instruction: what it replaced stands again. False when
// `sequence` is none.
absl::StatusOr<bool> RejectSupplement(ports::Transaction& store, const domain::ObligationKey& key,
                                      int64_t sequence);

}  // namespace levybridge::usecases
