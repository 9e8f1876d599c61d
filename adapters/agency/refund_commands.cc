#include "adapters/agency/refund_commands.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "adapters/client/option_values.h"
#include "adapters/client/refund_commands.h"
#include "gateway/domain/concatenate.h"

namespace levybridge::agency {
namespace {

using client::ExitCode;
using client::Session;
using domain::Concatenate;
using domain::Role;

constexpr int kMaxGatherings = 100'000;
constexpr int kMaxBatchesOfADay = 99;

struct ProposeArguments {
  client::CommonOptions common;
  std::string paying_unit;
  std::string batch_id;
  std::string from;
  std::string to;
  std::vector<std::string> units;
  bool next_attempt = false;
};

// "RF-420100-20200310-01": the next of the day, or the one whose proposal was cut off.
absl::StatusOr<domain::BatchId> NextBatchId(Session& session, domain::RegionCode paying_unit) {
  std::string day = domain::DateInShanghai(client::SystemNow()).ToIso();
  std::erase(day, '-');
  const std::string prefix = Concatenate("RF-", paying_unit.ToString(), "-", day, "-");
  const auto batches = client::ListRefundBatches(session, {.paying_unit = paying_unit});
  if (!batches.ok()) return batches.status();
  int taken = 0;
  for (const client::Json& batch : batches->ToJson()) {
    const auto id = batch["batch_id"].get<std::string>();
    if (id.rfind(prefix, 0) != 0) continue;
    const auto state = batch["state"].get<std::string>();
    if (state == "gathering" || state == "locked") return *domain::BatchId::Parse(id);
    ++taken;
  }
  if (taken >= kMaxBatchesOfADay) {
    return absl::InvalidArgumentError("--batch-id: 请给出批次号 / must be given today");
  }
  const std::string number = std::to_string(taken + 1);
  return *domain::BatchId::Parse(prefix + (number.size() < 2 ? "0" : "") + number);
}

absl::StatusOr<client::RefundSelection> SelectionFrom(Session& session,
                                                      const ProposeArguments& arguments) {
  const auto unit = client::OptionValue<domain::RegionCode>(
      "--paying-unit", arguments.paying_unit, "应为六位区划代码 / must be six digits");
  if (!unit.ok()) return unit.status();
  auto id = arguments.batch_id.empty()
                ? NextBatchId(session, *unit)
                : client::OptionValue<domain::BatchId>("--batch-id", arguments.batch_id,
                                                       "应为 1 至 64 字节 / must be 1 to 64 bytes");
  if (!id.ok()) return id.status();
  client::RefundSelection selection{*std::move(id),        *unit, {}, {}, arguments.units,
                                    arguments.next_attempt};
  if (!arguments.from.empty()) {
    const auto from = client::PeriodOption("--from", arguments.from);
    if (!from.ok()) return from.status();
    selection.from = *from;
  }
  if (!arguments.to.empty()) {
    const auto to = client::PeriodOption("--to", arguments.to);
    if (!to.ok()) return to.status();
    selection.to = *to;
  }
  return selection;
}

// A large batch is locked in several calls.
absl::StatusOr<client::RefundBatchAnswer> Gather(Session& session,
                                                 const client::RefundSelection& selection) {
  for (int i = 0; i < kMaxGatherings; ++i) {
    auto created = client::CreateRefundBatch(session, selection);
    if (!created.ok() || created->state != "gathering") return created;
  }
  return absl::InternalError("the batch is gathered without end");
}

absl::StatusOr<ExitCode> Propose(Session& session, const ProposeArguments& arguments) {
  const auto selection = SelectionFrom(session, arguments);
  if (!selection.ok()) return selection.status();
  const auto created = Gather(session, *selection);
  if (!created.ok()) return created.status();
  const auto proposed = client::TakeBatchStep(session, client::BatchStep::kPropose,
                                              created->batch_id, created->digest);
  if (!proposed.ok()) return proposed.status();
  client::PrintBatch(session.output, *proposed);
  return ExitCode::kDone;
}

struct LoopArguments {
  client::CommonOptions common;
  std::string batch_id;
  std::vector<std::string> numbers;
  std::string number;
  std::string decision;
  std::string reason;
  std::string request_id;
};

absl::StatusOr<ExitCode> Print(Session& session,
                               const absl::StatusOr<client::RefundsAnswer>& done) {
  if (!done.ok()) return done.status();
  client::PrintRefunds(session.output, *done);
  return ExitCode::kDone;
}

absl::StatusOr<ExitCode> Retry(Session& session, const LoopArguments& arguments) {
  return Print(session, client::ApproveRetry(session, client::RequestIdOr(arguments.request_id),
                                             arguments.numbers));
}

absl::StatusOr<ExitCode> Decide(Session& session, const LoopArguments& arguments) {
  client::RefundVerdict verdict{.request_id = client::RequestIdOr(arguments.request_id),
                                .refund_number = arguments.number,
                                .decision = client::Decision::kRetry,
                                .reason = arguments.reason};
  if (arguments.decision == "offset") verdict.decision = client::Decision::kOffset;
  if (arguments.decision == "release") verdict.decision = client::Decision::kRelease;
  return Print(session, client::DecideRefund(session, verdict));
}

absl::StatusOr<ExitCode> Withdraw(Session& session, const LoopArguments& arguments) {
  const auto answer =
      client::WithdrawRefunds(session, {client::RequestIdOr(arguments.request_id),
                                        arguments.batch_id, arguments.numbers, arguments.reason});
  if (!answer.ok()) return answer.status();
  client::PrintBatch(session.output, *answer);
  return ExitCode::kDone;
}

void AddRequestId(CLI::App& command, LoopArguments& arguments) {
  command.add_option("--request-id", arguments.request_id,
                     "重复同一请求时给出同一编号，默认随机 / the same for a repetition; default: a "
                     "random one");
}

void AddPropose(CLI::App& refunds, int& exit_code) {
  const auto [command, arguments] = client::AddPartyCommand<ProposeArguments>(
      refunds, Role::kAgency,
      {"propose",
       "归集并锁定应退的多缴，提出退费批次 / gather what is to be refunded, lock it and "
       "propose the batch",
       "agency refunds propose --paying-unit 420100 --from 2020-02 --to 2020-06"},
      exit_code, Propose);
  command
      .add_option("--paying-unit", arguments.paying_unit,
                  "付款单位：市，或自行付款的新区 / the city, or a district that pays for itself")
      ->required();
  command.add_option("--batch-id", arguments.batch_id,
                     "批次号，默认 RF-区划-日期-序号 / default: RF-REGION-DATE-NUMBER");
  command.add_option("--from", arguments.from, "起始所属期 / first fee period");
  command.add_option("--to", arguments.to, "截止所属期 / last fee period");
  command.add_option("--unit", arguments.units, "只退该单位，可多次给出 / only this employer's")
      ->allow_extra_args(false);
  command.add_flag("--next-attempt", arguments.next_attempt,
                   "再次拨付账户已更正或已批准重拨的退费 / failed refunds that may be tried again");
}

void AddLoop(CLI::App& refunds, int& exit_code) {
  const auto retry = client::AddPartyCommand<LoopArguments>(
      refunds, Role::kAgency,
      {"retry", "批准按原账户重拨 / approve another attempt with the same account",
       "agency refunds retry R000000000042"},
      exit_code, Retry);
  retry.command.add_option("REFUND", retry.arguments.numbers, "退费编号 / refunds")->required();
  AddRequestId(retry.command, retry.arguments);
  const auto decide = client::AddPartyCommand<LoopArguments>(
      refunds, Role::kAgency,
      {"decide", "决定多次失败的退费：重拨、抵扣或解除 / once more, offset or release",
       "agency refunds decide R000000000042 --decision release --reason 单位已注销"},
      exit_code, Decide);
  decide.command.add_option("REFUND", decide.arguments.number, "退费编号 / the refund")->required();
  decide.command.add_option("--decision", decide.arguments.decision, "如何处理 / what to do")
      ->required()
      ->check(CLI::IsMember({"retry", "offset", "release"}));
  decide.command.add_option("--reason", decide.arguments.reason, "理由 / why")->required();
  AddRequestId(decide.command, decide.arguments);
  const auto withdraw = client::AddPartyCommand<LoopArguments>(
      refunds, Role::kAgency,
      {"withdraw",
       "银行取走之前撤回批次或其中几笔 / withdraw a batch, or refunds of it, before the "
       "bank fetched it",
       "agency refunds withdraw RF-420100-20200310-01 --reason 金额有误"},
      exit_code, Withdraw);
  withdraw.command.add_option("BATCH", withdraw.arguments.batch_id, "批次号 / the batch")
      ->required();
  withdraw.command
      .add_option("--refund", withdraw.arguments.numbers,
                  "只撤回这些，可多次给出 / only these; default: the whole batch")
      ->allow_extra_args(false);  // or it would swallow BATCH behind it
  withdraw.command.add_option("--reason", withdraw.arguments.reason, "理由 / why")->required();
  AddRequestId(withdraw.command, withdraw.arguments);
}

}  // namespace

void AddRefundCommands(CLI::App& agency, int& exit_code) {
  const std::string path = "agency refunds";
  CLI::App& refunds = client::AddGroup(
      agency, Role::kAgency,
      {"refunds", "退费：提出、清单、重拨、决定、撤回 / refunds", path + " list --mine"});
  AddPropose(refunds, exit_code);
  client::AddRefundListCommand(refunds, Role::kAgency, path, exit_code);
  client::AddBatchListCommand(refunds, Role::kAgency, path, "batches", exit_code);
  client::AddBatchShowCommand(refunds, Role::kAgency, path, exit_code);
  AddLoop(refunds, exit_code);
  client::AddQueryCommands(refunds, Role::kAgency, path, exit_code);
  client::AddRecoverableCommands(agency, Role::kAgency, "agency", exit_code);
}

}  // namespace levybridge::agency
