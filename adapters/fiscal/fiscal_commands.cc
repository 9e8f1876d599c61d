#include "adapters/fiscal/fiscal_commands.h"

#include <string>

#include "adapters/client/refund_commands.h"

namespace levybridge::fiscal {
namespace {

using client::ExitCode;
using client::Session;
using domain::Role;

constexpr char kPath[] = "fiscal";

// As people type it.
std::string At(const char* rest) { return std::string(kPath) + " " + rest; }

struct ReleaseArguments : client::StepArguments {
  std::string amount;
  std::string release_no;
};

absl::StatusOr<ExitCode> Release(Session& session, const ReleaseArguments& arguments) {
  const auto amount = client::YuanOption("--amount", arguments.amount, true);
  if (!amount.ok()) return amount.status();
  return client::RunBatchStep(
      session, arguments,
      [&](const client::RefundBatchAnswer& seen, const domain::Sha256Digest& digest) {
        return client::ReleaseFunds(session, seen.batch_id, digest,
                                    {*amount, arguments.release_no});
      });
}

}  // namespace

void AddFiscalCommands(CLI::App& app, int& exit_code) {
  const std::string example =
      At("release RF-420100-20200310-01 --amount 1234.50 --release-no BK-2020-017");
  CLI::App& party =
      client::AddGroup(app, Role::kFiscal, {"fiscal", "财政部门 / the fiscal department", example});
  const auto [command, arguments] = client::AddPartyCommand<ReleaseArguments>(
      party, Role::kFiscal,
      {"release", "拨款，银行随后可取 / release the money; the bank may fetch then", example},
      exit_code, Release);
  client::AddStepOptions(command, arguments);
  command
      .add_option("--amount", arguments.amount, "金额（元），须等于请款额 / as requested, in yuan")
      ->required();
  command.add_option("--release-no", arguments.release_no, "拨款单号 / the release's number")
      ->required();
  client::AddBatchListCommand(party, Role::kFiscal, kPath, "list", exit_code);
  client::AddBatchShowCommand(party, Role::kFiscal, kPath, exit_code);
}

}  // namespace levybridge::fiscal
