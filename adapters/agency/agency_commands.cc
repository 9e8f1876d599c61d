#include "adapters/agency/agency_commands.h"

#include <CLI/CLI.hpp>
#include <memory>
#include <string>

#include "adapters/agency/objection_commands.h"
#include "adapters/client/list_commands.h"
#include "adapters/client/submit_command.h"

namespace levybridge::agency {
namespace {

void AddSubmit(CLI::App& agency, int& exit_code) {
  auto arguments = std::make_shared<client::SubmitArguments>();
  CLI::App* command = agency.add_subcommand(
      "submit", "提交核定文件；被拒的行写入 FILE.rejects.csv / submit a file of assessments");
  client::AddSubmitOptions(*command, *arguments);
  command->footer(
      "FILE.manifest.yaml 存在时用于核对。 FILE.manifest.yaml is used when it is there.\n"
      "示例 Example:\n"
      "  levybridge agency submit 核定_202003.csv --config agency.yaml --dry-run\n"
      "  levybridge agency submit 核定_202003.csv --config agency.yaml --business-date 2020-03-10");
  command->callback([arguments, &exit_code] {
    exit_code =
        client::RunSubmit(*arguments, domain::Role::kAgency,
                          [](const client::Session&, const client::PrepareOptions& options) {
                            return client::PrepareAssessments(options);
                          });
  });
}

using PrepareFile =
    absl::StatusOr<client::PreparedBatch> (*)(const client::PrepareOptions& options);

// `agency NAME submit FILE`: one of the registers that the agency keeps.
void AddRegister(CLI::App& agency, const std::string& name, const std::string& description,
                 PrepareFile prepare, int& exit_code) {
  const std::string example =
      "示例 Example:\n  levybridge agency " + name + " submit FILE.csv --config agency.yaml --json";
  CLI::App* group = agency.add_subcommand(name, description);
  group->require_subcommand(1);
  group->footer(example);
  auto arguments = std::make_shared<client::SubmitArguments>();
  CLI::App* command = group->add_subcommand("submit", description);
  client::AddSubmitOptions(*command, *arguments);
  command->footer(example);
  command->callback([arguments, prepare, &exit_code] {
    exit_code =
        client::RunSubmit(*arguments, domain::Role::kAgency,
                          [prepare](const client::Session&, const client::PrepareOptions& options) {
                            return prepare(options);
                          });
  });
}

}  // namespace

CLI::App& AddAgencyCommands(CLI::App& app, int& exit_code) {
  CLI::App* agency = app.add_subcommand("agency", "医保经办机构 / the medical-insurance agency");
  agency->require_subcommand(1);
  agency->footer("示例 Example:\n  levybridge agency submit 核定_202003.csv --config agency.yaml");
  AddSubmit(*agency, exit_code);
  AddObjectionCommands(*agency, exit_code);
  AddRegister(*agency, "deferrals",
              "缓缴登记：提交文件，被拒的行写入 FILE.rejects.csv / the register of deferrals",
              client::PrepareDeferrals, exit_code);
  AddRegister(*agency, "eligible",
              "名单与承诺：提交文件 / employers of the joint list and with commitments",
              client::PrepareEligibleEmployers, exit_code);
  client::AddRejectionsCommand(*agency, domain::Role::kAgency, exit_code);
  client::AddOverpaymentsCommand(*agency, domain::Role::kAgency, exit_code);
  client::AddBatchesCommand(*agency, domain::Role::kAgency, exit_code);
  return *agency;
}

}  // namespace levybridge::agency
