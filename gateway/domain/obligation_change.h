// ObligationChange: one event's effect on one obligation, written to balances, month movement and
// journal together, so that they cannot part.
//
// Work on a copy of the obligation and keep it only when every step succeeded: a step that would
// leave Money's bounds returns false and leaves the change unusable. Not thread-safe.
#pragma once

#include <array>

#include "gateway/domain/ledger.h"

namespace levybridge::domain {

// What an event's entry says beside its postings.
struct EventHeader {
  EventKind kind;
  AccountingMonth month;                   // where it counts
  std::optional<AccountingMonth> adjusts;  // the closed month it belongs to by its date
  CivilDate business_date;
  Timestamp recorded_at;
  std::string reference;
};

class ObligationChange {
 public:
  // `obligation` must outlive this.
  ObligationChange(Obligation& obligation, EventHeader header);

  // Raises (or lowers) what is due: assessment, reassessment, tax late fee.
  [[nodiscard]] bool AddDue(Component component, Money amount);
  // Holds a part of what is due until its date (or releases it, negative).
  [[nodiscard]] bool AddDeferred(Component component, Money amount);
  // Money received (negative: taken back). `booked`: it has reached the treasury, and counts in the
  // entry's month; otherwise it waits as paid but not booked.
  [[nodiscard]] bool Collect(Component component, Money amount, bool booked);
  // Money received earlier reaches the treasury now.
  [[nodiscard]] bool Book(Component component, Money amount);
  // An overpayment of this obligation goes to another one (negative: it comes back). Every amount
  // given is received elsewhere in the same month.
  [[nodiscard]] bool GiveOffset(Component component, Money amount);
  // Another obligation's overpayment pays here (negative: it is taken back).
  [[nodiscard]] bool ReceiveOffset(Component component, Money amount);

  // Locks a part of what is overpaid for a refund (negative: the lock goes).
  [[nodiscard]] bool LockRefund(Component component, Money amount);
  // The bank has the order: what was locked counts as given back from now on.
  [[nodiscard]] bool SendRefund(Component component, Money amount);
  // The bank paid what was sent; counts in the entry's month.
  [[nodiscard]] bool ConfirmRefund(Component component, Money amount);
  // The bank could not pay what was sent: locked again.
  [[nodiscard]] bool FailRefund(Component component, Money amount);
  // What was paid came back: locked again.
  [[nodiscard]] bool ReturnRefund(Component component, Money amount);
  // Given back without a lock of its own: by the bank (a late success) or by the treasury.
  [[nodiscard]] bool PayUnlocked(Component component, Money amount, Account paid_from);
  // What was given back too much is there again (kRefundPaid), without a payment of contributions.
  [[nodiscard]] bool RecoverRefund(Component component, Money amount);

  // Moves overpayments into or out of holding, books what became recoverable, and gives the
  // balanced entry.
  JournalEntry Finish() &&;

 private:
  bool Add(Money& balance, Money amount);
  bool AddRefunded(Component component, Money amount);
  void BookRecoverable(Component component);

  Obligation& obligation_;
  std::array<ComponentBalance, kComponentCount> before_;
  JournalEntry entry_;
};

}  // namespace levybridge::domain
