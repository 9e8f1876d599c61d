#include "gateway/usecases/known_unit_types.h"

#include <tuple>
#include <vector>

#include "gateway/usecases/status_macros.h"

namespace levybridge::usecases {
namespace {

// Of the latest fee period that has an assessment, the one received last.
const domain::AssessmentLink* NewestLink(const std::vector<domain::Obligation>& by_fee_period) {
  const domain::AssessmentLink* newest = nullptr;
  for (auto at = by_fee_period.rbegin(); at != by_fee_period.rend() && newest == nullptr; ++at) {
    for (const domain::AssessmentChain& chain : at->chains) {
      const domain::AssessmentLink& last = chain.links.back();
      if (newest == nullptr ||
          std::tie(newest->batch_no, newest->row) < std::tie(last.batch_no, last.row)) {
        newest = &last;
      }
    }
  }
  return newest;
}

}  // namespace

absl::StatusOr<domain::UnitType> KnownUnitTypes::Declared(const domain::AssessmentLink& link) {
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
      if (row.row == link.row) return row.value.unit_type;
    }
  }
  return absl::DataLossError("an assessment's row is not in its batch");
}

absl::StatusOr<std::optional<domain::UnitType>> KnownUnitTypes::Of(
    const domain::RegisteredEmployer& employer, domain::CivilDate day) {
  LEVYBRIDGE_ASSIGN_OR_RETURN(
      const std::vector<domain::Obligation> obligations,
      store_.obligations().OfUnit(employer.key.pooling_area, employer.key.unit_code));
  if (const domain::AssessmentLink* link = NewestLink(obligations)) return Declared(*link);
  return domain::TypeByRegister(employer.eligible, day);
}

}  // namespace levybridge::usecases
