// Who may act on which refunds and batches, and requests that were carried out before.
// What lies outside a party's region is as unknown as what does not exist. Free functions.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "gateway/domain/refund_batch.h"
#include "gateway/ports/store.h"

namespace levybridge::usecases {

// The batch of that id whose paying unit lies in the party's region. BATCH_UNKNOWN, also where
// several pooling areas use the id and `paying_unit` does not tell which.
absl::StatusOr<domain::RefundBatch> FindRefundBatch(const ports::Transaction& store,
                                                    const domain::RegionTree& regions,
                                                    const domain::PartyId& party,
                                                    const domain::BatchId& batch_id,
                                                    std::optional<domain::RegionCode> paying_unit);
// REFUND_UNKNOWN names the first that is not there or not the party's.
absl::StatusOr<std::vector<domain::Refund>> FindRefunds(const ports::Transaction& store,
                                                        const domain::RegionTree& regions,
                                                        const domain::PartyId& party,
                                                        const std::vector<int64_t>& refund_numbers);

absl::Status RefundUnknown(int64_t refund_no);
absl::Status WrongRefundState(const domain::Refund& refund, domain::RefundState standing);
absl::Status WrongBatchState(const domain::RefundBatch& batch);

// The digest that tells a request from another with its id; parts in order.
domain::Sha256Digest RequestDigest(const std::vector<std::string>& parts);
// True when it was carried out before; REQUEST_CONFLICT when the id stood for something else.
absl::StatusOr<bool> IsReplay(const ports::Transaction& store, const domain::PartyId& party,
                              const std::string& request_id, const domain::Sha256Digest& content);
absl::Status RequestConflict(const std::string& id);

}  // namespace levybridge::usecases
