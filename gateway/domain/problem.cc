#include "gateway/domain/problem.h"

#include <algorithm>

namespace levybridge::domain {
namespace {

// The parameter that `text` names at `position` ("{1}" or "{2}"); null where it names none.
const std::string* ParameterAt(const Problem& problem, std::string_view text, size_t position) {
  const std::string_view mark = text.substr(position, 3);
  if (mark == "{1}") return &problem.parameter1;
  if (mark == "{2}") return &problem.parameter2;
  return nullptr;
}

// True when every parameter named in `part` has a value.
bool IsComplete(const Problem& problem, std::string_view part) {
  for (size_t i = 0; i < part.size(); ++i) {
    const std::string* const parameter = ParameterAt(problem, part, i);
    if (parameter != nullptr && parameter->empty()) return false;
  }
  return true;
}

void AppendFilled(const Problem& problem, std::string_view part, std::string& out) {
  for (size_t i = 0; i < part.size(); ++i) {
    const std::string* const parameter = ParameterAt(problem, part, i);
    if (parameter == nullptr) {
      out.push_back(part[i]);
    } else {
      out += *parameter;
      i += 2;
    }
  }
}

}  // namespace

std::string MessageOf(const Problem& problem, Language language) {
  const ProblemCodeEntry& entry = EntryOf(problem.code);
  std::string_view rest = language == Language::kChinese ? entry.chinese : entry.english;
  std::string out;
  while (true) {
    const size_t open = rest.find('[');
    AppendFilled(problem, rest.substr(0, open), out);
    if (open == std::string_view::npos) break;
    const size_t close = rest.find(']', open);
    const std::string_view part = rest.substr(open + 1, close - open - 1);
    if (IsComplete(problem, part)) AppendFilled(problem, part, out);
    rest.remove_prefix(close + 1);
  }
  // English sentences whose opening part was left out.
  if (!out.empty() && out.front() >= 'a' && out.front() <= 'z') {
    out.front() = static_cast<char>(out.front() - 'a' + 'A');
  }
  return out;
}

bool RefusesRow(const std::vector<Problem>& problems) {
  return std::any_of(problems.begin(), problems.end(), [](const Problem& problem) {
    return EntryOf(problem.code).severity == Severity::kError;
  });
}

}  // namespace levybridge::domain
