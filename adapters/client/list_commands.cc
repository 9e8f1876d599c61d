#include "adapters/client/list_commands.h"

#include <CLI/CLI.hpp>
#include <memory>

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
  command.callback([=, &exit_code] {
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
  OnRun(*command, arguments, role, "overpayments", exit_code,
        [](Session& session, const ListArguments& options) {
          return ListOverpayments(session, options.unit_code);
        });
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
