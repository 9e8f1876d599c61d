#include "gateway/usecases/refund_desk.h"

#include <algorithm>
#include <string>
#include <utility>

#include "gateway/domain/check.h"
#include "gateway/usecases/status_macros.h"

namespace levybridge::usecases {

using domain::Component;
using domain::EventKind;
using domain::Money;
using domain::Obligation;
using domain::ObligationChange;
using domain::ObligationKey;
using domain::Payout;
using domain::PayoutReport;
using domain::PayoutResult;
using domain::Refund;
using domain::RefundBatch;
using domain::RefundBatchState;
using domain::RefundFunds;
using domain::RefundState;

namespace {

absl::Status OutOfBounds() { return absl::OutOfRangeError("a refund leaves the bounds of money"); }

// Moves one payout from one result's tally to another's.
void Retally(RefundBatch& batch, const Payout& payout, std::optional<PayoutResult> from,
             PayoutResult to) {
  if (from) {
    --batch.tally(*from).payouts;
    batch.tally(*from).fen -= payout.amount;
  }
  ++batch.tally(to).payouts;
  batch.tally(to).fen += payout.amount;
}

}  // namespace

RefundState StandingOf(const Refund& refund, const RefundBatch* batch) {
  if (refund.state != RefundState::kLocked || batch == nullptr) return refund.state;
  const bool fetched = !domain::IsUnfetched(batch->state);
  return fetched ? RefundState::kFunded : domain::RefundStateIn(batch->state);
}

void ApproveAgain(RefundBatch& batch, RefundBatchState state, domain::Timestamp now) {
  batch.content.reset();
  // Another account leaves what the agency proposed; it stays on record with what it saw.
  std::erase_if(batch.approvals, [&](const domain::Approval& approval) {
    return state != RefundBatchState::kProposed || approval.step != RefundBatchState::kProposed;
  });
  const bool past = domain::IsUnfetched(batch.state) && batch.state > state &&
                    batch.state != RefundBatchState::kGathering;
  if (!past) return;
  batch.state = state;
  batch.since = now;
}

void SettleIfAnswered(RefundBatch& batch, domain::Timestamp now) {
  if (batch.state != RefundBatchState::kPaying) return;
  int64_t sent = 0;
  for (const domain::PayoutTally& tally : batch.results) sent += tally.payouts;
  if (sent < batch.refunds || batch.tally(PayoutResult::kPending).payouts > 0) return;
  batch.state = RefundBatchState::kSettled;
  batch.since = now;
}

RefundDesk::RefundDesk(ports::Transaction& store, domain::Timestamp now, domain::CivilDate day)
    : store_(store), now_(now), day_(day), months_(store) {}

absl::Status RefundDesk::Prefetch(absl::Span<const Refund> refunds) {
  std::vector<ObligationKey> keys;
  for (const Refund& refund : refunds) {
    if (!obligations_.contains(refund.obligation)) keys.push_back(refund.obligation);
  }
  std::sort(keys.begin(), keys.end());
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
  LEVYBRIDGE_ASSIGN_OR_RETURN(auto found, store_.obligations().Find(keys));
  for (size_t i = 0; i < keys.size(); ++i) {
    if (found[i]) obligations_.emplace(keys[i], *std::move(found[i]));
  }
  return absl::OkStatus();
}

absl::StatusOr<Obligation*> RefundDesk::ObligationOf(const ObligationKey& key) {
  const auto known = obligations_.find(key);
  if (known != obligations_.end()) return &known->second;
  LEVYBRIDGE_ASSIGN_OR_RETURN(auto found, store_.obligations().Find({&key, 1}));
  if (!found[0]) return absl::DataLossError("a refund belongs to no obligation");
  return &obligations_.emplace(key, *std::move(found[0])).first->second;
}

absl::StatusOr<Refund*> RefundDesk::RefundOf(int64_t refund_no) {
  const auto known = refunds_.find(refund_no);
  if (known != refunds_.end()) return &known->second;
  LEVYBRIDGE_ASSIGN_OR_RETURN(auto found, store_.refunds().Find({&refund_no, 1}));
  if (!found[0]) return nullptr;
  return &Take(*std::move(found[0]));
}

Refund& RefundDesk::Take(Refund&& refund) {
  const int64_t refund_no = refund.refund_no;
  return refunds_.try_emplace(refund_no, std::move(refund)).first->second;
}

absl::StatusOr<RefundBatch*> RefundDesk::BatchOf(int64_t batch_no) {
  const auto known = batches_.find(batch_no);
  if (known != batches_.end()) return &known->second;
  LEVYBRIDGE_ASSIGN_OR_RETURN(auto found, store_.refunds().FindBatch(batch_no));
  if (!found) return nullptr;
  return &batches_.emplace(batch_no, *std::move(found)).first->second;
}

absl::StatusOr<RefundFunds*> RefundDesk::FundsOf(domain::RegionCode paying_unit) {
  const auto known = funds_.find(paying_unit);
  if (known != funds_.end()) return &known->second;
  LEVYBRIDGE_ASSIGN_OR_RETURN(RefundFunds funds, store_.refunds().FindFunds(paying_unit));
  return &funds_.emplace(paying_unit, std::move(funds)).first->second;
}

absl::StatusOr<domain::EventHeader> RefundDesk::Event(EventKind kind, domain::PoolingArea area,
                                                      domain::CivilDate day,
                                                      std::string reference) {
  LEVYBRIDGE_ASSIGN_OR_RETURN(const ChosenMonth month, months_.Choose(area, day));
  return domain::EventHeader{kind, month.month, month.adjusts, day, now_, std::move(reference)};
}

absl::Status RefundDesk::Book(const Refund& refund, EventKind kind, domain::CivilDate day,
                              absl::FunctionRef<bool(ObligationChange&)> steps) {
  LEVYBRIDGE_ASSIGN_OR_RETURN(Obligation * obligation, ObligationOf(refund.obligation));
  const std::string reference =
      refund.refund_no > 0 ? domain::RefundNumberOf(refund.refund_no).value() : "";
  LEVYBRIDGE_ASSIGN_OR_RETURN(auto event,
                              Event(kind, refund.obligation.pooling_area, day, reference));
  ObligationChange change(*obligation, std::move(event));
  if (!steps(change)) return OutOfBounds();
  entries_.push_back(std::move(change).Finish());
  NoteRecoverable({&entries_.back(), 1});
  changed_.insert(refund.obligation);
  const domain::ComponentBalance& balance = obligation->balance(refund.component);
  if (balance.refund_locked > balance.Coverable()) Watch(refund.obligation);
  return absl::OkStatus();
}

absl::Status RefundDesk::BookStep(const Refund& refund, EventKind kind, domain::CivilDate day,
                                  Step step, Money amount) {
  if (amount.IsZero()) return absl::OkStatus();
  return Book(refund, kind, day,
              [&](ObligationChange& change) { return (change.*step)(refund.component, amount); });
}

void RefundDesk::Enter(RefundState state, Refund& refund) const {
  if (refund.state == state) return;
  refund.state = state;
  refund.since = now_;
}

absl::Status RefundDesk::Open(Refund refund, RefundBatch& batch) {
  if (!next_refund_) {
    LEVYBRIDGE_ASSIGN_OR_RETURN(next_refund_, store_.refunds().NextRefundNo());
  }
  refund.refund_no = (*next_refund_)++;
  refund.state = RefundState::kLocked;
  refund.since = now_;
  Refund& opened = Take(std::move(refund));
  LEVYBRIDGE_RETURN_IF_ERROR(BookStep(opened, EventKind::kRefundLocked, day_,
                                      &ObligationChange::LockRefund, opened.amount));
  return Join(opened, batch);
}

absl::Status RefundDesk::Join(Refund& refund, RefundBatch& batch) {
  refund.batch_no = batch.batch_no;
  refund.passed_on = false;
  Enter(RefundState::kLocked, refund);
  ++batch.refunds;
  batch.total[refund.component] = batch.total[refund.component] + refund.amount;
  batch.accounts_missing += refund.filing_no == 0 ? 1 : 0;
  batch.content.reset();
  return absl::OkStatus();
}

absl::Status RefundDesk::LeaveBatch(Refund& refund) {
  if (refund.batch_no == 0 || refund.state != RefundState::kLocked) return absl::OkStatus();
  LEVYBRIDGE_ASSIGN_OR_RETURN(RefundBatch * batch, BatchOf(refund.batch_no));
  if (batch == nullptr) return absl::DataLossError("a refund is in no batch");
  LEVYBRIDGE_ASSIGN_OR_RETURN(RefundFunds * funds, FundsOf(batch->paying_unit));
  --batch->refunds;
  batch->accounts_missing -= refund.filing_no == 0 ? 1 : 0;
  batch->total[refund.component] = batch->total[refund.component] - refund.amount;
  Uncover(refund, refund.amount, *batch, *funds);
  ApproveAgain(*batch, RefundBatchState::kLocked, now_);
  const bool empty = batch->refunds == 0 && domain::IsUnfetched(batch->state) &&
                     batch->state != RefundBatchState::kGathering;
  if (empty) {
    batch->state = RefundBatchState::kWithdrawn;
    batch->since = now_;
  }
  SettleIfAnswered(*batch, now_);
  refund.batch_no = 0;
  return absl::OkStatus();
}

void RefundDesk::Uncover(const Refund& refund, Money removed, RefundBatch& batch,
                         RefundFunds& funds) {
  const Component component = refund.component;
  // What a fetched batch has not sent yet is covered exactly; an unfetched one up to its total; a
  // withdrawn one not at all.
  const Money surplus = domain::IsUnfetched(batch.state)
                            ? batch.covered[component] - batch.total[component]
                            : std::min(removed, batch.covered[component]);
  if (surplus <= Money()) return;
  batch.covered[component] = batch.covered[component] - surplus;
  funds.reserved[component] = funds.reserved[component] - surplus;
}

absl::Status RefundDesk::Release(Refund& refund) {
  LEVYBRIDGE_RETURN_IF_ERROR(LeaveBatch(refund));
  const Money locked = domain::LockedFor(refund);
  LEVYBRIDGE_RETURN_IF_ERROR(
      BookStep(refund, EventKind::kRefundUnlocked, day_, &ObligationChange::LockRefund, -locked));
  refund.amount = Money();
  refund.batch_no = 0;
  Enter(RefundState::kReleased, refund);
  return absl::OkStatus();
}

absl::Status RefundDesk::Send(Refund& refund) {
  LEVYBRIDGE_CHECK(domain::MayPay(refund), "no payout while an earlier one may have paid");
  LEVYBRIDGE_CHECK(refund.state == RefundState::kLocked && refund.filing_no != 0,
                   "a payout goes from a lock to an account");
  LEVYBRIDGE_ASSIGN_OR_RETURN(RefundBatch * batch, BatchOf(refund.batch_no));
  if (batch == nullptr) return absl::DataLossError("a refund is in no batch");
  LEVYBRIDGE_ASSIGN_OR_RETURN(RefundFunds * funds, FundsOf(batch->paying_unit));
  if (!next_payout_) {
    LEVYBRIDGE_ASSIGN_OR_RETURN(next_payout_, store_.refunds().NextPayout());
  }
  refund.payouts.push_back({.sequence = (*next_payout_)++,
                            .batch_no = refund.batch_no,
                            .amount = refund.amount,
                            .filing_no = refund.filing_no,
                            .fetched_at = now_,
                            .result = PayoutResult::kPending,
                            .reason_code = {},
                            .reason_text = {},
                            .value_on = std::nullopt,
                            .late_success = false});
  const Component component = refund.component;
  Retally(*batch, refund.payouts.back(), std::nullopt, PayoutResult::kPending);
  batch->covered[component] = batch->covered[component] - refund.amount;
  funds->reserved[component] = funds->reserved[component] - refund.amount;
  funds->paid_out[component] = funds->paid_out[component] + refund.amount;
  Enter(RefundState::kPaying, refund);
  return BookStep(refund, EventKind::kRefundSent, day_, &ObligationChange::SendRefund,
                  refund.amount);
}

absl::Status RefundDesk::Answer(Refund& refund, size_t index, const PayoutReport& report,
                                PayoutResult result) {
  Payout& payout = refund.payouts[index];
  LEVYBRIDGE_ASSIGN_OR_RETURN(RefundBatch * batch, BatchOf(payout.batch_no));
  if (batch == nullptr) return absl::DataLossError("a payout is of no batch");
  LEVYBRIDGE_ASSIGN_OR_RETURN(RefundFunds * funds, FundsOf(batch->paying_unit));
  const bool out_before = domain::MayHavePaid(payout);
  Retally(*batch, payout, payout.result, result);
  payout.result = result;
  if (!report.reason_code.empty()) payout.reason_code = report.reason_code;
  if (!report.reason_text.empty()) {
    LEVYBRIDGE_ASSIGN_OR_RETURN(const auto accounts,
                                store_.accounts().Find({&payout.filing_no, 1}));
    if (!accounts[0]) return absl::DataLossError("a payout goes to an account that is not there");
    payout.reason_text =
        domain::WithoutAccountData(report.reason_text, accounts[0]->account.account_name);
  }
  if (report.value_on) payout.value_on = report.value_on;
  const bool out_now = domain::MayHavePaid(payout);
  Money& paid_out = funds->paid_out[refund.component];
  if (out_before && !out_now) paid_out = paid_out - payout.amount;
  if (!out_before && out_now) paid_out = paid_out + payout.amount;
  SettleIfAnswered(*batch, now_);
  return absl::OkStatus();
}

absl::Status RefundDesk::Paid(Refund& refund, size_t index, const PayoutReport& report) {
  const Money amount = refund.payouts[index].amount;
  LEVYBRIDGE_RETURN_IF_ERROR(Answer(refund, index, report, PayoutResult::kPaid));
  Enter(RefundState::kPaid, refund);
  return BookStep(refund, EventKind::kRefundPaid, report.value_on.value_or(day_),
                  &ObligationChange::ConfirmRefund, amount);
}

absl::Status RefundDesk::Unknown(Refund& refund, size_t index, const PayoutReport& report) {
  LEVYBRIDGE_RETURN_IF_ERROR(Answer(refund, index, report, PayoutResult::kUnknown));
  Enter(RefundState::kUnknown, refund);
  return absl::OkStatus();
}

absl::Status RefundDesk::Failed(Refund& refund, size_t index, const PayoutReport& report) {
  const Money amount = refund.payouts[index].amount;
  LEVYBRIDGE_RETURN_IF_ERROR(Answer(refund, index, report, PayoutResult::kFailed));
  LEVYBRIDGE_RETURN_IF_ERROR(
      BookStep(refund, EventKind::kRefundFailed, day_, &ObligationChange::FailRefund, amount));
  return AfterFailure(refund, index, RefundState::kFailed);
}

absl::Status RefundDesk::Returned(Refund& refund, size_t index, const PayoutReport& report) {
  const Money amount = refund.payouts[index].amount;
  const bool was_paid = refund.payouts[index].result == PayoutResult::kPaid;
  LEVYBRIDGE_RETURN_IF_ERROR(Answer(refund, index, report, PayoutResult::kReturned));
  LEVYBRIDGE_RETURN_IF_ERROR(
      BookStep(refund, EventKind::kRefundReturned, report.value_on.value_or(day_),
               was_paid ? &ObligationChange::ReturnRefund : &ObligationChange::FailRefund, amount));
  return AfterFailure(refund, index, RefundState::kReturned);
}

absl::Status RefundDesk::AfterFailure(Refund& refund, size_t index, RefundState failed) {
  const Money amount = refund.payouts[index].amount;
  if (domain::MayPay(refund)) {
    refund.amount = amount;
    refund.passed_on = false;
    refund.batch_no = 0;
    const bool exhausted = domain::FailedAttempts(refund) >= domain::kMaxFailedAttempts;
    Enter(exhausted ? RefundState::kNeedsDecision : failed, refund);
    return absl::OkStatus();
  }
  // Another payout of it has paid, or may have: nothing is locked for a further one.
  LEVYBRIDGE_RETURN_IF_ERROR(
      BookStep(refund, EventKind::kRefundUnlocked, day_, &ObligationChange::LockRefund, -amount));
  const auto is = [&](PayoutResult result) {
    return std::any_of(refund.payouts.begin(), refund.payouts.end(),
                       [&](const Payout& payout) { return payout.result == result; });
  };
  if (is(PayoutResult::kPending)) {
    Enter(RefundState::kPaying, refund);
  } else if (is(PayoutResult::kUnknown)) {
    Enter(RefundState::kUnknown, refund);
  } else {
    Enter(RefundState::kPaid, refund);
  }
  return absl::OkStatus();
}

absl::Status RefundDesk::PaidLate(Refund& refund, size_t index, const PayoutReport& report) {
  LEVYBRIDGE_RETURN_IF_ERROR(LeaveBatch(refund));
  const Money locked = domain::LockedFor(refund);
  const Money amount = refund.payouts[index].amount;
  refund.payouts[index].late_success = true;
  LEVYBRIDGE_RETURN_IF_ERROR(Answer(refund, index, report, PayoutResult::kPaid));
  const domain::CivilDate day = report.value_on.value_or(day_);
  const bool paid_again =
      std::any_of(refund.payouts.begin(), refund.payouts.end(), [&](const Payout& payout) {
        return &payout != &refund.payouts[index] && domain::MayHavePaid(payout);
      });
  LEVYBRIDGE_RETURN_IF_ERROR(
      Book(refund, paid_again ? EventKind::kRefundPaidTwice : EventKind::kRefundPaid, day,
           [&](ObligationChange& change) {
             const Component component = refund.component;
             return change.LockRefund(component, -locked) &&
                    change.PayUnlocked(component, amount, domain::Account::kRefundPaid);
           }));
  // Where a later payout is with the bank, the refund stays where that one has brought it.
  const bool later_open =
      refund.state == RefundState::kPaying || refund.state == RefundState::kUnknown;
  if (!later_open) {
    refund.amount = amount;
    refund.batch_no = 0;
    Enter(RefundState::kPaid, refund);
  }
  return absl::OkStatus();
}

absl::Status RefundDesk::Attach(Refund& refund, int64_t filing_no) {
  if (refund.filing_no == filing_no) return absl::OkStatus();
  LEVYBRIDGE_ASSIGN_OR_RETURN(RefundBatch * batch, BatchOf(refund.batch_no));
  if (batch == nullptr) return absl::DataLossError("a refund is in no batch");
  batch->accounts_missing += (filing_no == 0 ? 1 : 0) - (refund.filing_no == 0 ? 1 : 0);
  refund.filing_no = filing_no;
  ApproveAgain(*batch, RefundBatchState::kProposed, now_);
  return absl::OkStatus();
}

absl::Status RefundDesk::ReleaseFunds(RefundBatch& batch, const domain::ComponentAmounts& amounts) {
  LEVYBRIDGE_ASSIGN_OR_RETURN(RefundFunds * funds, FundsOf(batch.paying_unit));
  LEVYBRIDGE_ASSIGN_OR_RETURN(auto event, Event(EventKind::kFundsReleased, batch.pooling_area, day_,
                                                batch.batch_id.value()));
  domain::JournalEntry entry{.sequence = 0,
                             .kind = event.kind,
                             .pooling_area = batch.pooling_area,
                             .obligation = std::nullopt,
                             .month = event.month,
                             .adjusts = event.adjusts,
                             .business_date = day_,
                             .recorded_at = now_,
                             .reference = std::move(event.reference),
                             .postings = {}};
  for (const Component component : domain::kAllComponents) {
    domain::Post(entry, component, domain::Account::kRefundFunds, domain::Account::kFiscalRelease,
                 amounts[component]);
  }
  funds->released = domain::Plus(funds->released, amounts);
  funds->reserved = domain::Plus(funds->reserved, amounts);
  batch.covered = domain::Plus(batch.covered, amounts);
  if (!entry.postings.empty()) entries_.push_back(std::move(entry));
  return absl::OkStatus();
}

}  // namespace levybridge::usecases
