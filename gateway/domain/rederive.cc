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
      // These belong to money without an obligation, or to refunds, whose own records are held
      // against them.
      case Account::kUnapplied:
      case Account::kRefundLocked:
      case Account::kRefundInTransit:
      case Account::kRefundPaid:
      case Account::kRecoverable:
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
    visit({DerivedAmount::kOverpaid, component, 0}, balance.Overpaid());
    visit({DerivedAmount::kOffset, component, 0}, balance.offset_received);
    visit({DerivedAmount::kOffset, component, 0}, -balance.offset_given);
    visit({DerivedAmount::kReceivable, component, 0}, balance.Outstanding() + balance.Overpaid());
    for (const MonthMovement& movement : obligation.movements) {
      const int32_t month = movement.month.index();
      visit({DerivedAmount::kAssessedInMonth, component, month}, movement.assessed[component]);
      visit({DerivedAmount::kCollectedInMonth, component, month}, movement.collected[component]);
      visit({DerivedAmount::kOffsetInMonth, component, month}, movement.offset[component]);
    }
  }
}

}  // namespace levybridge::domain
