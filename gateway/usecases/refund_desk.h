// RefundDesk: what one transaction does to refunds, kept in step everywhere it shows: the refund
// and its payouts, the obligation's balances, the journal, the batch, the money of the paying unit.
//
// Customer rules: a lock never exceeds what is overpaid, booked and not given back otherwise: what
// a reversal or an assessment upwards takes from it shrinks the newest lock first, and its batch is
// approved again; what the bank may pay counts as given back from the moment it fetched it; money
// that did not arrive is the paying unit's again; what was given back and is owed after all is
// recorded as recoverable. docs/adr/0008-refunds.md says why it is done so.
//
// Everything is read through the desk and written by Save, once. Refunds in a batch that the bank
// has not fetched are stored as kLocked: which step they have reached their batch tells
// (StandingOf). Serves one transaction. Not thread-safe.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "gateway/domain/obligation_change.h"
#include "gateway/domain/refund_batch.h"
#include "gateway/ports/store.h"
#include "gateway/usecases/month_chooser.h"

namespace levybridge::usecases {

// The state to show: of a refund in an unfetched batch the batch's step.
domain::RefundState StandingOf(const domain::Refund& refund, const domain::RefundBatch* batch);

class RefundDesk {
 public:
  // `now` and `day` are when it happens; the store must outlive this.
  RefundDesk(ports::Transaction& store, domain::Timestamp now, domain::CivilDate day);

  // Fetches the obligations of many refunds in one pass; others are fetched one by one.
  absl::Status Prefetch(absl::Span<const domain::Refund> refunds);
  absl::StatusOr<domain::Obligation*> ObligationOf(const domain::ObligationKey& key);
  // Of the store, or as changed here. Null when there is none.
  absl::StatusOr<domain::Refund*> RefundOf(int64_t refund_no);
  absl::StatusOr<domain::RefundBatch*> BatchOf(int64_t batch_no);
  absl::StatusOr<domain::RefundFunds*> FundsOf(domain::RegionCode paying_unit);
  // A refund read elsewhere, to be worked on and stored here.
  domain::Refund& Take(domain::Refund&& refund);

  // Locks `refund.amount` for a new refund, numbers it and puts it into `batch`.
  absl::Status Open(domain::Refund refund, domain::RefundBatch& batch);
  // A failed refund goes into the batch of its next attempt.
  absl::Status Join(domain::Refund& refund, domain::RefundBatch& batch);
  // Gives the lock back; the refund leaves its batch.
  absl::Status Release(domain::Refund& refund);
  // The bank fetches it: numbers the payout.
  absl::Status Send(domain::Refund& refund);

  // The bank's answer about payout `index`. The caller has made sure that it may come.
  absl::Status Paid(domain::Refund& refund, size_t index, const domain::PayoutReport& report);
  absl::Status Failed(domain::Refund& refund, size_t index, const domain::PayoutReport& report);
  absl::Status Returned(domain::Refund& refund, size_t index, const domain::PayoutReport& report);
  absl::Status Unknown(domain::Refund& refund, size_t index, const domain::PayoutReport& report);
  // Paid, after it had been reported failed.
  absl::Status PaidLate(domain::Refund& refund, size_t index, const domain::PayoutReport& report);

  // Attaches another account (0: none) while the batch is unfetched.
  absl::Status Attach(domain::Refund& refund, int64_t filing_no);
  // What is recoverable of the component came back to the paying unit.
  absl::Status Recover(const domain::Recoverable& recoverable, domain::Money amount);
  // The treasury gave it back.
  absl::Status RefundByTreasury(const domain::TreasuryRefund& refund,
                                const domain::ObligationKey& key);
  // Fiscal released `amounts` for the batch.
  absl::Status ReleaseFunds(domain::RefundBatch& batch, const domain::ComponentAmounts& amounts);

  // To be looked at when saving: locks may exceed what covers them now.
  void Watch(const domain::ObligationKey& key) { watched_.insert(key); }
  // Entries that were journalled elsewhere in this transaction and made something recoverable.
  void NoteRecoverable(absl::Span<const domain::JournalEntry> entries);

  // Shrinks locks that are not covered any more, records what became recoverable, and stores all.
  absl::Status Save();
  // What Save recorded as recoverable.
  const std::vector<domain::Recoverable>& recorded() const { return recorded_; }

 private:
  // What changed about what is recoverable of one component, payments of the employer left out.
  struct Change {
    domain::Money net;
    domain::EventKind grew_by = domain::EventKind::kReversed;
    bool fell_by_payout = false;
  };
  using Step = bool (domain::ObligationChange::*)(domain::Component, domain::Money);

  // One entry on the refund's obligation.
  absl::Status Book(const domain::Refund& refund, domain::EventKind kind, domain::CivilDate day,
                    absl::FunctionRef<bool(domain::ObligationChange&)> steps);
  absl::Status BookStep(const domain::Refund& refund, domain::EventKind kind, domain::CivilDate day,
                        Step step, domain::Money amount);
  absl::StatusOr<domain::EventHeader> Event(domain::EventKind kind, domain::PoolingArea area,
                                            domain::CivilDate day, std::string reference);
  // The payout's result, in the tally of its batch and in the paying unit's money.
  absl::Status Answer(domain::Refund& refund, size_t index, const domain::PayoutReport& report,
                      domain::PayoutResult result);
  // Money did not arrive, or came back: what becomes of the refund.
  absl::Status AfterFailure(domain::Refund& refund, size_t index, domain::RefundState failed);
  void Enter(domain::RefundState state, domain::Refund& refund) const;
  absl::Status LeaveBatch(domain::Refund& refund);
  // `removed` of the refund left its batch: money reserved for it is free again.
  static void Uncover(const domain::Refund& refund, domain::Money removed,
                      domain::RefundBatch& batch, domain::RefundFunds& funds);
  absl::Status Shrink(domain::Refund& refund, domain::Money by);
  absl::Status CoverLocks(const domain::ObligationKey& key);
  absl::Status CoverComponent(const domain::ObligationKey& key, domain::Component component);
  absl::Status SettleRecoverables();
  absl::Status Record(const domain::ObligationKey& key, domain::Component component,
                      domain::Money amount, domain::EventKind kind);
  absl::StatusOr<std::vector<int64_t>> OfComponent(const domain::ObligationKey& key,
                                                   domain::Component component);

  ports::Transaction& store_;
  const domain::Timestamp now_;
  const domain::CivilDate day_;
  MonthChooser months_;
  std::map<domain::ObligationKey, domain::Obligation> obligations_;
  std::map<int64_t, domain::Refund> refunds_;
  std::map<int64_t, domain::RefundBatch> batches_;
  std::map<domain::RegionCode, domain::RefundFunds> funds_;
  std::set<domain::ObligationKey> changed_;
  std::set<domain::ObligationKey> watched_;
  std::vector<domain::JournalEntry> entries_;
  std::map<std::pair<domain::ObligationKey, domain::Component>, Change> changes_;
  std::vector<domain::Recoverable> recorded_;
  std::optional<int64_t> next_refund_;
  std::optional<int64_t> next_payout_;
};

// A batch whose content changed is approved again: it goes back to `state` if it is past it.
void ApproveAgain(domain::RefundBatch& batch, domain::RefundBatchState state,
                  domain::Timestamp now);
// The batch has its last answer, when that is so.
void SettleIfAnswered(domain::RefundBatch& batch, domain::Timestamp now);

}  // namespace levybridge::usecases
