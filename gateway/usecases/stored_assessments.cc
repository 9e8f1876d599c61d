#include "gateway/usecases/stored_assessments.h"

#include <vector>

#include "gateway/usecases/status_macros.h"

namespace levybridge::usecases {

absl::StatusOr<domain::Assessment> StoredAssessments::Of(const domain::AssessmentLink& link) {
  const int64_t number = (link.row - 1) / domain::kRowsPerChunk;
  if (!last_read_ || last_read_->first != link.batch_no || last_read_->second.number != number) {
    LEVYBRIDGE_ASSIGN_OR_RETURN(domain::BatchChunk chunk,
                                store_.batches().ReadChunk(link.batch_no, number));
    last_read_.emplace(link.batch_no, std::move(chunk));
  }
  const auto* rows =
      std::get_if<std::vector<domain::NumberedRow<domain::Assessment>>>(&last_read_->second.rows);
  if (rows != nullptr) {
    for (const auto& row : *rows) {
      if (row.row == link.row) return row.value;
    }
  }
  return absl::DataLossError("an assessment's row is not in its batch");
}

}  // namespace levybridge::usecases
