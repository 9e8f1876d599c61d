#include "adapters/bank/pull.h"

#include <filesystem>
#include <map>
#include <utility>

#include "adapters/files/byte_source.h"
#include "adapters/iso20022/pain001_writer.h"
#include "gateway/domain/concatenate.h"

namespace levybridge::bank {
namespace {

using client::Json;
using client::PulledPayouts;
using client::PullState;
using domain::Concatenate;

std::string RangeOf(const PulledPayouts& payouts) {
  return Concatenate(std::to_string(payouts.first()), "-", std::to_string(payouts.last()));
}

absl::Status NoDebtor(domain::RegionCode unit) {
  return absl::InvalidArgumentError(
      Concatenate("debtors: 缺少付款单位 ", unit.ToString(),
                  " 的付款账户 / no debtor account for the paying unit ", unit.ToString()));
}

// The debtor of each paying unit; they keep their places while the file is written.
absl::StatusOr<std::map<domain::RegionCode, iso20022::DebtorAccount>> DebtorsOf(
    const PulledPayouts& payouts, const PullOptions& options) {
  std::map<domain::RegionCode, iso20022::DebtorAccount> debtors;
  for (const domain::RegionCode unit : payouts.paying_units()) {
    const settings::DebtorSettings* debtor = options.bank.DebtorOf(unit);
    if (debtor == nullptr) return NoDebtor(unit);
    debtors.emplace(unit, iso20022::DebtorAccount{
                              .payment_id = Concatenate(unit.ToString(), "-", RangeOf(payouts)),
                              .name = debtor->name,
                              .account_no = debtor->account_no,
                              .bank_code = debtor->bank_code,
                              .pay_on = domain::DateInShanghai(options.now)});
  }
  return debtors;
}

Json FileJson(const PulledFile& file) {
  return {{"from", file.from}, {"to", file.to},   {"rows", file.rows},
          {"file", file.file}, {"fen", file.fen}, {"recovered", file.recovered}};
}

}  // namespace

Puller::Puller(client::PayoutFeed& feed, PullOptions options)
    : feed_(feed), options_(std::move(options)) {}

absl::StatusOr<PullResult> Puller::Run() {
  if (options_.bank.initiator.empty()) {
    return absl::InvalidArgumentError(
        "initiator: bank pull 需要配置发起方名称 / bank pull needs the initiator's name in the "
        "settings");
  }
  auto lock = client::PullLock::Take(options_.state_folder);
  if (!lock.ok()) return lock.status();
  PullResult result;
  const auto again = FinishEarlier(result);
  if (!again.ok()) return again.status();
  if (*again != 0) {
    if (absl::Status status = PullNew(*again, result); !status.ok()) return status;
  }
  if (absl::Status status = PullNew(0, result); !status.ok()) return status;
  return result;
}

absl::StatusOr<int64_t> Puller::FinishEarlier(PullResult& result) {
  auto state = client::LoadPullState(options_.state_folder);
  if (!state.ok()) return state.status();
  if (!state->has_value()) return 0;
  const PullState& earlier = **state;
  std::error_code ignored;
  if (!earlier.appeared && !std::filesystem::exists(earlier.file, ignored)) return earlier.to;
  auto position = feed_.Acknowledge(earlier.to);
  if (!position.ok()) return position.status();
  result.files.push_back({earlier.from, earlier.to, earlier.rows, earlier.fen, earlier.file, true});
  if (absl::Status status = client::RemovePullState(options_.state_folder); !status.ok()) {
    return status;
  }
  return 0;
}

absl::Status Puller::PullNew(int64_t through, PullResult& result) {
  std::error_code error;
  const std::filesystem::path out = std::filesystem::absolute(options_.out_folder, error);
  if (!error) std::filesystem::create_directories(out, error);
  if (error) return files::SystemError("create", options_.out_folder, error.value());
  auto payouts = PulledPayouts::Create(options_.state_folder);
  if (!payouts.ok()) return payouts.status();
  absl::Status status = feed_.Pull([&](const client::PulledPayout& payout) {
    const bool wanted = through == 0 || payout.sequence <= through;
    return wanted ? (*payouts)->Add(payout) : absl::OkStatus();
  });
  if (status.ok()) status = (*payouts)->Finish();
  if (!status.ok()) return status;
  if ((*payouts)->rows() == 0) return client::RemovePullState(options_.state_folder);
  if (status = DebtorsOf(**payouts, options_).status(); !status.ok()) return status;
  if (status = Step(PullStep::kPayoutsSpooled); !status.ok()) return status;
  const auto fen = (*payouts)->total().ToInt64();
  if (!fen) return absl::InternalError("the sum of the payouts is out of bounds");
  PullState state;
  state.from = (*payouts)->first();
  state.to = (*payouts)->last();
  state.rows = (*payouts)->rows();
  state.fen = *fen;
  state.file = (out / Concatenate("payouts-", RangeOf(**payouts), ".xml")).string();
  if (status = HandOver(**payouts, state); !status.ok()) return status;
  result.files.push_back({state.from, state.to, state.rows, state.fen, state.file, false});
  return client::RemovePullState(options_.state_folder);
}

absl::Status Puller::HandOver(const PulledPayouts& payouts, PullState state) {
  const std::string& folder = options_.state_folder;
  if (absl::Status status = client::SavePullState(folder, state); !status.ok()) return status;
  if (absl::Status status = Step(PullStep::kStateSaved); !status.ok()) return status;
  if (absl::Status status = Write(payouts, state.file); !status.ok()) return status;
  if (absl::Status status = Step(PullStep::kFileAppeared); !status.ok()) return status;
  state.appeared = true;
  if (absl::Status status = client::SavePullState(folder, state); !status.ok()) return status;
  if (absl::Status status = Step(PullStep::kAppearanceSaved); !status.ok()) return status;
  if (absl::Status status = feed_.Acknowledge(state.to).status(); !status.ok()) return status;
  return Step(PullStep::kAcknowledged);
}

// The same payouts make the same MsgId, so that a bank which gets them again can tell.
absl::Status Puller::Write(const PulledPayouts& payouts, const std::string& path) const {
  const auto debtors = DebtorsOf(payouts, options_);
  if (!debtors.ok()) return debtors.status();
  const iso20022::Pain001Header header{
      .message_id = Concatenate("LB", options_.region.ToString(), "-", RangeOf(payouts)),
      .created_at = options_.now,
      .initiator = options_.bank.initiator};
  return iso20022::WritePain001(path, header,
                                [&](const iso20022::TakePayout& take) {
                                  for (const auto& [unit, debtor] : *debtors) {
                                    absl::Status status = payouts.ForEach(
                                        unit, [&](const client::PulledPayout& payout) {
                                          return take(debtor, payout.order);
                                        });
                                    if (!status.ok()) return status;
                                  }
                                  return absl::OkStatus();
                                })
      .status();
}

Json ToJson(const PullResult& result) {
  Json document = {{"from", nullptr}, {"to", nullptr}, {"rows", 0}, {"file", nullptr}, {"fen", 0}};
  if (!result.files.empty()) {
    document = FileJson(result.files.back());
    document.erase("recovered");
  }
  document["files"] = Json::array();
  for (const PulledFile& file : result.files) document["files"].push_back(FileJson(file));
  return document;
}

std::string ToText(const PullResult& result) {
  if (result.files.empty()) return "没有新的拨付 / nothing new\n";
  std::string text;
  for (const PulledFile& file : result.files) {
    const std::string rows = std::to_string(file.rows);
    text += Concatenate(
        rows, " 笔拨付，", client::GroupedYuanText(file.fen), " 元 / ", rows, " payouts\n  ",
        file.file,
        file.recovered ? "\n  （上次中断，现已确认 / written before, acknowledged now）" : "",
        "\n");
  }
  return text;
}

}  // namespace levybridge::bank
