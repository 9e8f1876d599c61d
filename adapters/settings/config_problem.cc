#include "adapters/settings/config_problem.h"

#include <algorithm>

#include "gateway/domain/concatenate.h"

namespace levybridge::settings {

std::string ConfigProblem::ToString() const {
  std::string text = file;
  if (line > 0) text += domain::Concatenate(":", line);
  if (line > 0 && column > 0) text += domain::Concatenate(":", column);
  text += ": ";
  if (severity == Severity::kWarning) text += "warning: ";
  if (!key.empty()) text += domain::Concatenate(key, ": ");
  return text + message;
}

bool HasErrors(const std::vector<ConfigProblem>& problems) {
  return std::any_of(problems.begin(), problems.end(), [](const ConfigProblem& problem) {
    return problem.severity == Severity::kError;
  });
}

absl::Status ToStatus(const std::vector<ConfigProblem>& problems) {
  std::string text;
  for (const ConfigProblem& problem : problems) {
    if (problem.severity != Severity::kError) continue;
    text += domain::Concatenate(text.empty() ? "" : "\n", problem.ToString());
  }
  if (text.empty()) return absl::OkStatus();
  return absl::InvalidArgumentError(text);
}

}  // namespace levybridge::settings
