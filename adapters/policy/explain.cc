#include "adapters/policy/explain.h"

#include <memory>
#include <nlohmann/json.hpp>
#include <utility>

#include "adapters/files/assessment_csv.h"
#include "gateway/domain/policy_explain.h"

namespace levybridge::policy {
namespace {

using Json = nlohmann::ordered_json;

std::string Text(std::string_view text) { return std::string(text); }

Json DateOrNull(const std::optional<domain::CivilDate>& date) {
  return date ? Json(date->ToIso()) : Json(nullptr);
}

Json CitationToJson(const domain::Citation* citation) {
  if (citation == nullptr) return nullptr;
  return {{"document", citation->document},
          {"clause", citation->clause},
          {"quote", citation->quote},
          {"english", citation->english}};
}

absl::Status Unreadable(const files::ParsedRow<domain::Assessment>& row) {
  std::string message = "row " + std::to_string(row.row) + ":";
  for (const domain::Problem& problem : row.problems) {
    message += "\n  " + problem.column + ": " + MessageOf(problem, domain::Language::kChinese) +
               " / " + MessageOf(problem, domain::Language::kEnglish);
  }
  return absl::InvalidArgumentError(message);
}

}  // namespace

absl::StatusOr<domain::Assessment> FindRow(std::unique_ptr<files::ByteSource> source,
                                           const std::string& assessment_no) {
  const std::string name = source->name();
  files::AssessmentCsvOptions options;
  options.for_submission = false;
  auto reader = files::AssessmentReader::Open(std::move(source), options);
  if (!reader.ok()) return reader.status();
  while (true) {
    const absl::StatusOr<bool> more = (*reader)->Next();
    if (!more.ok()) return more.status();
    if (!*more) break;
    if ((*reader)->table().Cell(0) != assessment_no) continue;
    files::ParsedRow<domain::Assessment>& row = (*reader)->row();
    if (!row.value) return Unreadable(row);
    return std::move(*row.value);
  }
  return absl::NotFoundError(name + ": no row with assessment_no " + assessment_no);
}

std::string DecisionToJson(const EvaluateInput& input, const domain::Assessment& row,
                           const domain::Decision& decision) {
  Json warnings = Json::array();
  for (const domain::Problem& problem : decision.problems) {
    warnings.push_back({{"code", Text(domain::EntryOf(problem.code).name)},
                        {"column", problem.column},
                        {"zh", MessageOf(problem, domain::Language::kChinese)},
                        {"en", MessageOf(problem, domain::Language::kEnglish)}});
  }
  const Json json = {
      {"assessment_no", row.assessment_no.value()},
      {"decision", Text(MachineName(decision.kind))},
      {"reason", Text(MachineName(decision.reason))},
      {"policy", Text(decision.policy)},
      {"citation", CitationToJson(decision.citation)},
      {"reduction", decision.reduction.ToYuan()},
      {"amount_after", decision.amount_after.ToYuan()},
      {"reduction_start", DateOrNull(decision.reduction_start)},
      {"reduction_end", DateOrNull(decision.reduction_end)},
      {"deferral_reason", Text(MachineName(decision.deferral_reason))},
      {"deferral_policy", Text(decision.deferral_policy)},
      {"deferral_citation", CitationToJson(decision.deferral_citation)},
      {"deferred_until", DateOrNull(decision.deferred_until)},
      {"deferral_scope", Text(MachineName(decision.deferral_scope))},
      {"warnings", warnings},
      {"zh", ExplainDecision(input.book, row, decision, domain::Language::kChinese)},
      {"en", ExplainDecision(input.book, row, decision, domain::Language::kEnglish)}};
  return json.dump(2);
}

}  // namespace levybridge::policy
