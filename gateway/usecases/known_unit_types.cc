#include "gateway/usecases/known_unit_types.h"

#include <tuple>
#include <vector>

#include "gateway/usecases/status_macros.h"

namespace levybridge::usecases {
namespace {

// Of the latest fee period that has an assessment; null when none has.
const domain::Obligation* Latest(const std::vector<domain::Obligation>& by_fee_period) {
  for (auto at = by_fee_period.rbegin(); at != by_fee_period.rend(); ++at) {
    if (!at->chains.empty()) return &*at;
  }
  return nullptr;
}

// The assessment received last.
const domain::AssessmentLink& NewestLink(const domain::Obligation& obligation) {
  const domain::AssessmentLink* newest = &obligation.chains.front().links.back();
  for (const domain::AssessmentChain& chain : obligation.chains) {
    const domain::AssessmentLink& last = chain.links.back();
    if (std::tie(newest->batch_no, newest->row) < std::tie(last.batch_no, last.row)) newest = &last;
  }
  return *newest;
}

}  // namespace

absl::StatusOr<std::optional<domain::UnitType>> KnownUnitTypes::Of(
    const domain::RegisteredEmployer& employer, domain::CivilDate day) {
  LEVYBRIDGE_ASSIGN_OR_RETURN(
      const std::vector<domain::Obligation> obligations,
      store_.obligations().OfUnit(employer.key.pooling_area, employer.key.unit_code));
  const domain::Obligation* latest = Latest(obligations);
  if (latest == nullptr) return domain::TypeByRegister(employer.eligible, day);
  if (latest->unit_type) return latest->unit_type;
  LEVYBRIDGE_ASSIGN_OR_RETURN(const domain::Assessment row, rows_.Of(NewestLink(*latest)));
  return row.unit_type;
}

}  // namespace levybridge::usecases
