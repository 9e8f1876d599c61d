#include "adapters/client/refund_commands.h"

#include <array>
#include <random>
#include <utility>

#include "adapters/client/listings.h"
#include "adapters/client/option_values.h"
#include "gateway/domain/concatenate.h"

namespace levybridge::client {
namespace {

using domain::Concatenate;

struct ListArguments {
  CommonOptions common;
  RefundListQuery refunds;
  RefundBatchQuery batches;
  std::string paying_unit;
  std::string batch_id;
  std::string unit_code;
  bool open_only = false;
};

absl::StatusOr<ExitCode> ListAllBatches(Session& session, const ListArguments& arguments) {
  RefundBatchQuery query = arguments.batches;
  if (!arguments.paying_unit.empty()) {
    const auto unit = OptionValue<domain::RegionCode>("--paying-unit", arguments.paying_unit,
                                                      "应为六位区划代码 / must be six digits");
    if (!unit.ok()) return unit.status();
    query.paying_unit = *unit;
  }
  const auto table = ListRefundBatches(session, query);
  if (!table.ok()) return table.status();
  PrintListing(session.output, "batches", *table, Layout::kBlocks);
  return ExitCode::kDone;
}

absl::StatusOr<ExitCode> ShowBatch(Session& session, const ListArguments& arguments) {
  const auto batch = GetRefundBatch(session, arguments.batch_id);
  if (!batch.ok()) return batch.status();
  RefundListQuery query;
  query.batch_id = arguments.batch_id;
  const auto refunds = ListRefunds(session, query);
  if (!refunds.ok()) return refunds.status();
  session.output.Document({{"batch", batch->batch.ToJson().at(0)},
                           {"approvals", batch->approvals.ToJson()},
                           {"results", batch->results.ToJson()},
                           {"refunds", refunds->refunds.ToJson()},
                           {"payouts", refunds->payouts.ToJson()}});
  session.output.Text(batch->batch.ToBlocks());
  for (const Table* table :
       {&batch->approvals, &batch->results, &refunds->refunds, &refunds->payouts}) {
    if (!table->rows.empty()) session.output.Text("\n" + table->ToText());
  }
  return ExitCode::kDone;
}

absl::StatusOr<ExitCode> ListAll(Session& session, const ListArguments& arguments) {
  const auto answer = ListRefunds(session, arguments.refunds);
  if (!answer.ok()) return answer.status();
  PrintListing(session.output, "refunds", answer->refunds, Layout::kBlocks);
  return ExitCode::kDone;
}

absl::StatusOr<ExitCode> ListOwed(Session& session, const ListArguments& arguments) {
  const auto table = ListRecoverables(session, arguments.open_only, arguments.unit_code);
  if (!table.ok()) return table.status();
  PrintListing(session.output, "recoverables", *table, Layout::kBlocks);
  return ExitCode::kDone;
}

}  // namespace

void AddBatchListCommand(CLI::App& group, domain::Role role, const std::string& path,
                         const std::string& name, int& exit_code) {
  const auto [command, arguments] = AddPartyCommand<ListArguments>(
      group, role, {name, "退费批次，最新在前 / refund batches, newest first", path + " " + name},
      exit_code, ListAllBatches);
  command.add_flag("--mine", arguments.batches.my_move_only,
                   "只看待本方处理的 / only those where it is this party's move");
  command.add_option("--paying-unit", arguments.paying_unit,
                     "只看该付款单位 / only this paying unit's");
}

void AddBatchShowCommand(CLI::App& group, domain::Role role, const std::string& path,
                         int& exit_code) {
  const auto [command, arguments] = AddPartyCommand<ListArguments>(
      group, role,
      {"show", "一个批次及其退费、拨付 / one batch with its refunds and payouts",
       path + " show RF-420100-20200310-01"},
      exit_code, ShowBatch);
  command.add_option("BATCH", arguments.batch_id, "批次号 / the batch")->required();
}

void AddRefundListCommand(CLI::App& group, domain::Role role, const std::string& path,
                          int& exit_code) {
  const auto [command, arguments] = AddPartyCommand<ListArguments>(
      group, role, {"list", "退费清单 / refunds", path + " list --state failed"}, exit_code,
      ListAll);
  command.add_option("--batch", arguments.refunds.batch_id, "只看该批次 / only this batch's");
  command.add_option("--unit", arguments.refunds.unit_code, "只看该单位 / only this employer's");
  command
      .add_option("--state", arguments.refunds.states,
                  "只看这些状态，如 failed、needs_decision / only in these states")
      ->allow_extra_args(false);
  command.add_flag("--mine", arguments.refunds.my_move_only,
                   "只看待本方处理的 / only those where it is this party's move");
}

CLI::App& AddRecoverableCommands(CLI::App& party, domain::Role role, const std::string& path,
                                 int& exit_code) {
  const std::string group_path = path + " recoverables";
  CLI::App& group = AddGroup(
      party, role,
      {"recoverables", "应收回的多退款项 / what was given back too much", group_path + " list"});
  const auto [command, arguments] = AddPartyCommand<ListArguments>(
      group, role,
      {"list", "应收回清单，最早在前 / the amounts, oldest first", group_path + " list --open"},
      exit_code, ListOwed);
  command.add_flag("--open", arguments.open_only, "只看未收回的 / only those not settled");
  command.add_option("--unit", arguments.unit_code, "只看该单位 / only this employer's");
  return group;
}

void AddStepOptions(CLI::App& command, StepArguments& arguments) {
  command.add_option("BATCH", arguments.batch_id, "批次号 / the batch")->required();
  command.add_option("--digest", arguments.digest,
                     "此前所见的内容摘要；内容已变则拒绝 / the content as seen before; refused "
                     "when it has changed since");
}

absl::StatusOr<ExitCode> RunBatchStep(Session& session, const StepArguments& arguments,
                                      const TakeStep& take) {
  const auto stated = domain::Sha256Digest::FromHex(arguments.digest);
  if (!stated && !arguments.digest.empty()) {
    return BadOption("--digest", arguments.digest, "应为 64 位十六进制 / must be 64 hex digits");
  }
  const auto seen = GetRefundBatch(session, arguments.batch_id);
  if (!seen.ok()) return seen.status();
  session.output.Note(
      Concatenate("批次 batch ", seen->batch_id, "：", std::to_string(seen->refunds),
                  " 笔 refunds，", YuanText(seen->total_fen), " 元 yuan，应请款 to request ",
                  YuanText(seen->to_request_fen), "，摘要 digest ", seen->digest.ToHex()));
  const auto answer = take(*seen, stated ? *stated : seen->digest);
  if (!answer.ok()) return answer.status();
  PrintBatch(session.output, *answer);
  return ExitCode::kDone;
}

void PrintBatch(Output& output, const RefundBatchAnswer& answer) {
  output.Document({{"batch", answer.batch.ToJson().at(0)},
                   {"approvals", answer.approvals.ToJson()},
                   {"results", answer.results.ToJson()},
                   {"replayed", answer.replayed}});
  output.Text(answer.batch.ToBlocks());
  if (!answer.approvals.rows.empty()) output.Text("\n" + answer.approvals.ToText());
  if (!answer.results.rows.empty()) output.Text("\n" + answer.results.ToText());
  if (answer.replayed) output.Text("此前已办理，无变动 / done before, nothing new\n");
}

void PrintRefunds(Output& output, const RefundsAnswer& answer) {
  output.Document({{"refunds", answer.refunds.ToJson()},
                   {"rows", answer.refunds.rows.size()},
                   {"replayed", answer.replayed}});
  if (answer.refunds.rows.empty()) {
    output.Text("没有记录 / nothing to show\n");
  } else {
    output.Text(answer.refunds.ToBlocks());
  }
  if (answer.replayed) output.Text("此前已办理，无变动 / done before, nothing new\n");
}

std::string RequestIdOr(const std::string& option) {
  if (!option.empty()) return option;
  std::random_device random;
  std::array<uint32_t, 4> words{};
  for (uint32_t& word : words) word = random();
  const std::string_view bytes(reinterpret_cast<const char*>(words.data()), sizeof(words));
  return domain::Sha256Of(bytes).ToHex().substr(0, 32);
}

absl::StatusOr<domain::Money> YuanOption(std::string_view option, const std::string& text,
                                         bool zero_too) {
  const auto amount = domain::Money::ParseYuan(text);
  if (amount && (amount->fen() > 0 || (zero_too && amount->IsZero()))) return *amount;
  return BadOption(option, text, "应为金额（元），如 1234.50 / must be an amount in yuan");
}

}  // namespace levybridge::client
