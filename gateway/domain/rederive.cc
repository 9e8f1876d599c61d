#include "gateway/domain/rederive.h"

namespace levybridge::domain {
namespace {

std::string_view NameOf(DerivedAmount what) {
  switch (what) {
    case DerivedAmount::kDue:
      return "due";
    case DerivedAmount::kUnbooked:
      return "unbooked";
    case DerivedAmount::kBooked:
      return "booked";
    case DerivedAmount::kDeferred:
      return "deferred";
    case DerivedAmount::kOverpaid:
      return "overpaid";
    case DerivedAmount::kReceivable:
      return "receivable";
    case DerivedAmount::kAssessedInMonth:
      return "assessed";
    case DerivedAmount::kCollectedInMonth:
      return "collected";
    case DerivedAmount::kOffset:
    case DerivedAmount::kOffsetInMonth:
      return "offset";
    case DerivedAmount::kRefundLocked:
      return "refund_locked";
    case DerivedAmount::kRefunding:
      return "refunding";
    case DerivedAmount::kRefundPaid:
    case DerivedAmount::kRefundedInMonth:
      return "refunded";
    case DerivedAmount::kRecoverable:
      return "recoverable";
  }
  return "";
}

}  // namespace

std::string Describe(const BalanceTerm& term) {
  std::string text(NameOf(term.what));
  text += " of ";
  text += MachineName(term.component);
  if (const auto month = AccountingMonth::FromIndex(term.month_index)) {
    text += " in ";
    month->AppendIso(text);
  }
  return text;
}

void VisitTerms(const JournalEntry& entry, TermVisitor visit) {
  const int32_t month = entry.month.index();
  for (const auto& [account, component, amount] : entry.postings) {
    switch (account) {
      case Account::kReceivable:
        visit({DerivedAmount::kReceivable, component, 0}, amount);
        break;
      case Account::kLevied:
        visit({DerivedAmount::kDue, component, 0}, -amount);
        visit({DerivedAmount::kAssessedInMonth, component, month}, -amount);
        break;
      case Account::kPaidNotBooked:
        visit({DerivedAmount::kUnbooked, component, 0}, amount);
        break;
      case Account::kTreasury:
        visit({DerivedAmount::kBooked, component, 0}, amount);
        visit({DerivedAmount::kCollectedInMonth, component, month}, amount);
        break;
      case Account::kOverpaymentHeld:
        visit({DerivedAmount::kOverpaid, component, 0}, -amount);
        break;
      case Account::kDeferred:
        visit({DerivedAmount::kDeferred, component, 0}, amount);
        break;
      case Account::kOffsetClearing:
        visit({DerivedAmount::kOffset, component, 0}, amount);
        visit({DerivedAmount::kOffsetInMonth, component, month}, amount);
        break;
      case Account::kRefundLocked:
        visit({DerivedAmount::kRefundLocked, component, 0}, -amount);
        break;
      case Account::kRefundInTransit:
        visit({DerivedAmount::kRefunding, component, 0}, -amount);
        break;
      case Account::kRefundPaid:
      case Account::kRefundedByTreasury:
        visit({DerivedAmount::kRefundPaid, component, 0}, -amount);
        visit({DerivedAmount::kRefundedInMonth, component, month}, -amount);
        break;
      case Account::kRecoverable:
        visit({DerivedAmount::kRecoverable, component, 0}, amount);
        break;
      // These belong to money without an obligation.
      case Account::kUnapplied:
      case Account::kRefundFunds:
      case Account::kFiscalRelease:
        break;
    }
  }
}

void VisitTerms(const Obligation& obligation, TermVisitor visit) {
  for (const Component component : kAllComponents) {
    const ComponentBalance& balance = obligation.balance(component);
    visit({DerivedAmount::kDue, component, 0}, balance.due);
    visit({DerivedAmount::kUnbooked, component, 0}, balance.unbooked);
    visit({DerivedAmount::kBooked, component, 0}, balance.collected - balance.unbooked);
    visit({DerivedAmount::kDeferred, component, 0}, balance.deferred);
    visit({DerivedAmount::kOverpaid, component, 0}, balance.HeldFree());
    visit({DerivedAmount::kRefundLocked, component, 0}, balance.refund_locked);
    visit({DerivedAmount::kRefunding, component, 0}, balance.refunding);
    visit({DerivedAmount::kRefundPaid, component, 0}, balance.refunded - balance.refunding);
    visit({DerivedAmount::kRecoverable, component, 0}, balance.recoverable);
    visit({DerivedAmount::kOffset, component, 0}, balance.offset_received);
    visit({DerivedAmount::kOffset, component, 0}, -balance.offset_given);
    visit({DerivedAmount::kReceivable, component, 0},
          balance.Outstanding() + balance.Overpaid() - balance.recoverable);
    for (const MonthMovement& movement : obligation.movements) {
      const int32_t month = movement.month.index();
      visit({DerivedAmount::kAssessedInMonth, component, month}, movement.assessed[component]);
      visit({DerivedAmount::kCollectedInMonth, component, month}, movement.collected[component]);
      visit({DerivedAmount::kOffsetInMonth, component, month}, movement.offset[component]);
      visit({DerivedAmount::kRefundedInMonth, component, month}, movement.refunded[component]);
    }
  }
}

}  // namespace levybridge::domain
