// Rederive: which balances of an obligation its postings must add up to.
//
// Customer rule: every total can be re-derived from the postings alone. Both sides are broken into
// the same terms: an entry says what each posting adds to which term, an obligation says what each
// term must come to. Where the sums agree, term by term, the obligation follows from the journal.
// Per component: due = -levied, unbooked = paid_not_booked, collected - unbooked = treasury,
// deferred = deferred, overpaid and not locked = -overpayment_held, offset_received - offset_given
// = offset_clearing, refund_locked = -refund_locked, refunding = -refund_in_transit, refunded -
// refunding = -(refund_paid + refunded_by_treasury), recoverable = recoverable, and what is left of
// outstanding = receivable; per component and accounting month: assessed = -levied, collected =
// treasury, offset = offset_clearing, refunded = -(refund_paid + refunded_by_treasury). Pure,
// thread-safe.
#pragma once

#include <compare>
#include <cstdint>
#include <string>

#include "absl/functional/function_ref.h"
#include "gateway/domain/ledger.h"
#include "gateway/domain/obligation.h"

namespace levybridge::domain {

enum class DerivedAmount : uint8_t {
  kDue,
  kUnbooked,
  kBooked,
  kDeferred,
  kOverpaid,
  kReceivable,
  kAssessedInMonth,
  kCollectedInMonth,
  kOffset,  // received less given
  kOffsetInMonth,
  kRefundLocked,
  kRefunding,
  kRefundPaid,  // by bank and treasury
  kRefundedInMonth,
  kRecoverable,
};

struct BalanceTerm {
  DerivedAmount what;
  Component component;
  int32_t month_index = 0;  // of AccountingMonth; 0 where the term is over all months
  friend auto operator<=>(const BalanceTerm&, const BalanceTerm&) = default;
};
// "due of employer_medical", "collected of personal in 2020-03".
std::string Describe(const BalanceTerm& term);

using TermVisitor = absl::FunctionRef<void(const BalanceTerm&, Money)>;
// What the entry adds to the terms of its obligation; terms may come more than once.
void VisitTerms(const JournalEntry& entry, TermVisitor visit);
// What the terms of the obligation must add up to; terms that must be zero may be left out.
void VisitTerms(const Obligation& obligation, TermVisitor visit);

}  // namespace levybridge::domain
