#include "adapters/client/list_commands.h"

#include <CLI/CLI.hpp>
#include <memory>

#include "adapters/client/overpayment_calls.h"
#include "gateway/domain/concatenate.h"

namespace levybridge::client {
namespace {

constexpr size_t kDefaultBatches = 100;
constexpr size_t kMaxBatches = 100'000;

struct ListArguments {
  CommonOptions common;
  std::string unit_code;
  bool all = false;
  size_t limit = kDefaultBatches;
};

using List = std::function<absl::StatusOr<Table>(Session&, const ListArguments&)>;

// Hooks the command up: its listing printed under `name`.
void OnRun(CLI::App& command, const std::shared_ptr<ListArguments>& arguments, domain::Role role,
           const std::string& name, int& exit_code, const List& list) {
  command.callback([=, &command, &exit_code] {
    if (!command.get_subcommands().empty()) return;  // it ran already
    exit_code =
        RunCommand(arguments->common, role, [&](Session& session) -> absl::StatusOr<ExitCode> {
          const auto table = list(session, *arguments);
          if (!table.ok()) return table.status();
          PrintListing(session.output, name, *table);
          return ExitCode::kDone;
        });
  });
}

// "levybridge agency overpayments --config agency.yaml".
void AddExample(CLI::App& command, domain::Role role, const std::string& rest) {
  const std::string party(MachineName(role));
  command.footer("示例 Example:\n  levybridge " + party + " " + command.get_name() + " --config " +
                 party + ".yaml" + rest);
}

struct ChooseArguments {
  std::string unit_code;
  std::string fee_period;
  std::string use;
  std::string region;
};

absl::StatusOr<OverpaymentChoice> ChoiceFrom(const Session& session,
                                             const ChooseArguments& arguments) {
  auto unit = domain::UnitCode::Parse(arguments.unit_code);
  if (!unit) return absl::InvalidArgumentError("UNIT: 应为单位编号 / must be a unit code");
  const auto period = domain::FeePeriod::Parse(arguments.fee_period);
  if (!period) {
    return absl::InvalidArgumentError(domain::Concatenate(
        "--fee-period ", arguments.fee_period, ": 应为月份，如 2020-02 / must be a month"));
  }
  const auto region = arguments.region.empty() ? std::optional(session.settings.region)
                                               : domain::RegionCode::Parse(arguments.region);
  if (!region) {
    return absl::InvalidArgumentError(domain::Concatenate(
        "--region ", arguments.region, ": 应为六位区划代码 / must be six digits"));
  }
  return OverpaymentChoice{*std::move(unit), *region, *period, arguments.use == "offset"};
}

// `overpayments choose`: takes --config and --json of the list command it belongs to.
void AddChooseCommand(CLI::App& overpayments, const std::shared_ptr<ListArguments>& list,
                      int& exit_code) {
  auto arguments = std::make_shared<ChooseArguments>();
  CLI::App* command = overpayments.add_subcommand(
      "choose",
      "选择退费或抵扣，政策允许时 / refund or offset, where the policy leaves the choice");
  command->fallthrough();
  command->add_option("UNIT", arguments->unit_code, "单位编号 / unit code")->required();
  command->add_option("--fee-period", arguments->fee_period, "费款所属期 / fee period")->required();
  command->add_option("--use", arguments->use, "退费或抵扣 / refund or offset")
      ->required()
      ->check(CLI::IsMember({"refund", "offset"}));
  command->add_option("--region", arguments->region,
                      "行政区划，默认取配置 / region; default: as configured");
  command->footer(
      "示例 Example:\n  levybridge agency overpayments choose W0001 --fee-period 2020-02 --use "
      "offset --config agency.yaml [--json]");
  command->callback([list, arguments, &exit_code] {
    exit_code = RunCommand(list->common, domain::Role::kAgency,
                           [&](Session& session) -> absl::StatusOr<ExitCode> {
                             const auto choice = ChoiceFrom(session, *arguments);
                             if (!choice.ok()) return choice.status();
                             const auto answer = ChooseOverpaymentUse(session, *choice);
                             if (!answer.ok()) return answer.status();
                             PrintChoice(session.output, *answer);
                             return ExitCode::kDone;
                           });
  });
}

}  // namespace

void AddBatchesCommand(CLI::App& party, domain::Role role, int& exit_code) {
  auto arguments = std::make_shared<ListArguments>();
  CLI::App* command =
      party.add_subcommand("batches", "本方提交过的批次 / what this party submitted, newest first");
  AddCommonOptions(*command, arguments->common);
  command->add_option("--limit", arguments->limit, "最多几批 / how many at most")
      ->check(CLI::Range(size_t{1}, kMaxBatches));
  AddExample(*command, role, " --limit 20");
  OnRun(*command, arguments, role, "batches", exit_code,
        [](Session& session, const ListArguments& options) {
          return ListBatches(session, options.limit);
        });
}

void AddOverpaymentsCommand(CLI::App& party, domain::Role role, int& exit_code) {
  auto arguments = std::make_shared<ListArguments>();
  CLI::App* command =
      party.add_subcommand("overpayments", "多缴金额，按费种 / collected above what is due");
  AddCommonOptions(*command, arguments->common);
  command->add_option("--unit", arguments->unit_code, "只看该单位 / only this employer's");
  AddExample(*command, role, " --unit W0001");
  if (role == domain::Role::kAgency) AddChooseCommand(*command, arguments, exit_code);
  const List list = [](Session& session, const ListArguments& options) {
    return ListOverpayments(session, options.unit_code);
  };
  OnRun(*command, arguments, role, "overpayments", exit_code, list);
}

void AddUnappliedCommand(CLI::App& party, domain::Role role, int& exit_code) {
  auto arguments = std::make_shared<ListArguments>();
  CLI::App* command =
      party.add_subcommand("unapplied", "找不到应缴账的缴款 / payments that fit no obligation");
  AddCommonOptions(*command, arguments->common);
  command->add_option("--unit", arguments->unit_code, "只看该单位 / only this employer's");
  AddExample(*command, role, " --json");
  OnRun(*command, arguments, role, "unapplied", exit_code,
        [](Session& session, const ListArguments& options) {
          return ListUnappliedPayments(session, options.unit_code);
        });
}

void AddRejectionsCommand(CLI::App& party, domain::Role role, int& exit_code) {
  auto arguments = std::make_shared<ListArguments>();
  CLI::App* command = party.add_subcommand(
      "rejections", "税务退回的征集通知 / instructions that the tax bureau refused");
  AddCommonOptions(*command, arguments->common);
  command->add_flag("--all", arguments->all,
                    "包括已被替换的 / also those that were replaced since");
  AddExample(*command, role, " --all");
  OnRun(*command, arguments, role, "rejections", exit_code,
        [](Session& session, const ListArguments& options) {
          return ListInstructionRejections(session, !options.all);
        });
}

}  // namespace levybridge::client
