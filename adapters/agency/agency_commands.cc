#include "adapters/agency/agency_commands.h"

#include <CLI/CLI.hpp>
#include <memory>
#include <string>

#include "adapters/agency/make_up_command.h"
#include "adapters/agency/objection_commands.h"
#include "adapters/agency/refund_commands.h"
#include "adapters/client/deferral_commands.h"
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

// `agency NAME submit FILE`: one of the registers that the agency keeps. Gives the NAME.
CLI::App& AddRegister(CLI::App& agency, const std::string& name, const std::string& description,
                      PrepareFile prepare, int& exit_code, const std::string& advice = {}) {
  const std::string example = advice + "示例 Example:\n  levybridge agency " + name +
                              " submit FILE.csv --config agency.yaml --json";
  CLI::App* group = agency.add_subcommand(name, description);
  group->require_subcommand(1);
  group->footer(example);
  auto arguments = std::make_shared<client::SubmitArguments>();
  CLI::App* command = group->add_subcommand("submit",
                                            "提交文件；被拒的行写入 FILE.rejects.csv / submit a "
                                            "file; rows that are refused go to FILE.rejects.csv");
  client::AddSubmitOptions(*command, *arguments);
  command->footer(example);
  command->callback([arguments, prepare, &exit_code] {
    exit_code =
        client::RunSubmit(*arguments, domain::Role::kAgency,
                          [prepare](const client::Session&, const client::PrepareOptions& options) {
                            return prepare(options);
                          });
  });
  return *group;
}

// The same file is the same batch, which is answered as before.
const std::string& AdviceAfterRefusal() {
  static const std::string kAdvice =
      "税务退回通知后如需重新发出，请用新的 --batch-id 再次提交。\n"
      "To ask again for what the tax bureau refused, submit it with a new --batch-id.\n";
  return kAdvice;
}

void AddRegisters(CLI::App& agency, int& exit_code) {
  CLI::App& deferrals =
      AddRegister(agency, "deferrals",
                  "缓缴：登记、清单、提前补缴 / deferrals: the register, the list, making up early",
                  client::PrepareDeferrals, exit_code);
  client::AddDeferralListCommand(deferrals, domain::Role::kAgency, exit_code);
  AddMakeUpCommand(deferrals, exit_code);
  AddRegister(agency, "eligible", "名单与承诺 / employers of the joint list and with commitments",
              client::PrepareEligibleEmployers, exit_code);
  AddRegister(agency, "member-events",
              "参保人离职、退休、转移：由单位补缴其缓缴部分 / members who leave, retire or "
              "transfer: their deferred share is made up",
              client::PrepareMemberEvents, exit_code, AdviceAfterRefusal());
  AddRegister(agency, "deregistrations",
              "拟注销单位：缓缴全部到期 / employers about to deregister: all that is "
              "deferred becomes due",
              client::PrepareDeregistrations, exit_code, AdviceAfterRefusal());
}

}  // namespace

CLI::App& AddAgencyCommands(CLI::App& app, int& exit_code) {
  CLI::App* agency = app.add_subcommand("agency", "医保经办机构 / the medical-insurance agency");
  agency->require_subcommand(1);
  agency->footer("示例 Example:\n  levybridge agency submit 核定_202003.csv --config agency.yaml");
  AddSubmit(*agency, exit_code);
  AddObjectionCommands(*agency, exit_code);
  AddRegisters(*agency, exit_code);
  AddRefundCommands(*agency, exit_code);
  client::AddRegistersCommand(*agency, domain::Role::kAgency, exit_code);
  client::AddClearanceCommand(*agency, domain::Role::kAgency, exit_code);
  client::AddRejectionsCommand(*agency, domain::Role::kAgency, exit_code);
  client::AddOverpaymentsCommand(*agency, domain::Role::kAgency, exit_code);
  client::AddBatchesCommand(*agency, domain::Role::kAgency, exit_code);
  return *agency;
}

}  // namespace levybridge::agency
