#include "adapters/bank/bank_commands.h"

#include <CLI/CLI.hpp>
#include <memory>
#include <string>

#include "adapters/bank/pull.h"
#include "adapters/client/list_commands.h"
#include "adapters/client/party_command.h"
#include "adapters/client/submit_command.h"

namespace levybridge::bank {
namespace {

using client::ExitCode;
using client::Session;
using domain::Role;
using PrepareFile =
    absl::StatusOr<client::PreparedBatch> (*)(const client::PrepareOptions& options);

struct PullArguments {
  client::CommonOptions common;
  std::string out;
};

absl::StatusOr<ExitCode> Pull(Session& session, const PullArguments& arguments) {
  client::GatewayPayoutFeed feed(session);
  Puller puller(feed, {.region = session.settings.region,
                       .bank = session.settings.bank,
                       .state_folder = session.settings.state_directory,
                       .out_folder = arguments.out,
                       .now = client::SystemNow()});
  const auto result = puller.Run();
  if (!result.ok()) return result.status();
  session.progress.Clear();
  session.output.Document(ToJson(*result));
  session.output.Text(ToText(*result));
  return ExitCode::kDone;
}

void AddSubmit(CLI::App& group, const client::CommandWords& words, PrepareFile prepare,
               int& exit_code) {
  auto arguments = std::make_shared<client::SubmitArguments>();
  CLI::App* command = group.add_subcommand(words.name, words.description);
  client::AddSubmitOptions(*command, *arguments);
  command->footer("示例 Example:\n  levybridge " + words.example +
                  client::ExampleConfig(Role::kBank));
  command->callback([arguments, prepare, &exit_code] {
    exit_code = client::RunSubmit(*arguments, Role::kBank,
                                  [prepare](const Session&, const client::PrepareOptions& options) {
                                    return prepare(options);
                                  });
  });
}

}  // namespace

void AddBankCommands(CLI::App& app, int& exit_code) {
  CLI::App& bank = client::AddGroup(
      app, Role::kBank, {"bank", "经办银行 / the paying bank", "bank pull --out outbox"});
  const auto [command, arguments] =
      client::AddPartyCommand<PullArguments>(bank, Role::kBank,
                                             {"pull",
                                              "取上次确认之后的全部拨付，写成一个 pain.001 "
                                              "文件，再确认 / every new payout into one pain.001 "
                                              "file, then acknowledge",
                                              "bank pull --out outbox"},
                                             exit_code, Pull);
  command.add_option("--out", arguments.out, "写入的文件夹 / the folder to write to")
      ->required()
      ->type_name("DIR");
  AddSubmit(
      bank,
      {"submit-results", "提交拨付结果：pain.002、camt.053/054 或 CSV / submit results of payouts",
       "bank submit-results pain002.xml"},
      client::PreparePayoutResults, exit_code);
  CLI::App& statement = client::AddGroup(
      bank, Role::kBank,
      {"statement", "银行账户对账单 / the bank's own books", "bank statement submit camt053.xml"});
  AddSubmit(
      statement,
      {"submit",
       "提交账户流水：camt.053/054 或带 #TOTAL 行的 CSV；结果不明的以此为准 / submit what was "
       "booked; it settles unknown results",
       "bank statement submit camt053.xml"},
      client::PreparePayoutStatement, exit_code);
  client::AddBatchesCommand(bank, Role::kBank, exit_code);
}

}  // namespace levybridge::bank
