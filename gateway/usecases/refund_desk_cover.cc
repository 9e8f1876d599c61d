// RefundDesk: locks that are not covered any more, what became recoverable, and how all is stored.
#include <algorithm>
#include <utility>

#include "gateway/usecases/recoverables.h"
#include "gateway/usecases/refund_desk.h"
#include "gateway/usecases/status_macros.h"

namespace levybridge::usecases {

using domain::Component;
using domain::EventKind;
using domain::Money;
using domain::Obligation;
using domain::ObligationKey;
using domain::Recoverable;
using domain::RecoverableReason;
using domain::Refund;
using domain::RefundBatch;
using domain::RefundBatchState;
using domain::RefundFunds;
using domain::RefundState;

namespace {

RecoverableReason ReasonOf(EventKind kind) {
  if (kind == EventKind::kReassessed || kind == EventKind::kLateFeeCorrected) {
    return RecoverableReason::kReassessedAfterPayout;
  }
  if (kind == EventKind::kRefundPaidTwice || kind == EventKind::kRefundedByTreasury) {
    return RecoverableReason::kPaidTwice;
  }
  // What is left takes money away from under a refund, a late success after it included.
  return RecoverableReason::kReversedAfterPayout;
}

// By these the employer itself makes up for what it got too much.
bool IsPaidBack(EventKind kind) {
  return kind == EventKind::kPaid || kind == EventKind::kAppliedLater || kind == EventKind::kBooked;
}

}  // namespace

absl::StatusOr<std::vector<int64_t>> RefundDesk::OfComponent(const ObligationKey& key,
                                                             Component component) {
  std::vector<int64_t> numbers;
  LEVYBRIDGE_ASSIGN_OR_RETURN(std::vector<Refund> stored, store_.refunds().OfObligation(key));
  for (Refund& refund : stored) {
    if (refund.component != component) continue;
    numbers.push_back(refund.refund_no);
    Take(std::move(refund));
  }
  for (const auto& [refund_no, refund] : refunds_) {
    if (refund.obligation == key && refund.component == component) numbers.push_back(refund_no);
  }
  std::sort(numbers.begin(), numbers.end());
  numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
  return numbers;
}

absl::Status RefundDesk::Shrink(Refund& refund, Money by) {
  if (by == refund.amount) return Release(refund);
  if (refund.state == RefundState::kLocked && refund.batch_no != 0) {
    LEVYBRIDGE_ASSIGN_OR_RETURN(RefundBatch * batch, BatchOf(refund.batch_no));
    if (batch == nullptr) return absl::DataLossError("a refund is in no batch");
    LEVYBRIDGE_ASSIGN_OR_RETURN(RefundFunds * funds, FundsOf(batch->paying_unit));
    batch->total[refund.component] = batch->total[refund.component] - by;
    Uncover(refund, by, *batch, *funds);
    ApproveAgain(*batch, RefundBatchState::kLocked, now_);
  }
  refund.amount = refund.amount - by;
  return BookStep(refund, EventKind::kRefundUnlocked, day_, &domain::ObligationChange::LockRefund,
                  -by);
}

absl::Status RefundDesk::CoverComponent(const ObligationKey& key, Component component) {
  LEVYBRIDGE_ASSIGN_OR_RETURN(Obligation * obligation, ObligationOf(key));
  const domain::ComponentBalance& balance = obligation->balance(component);
  Money excess = balance.refund_locked - balance.Coverable();
  if (balance.refund_locked.IsZero() || excess <= Money()) return absl::OkStatus();
  LEVYBRIDGE_ASSIGN_OR_RETURN(const std::vector<int64_t> numbers, OfComponent(key, component));
  for (auto number = numbers.rbegin(); number != numbers.rend() && excess > Money(); ++number) {
    LEVYBRIDGE_ASSIGN_OR_RETURN(Refund * refund, RefundOf(*number));
    const Money by = std::min(domain::LockedFor(*refund), excess);
    if (by.IsZero()) continue;
    excess = excess - by;
    LEVYBRIDGE_RETURN_IF_ERROR(Shrink(*refund, by));
  }
  return absl::OkStatus();
}

absl::Status RefundDesk::CoverLocks(const ObligationKey& key) {
  for (const Component component : domain::kAllComponents) {
    LEVYBRIDGE_RETURN_IF_ERROR(CoverComponent(key, component));
  }
  return absl::OkStatus();
}

void RefundDesk::NoteRecoverable(absl::Span<const domain::JournalEntry> entries) {
  for (const domain::JournalEntry& entry : entries) {
    if (!entry.obligation) continue;
    for (const domain::Posting& posting : entry.postings) {
      if (posting.account != domain::Account::kRecoverable) continue;
      if (posting.amount < Money() && IsPaidBack(entry.kind)) continue;
      Change& change = changes_[{*entry.obligation, posting.component}];
      change.net = change.net + posting.amount;
      if (posting.amount > Money()) {
        change.grew_by = entry.kind;
      } else {
        change.fell_by_payout =
            entry.kind == EventKind::kRefundFailed || entry.kind == EventKind::kRefundReturned;
      }
    }
  }
}

absl::Status RefundDesk::SettleRecoverables() {
  for (const auto& [where, change] : changes_) {
    const auto& [key, component] = where;
    LEVYBRIDGE_ASSIGN_OR_RETURN(const Obligation* obligation, ObligationOf(key));
    const Money now = obligation->balance(component).recoverable;
    if (change.net > Money()) {
      // An offset that was reclaimed in the same transaction may have made up for it.
      LEVYBRIDGE_RETURN_IF_ERROR(Record(key, component, std::min(change.net, now), change.grew_by));
    } else if (change.net < Money()) {
      LEVYBRIDGE_RETURN_IF_ERROR(VoidRecoverables(
          store_, {key, component, -change.net, now - change.net, change.fell_by_payout}));
    }
  }
  changes_.clear();
  return absl::OkStatus();
}

absl::Status RefundDesk::Record(const ObligationKey& key, Component component, Money amount,
                                EventKind kind) {
  if (amount <= Money()) return absl::OkStatus();
  LEVYBRIDGE_ASSIGN_OR_RETURN(const Obligation* obligation, ObligationOf(key));
  LEVYBRIDGE_ASSIGN_OR_RETURN(const auto numbers, OfComponent(key, component));
  LEVYBRIDGE_ASSIGN_OR_RETURN(const int64_t next, store_.refunds().NextRecoverableNo());
  Recoverable record{.recoverable_no = next,
                     .obligation = key,
                     .component = component,
                     .region = obligation->region,
                     .refund_no = numbers.empty() ? 0 : numbers.back(),
                     .payout = 0,
                     .amount = amount,
                     .reason = ReasonOf(kind),
                     .booked_at = now_,
                     .instruction = 0,
                     .settled = {},
                     .voided = {}};
  if (record.refund_no != 0) {
    LEVYBRIDGE_ASSIGN_OR_RETURN(const Refund* refund, RefundOf(record.refund_no));
    if (!refund->payouts.empty()) record.payout = refund->payouts.back().sequence;
  }
  LEVYBRIDGE_RETURN_IF_ERROR(store_.refunds().PutRecoverable(record));
  recorded_.push_back(std::move(record));
  return absl::OkStatus();
}

absl::Status RefundDesk::Recover(const Recoverable& recoverable, Money amount) {
  LEVYBRIDGE_ASSIGN_OR_RETURN(Obligation * obligation, ObligationOf(recoverable.obligation));
  LEVYBRIDGE_ASSIGN_OR_RETURN(
      auto event, Event(EventKind::kRecoverableSettled, recoverable.obligation.pooling_area, day_,
                        domain::RecoverableNumberOf(recoverable.recoverable_no)));
  domain::ObligationChange change(*obligation, std::move(event));
  if (!change.RecoverRefund(recoverable.component, amount)) {
    return absl::OutOfRangeError("a refund leaves the bounds of money");
  }
  entries_.push_back(std::move(change).Finish());  // its record the caller has settled
  changed_.insert(recoverable.obligation);
  Watch(recoverable.obligation);
  if (recoverable.refund_no == 0) return absl::OkStatus();
  LEVYBRIDGE_ASSIGN_OR_RETURN(const Refund* refund, RefundOf(recoverable.refund_no));
  if (refund == nullptr || refund->payouts.empty()) return absl::OkStatus();
  LEVYBRIDGE_ASSIGN_OR_RETURN(const RefundBatch* batch, BatchOf(refund->payouts.back().batch_no));
  if (batch == nullptr) return absl::DataLossError("a payout is of no batch");
  LEVYBRIDGE_ASSIGN_OR_RETURN(RefundFunds * funds, FundsOf(batch->paying_unit));
  Money& paid_out = funds->paid_out[recoverable.component];
  paid_out = paid_out - amount;
  return absl::OkStatus();
}

absl::Status RefundDesk::RefundByTreasury(const domain::TreasuryRefund& refund,
                                          const ObligationKey& key) {
  LEVYBRIDGE_ASSIGN_OR_RETURN(Obligation * obligation, ObligationOf(key));
  LEVYBRIDGE_ASSIGN_OR_RETURN(auto event, Event(EventKind::kRefundedByTreasury, key.pooling_area,
                                                refund.booked_on, refund.refund_no.value()));
  domain::ObligationChange change(*obligation, std::move(event));
  if (!change.PayUnlocked(refund.component, refund.amount, domain::Account::kRefundedByTreasury)) {
    return absl::OutOfRangeError("a refund leaves the bounds of money");
  }
  entries_.push_back(std::move(change).Finish());
  NoteRecoverable({&entries_.back(), 1});
  changed_.insert(key);
  Watch(key);
  return absl::OkStatus();
}

absl::Status RefundDesk::Save() {
  while (!watched_.empty()) {
    const ObligationKey key = *watched_.begin();
    watched_.erase(watched_.begin());
    LEVYBRIDGE_RETURN_IF_ERROR(CoverLocks(key));
  }
  LEVYBRIDGE_RETURN_IF_ERROR(SettleRecoverables());
  std::vector<Obligation> obligations;
  for (const ObligationKey& key : changed_) obligations.push_back(obligations_.at(key));
  LEVYBRIDGE_RETURN_IF_ERROR(store_.obligations().Put(obligations));
  std::vector<Refund> refunds;
  for (auto& [refund_no, refund] : refunds_) refunds.push_back(std::move(refund));
  if (!refunds.empty()) LEVYBRIDGE_RETURN_IF_ERROR(store_.refunds().Put(refunds));
  for (const auto& [batch_no, batch] : batches_) {
    LEVYBRIDGE_RETURN_IF_ERROR(store_.refunds().UpdateBatch(batch));
  }
  for (const auto& [paying_unit, funds] : funds_) {
    LEVYBRIDGE_RETURN_IF_ERROR(store_.refunds().PutFunds(funds));
  }
  if (entries_.empty()) return absl::OkStatus();
  LEVYBRIDGE_RETURN_IF_ERROR(store_.journal().Append(entries_));
  return months_.VoidComparisons();
}

}  // namespace levybridge::usecases
