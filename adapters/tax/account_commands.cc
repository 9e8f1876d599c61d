#include "adapters/tax/account_commands.h"

#include <string>

#include "adapters/client/account_calls.h"
#include "adapters/client/listings.h"
#include "adapters/client/refund_commands.h"

namespace levybridge::tax {
namespace {

using client::ExitCode;
using client::Session;
using domain::Role;

absl::StatusOr<ExitCode> Confirm(Session& session, const client::StepArguments& arguments) {
  return client::RunBatchStep(
      session, arguments,
      [&](const client::RefundBatchAnswer& seen, const domain::Sha256Digest& digest) {
        return client::TakeBatchStep(session, client::BatchStep::kConfirmAccounts, seen.batch_id,
                                     digest);
      });
}

struct AccountArguments {
  client::CommonOptions common;
  client::AccountQuery query;
};

absl::StatusOr<ExitCode> List(Session& session, const AccountArguments& arguments) {
  const auto table = client::ListAccounts(session, arguments.query);
  if (!table.ok()) return table.status();
  client::PrintListing(session.output, "accounts", *table);
  return ExitCode::kDone;
}

}  // namespace

void AddAccountCommands(CLI::App& tax, int& exit_code) {
  const auto confirm = client::AddPartyCommand<client::StepArguments>(
      tax, Role::kTax,
      {"confirm-accounts", "确认批次的收款账户 / confirm the accounts that a batch is paid to",
       "tax confirm-accounts RF-420100-20200310-01"},
      exit_code, Confirm);
  client::AddStepOptions(confirm.command, confirm.arguments);
  CLI::App& accounts = client::AddGroup(
      tax, Role::kTax, {"accounts", "备案账户 / accounts on file", "tax accounts list"});
  const auto list = client::AddPartyCommand<AccountArguments>(
      accounts, Role::kTax,
      {"list",
       "备案账户清单；本方备案的完整显示 / accounts on file; in full those this party filed",
       "tax accounts list --batch RF-420100-20200310-01"},
      exit_code, List);
  list.command.add_option("--unit", list.arguments.query.unit_code,
                          "只看该单位 / only this employer's");
  list.command.add_option("--batch", list.arguments.query.batch_id,
                          "只看该退费批次 / only this refund batch's");
  CLI::App& refunds =
      client::AddGroup(tax, Role::kTax, {"refunds", "退费 / refunds", "tax refunds list --mine"});
  client::AddRefundListCommand(refunds, Role::kTax, "tax refunds", exit_code);
  client::AddBatchListCommand(refunds, Role::kTax, "tax refunds", "batches", exit_code);
  client::AddBatchShowCommand(refunds, Role::kTax, "tax refunds", exit_code);
}

}  // namespace levybridge::tax
