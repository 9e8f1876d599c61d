#include "gateway/usecases/refund_batches.h"

#include <algorithm>
#include <utility>

#include "gateway/usecases/refund_access.h"
#include "gateway/usecases/refund_accounts.h"
#include "gateway/usecases/refund_desk.h"
#include "gateway/usecases/refund_gathering.h"
#include "gateway/usecases/refusal.h"
#include "gateway/usecases/status_macros.h"

namespace levybridge::usecases {

using domain::Money;
using domain::Refund;
using domain::RefundBatch;
using domain::RefundBatchState;
using domain::RefundState;

namespace {

constexpr int32_t kRefundsPerPage = 2000;
constexpr int32_t kRefundsPerWithdrawal = 500;

absl::Status ContentChanged(const domain::Sha256Digest& now) {
  return Refusal(absl::StatusCode::kFailedPrecondition, "CONTENT_CHANGED",
                 {"批次内容已变，请重新查看后再确认",
                  "the batch has changed; look at it again before approving it"},
                 {{"batch_digest", now.ToHex()}});
}

absl::Status NothingToRefund() {
  return Refusal(absl::StatusCode::kFailedPrecondition, "NOTHING_TO_REFUND",
                 {"没有可退的款项（须已入库、未锁定、按政策退费）",
                  "there is nothing to refund: it must be booked at the treasury, not locked, and "
                  "meant to be refunded"});
}

absl::Status ChannelIsTreasury() {
  return Refusal(absl::StatusCode::kFailedPrecondition, "REFUND_CHANNEL_IS_TREASURY",
                 {"该地区经国库退库，由税务部门办理，不在此拨付",
                  "refunds of this region run through the treasury at the tax bureau; nothing is "
                  "paid out here"});
}

absl::Status CheckPayingUnit(const domain::PolicyBook& book, const domain::PartyId& agency,
                             domain::RegionCode paying_unit) {
  if (!book.regions().Contains(agency.region, paying_unit)) {
    return Refusal(absl::StatusCode::kPermissionDenied, "REGION_NOT_ALLOWED",
                   {"该地区不在本机构的管辖范围", "the region is outside the caller's"},
                   {{"region", paying_unit.ToString()}});
  }
  const domain::RegionCode pays = domain::PayingUnitOf(book, paying_unit);
  if (pays == paying_unit) return absl::OkStatus();
  return Refusal(absl::StatusCode::kFailedPrecondition, "PAYING_UNIT_MISMATCH",
                 {"该地区的退费由另一单位拨付", "refunds of this region are paid by another unit"},
                 {{"paying_region", pays.ToString()}});
}

domain::Sha256Digest DigestOf(const RefundGathering& gathering) {
  std::vector<std::string> parts = {
      "gather", gathering.paying_unit.ToString(), gathering.from ? gathering.from->ToIso() : "",
      gathering.to ? gathering.to->ToIso() : "", gathering.next_attempt ? "next" : "new"};
  for (const domain::UnitCode& unit_code : gathering.unit_codes) parts.push_back(unit_code.value());
  return RequestDigest(parts);
}

// The batch with its content digest, which is kept when `store` lets it.
absl::Status FillContent(const ports::Transaction& store, RefundBatch& batch) {
  LEVYBRIDGE_ASSIGN_OR_RETURN(batch.content, ContentOf(store, batch));
  return absl::OkStatus();
}

// A step of one role over the content that it saw.
struct StepRule {
  RefundBatchState from;
  RefundBatchState to;
};

// The batch when the step may be taken now; with `replayed` when it was taken already.
absl::StatusOr<BatchAnswer> Begin(const ports::Transaction& store, const Rules& rules,
                                  const domain::PartyId& party, const BatchStep& step,
                                  const StepRule& rule) {
  LEVYBRIDGE_ASSIGN_OR_RETURN(RefundBatch batch, FindRefundBatch(store, rules.book.regions(), party,
                                                                 step.batch_id, std::nullopt));
  LEVYBRIDGE_RETURN_IF_ERROR(FillContent(store, batch));
  const bool taken = std::any_of(
      batch.approvals.begin(), batch.approvals.end(), [&](const domain::Approval& approval) {
        return approval.step == rule.to && approval.content == step.content;
      });
  if (taken && batch.content == step.content) return BatchAnswer{std::move(batch), true};
  if (batch.state != rule.from) return WrongBatchState(batch);
  if (batch.content != step.content) return ContentChanged(*batch.content);
  return BatchAnswer{std::move(batch), false};
}

absl::Status Take(ports::Transaction& store, const domain::PartyId& party, const StepRule& rule,
                  domain::Timestamp now, RefundBatch& batch) {
  batch.approvals.push_back({rule.to, party, now, *batch.content});
  batch.state = rule.to;
  batch.since = now;
  return store.refunds().UpdateBatch(batch);
}

}  // namespace

absl::StatusOr<domain::Sha256Digest> ContentOf(const ports::Transaction& store,
                                               const RefundBatch& batch) {
  if (batch.content) return *batch.content;
  domain::RefundBatchDigest digest(batch);
  ports::RefundFilter waiting;
  waiting.waiting_in = batch.batch_no;
  int64_t after = 0;
  while (true) {
    LEVYBRIDGE_ASSIGN_OR_RETURN(const std::vector<Refund> page,
                                store.refunds().List(waiting, after, kRefundsPerPage));
    for (const Refund& refund : page) digest.Add(refund);
    if (page.size() < kRefundsPerPage) return digest.Finish();
    after = page.back().refund_no;
  }
}

absl::StatusOr<RefundBatch> RefundBatches::Find(
    const domain::PartyId& party, const domain::BatchId& batch_id,
    std::optional<domain::RegionCode> paying_unit) const {
  const std::shared_ptr<const Rules> rules = rules_.Current();
  std::optional<RefundBatch> batch;
  LEVYBRIDGE_RETURN_IF_ERROR(store_.Read([&](const ports::Transaction& store) -> absl::Status {
    LEVYBRIDGE_ASSIGN_OR_RETURN(
        batch, FindRefundBatch(store, rules->book.regions(), party, batch_id, paying_unit));
    return FillContent(store, *batch);
  }));
  return *std::move(batch);
}

absl::StatusOr<BatchAnswer> RefundBatches::Create(const domain::PartyId& agency,
                                                  const RefundGathering& gathering) {
  const std::shared_ptr<const Rules> rules = rules_.Current();
  LEVYBRIDGE_RETURN_IF_ERROR(CheckPayingUnit(rules->book, agency, gathering.paying_unit));
  RefundBatch batch{.batch_no = 0,
                    .agency = agency,
                    .batch_id = gathering.batch_id,
                    .pooling_area = rules->book.regions().PoolingAreaOf(gathering.paying_unit),
                    .paying_unit = gathering.paying_unit,
                    .request = DigestOf(gathering),
                    .next_attempt = gathering.next_attempt,
                    .state = RefundBatchState::kGathering,
                    .refunds = 0,
                    .total = {},
                    .covered = {},
                    .accounts_missing = 0,
                    .content = std::nullopt,
                    .approvals = {},
                    .created_at = clock_.Now(),
                    .since = clock_.Now(),
                    .release_no = {},
                    .released = {},
                    .fetched_by = std::nullopt,
                    .results = {}};
  std::optional<RefundBatch> known;
  LEVYBRIDGE_RETURN_IF_ERROR(store_.Read([&](const ports::Transaction& store) -> absl::Status {
    LEVYBRIDGE_ASSIGN_OR_RETURN(auto batches, store.refunds().FindBatches(gathering.batch_id));
    for (RefundBatch& other : batches) {
      if (other.pooling_area != batch.pooling_area) continue;
      if (other.request != batch.request || other.agency != agency) {
        return RequestConflict(gathering.batch_id.value());
      }
      LEVYBRIDGE_RETURN_IF_ERROR(FillContent(store, other));
      known = std::move(other);
    }
    return absl::OkStatus();
  }));
  if (known && known->state != RefundBatchState::kGathering) {
    return BatchAnswer{*std::move(known), true};
  }
  if (known) batch = *known;
  RefundGatherer gatherer(store_, *rules, clock_, gathering, std::move(batch));
  LEVYBRIDGE_ASSIGN_OR_RETURN(const int64_t batch_no, gatherer.Run());
  if (batch_no == 0) {
    return gatherer.saw_treasury_channel() ? ChannelIsTreasury() : NothingToRefund();
  }
  return FinishGathering(batch_no);
}

absl::StatusOr<BatchAnswer> RefundBatches::FinishGathering(int64_t batch_no) {
  std::optional<RefundBatch> done;
  LEVYBRIDGE_RETURN_IF_ERROR(store_.Write([&](ports::Transaction& store) -> absl::Status {
    LEVYBRIDGE_ASSIGN_OR_RETURN(done, store.refunds().FindBatch(batch_no));
    if (!done) return absl::DataLossError("a refund batch vanished");
    if (done->state == RefundBatchState::kGathering) {
      done->state = done->refunds == 0 ? RefundBatchState::kWithdrawn : RefundBatchState::kLocked;
      done->since = clock_.Now();
      LEVYBRIDGE_ASSIGN_OR_RETURN(domain::RefundFunds funds,
                                  store.refunds().FindFunds(done->paying_unit));
      domain::Cover(*done, funds);
      LEVYBRIDGE_RETURN_IF_ERROR(store.refunds().PutFunds(funds));
    }
    LEVYBRIDGE_RETURN_IF_ERROR(FillContent(store, *done));
    return store.refunds().UpdateBatch(*done);
  }));
  if (done->refunds == 0) return NothingToRefund();
  return BatchAnswer{*std::move(done), false};
}

absl::StatusOr<BatchAnswer> RefundBatches::TakeStep(
    const domain::PartyId& party, const BatchStep& step, RefundBatchState from, RefundBatchState to,
    absl::FunctionRef<absl::Status(ports::Transaction&, RefundBatch&)> change) {
  const std::shared_ptr<const Rules> rules = rules_.Current();
  const StepRule rule{from, to};
  std::optional<BatchAnswer> answer;
  LEVYBRIDGE_RETURN_IF_ERROR(store_.Write([&](ports::Transaction& store) -> absl::Status {
    LEVYBRIDGE_ASSIGN_OR_RETURN(answer, Begin(store, *rules, party, step, rule));
    if (answer->replayed) return absl::OkStatus();
    LEVYBRIDGE_RETURN_IF_ERROR(change(store, answer->batch));
    return Take(store, party, rule, clock_.Now(), answer->batch);
  }));
  return *std::move(answer);
}

absl::StatusOr<BatchAnswer> RefundBatches::Propose(const domain::PartyId& agency,
                                                   const BatchStep& step) {
  const std::shared_ptr<const Rules> rules = rules_.Current();
  LEVYBRIDGE_RETURN_IF_ERROR(AttachAccounts(store_, rules->book.regions(), clock_, agency, step));
  return TakeStep(agency, step, RefundBatchState::kLocked, RefundBatchState::kProposed,
                  [](ports::Transaction&, RefundBatch&) { return absl::OkStatus(); });
}

absl::StatusOr<BatchAnswer> RefundBatches::ConfirmAccounts(const domain::PartyId& tax,
                                                           const BatchStep& step) {
  return TakeStep(tax, step, RefundBatchState::kProposed, RefundBatchState::kAccountsConfirmed,
                  [](ports::Transaction& store, RefundBatch& batch) -> absl::Status {
                    LEVYBRIDGE_RETURN_IF_ERROR(CheckAttachedAccounts(store, batch));
                    // What came back meanwhile need not be requested.
                    LEVYBRIDGE_ASSIGN_OR_RETURN(domain::RefundFunds funds,
                                                store.refunds().FindFunds(batch.paying_unit));
                    domain::Cover(batch, funds);
                    return store.refunds().PutFunds(funds);
                  });
}

absl::StatusOr<BatchAnswer> RefundBatches::RequestFunds(const domain::PartyId& fund_finance,
                                                        const BatchStep& step) {
  return TakeStep(fund_finance, step, RefundBatchState::kAccountsConfirmed,
                  RefundBatchState::kFundsRequested,
                  [](ports::Transaction&, RefundBatch&) { return absl::OkStatus(); });
}

absl::StatusOr<BatchAnswer> RefundBatches::ReleaseFunds(const domain::PartyId& fiscal,
                                                        const BatchStep& step,
                                                        const FundsRelease& release) {
  const auto check = [&](ports::Transaction& store, RefundBatch& batch) -> absl::Status {
    const domain::ComponentAmounts wanted = domain::ToRequest(batch);
    const Money sum = wanted.Sum().value_or(Money());
    if (sum != release.amount) {
      return Refusal(absl::StatusCode::kFailedPrecondition, "RELEASE_AMOUNT_MISMATCH",
                     {"拨付金额与请款金额不一致", "the release is not what was requested"},
                     {{"expected_fen", std::to_string(sum.fen())},
                      {"given_fen", std::to_string(release.amount.fen())}});
    }
    RefundDesk desk(store, clock_.Now(), clock_.Today());
    LEVYBRIDGE_RETURN_IF_ERROR(desk.ReleaseFunds(batch, wanted));
    batch.release_no = release.release_no;
    batch.released = release.amount;
    return desk.Save();
  };
  LEVYBRIDGE_ASSIGN_OR_RETURN(
      BatchAnswer answer,
      TakeStep(fiscal, step, RefundBatchState::kFundsRequested, RefundBatchState::kFunded, check));
  // A repetition says the same; another release of a batch that has its money is none.
  const bool same =
      answer.batch.release_no == release.release_no && answer.batch.released == release.amount;
  if (answer.replayed && !same) return RequestConflict(step.batch_id.value());
  return answer;
}

absl::StatusOr<BatchAnswer> RefundBatches::Withdraw(const domain::PartyId& agency,
                                                    const RefundWithdrawal& withdrawal) {
  const std::shared_ptr<const Rules> rules = rules_.Current();
  std::vector<std::string> parts = {"withdraw", withdrawal.batch_id.value(), withdrawal.reason};
  for (const int64_t number : withdrawal.refund_numbers) parts.push_back(std::to_string(number));
  const domain::Sha256Digest content = RequestDigest(parts);
  std::optional<BatchAnswer> answer;
  LEVYBRIDGE_RETURN_IF_ERROR(store_.Write([&](ports::Transaction& store) -> absl::Status {
    LEVYBRIDGE_ASSIGN_OR_RETURN(
        RefundBatch batch,
        FindRefundBatch(store, rules->book.regions(), agency, withdrawal.batch_id, std::nullopt));
    LEVYBRIDGE_ASSIGN_OR_RETURN(const bool replayed,
                                IsReplay(store, agency, withdrawal.request_id, content));
    answer = BatchAnswer{std::move(batch), replayed};
    if (replayed) return absl::OkStatus();
    LEVYBRIDGE_RETURN_IF_ERROR(WithdrawFrom(store, withdrawal, answer->batch));
    return store.refunds().PutRequest(agency, withdrawal.request_id, content);
  }));
  const int64_t batch_no = answer->batch.batch_no;
  LEVYBRIDGE_RETURN_IF_ERROR(ReleaseWithdrawn(batch_no));
  LEVYBRIDGE_RETURN_IF_ERROR(store_.Read([&](const ports::Transaction& store) -> absl::Status {
    LEVYBRIDGE_ASSIGN_OR_RETURN(auto batch, store.refunds().FindBatch(batch_no));
    if (!batch) return absl::DataLossError("a refund batch vanished");
    answer->batch = *std::move(batch);
    return FillContent(store, answer->batch);
  }));
  return *std::move(answer);
}

absl::Status RefundBatches::WithdrawFrom(ports::Transaction& store,
                                         const RefundWithdrawal& withdrawal, RefundBatch& batch) {
  if (!domain::IsUnfetched(batch.state)) {
    if (batch.state == RefundBatchState::kWithdrawn) {
      // An earlier withdrawal may have been cut off before the last lock went.
      ports::RefundFilter waiting;
      waiting.waiting_in = batch.batch_no;
      LEVYBRIDGE_ASSIGN_OR_RETURN(const auto left, store.refunds().List(waiting, 0, 1));
      return left.empty() ? WrongBatchState(batch) : absl::OkStatus();
    }
    return Refusal(absl::StatusCode::kFailedPrecondition, "ALREADY_FETCHED",
                   {"银行已领取该批次，不能撤回", "the bank has fetched the batch already"},
                   {{"batch_id", batch.batch_id.value()}});
  }
  RefundDesk desk(store, clock_.Now(), clock_.Today());
  LEVYBRIDGE_ASSIGN_OR_RETURN(RefundBatch * at_desk, desk.BatchOf(batch.batch_no));
  if (withdrawal.refund_numbers.empty()) {
    // From here on the bank can't fetch it; the locks go page by page.
    LEVYBRIDGE_ASSIGN_OR_RETURN(domain::RefundFunds * funds, desk.FundsOf(batch.paying_unit));
    funds->reserved = domain::Minus(funds->reserved, at_desk->covered);
    at_desk->covered = {};
    at_desk->state = RefundBatchState::kWithdrawn;
    at_desk->since = clock_.Now();
    at_desk->approvals.clear();
    return desk.Save();
  }
  for (const int64_t number : withdrawal.refund_numbers) {
    LEVYBRIDGE_ASSIGN_OR_RETURN(Refund * refund, desk.RefundOf(number));
    const bool here = refund != nullptr && refund->batch_no == batch.batch_no &&
                      refund->state == RefundState::kLocked;
    if (!here) return RefundUnknown(number);
    LEVYBRIDGE_RETURN_IF_ERROR(desk.Release(*refund));
  }
  return desk.Save();
}

absl::Status RefundBatches::ReleaseWithdrawn(int64_t batch_no) {
  ports::RefundFilter waiting;
  waiting.waiting_in = batch_no;
  for (bool done = false; !done;) {
    LEVYBRIDGE_RETURN_IF_ERROR(store_.Write([&](ports::Transaction& store) -> absl::Status {
      RefundDesk desk(store, clock_.Now(), clock_.Today());
      LEVYBRIDGE_ASSIGN_OR_RETURN(const RefundBatch* batch, desk.BatchOf(batch_no));
      done = batch == nullptr || batch->state != RefundBatchState::kWithdrawn;
      if (done) return absl::OkStatus();
      LEVYBRIDGE_ASSIGN_OR_RETURN(std::vector<Refund> page,
                                  store.refunds().List(waiting, 0, kRefundsPerWithdrawal));
      done = page.size() < kRefundsPerWithdrawal;
      LEVYBRIDGE_RETURN_IF_ERROR(desk.Prefetch(page));
      for (Refund& refund : page) {
        LEVYBRIDGE_RETURN_IF_ERROR(desk.Release(desk.Take(std::move(refund))));
      }
      return desk.Save();
    }));
  }
  return absl::OkStatus();
}

}  // namespace levybridge::usecases
