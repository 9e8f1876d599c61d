#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>

#include "adapters/settings/check_configuration.h"
#include "gateway/app/account_keys.h"
#include "gateway/app/commands.h"
#include "gateway/app/exit_code.h"
#include "gateway/app/system_clock.h"

namespace levybridge::app {
namespace {

nlohmann::ordered_json ToJson(const settings::ConfigProblem& problem) {
  return {{"file", problem.file},
          {"line", problem.line},
          {"column", problem.column},
          {"key", problem.key},
          {"message", problem.message},
          {"severity", problem.severity == settings::Severity::kError ? "error" : "warning"}};
}

// Whether the account keys are such; where they stand is looked at with the other files.
void AddAccountKeyProblem(const std::string& path, std::vector<settings::ConfigProblem>& problems) {
  if (settings::HasErrors(problems)) return;
  const auto loaded = settings::LoadGatewaySettings(path);
  if (!loaded.ok()) return;
  const auto cipher = OpenAccountCipher(*loaded.value);
  if (cipher.ok()) return;
  problems.push_back(
      {path, 0, 0, "", std::string(cipher.status().message()), settings::Severity::kError});
}

int Check(const std::string& path, bool json) {
  auto problems = settings::CheckConfiguration(path, SystemClock().Now());
  AddAccountKeyProblem(path, problems);
  const bool bad = settings::HasErrors(problems);
  if (json) {
    nlohmann::ordered_json document{{"config", path}, {"ok", !bad}};
    document["problems"] = nlohmann::ordered_json::array();
    for (const settings::ConfigProblem& problem : problems) {
      document["problems"].push_back(ToJson(problem));
    }
    std::cout << document.dump(2) << '\n';
  } else {
    PrintProblems(problems);
    if (!bad) std::cout << "配置无误 / the configuration is fine: " << path << '\n';
  }
  return bad ? kWrongUsage : kDone;
}

}  // namespace

void PrintProblems(const std::vector<settings::ConfigProblem>& problems) {
  for (const settings::ConfigProblem& problem : problems) {
    const bool warning = problem.severity == settings::Severity::kWarning;
    std::cerr << problem.ToString() << (warning ? " (warning)" : "") << '\n';
  }
}

void AddConfigCommands(CLI::App& app, int& exit_code) {
  CLI::App* config = app.add_subcommand("config", "配置 / configuration");
  config->require_subcommand(1);
  config->footer("Example: levybridge config check --config config/gateway.yaml");
  CLI::App* check = config->add_subcommand(
      "check", "检查配置及其引用的全部文件 / check a configuration and every file that it names");
  check->footer("Example: levybridge config check --config config/gateway.yaml");
  const auto path = std::make_shared<std::string>();
  const auto json = std::make_shared<bool>(false);
  check->add_option("--config", *path, "配置文件 / the configuration file")->required();
  check->add_flag("--json", *json, "只输出一个 JSON 文档 / print one JSON document");
  check->callback([path, json, &exit_code] { exit_code = Check(*path, *json); });
}

}  // namespace levybridge::app
