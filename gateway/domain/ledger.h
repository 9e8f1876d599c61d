// The double-entry journal under everything: every event that moves an amount posts entries whose
// postings sum to zero, per component. Balances, statements and reports are derived from here.
//
// Debit is positive, credit negative. The sum over all accounts is zero, always. An entry belongs
// to an accounting month; one that comes too late for its own month lands in the earliest open
// month and points back (`adjusts`). Plain data. Persisted enums: never renumber.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/domain/obligation.h"

namespace levybridge::domain {

enum class Account : uint8_t {
  kReceivable = 1,           // owed by employers
  kLevied = 2,               // what assessments demand (credit)
  kPaidNotBooked = 3,        // paid at the tax bureau, not yet at the treasury
  kTreasury = 4,             // booked at the treasury
  kUnapplied = 5,            // money received that fits no obligation (credit)
  kOverpaymentHeld = 6,      // collected above what is due, held for refund or offset (credit)
  kDeferred = 7,             // due, but not to be collected before its date
  kOffsetClearing = 8,       // overpayment on its way to a later obligation; always comes to zero
  kRefundLocked = 9,         // locked for a refund (credit)
  kRefundInTransit = 10,     // the bank has the order, its answer is out (credit)
  kRefundPaid = 11,          // paid out by the bank, less what came back (credit)
  kRecoverable = 12,         // given back beyond what was overpaid (应收回)
  kRefundFunds = 13,         // money released for refunds, at the paying units
  kFiscalRelease = 14,       // where that money comes from (credit)
  kRefundedByTreasury = 15,  // 国库退库 (credit)
};
std::string_view MachineName(Account account);
std::string_view ChineseName(Account account);

enum class EventKind : uint8_t {
  kAssessed = 1,
  kReassessed = 2,
  kPaid = 3,
  kBooked = 4,
  kReversed = 5,
  kHeldUnapplied = 6,
  kAppliedLater = 7,
  kLateFeeCorrected = 8,
  kDeferralEnded = 9,   // what was held back is passed on
  kDeferredAgain = 10,  // the tax bureau refused it: held back again
  kOffsetGiven = 11,
  kOffsetReceived = 12,
  kOffsetTakenBack = 13,  // at both ends
  kDeferralBegun = 14,    // list or commitment lets it wait after all
  kRefundLocked = 15,
  kRefundUnlocked = 16,  // withdrawn, or no longer overpaid
  kRefundSent = 17,      // the bank fetched the payout
  kRefundPaid = 18,
  kRefundFailed = 19,     // locked again, for the next attempt
  kRefundReturned = 20,   // came back after it was paid; locked again
  kRefundPaidTwice = 21,  // a late success of a payout that was made again meanwhile
  kRefundedByTreasury = 22,
  kFundsReleased = 23,
  kRecoverableSettled = 24,
};
std::string_view MachineName(EventKind kind);
std::string_view ChineseName(EventKind kind);

struct Posting {
  Account account;
  Component component;
  Money amount;  // debit > 0, credit < 0, never 0
  friend bool operator==(const Posting&, const Posting&) = default;
};

struct JournalEntry {
  int64_t sequence = 0;  // assigned by the store, ascending without gaps
  EventKind kind;
  PoolingArea pooling_area;
  std::optional<ObligationKey> obligation;  // absent for money that fits none
  AccountingMonth month;
  std::optional<AccountingMonth> adjusts;  // the closed month it belongs to by its date
  CivilDate business_date;
  Timestamp recorded_at;
  std::string reference;  // assessment or instruction number, or receipt/line; <= 96 bytes
  std::vector<Posting> postings;
  friend bool operator==(const JournalEntry&, const JournalEntry&) = default;
};

// True when the postings of each component sum to zero and none is zero.
bool IsBalanced(const JournalEntry& entry);

// Appends a debit and the matching credit; does nothing for a zero amount. A negative amount posts
// the reverse.
void Post(JournalEntry& entry, Component component, Account debit, Account credit, Money amount);

// Moves the component's overpayment in or out of kOverpaymentHeld so that it stands at what is
// overpaid and not locked, and what must come back in or out of kRecoverable likewise; both from
// what they were in `before`.
void PostOverpaymentChange(JournalEntry& entry, Component component, const ComponentBalance& before,
                           const ComponentBalance& now);

}  // namespace levybridge::domain
