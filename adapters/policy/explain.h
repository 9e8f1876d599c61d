// `policy explain`: one decision with the document, clause and phrase it rests on.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "adapters/policy/evaluate.h"
#include "gateway/domain/assessment.h"
#include "gateway/domain/problem.h"

namespace levybridge::policy {

// Finds one row of an assessment file. NOT_FOUND when there is none of that number,
// INVALID_ARGUMENT with every problem when it can't be read.
absl::StatusOr<domain::Assessment> FindRow(std::unique_ptr<files::ByteSource> source,
                                           const std::string& assessment_no);

// The decision as one JSON document, citations included.
std::string DecisionToJson(const EvaluateInput& input, const domain::Assessment& row,
                           const domain::Decision& decision);

}  // namespace levybridge::policy
