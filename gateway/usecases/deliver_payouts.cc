#include "gateway/usecases/deliver_payouts.h"

#include <algorithm>
#include <string>
#include <utility>

#include "gateway/usecases/refund_desk.h"
#include "gateway/usecases/refusal.h"
#include "gateway/usecases/status_macros.h"

namespace levybridge::usecases {

using domain::Payout;
using domain::Refund;
using domain::RefundBatch;
using domain::RefundBatchState;

namespace {

using Numbered = std::vector<std::pair<int64_t, Refund>>;
// The same, looked at where they stand.
using Shown = std::vector<std::pair<int64_t, const Refund*>>;

const Payout* PayoutOf(const Refund& refund, int64_t sequence) {
  const auto at = std::find_if(refund.payouts.begin(), refund.payouts.end(),
                               [&](const Payout& payout) { return payout.sequence == sequence; });
  return at == refund.payouts.end() ? nullptr : &*at;
}

// The leading payouts that are of one batch of the bank's; `after` moves past what is not.
absl::StatusOr<std::optional<RefundBatch>> KeepOneBatch(const ports::Transaction& store,
                                                        const domain::PartyId& bank,
                                                        Numbered& payouts, int64_t& after) {
  std::optional<RefundBatch> batch;
  Numbered kept;
  for (auto& [sequence, refund] : payouts) {
    const Payout* payout = PayoutOf(refund, sequence);
    if (payout == nullptr) return absl::DataLossError("a payout belongs to no refund");
    if (!batch || payout->batch_no != batch->batch_no) {
      if (!kept.empty()) break;
      LEVYBRIDGE_ASSIGN_OR_RETURN(batch, store.refunds().FindBatch(payout->batch_no));
      if (!batch) return absl::DataLossError("a payout is of no batch");
    }
    after = sequence;
    if (batch->fetched_by != bank) continue;
    kept.emplace_back(sequence, std::move(refund));
  }
  payouts = std::move(kept);
  if (payouts.empty()) batch.reset();
  return batch;
}

absl::StatusOr<PayoutPage> PageOf(const ports::Transaction& store, RefundBatch batch,
                                  const Shown& payouts) {
  std::vector<int64_t> filings;
  for (const auto& [sequence, refund] : payouts) {
    const Payout* payout = PayoutOf(*refund, sequence);
    if (payout == nullptr) return absl::DataLossError("a payout belongs to no refund");
    filings.push_back(payout->filing_no);
  }
  LEVYBRIDGE_ASSIGN_OR_RETURN(const auto accounts, store.accounts().Find(filings));
  PayoutPage page;
  page.payouts.reserve(payouts.size());
  for (size_t i = 0; i < payouts.size(); ++i) {
    if (!accounts[i]) return absl::DataLossError("a payout goes to an account that is not there");
    const auto& [sequence, refund] = payouts[i];
    const domain::AccountOnFile& account = accounts[i]->account;
    page.payouts.push_back(
        {sequence, domain::PayoutOrder{domain::PayoutIdOf(sequence),
                                       domain::RefundNumberOf(refund->refund_no),
                                       PayoutOf(*refund, sequence)->amount, account.account_name,
                                       account.account_no, account.bank_name, account.bank_code,
                                       refund->obligation.unit_code}});
  }
  page.batch_payouts = batch.refunds;
  for (const domain::Component component : domain::kAllComponents) {
    page.batch_total += batch.total[component];
  }
  page.batch = std::move(batch);
  return page;
}

}  // namespace

absl::StatusOr<int64_t> PayoutDelivery::AcknowledgedPosition(const domain::PartyId& bank) const {
  int64_t acknowledged = 0;
  LEVYBRIDGE_RETURN_IF_ERROR(store_.Read([&](const ports::Transaction& store) -> absl::Status {
    LEVYBRIDGE_ASSIGN_OR_RETURN(const ports::PullPosition position,
                                store.refunds().FindPosition(bank));
    acknowledged = position.acknowledged;
    return absl::OkStatus();
  }));
  return acknowledged;
}

absl::StatusOr<PayoutPage> PayoutDelivery::Next(const domain::PartyId& bank, int64_t after_sequence,
                                                int32_t limit) {
  const std::shared_ptr<const Rules> rules = rules_.Current();
  limit = std::clamp(limit, 1, kPayoutsPerPage);
  LEVYBRIDGE_ASSIGN_OR_RETURN(PayoutPage told, FetchedBefore(bank, after_sequence, limit));
  if (!told.payouts.empty()) return told;
  return FetchNew(bank, rules->book.regions(), limit);
}

absl::StatusOr<PayoutPage> PayoutDelivery::FetchedBefore(const domain::PartyId& bank,
                                                         int64_t after_sequence,
                                                         int32_t limit) const {
  PayoutPage page;
  LEVYBRIDGE_RETURN_IF_ERROR(store_.Read([&](const ports::Transaction& store) -> absl::Status {
    LEVYBRIDGE_ASSIGN_OR_RETURN(const ports::PullPosition position,
                                store.refunds().FindPosition(bank));
    if (after_sequence < 0 || after_sequence > position.delivered) {
      return Refusal(absl::StatusCode::kOutOfRange, "POSITION_UNKNOWN",
                     {"没有向本行发送过该位置", "that position was never told to this bank"},
                     {{"delivered", std::to_string(position.delivered)}});
    }
    int64_t after = after_sequence;
    while (true) {
      LEVYBRIDGE_ASSIGN_OR_RETURN(Numbered payouts, store.refunds().ReadPayouts(after, limit));
      if (payouts.empty()) return absl::OkStatus();
      LEVYBRIDGE_ASSIGN_OR_RETURN(auto batch, KeepOneBatch(store, bank, payouts, after));
      if (!batch) continue;
      Shown shown;
      shown.reserve(payouts.size());
      for (const auto& [sequence, refund] : payouts) shown.emplace_back(sequence, &refund);
      LEVYBRIDGE_ASSIGN_OR_RETURN(page, PageOf(store, *std::move(batch), shown));
      return absl::OkStatus();
    }
  }));
  return page;
}

absl::StatusOr<PayoutPage> PayoutDelivery::FetchNew(const domain::PartyId& bank,
                                                    const domain::RegionTree& regions,
                                                    int32_t limit) {
  PayoutPage page;
  LEVYBRIDGE_RETURN_IF_ERROR(store_.Write([&](ports::Transaction& store) -> absl::Status {
    page = PayoutPage();
    LEVYBRIDGE_ASSIGN_OR_RETURN(const std::vector<int64_t> fetchable,
                                store.refunds().ListFetchable());
    for (const int64_t batch_no : fetchable) {
      RefundDesk desk(store, clock_.Now(), clock_.Today());
      LEVYBRIDGE_ASSIGN_OR_RETURN(RefundBatch * batch, desk.BatchOf(batch_no));
      if (batch == nullptr || !regions.Contains(bank.region, batch->paying_unit)) continue;
      if (batch->fetched_by && *batch->fetched_by != bank) continue;
      ports::RefundFilter waiting;
      waiting.waiting_in = batch_no;
      LEVYBRIDGE_ASSIGN_OR_RETURN(std::vector<Refund> refunds,
                                  store.refunds().List(waiting, 0, limit));
      if (refunds.empty()) continue;
      LEVYBRIDGE_RETURN_IF_ERROR(desk.Prefetch(refunds));
      if (batch->state == RefundBatchState::kFunded) {
        batch->state = RefundBatchState::kPaying;
        batch->since = clock_.Now();
        batch->fetched_by = bank;
      }
      Shown payouts;
      payouts.reserve(refunds.size());
      for (Refund& found : refunds) {
        Refund& refund = desk.Take(std::move(found));
        LEVYBRIDGE_RETURN_IF_ERROR(desk.Send(refund));
        payouts.emplace_back(refund.payouts.back().sequence, &refund);
      }
      LEVYBRIDGE_ASSIGN_OR_RETURN(page, PageOf(store, *batch, payouts));
      LEVYBRIDGE_RETURN_IF_ERROR(desk.Save());
      return NoteDelivered(store, bank, payouts.back().first);
    }
    return absl::OkStatus();
  }));
  return page;
}

absl::Status PayoutDelivery::NoteDelivered(ports::Transaction& store, const domain::PartyId& bank,
                                           int64_t sequence) {
  LEVYBRIDGE_ASSIGN_OR_RETURN(ports::PullPosition position, store.refunds().FindPosition(bank));
  position.delivered = std::max(position.delivered, sequence);
  return store.refunds().PutPosition(bank, position);
}

absl::StatusOr<int64_t> PayoutDelivery::Acknowledge(const domain::PartyId& bank,
                                                    int64_t through_sequence) {
  int64_t acknowledged = 0;
  LEVYBRIDGE_RETURN_IF_ERROR(store_.Write([&](ports::Transaction& store) -> absl::Status {
    LEVYBRIDGE_ASSIGN_OR_RETURN(ports::PullPosition position, store.refunds().FindPosition(bank));
    if (through_sequence > position.delivered) {
      return Refusal(absl::StatusCode::kOutOfRange, "POSITION_NOT_DELIVERED",
                     {"没有向本行发送过该位置", "that position was never told to this bank"},
                     {{"delivered", std::to_string(position.delivered)}});
    }
    acknowledged = std::max(position.acknowledged, through_sequence);
    if (acknowledged == position.acknowledged) return absl::OkStatus();
    position.acknowledged = acknowledged;
    return store.refunds().PutPosition(bank, position);
  }));
  return acknowledged;
}

}  // namespace levybridge::usecases
