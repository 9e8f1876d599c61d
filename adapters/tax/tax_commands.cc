#include "adapters/tax/tax_commands.h"

#include <CLI/CLI.hpp>
#include <memory>
#include <string>

#include "adapters/client/deferral_commands.h"
#include "adapters/client/list_commands.h"
#include "adapters/client/refund_commands.h"
#include "adapters/client/submit_command.h"
#include "adapters/tax/account_commands.h"
#include "adapters/tax/pull.h"

namespace levybridge::tax {
namespace {

using PrepareFile =
    absl::StatusOr<client::PreparedBatch> (*)(const client::PrepareOptions& options);

void AddSubmit(CLI::App& tax, const std::string& name, const std::string& description,
               PrepareFile prepare, int& exit_code) {
  auto arguments = std::make_shared<client::SubmitArguments>();
  CLI::App* command = tax.add_subcommand(name, description);
  client::AddSubmitOptions(*command, *arguments);
  command->footer("示例 Example:\n  levybridge tax " + name + " FILE.csv --config tax.yaml");
  command->callback([arguments, prepare, &exit_code] {
    exit_code =
        client::RunSubmit(*arguments, domain::Role::kTax,
                          [prepare](const client::Session&, const client::PrepareOptions& options) {
                            return prepare(options);
                          });
  });
}

struct PullArguments {
  client::CommonOptions common;
  std::string out;
};

void AddPull(CLI::App& tax, int& exit_code) {
  auto arguments = std::make_shared<PullArguments>();
  CLI::App* command = tax.add_subcommand(
      "pull",
      "取上次确认之后的全部征集通知，写成一个文件，再确认 / everything new into one file, "
      "then acknowledge");
  client::AddCommonOptions(*command, arguments->common);
  command->add_option("--out", arguments->out, "写入的文件夹 / the folder to write to")
      ->required()
      ->type_name("DIR");
  command->footer("示例 Example:\n  levybridge tax pull --config tax.yaml --out outbox --json");
  command->callback([arguments, &exit_code] {
    exit_code =
        client::RunCommand(arguments->common, domain::Role::kTax,
                           [&](client::Session& session) -> absl::StatusOr<client::ExitCode> {
                             client::GatewayInstructionFeed feed(session);
                             Puller puller(feed, session.settings.state_directory, arguments->out);
                             const auto result = puller.Run();
                             if (!result.ok()) return result.status();
                             session.progress.Clear();
                             session.output.Document(ToJson(*result));
                             session.output.Text(ToText(*result));
                             return client::ExitCode::kDone;
                           });
  });
}

void AddDeferrals(CLI::App& tax, int& exit_code) {
  CLI::App* group = tax.add_subcommand("deferrals", "缓缴清单 / what is deferred");
  group->require_subcommand(1);
  group->footer("示例 Example:\n  levybridge tax deferrals list --config tax.yaml --json");
  client::AddDeferralListCommand(*group, domain::Role::kTax, exit_code);
}

}  // namespace

CLI::App& AddTaxCommands(CLI::App& app, int& exit_code) {
  CLI::App* tax = app.add_subcommand("tax", "税务部门 / the tax bureau");
  tax->require_subcommand(1);
  tax->footer("示例 Example:\n  levybridge tax pull --config tax.yaml --out outbox");
  AddPull(*tax, exit_code);
  AddSubmit(*tax, "submit-payments", "提交缴费明细与冲正 / submit payments and reversals",
            client::PreparePayments, exit_code);
  AddSubmit(*tax, "submit-rejections", "提交校验反馈 / submit refused instructions",
            client::PrepareRejections, exit_code);
  AddSubmit(*tax, "submit-late-fees", "提交更正后的滞纳金 / submit corrected late fees",
            client::PrepareLateFees, exit_code);
  AddSubmit(*tax, "submit-accounts", "提交备案账户 / submit accounts on file",
            client::PrepareAccounts, exit_code);
  AddSubmit(*tax, "submit-treasury-refunds", "提交国库退库 / submit refunds that the treasury made",
            client::PrepareTreasuryRefunds, exit_code);
  AddAccountCommands(*tax, exit_code);
  client::AddQueryCommands(*tax, domain::Role::kTax, "tax", exit_code);
  AddDeferrals(*tax, exit_code);
  client::AddRegistersCommand(*tax, domain::Role::kTax, exit_code);
  client::AddClearanceCommand(*tax, domain::Role::kTax, exit_code);
  client::AddUnappliedCommand(*tax, domain::Role::kTax, exit_code);
  client::AddRejectionsCommand(*tax, domain::Role::kTax, exit_code);
  client::AddOverpaymentsCommand(*tax, domain::Role::kTax, exit_code);
  client::AddBatchesCommand(*tax, domain::Role::kTax, exit_code);
  return *tax;
}

}  // namespace levybridge::tax
