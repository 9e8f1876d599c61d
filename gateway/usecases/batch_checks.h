// What is checked about a batch as a whole: does a repeated header or trailer mean the same batch,
// does the manifest agree. Pure; thread-safe. Refusals as in refusal.h.
#pragma once

#include "absl/status/status.h"
#include "gateway/domain/batch.h"

namespace levybridge::usecases {

// BATCH_CONFLICT naming the field in which `header` differs from the stored batch.
absl::Status CheckSameHeader(const domain::Batch& stored, const domain::BatchHeader& header);
// BATCH_CONFLICT when the trailer describes other content than the finished batch has.
absl::Status CheckSameContent(const domain::Batch& stored, int64_t rows,
                              const std::optional<domain::Sha256Digest>& digest);
// ROW_COUNT_MISMATCH, DIGEST_MISMATCH, MANIFEST_MISMATCH: reasons to refuse the whole batch.
absl::Status CheckWholeBatch(const domain::Batch& batch, int64_t rows,
                             const std::optional<domain::Sha256Digest>& digest);
// AMOUNT_MISMATCH: the file's own totals are not what its rows come to.
absl::Status CheckStatedTotals(const domain::Batch& batch, const domain::RowTally& stated);

}  // namespace levybridge::usecases
