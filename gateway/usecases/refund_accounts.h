// Accounts of refunds in a batch that the bank has not fetched: which one is attached, and whether
// it may be used.
#pragma once

#include "absl/status/status.h"
#include "gateway/domain/region.h"
#include "gateway/ports/clock.h"
#include "gateway/ports/store.h"
#include "gateway/usecases/refund_batches.h"

namespace levybridge::usecases {

// Attaches to each refund of the batch the account in force today, a bounded number in one
// transaction. Nothing unless the batch is locked with the content that the step names.
absl::Status AttachAccounts(ports::Store& store, const domain::RegionTree& regions,
                            const ports::Clock& clock, const domain::PartyId& agency,
                            const BatchStep& step);

// ACCOUNT_MISSING (`refunds`); SAME_ACCOUNT_AS_FAILED (`refund_no`) where a refund that failed
// because of its account would go to the same one again.
absl::Status CheckAttachedAccounts(const ports::Transaction& store,
                                   const domain::RefundBatch& batch);

// True when `filing_no` is an account to which a payout of the refund failed because of it, filed
// again or not: number, name and bank all the same.
absl::StatusOr<bool> IsSameAsFailed(const ports::Transaction& store, const domain::Refund& refund,
                                    int64_t filing_no);

}  // namespace levybridge::usecases
