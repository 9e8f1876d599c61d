#include <algorithm>
#include <cstdlib>

#include "gateway/domain/policy_resolved.h"

namespace levybridge::domain {
namespace {

void CompareDates(const Assessment& row, const Decision& decision, std::vector<Problem>& problems) {
  const CivilDate first = *decision.reduction_start;
  const CivilDate last = *decision.reduction_end;
  const auto check = [&](const std::optional<CivilDate>& given, const char* column) {
    if (given && (*given < first || *given > last)) {
      problems.push_back(
          {ProblemCode::kReductionDatesOutsideWindow, column, first.ToIso(), last.ToIso()});
    }
  };
  check(row.reduction_start, "reduction_start");
  check(row.reduction_end, "reduction_end");
}

void CompareAmount(const std::optional<Money>& given, Money expected, const char* column,
                   int64_t tolerance, std::vector<Problem>& problems) {
  if (!given) return;
  const int64_t difference = std::abs(given->fen() - expected.fen());
  if (difference == 0) return;
  const ProblemCode code =
      difference <= tolerance ? ProblemCode::kRoundingDifference : ProblemCode::kAmountMismatch;
  problems.push_back({code, column, given->ToYuan(), expected.ToYuan()});
}

}  // namespace

std::vector<Problem> PolicyBook::Verify(const Assessment& row, const Decision& decision) const {
  std::vector<Problem> problems;
  if (decision.kind == DecisionKind::kRefused) return problems;
  int64_t tolerance = 0;
  if (decision.kind == DecisionKind::kReduced) {
    const RegionParameters* parameters = ParametersOf(decision.policy, row.region);
    if (parameters != nullptr && parameters->rounding_level == RoundingLevel::kMember) {
      if (!row.insured_count) {
        problems.push_back({ProblemCode::kInsuredCountMissing, "insured_count", {}, {}});
      }
      tolerance = row.insured_count.value_or(0);
    }
  }
  CompareAmount(row.reduction, decision.reduction, "reduction", tolerance, problems);
  CompareAmount(row.amount_after, decision.amount_after, "amount_after", tolerance, problems);
  const bool reduces = row.reduction && row.reduction->fen() > 0;
  if (reduces && decision.reduction_start && decision.reduction_end) {
    CompareDates(row, decision, problems);
  }
  return problems;
}

}  // namespace levybridge::domain
