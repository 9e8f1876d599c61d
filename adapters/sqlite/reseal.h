// Resealing: brings accounts and the chunks that brought them, sealed by an older key, to the
// newest one, a bounded number at a time, so that the old key can be taken away. Safe to stop
// anywhere and to run again.
#pragma once

#include <cstdint>

#include "absl/status/statusor.h"
#include "adapters/sqlite/connection.h"

namespace levybridge::sqlite {

struct ResealCounts {
  int64_t accounts = 0;
  int64_t chunks = 0;
};

class Resealing {
 public:
  // The next part, inside a transaction of the writing connection, which must be committed. False
  // when there is nothing left. Fails as OpenSealed does: with a text whose key is not configured
  // it does not go on.
  absl::StatusOr<bool> Step(Connection& writer);
  const ResealCounts& counts() const { return counts_; }

 private:
  absl::StatusOr<bool> StepAccounts(Connection& writer);
  absl::StatusOr<bool> StepChunks(Connection& writer);

  ResealCounts counts_;
  int64_t after_filing_no_ = 0;
  int64_t batch_no_ = 0;  // of accounts; 0: before the first
  int64_t after_chunk_row_ = -1;
};

}  // namespace levybridge::sqlite
