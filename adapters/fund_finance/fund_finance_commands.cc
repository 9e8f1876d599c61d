#include "adapters/fund_finance/fund_finance_commands.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "adapters/client/option_values.h"
#include "adapters/client/refund_commands.h"

namespace levybridge::fund_finance {
namespace {

using client::ExitCode;
using client::Session;
using domain::Role;

constexpr size_t kMaxPassedOnAtOnce = 2000;
constexpr char kPath[] = "fund-finance";

// As people type it.
std::string At(const char* rest) { return std::string(kPath) + " " + rest; }

absl::StatusOr<ExitCode> Request(Session& session, const client::StepArguments& arguments) {
  return client::RunBatchStep(
      session, arguments,
      [&](const client::RefundBatchAnswer& seen, const domain::Sha256Digest& digest) {
        return client::TakeBatchStep(session, client::BatchStep::kRequestFunds, seen.batch_id,
                                     digest);
      });
}

struct FailureArguments {
  client::CommonOptions common;
  std::string batch_id;
  bool pass_on = false;
  std::string note;
};

// Passes on all of `failures`, a bounded number in one request; how they stand after it.
absl::StatusOr<client::RefundsAnswer> PassOn(Session& session,
                                             const client::RefundsAnswer& failures,
                                             const std::string& note) {
  client::RefundsAnswer all = failures;
  all.refunds.rows.clear();
  const std::vector<std::string>& numbers = failures.numbers;
  for (size_t begin = 0; begin < numbers.size(); begin += kMaxPassedOnAtOnce) {
    const size_t end = std::min(numbers.size(), begin + kMaxPassedOnAtOnce);
    const std::vector<std::string> some(numbers.begin() + static_cast<std::ptrdiff_t>(begin),
                                        numbers.begin() + static_cast<std::ptrdiff_t>(end));
    auto passed = client::PassOnFailures(session, client::RequestIdOr(""), some, note);
    if (!passed.ok()) return passed.status();
    std::move(passed->refunds.rows.begin(), passed->refunds.rows.end(),
              std::back_inserter(all.refunds.rows));
  }
  return all;
}

absl::StatusOr<ExitCode> Failures(Session& session, const FailureArguments& arguments) {
  client::RefundListQuery query;
  query.batch_id = arguments.batch_id;
  query.states = {"failed", "returned"};
  query.my_move_only = true;
  auto failures = client::ListRefunds(session, query);
  if (failures.ok() && arguments.pass_on) failures = PassOn(session, *failures, arguments.note);
  if (!failures.ok()) return failures.status();
  client::PrintRefunds(session.output, *failures);
  return ExitCode::kDone;
}

struct SettleArguments {
  client::CommonOptions common;
  std::string number;
  std::string amount;
  std::string explanation;
  std::string request_id;
};

absl::StatusOr<ExitCode> Settle(Session& session, const SettleArguments& arguments) {
  const auto amount = client::YuanOption("--amount", arguments.amount);
  if (!amount.ok()) return amount.status();
  const auto answer =
      client::SettleRecoverable(session, {client::RequestIdOr(arguments.request_id),
                                          arguments.number, *amount, arguments.explanation});
  if (!answer.ok()) return answer.status();
  session.output.Document(
      {{"recoverable", answer->recoverable.ToJson().at(0)}, {"replayed", answer->replayed}});
  session.output.Text(answer->recoverable.ToBlocks());
  if (answer->replayed) session.output.Text("此前已登记，无变动 / recorded before, nothing new\n");
  return ExitCode::kDone;
}

void AddSettle(CLI::App& recoverables, int& exit_code) {
  const auto [command, arguments] = client::AddPartyCommand<SettleArguments>(
      recoverables, Role::kFundFinance,
      {"settle", "登记已收回 / record what came back",
       At("recoverables settle V000000000001 --amount 120.00 --explanation 单位退回")},
      exit_code, Settle);
  command.add_option("NUMBER", arguments.number, "编号 / the recoverable amount")->required();
  command.add_option("--amount", arguments.amount, "金额（元） / how much, in yuan")->required();
  command.add_option("--explanation", arguments.explanation, "如何收回 / how")->required();
  command.add_option("--request-id", arguments.request_id,
                     "重复同一请求时给出同一编号，默认随机 / the same for a repetition; default: a "
                     "random one");
}

void AddFailures(CLI::App& party, int& exit_code) {
  const auto [command, arguments] = client::AddPartyCommand<FailureArguments>(
      party, Role::kFundFinance,
      {"failures",
       "待转交的拨付失败与退汇 / payouts that failed or came back and are to be passed on",
       At("failures --pass-on")},
      exit_code, Failures);
  command.add_option("--batch", arguments.batch_id, "只看该批次 / only this batch's");
  command.add_flag("--pass-on", arguments.pass_on, "转交经办机构 / pass them on to the agency");
  command.add_option("--note", arguments.note, "附言 / a note for the agency");
}

}  // namespace

void AddFundFinanceCommands(CLI::App& app, int& exit_code) {
  CLI::App& party = client::AddGroup(
      app, Role::kFundFinance,
      {"fund-finance", "基金财务 / fund finance", At("request RF-420100-20200310-01")});
  const auto [command, arguments] = client::AddPartyCommand<client::StepArguments>(
      party, Role::kFundFinance,
      {"request", "请款 / request the money for a batch", At("request RF-420100-20200310-01")},
      exit_code, Request);
  client::AddStepOptions(command, arguments);
  AddFailures(party, exit_code);
  client::AddBatchListCommand(party, Role::kFundFinance, kPath, "list", exit_code);
  client::AddBatchShowCommand(party, Role::kFundFinance, kPath, exit_code);
  AddSettle(client::AddRecoverableCommands(party, Role::kFundFinance, kPath, exit_code), exit_code);
}

}  // namespace levybridge::fund_finance
