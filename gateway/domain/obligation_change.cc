#include "gateway/domain/obligation_change.h"

#include <algorithm>
#include <utility>

#include "gateway/domain/check.h"

namespace levybridge::domain {
namespace {

// By these an obligation comes to owe what was given back to its employer; by all others it owes in
// the ordinary course.
bool MakesRecoverable(EventKind kind) {
  switch (kind) {
    case EventKind::kReassessed:
    case EventKind::kReversed:
    case EventKind::kAppliedLater:
    case EventKind::kLateFeeCorrected:
    case EventKind::kRefundSent:
    case EventKind::kRefundPaid:
    case EventKind::kRefundPaidTwice:
    case EventKind::kRefundedByTreasury:
      return true;
    case EventKind::kAssessed:
    case EventKind::kPaid:
    case EventKind::kBooked:
    case EventKind::kHeldUnapplied:
    case EventKind::kDeferralEnded:
    case EventKind::kDeferredAgain:
    case EventKind::kOffsetGiven:
    case EventKind::kOffsetReceived:
    case EventKind::kOffsetTakenBack:
    case EventKind::kDeferralBegun:
    case EventKind::kRefundLocked:
    case EventKind::kRefundUnlocked:
    case EventKind::kRefundFailed:
    case EventKind::kRefundReturned:
    case EventKind::kFundsReleased:
    case EventKind::kRecoverableSettled:
      return false;
  }
  return false;
}

constexpr size_t kUsualPostings = 6;  // of an assessment: two for each component that has an amount

}  // namespace

ObligationChange::ObligationChange(Obligation& obligation, EventHeader header)
    : obligation_(obligation),
      before_(obligation.balances),
      entry_{.sequence = 0,
             .kind = header.kind,
             .pooling_area = obligation.key.pooling_area,
             .obligation = obligation.key,
             .month = header.month,
             .adjusts = header.adjusts,
             .business_date = header.business_date,
             .recorded_at = header.recorded_at,
             .reference = std::move(header.reference),
             .postings = {}} {
  entry_.postings.reserve(kUsualPostings);
}

bool ObligationChange::Add(Money& balance, Money amount) {
  const std::optional<Money> sum = CheckedAdd(balance, amount);
  if (!sum) return false;
  balance = *sum;
  return true;
}

bool ObligationChange::AddDue(Component component, Money amount) {
  if (amount.IsZero()) return true;
  ComponentBalance& balance = obligation_.balance(component);
  MonthMovement& movement = obligation_.movement(entry_.month);
  if (!Add(balance.due, amount) || !Add(movement.assessed[component], amount)) return false;
  Post(entry_, component, Account::kReceivable, Account::kLevied, amount);
  return balance.InBounds();
}

bool ObligationChange::AddDeferred(Component component, Money amount) {
  if (amount.IsZero()) return true;
  ComponentBalance& balance = obligation_.balance(component);
  if (!Add(balance.deferred, amount)) return false;
  Post(entry_, component, Account::kDeferred, Account::kReceivable, amount);
  return balance.InBounds();
}

bool ObligationChange::Collect(Component component, Money amount, bool booked) {
  if (amount.IsZero()) return true;
  ComponentBalance& balance = obligation_.balance(component);
  if (!Add(balance.collected, amount)) return false;
  if (booked) {
    MonthMovement& movement = obligation_.movement(entry_.month);
    if (!Add(movement.collected[component], amount)) return false;
  } else if (!Add(balance.unbooked, amount)) {
    return false;
  }
  Post(entry_, component, booked ? Account::kTreasury : Account::kPaidNotBooked,
       Account::kReceivable, amount);
  return balance.InBounds();
}

bool ObligationChange::Book(Component component, Money amount) {
  if (amount.IsZero()) return true;
  ComponentBalance& balance = obligation_.balance(component);
  MonthMovement& movement = obligation_.movement(entry_.month);
  if (!Add(balance.unbooked, -amount) || !Add(movement.collected[component], amount)) return false;
  Post(entry_, component, Account::kTreasury, Account::kPaidNotBooked, amount);
  return true;
}

bool ObligationChange::GiveOffset(Component component, Money amount) {
  if (amount.IsZero()) return true;
  ComponentBalance& balance = obligation_.balance(component);
  MonthMovement& movement = obligation_.movement(entry_.month);
  if (!Add(balance.offset_given, amount) || !Add(movement.offset[component], -amount)) return false;
  Post(entry_, component, Account::kReceivable, Account::kOffsetClearing, amount);
  return balance.InBounds();
}

bool ObligationChange::ReceiveOffset(Component component, Money amount) {
  if (amount.IsZero()) return true;
  ComponentBalance& balance = obligation_.balance(component);
  MonthMovement& movement = obligation_.movement(entry_.month);
  if (!Add(balance.offset_received, amount)) return false;
  if (!Add(movement.offset[component], amount)) return false;
  Post(entry_, component, Account::kOffsetClearing, Account::kReceivable, amount);
  return balance.InBounds();
}

bool ObligationChange::LockRefund(Component component, Money amount) {
  if (amount.IsZero()) return true;
  ComponentBalance& balance = obligation_.balance(component);
  // PostOverpaymentChange posts the other side, out of kOverpaymentHeld.
  if (!Add(balance.refund_locked, amount)) return false;
  Post(entry_, component, Account::kReceivable, Account::kRefundLocked, amount);
  return balance.InBounds();
}

bool ObligationChange::AddRefunded(Component component, Money amount) {
  ComponentBalance& balance = obligation_.balance(component);
  return Add(balance.refunded, amount) && balance.InBounds();
}

bool ObligationChange::SendRefund(Component component, Money amount) {
  ComponentBalance& balance = obligation_.balance(component);
  if (!Add(balance.refund_locked, -amount) || !Add(balance.refunding, amount)) return false;
  Post(entry_, component, Account::kRefundLocked, Account::kRefundInTransit, amount);
  return AddRefunded(component, amount);
}

bool ObligationChange::ConfirmRefund(Component component, Money amount) {
  MonthMovement& movement = obligation_.movement(entry_.month);
  if (!Add(obligation_.balance(component).refunding, -amount)) return false;
  if (!Add(movement.refunded[component], amount)) return false;
  Post(entry_, component, Account::kRefundInTransit, Account::kRefundPaid, amount);
  return true;
}

bool ObligationChange::FailRefund(Component component, Money amount) {
  ComponentBalance& balance = obligation_.balance(component);
  if (!Add(balance.refunding, -amount) || !Add(balance.refund_locked, amount)) return false;
  Post(entry_, component, Account::kRefundInTransit, Account::kRefundLocked, amount);
  return AddRefunded(component, -amount);
}

bool ObligationChange::ReturnRefund(Component component, Money amount) {
  MonthMovement& movement = obligation_.movement(entry_.month);
  if (!Add(movement.refunded[component], -amount)) return false;
  if (!Add(obligation_.balance(component).refund_locked, amount)) return false;
  Post(entry_, component, Account::kRefundPaid, Account::kRefundLocked, amount);
  return AddRefunded(component, -amount);
}

bool ObligationChange::PayUnlocked(Component component, Money amount, Account paid_from) {
  MonthMovement& movement = obligation_.movement(entry_.month);
  if (!Add(movement.refunded[component], amount)) return false;
  Post(entry_, component, Account::kReceivable, paid_from, amount);
  return AddRefunded(component, amount);
}

bool ObligationChange::RecoverRefund(Component component, Money amount) {
  MonthMovement& movement = obligation_.movement(entry_.month);
  if (!Add(movement.refunded[component], -amount)) return false;
  Post(entry_, component, Account::kRefundPaid, Account::kReceivable, amount);
  return AddRefunded(component, -amount);
}

void ObligationChange::BookRecoverable(Component component) {
  const ComponentBalance& before = before_[static_cast<size_t>(component) - 1];
  ComponentBalance& now = obligation_.balance(component);
  if (now.refunded.IsZero() && now.recoverable.IsZero()) return;
  const Money owed = std::max(Money(), now.Outstanding());
  if (MakesRecoverable(entry_.kind)) {
    const Money more = owed - std::max(Money(), before.Outstanding());
    if (more > Money()) now.recoverable = now.recoverable + more;
  }
  now.recoverable = std::max(Money(), std::min({now.recoverable, owed, now.refunded}));
}

JournalEntry ObligationChange::Finish() && {
  for (const Component component : kAllComponents) {
    BookRecoverable(component);
    PostOverpaymentChange(entry_, component, before_[static_cast<size_t>(component) - 1],
                          obligation_.balance(component));
  }
  LEVYBRIDGE_CHECK(IsBalanced(entry_), "an event must post balanced entries");
  return std::move(entry_);
}

}  // namespace levybridge::domain
