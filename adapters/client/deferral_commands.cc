#include "adapters/client/deferral_commands.h"

#include <CLI/CLI.hpp>
#include <memory>
#include <string>

#include "adapters/client/deferral_calls.h"
#include "adapters/client/deferral_report.h"
#include "adapters/client/option_values.h"
#include "adapters/client/register_report.h"

namespace levybridge::client {
namespace {

struct ListArguments {
  CommonOptions common;
  std::string unit_code;
  std::string ending_until;
  bool reminders = false;
};

struct RegistersArguments {
  CommonOptions common;
  std::string unit_code;
};

struct ClearanceArguments {
  CommonOptions common;
  std::string unit_code;
  std::string region;
};

absl::StatusOr<ExitCode> List(Session& session, const ListArguments& arguments) {
  const auto ending_until = OptionalDayOption("--ending-until", arguments.ending_until);
  if (!ending_until.ok()) return ending_until.status();
  const auto items =
      ListDeferred(session, {arguments.unit_code, *ending_until, arguments.reminders});
  if (!items.ok()) return items.status();
  session.output.Document(DeferralsToJson(*items));
  session.output.Text(DeferralsToText(*items));
  return ExitCode::kDone;
}

absl::StatusOr<ExitCode> ShowRegisters(Session& session, const RegistersArguments& arguments) {
  const auto registers = ListRegisters(session, arguments.unit_code);
  if (!registers.ok()) return registers.status();
  session.output.Document(RegistersToJson(*registers));
  session.output.Text(RegistersToText(*registers));
  return ExitCode::kDone;
}

absl::StatusOr<ExitCode> Check(Session& session, const ClearanceArguments& arguments) {
  const auto unit = OptionValue<domain::UnitCode>("UNIT", arguments.unit_code,
                                                  "应为单位编号 / must be a unit code");
  if (!unit.ok()) return unit.status();
  const auto region = RegionOption(arguments.region, session.settings.region);
  if (!region.ok()) return region.status();
  const auto clearance = CheckClearance(session, *unit, *region);
  if (!clearance.ok()) return clearance.status();
  session.output.Document(ClearanceToJson(arguments.unit_code, *region, *clearance));
  session.output.Text(ClearanceToText(arguments.unit_code, *clearance));
  return clearance->clear ? ExitCode::kDone : ExitCode::kRefused;
}

}  // namespace

void AddDeferralListCommand(CLI::App& deferrals, domain::Role role, int& exit_code) {
  auto arguments = std::make_shared<ListArguments>();
  CLI::App* command = deferrals.add_subcommand(
      "list", "缓缴清单及每笔的状态 / what is deferred, and how each item stands");
  AddCommonOptions(*command, arguments->common);
  command->add_option("--unit", arguments->unit_code, "只看该单位 / only this employer's");
  command
      ->add_option("--ending-until", arguments->ending_until,
                   "只看该日及以前到期的 / only what ends up to this day")
      ->type_name("DATE");
  command->add_flag("--reminders", arguments->reminders,
                    "只看现在应提醒单位的 / only those whose employer is to be reminded now");
  const std::string party(MachineName(role));
  command->footer("示例 Example:\n  levybridge " + party + " deferrals list --reminders --config " +
                  party + ".yaml\n  levybridge " + party +
                  " deferrals list --ending-until 2022-12-31 --config " + party + ".yaml --json");
  command->callback([arguments, role, &exit_code] {
    exit_code = RunCommand(arguments->common, role,
                           [&](Session& session) { return List(session, *arguments); });
  });
}

void AddRegistersCommand(CLI::App& party, domain::Role role, int& exit_code) {
  const std::string name(MachineName(role));
  const std::string example =
      "示例 Example:\n  levybridge " + name + " registers list --config " + name + ".yaml --json";
  CLI::App* group = party.add_subcommand(
      "registers",
      "登记：依申请缓缴、名单与承诺 / the registers: deferrals granted on application, "
      "joint list and commitments");
  group->require_subcommand(1);
  group->footer(example);
  auto arguments = std::make_shared<RegistersArguments>();
  CLI::App* command = group->add_subcommand("list", "登记中的各项 / what stands in the registers");
  AddCommonOptions(*command, arguments->common);
  command->add_option("--unit", arguments->unit_code, "只看该单位 / only this employer's");
  command->footer(example);
  command->callback([arguments, role, &exit_code] {
    exit_code = RunCommand(arguments->common, role,
                           [&](Session& session) { return ShowRegisters(session, *arguments); });
  });
}

void AddClearanceCommand(CLI::App& party, domain::Role role, int& exit_code) {
  auto arguments = std::make_shared<ClearanceArguments>();
  CLI::App* command = party.add_subcommand(
      "clearance",
      "单位可否注销：缓缴、欠费、退费是否了结；不能注销时退出码为 1 / may this employer be "
      "deregistered? exit code 1 when something is open");
  command->add_option("UNIT", arguments->unit_code, "单位编号 / unit code")
      ->required()
      ->type_name("");
  command->add_option("--region", arguments->region,
                      "行政区划，默认取配置 / region; default: as configured");
  AddCommonOptions(*command, arguments->common);
  const std::string name(MachineName(role));
  command->footer("示例 Example:\n  levybridge " + name +
                  " clearance W0001 --region 420106 --config " + name + ".yaml --json");
  command->callback([arguments, role, &exit_code] {
    exit_code = RunCommand(arguments->common, role,
                           [&](Session& session) { return Check(session, *arguments); });
  });
}

}  // namespace levybridge::client
