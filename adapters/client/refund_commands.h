// Commands about refunds that several parties have under their own name, and what their own ones
// are made of. `path` is the group they are added to, as people type it: "fund-finance",
// "agency refunds".
#pragma once

#include <functional>
#include <string>

#include "adapters/client/party_command.h"
#include "adapters/client/refund_calls.h"

namespace levybridge::client {

// `NAME [--mine]`: refund batches.
void AddBatchListCommand(CLI::App& group, domain::Role role, const std::string& path,
                         const std::string& name, int& exit_code);
// `show BATCH`: one batch with its refunds and every payout.
void AddBatchShowCommand(CLI::App& group, domain::Role role, const std::string& path,
                         int& exit_code);
// `list [--batch B] [--unit U] [--state S]… [--mine]`: refunds.
void AddRefundListCommand(CLI::App& group, domain::Role role, const std::string& path,
                          int& exit_code);
// `recoverables list [--open] [--unit U]`; gives the group, for more.
CLI::App& AddRecoverableCommands(CLI::App& party, domain::Role role, const std::string& path,
                                 int& exit_code);
// `queries file/answer/list`: employers who ask where their refund is.
void AddQueryCommands(CLI::App& group, domain::Role role, const std::string& path, int& exit_code);

// BATCH and --digest, of commands that approve what a batch holds.
struct StepArguments {
  CommonOptions common;
  std::string batch_id;
  std::string digest;
};
void AddStepOptions(CLI::App& command, StepArguments& arguments);
// Nobody approves what they did not see: gets the batch, shows count, sum and digest, and takes the
// step over --digest, else over what was shown; then prints the batch.
using TakeStep = std::function<absl::StatusOr<RefundBatchAnswer>(const RefundBatchAnswer& seen,
                                                                 const domain::Sha256Digest&)>;
absl::StatusOr<ExitCode> RunBatchStep(Session& session, const StepArguments& arguments,
                                      const TakeStep& take);

void PrintBatch(Output& output, const RefundBatchAnswer& answer);
void PrintRefunds(Output& output, const RefundsAnswer& answer);
// `option` as an idempotency key, or a new one where none is given.
std::string RequestIdOr(const std::string& option);
// An amount in yuan, above zero unless `zero_too`.
absl::StatusOr<domain::Money> YuanOption(std::string_view option, const std::string& text,
                                         bool zero_too = false);

}  // namespace levybridge::client
