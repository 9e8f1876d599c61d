#include "adapters/policy/policy_commands.h"

#include <algorithm>
#include <iostream>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>

#include "adapters/files/assessment_csv.h"
#include "adapters/files/atomic_file.h"
#include "adapters/files/byte_source.h"
#include "adapters/policy/explain.h"
#include "adapters/policy/policy_inputs.h"
#include "gateway/domain/policy_explain.h"

namespace levybridge::policy {
namespace {

constexpr int kDone = 0;
constexpr int kPartly = 1;
constexpr int kWrongUsage = 2;
constexpr int kInternal = 4;

struct EvaluateOptions : PolicyOptions {
  std::string in;
  std::string out;
};

struct ExplainOptions : PolicyOptions {
  std::string in;
  std::string language = "zh";
  std::map<std::string, std::string> cells;  // by column, for a row given on the command line
};

int Fail(const absl::Status& status, bool json) {
  const bool usage =
      status.code() != absl::StatusCode::kInternal && status.code() != absl::StatusCode::kUnknown;
  const std::string message(status.message());
  if (json) {
    const nlohmann::ordered_json refusal = {{"reason", usage ? "INVALID_INPUT" : "INTERNAL"},
                                            {"message", message}};
    std::cout << refusal.dump(2) << "\n";
  } else {
    std::cerr << message << "\n";
  }
  return usage ? kWrongUsage : kInternal;
}

void TellRefusedEntries(const PolicyInputs& inputs) {
  for (const RefusedEntry& entry : inputs.refused_entries) {
    std::cerr << entry.file << ": row " << entry.row << ": " << entry.chinese << "/ "
              << entry.english << "\n";
  }
}

int Evaluate(const EvaluateOptions& options) {
  const absl::StatusOr<PolicyInputs> inputs = LoadPolicyInputs(options);
  if (!inputs.ok()) return Fail(inputs.status(), options.json);
  TellRefusedEntries(*inputs);
  auto source = files::OpenFile(options.in);
  if (!source.ok()) return Fail(source.status(), options.json);
  const absl::StatusOr<EvaluateCounts> counts =
      EvaluateFile(inputs->ForEvaluation(), std::move(*source), options.out);
  if (!counts.ok()) return Fail(counts.status(), options.json);
  if (options.json) {
    const nlohmann::ordered_json json = {
        {"rows", counts->rows},         {"reduced", counts->reduced},
        {"full", counts->full},         {"refused", counts->refused},
        {"deferred", counts->deferred}, {"refused_entries", inputs->refused_entries.size()},
        {"file", options.out}};
    std::cout << json.dump(2) << "\n";
  } else {
    std::cout << options.out << ": " << counts->rows << " rows, " << counts->reduced << " reduced, "
              << counts->full << " full, " << counts->refused << " refused, " << counts->deferred
              << " deferred\n";
  }
  // A refused row is a decision; a register entry that was not taken is work not done.
  return inputs->refused_entries.empty() ? kDone : kPartly;
}

// The row given on the command line, as the file it would stand in: one reader, one set of rules.
std::unique_ptr<files::ByteSource> RowAsFile(const std::map<std::string, std::string>& cells) {
  std::string header;
  std::string row;
  for (const auto& [column, cell] : cells) {
    if (cell.empty()) continue;
    if (!header.empty()) {
      header += ',';
      row += ',';
    }
    header += column;
    files::AppendCell(cell, ',', row);
  }
  return files::FromMemory("the command line", header + "\n" + row + "\n");
}

absl::StatusOr<domain::Assessment> RowToExplain(const ExplainOptions& options) {
  const std::string number = options.cells.at("assessment_no");
  if (options.in.empty()) return FindRow(RowAsFile(options.cells), number);
  auto source = files::OpenFile(options.in);
  if (!source.ok()) return source.status();
  return FindRow(std::move(*source), number);
}

int Explain(const ExplainOptions& options) {
  const absl::StatusOr<PolicyInputs> inputs = LoadPolicyInputs(options);
  if (!inputs.ok()) return Fail(inputs.status(), options.json);
  TellRefusedEntries(*inputs);
  const absl::StatusOr<domain::Assessment> row = RowToExplain(options);
  if (!row.ok()) return Fail(row.status(), options.json);
  const EvaluateInput evaluation = inputs->ForEvaluation();
  const domain::Decision decision = EvaluateRow(evaluation, *row);
  if (options.json) {
    std::cout << DecisionToJson(evaluation, *row, decision) << "\n";
  } else {
    const domain::Language language =
        options.language == "zh" ? domain::Language::kChinese : domain::Language::kEnglish;
    std::cout << ExplainDecision(inputs->book, *row, decision, language);
  }
  return inputs->refused_entries.empty() ? kDone : kPartly;
}

void AddSharedOptions(CLI::App& command, PolicyOptions& options) {
  command.add_option("--policies", options.policies, "folder of policy files (*.yaml)")->required();
  command.add_option("--regions", options.regions, "regions and their parameters (YAML)")
      ->required();
  command.add_option("--deferrals", options.deferrals, "register of deferrals (CSV)");
  command.add_option("--eligible", options.eligible, "joint list and commitments (CSV)");
  command.add_option("--business-date", options.business_date,
                     "day that counts where a row states none (default: today)");
  command.add_flag("--json", options.json, "one JSON document on stdout");
}

void AddEvaluate(CLI::App& policy, int& exit_code) {
  auto options = std::make_shared<EvaluateOptions>();
  CLI::App* command =
      policy.add_subcommand("evaluate", "Decide each row of an assessment file, without a gateway");
  AddSharedOptions(*command, *options);
  command->add_option("--in", options->in, "assessment file (CSV)")->required();
  command->add_option("--out", options->out, "file to write the decisions to (CSV)")->required();
  command->footer(
      "Example: levybridge policy evaluate --policies config/policies --regions "
      "config/regions.yaml --in march.csv --out decisions.csv");
  command->callback([options, &exit_code] { exit_code = Evaluate(*options); });
}

// --unit-type for unit_type, and so on for every column.
void AddColumnOptions(CLI::App& command, ExplainOptions& options) {
  for (const files::ColumnSpec& column : files::AssessmentColumns()) {
    const std::string name(column.name);
    std::string flag = "--" + name;
    std::replace(flag.begin(), flag.end(), '_', '-');
    command.add_option(flag, options.cells[name], std::string(column.aliases[0]))->group("Row");
  }
  options.cells["assessment_no"] = "WHAT-IF";
  options.cells["unit_code"] = "WHAT-IF";
  options.cells["unit_name"] = "单位";
  options.cells["insurance_type"] = "310";
}

void AddExplain(CLI::App& policy, int& exit_code) {
  auto options = std::make_shared<ExplainOptions>();
  CLI::App* command = policy.add_subcommand(
      "explain", "One decision with document, clause and the phrase it rests on");
  AddSharedOptions(*command, *options);
  command->add_option("--in", options->in, "assessment file; --assessment-no picks the row");
  command->add_option("--lang", options->language, "zh or en")->check(CLI::IsMember({"zh", "en"}));
  AddColumnOptions(*command, *options);
  command->footer(
      "Example: levybridge policy explain --policies config/policies --regions "
      "config/regions.yaml --region 420106 --unit-type enterprise_small --fee-period 2020-03 "
      "--employer-medical 5000.00 --maternity 0 --lang en");
  command->callback([options, &exit_code] { exit_code = Explain(*options); });
}

}  // namespace

void AddPolicyCommands(CLI::App& app, int& exit_code) {
  CLI::App* policy = app.add_subcommand("policy", "Policy decisions without a gateway");
  policy->require_subcommand(1);
  policy->footer(
      "Example: levybridge policy evaluate --policies config/policies --regions "
      "config/regions.yaml --in march.csv --out decisions.csv");
  AddEvaluate(*policy, exit_code);
  AddExplain(*policy, exit_code);
}

}  // namespace levybridge::policy
