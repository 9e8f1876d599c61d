// StoredAssessments: the whole row behind an assessment that an obligation remembers, from the
// batch it came in. Rows of one chunk are read together; the last chunk read is kept. Not
// thread-safe; lives for one transaction.
#pragma once

#include <cstdint>
#include <optional>
#include <utility>

#include "absl/status/statusor.h"
#include "gateway/domain/batch.h"
#include "gateway/ports/store.h"

namespace levybridge::usecases {

class StoredAssessments {
 public:
  explicit StoredAssessments(const ports::Transaction& store) : store_(store) {}

  // NOT_FOUND or DATA_LOSS when its batch does not have it any more.
  absl::StatusOr<domain::Assessment> Of(const domain::AssessmentLink& link);

 private:
  const ports::Transaction& store_;
  std::optional<std::pair<int64_t, domain::BatchChunk>> last_read_;  // batch number, chunk
};

}  // namespace levybridge::usecases
