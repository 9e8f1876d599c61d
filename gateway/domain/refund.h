// Refund (退费): one overpaid component of one obligation on its way back to the employer, through
// as many payouts (拨付) as it takes. Flow 5 of the exchange.
//
// Customer rules: while a refund is open its amount is locked; each attempt is a payout with a
// number of its own; no payout is made while an earlier one of the same refund is not finally
// failed; after three failed attempts a person decides; a payout that came back opens the refund
// again; an unknown result is paid again only after the bank's own books settled it; a late success
// is a fact, whatever was done meanwhile. Plain data and pure functions. Persisted enums, the
// numbers of the contract: never renumber.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/domain/obligation.h"
#include "gateway/domain/payout.h"

namespace levybridge::domain {

enum class RefundState : uint8_t {
  kLocked = 1,
  kProposed = 2,
  kAccountsConfirmed = 3,
  kFundsRequested = 4,
  kFunded = 5,
  kPaying = 6,
  kPaid = 7,
  kFailed = 8,
  kUnknown = 9,
  kAccountCorrected = 10,
  kRetryApproved = 11,
  kNeedsDecision = 12,
  kReturned = 13,  // came back; becomes kFailed when fund finance passes it on
  kReleased = 14,
};
std::string_view MachineName(RefundState state);
std::string_view ChineseName(RefundState state);

inline constexpr int kMaxFailedAttempts = 3;

// What the bank was told to pay, once it fetched it. Nothing is kept of payouts before that.
struct Payout {
  int64_t sequence = 0;   // in the stream of payouts; its number
  int64_t batch_no = 0;   // of the refund batch
  Money amount;           // above 0
  int64_t filing_no = 0;  // the account it went to (ports/accounts.h)
  Timestamp fetched_at;
  PayoutResult result = PayoutResult::kPending;
  std::string reason_code;  // verbatim
  std::string reason_text;  // the bank's words
  std::optional<CivilDate> value_on;
  // It was reported failed, and paid after all.
  bool late_success = false;
  friend bool operator==(const Payout&, const Payout&) = default;
};

struct Refund {
  int64_t refund_no = 0;  // assigned by the store, ascending
  ObligationKey obligation;
  Component component = Component::kEmployerMedical;
  RegionCode region;  // the employer's district when it was locked
  std::string unit_name;
  Money amount;  // what is locked or was given back; 0 once released
  RefundState state = RefundState::kLocked;
  int64_t batch_no = 0;         // the batch it is in now; 0: in none
  int64_t filing_no = 0;        // the account attached; 0: none
  bool passed_on = false;       // fund finance passed the failure on to the agency
  Timestamp since;              // of the present state
  std::vector<Payout> payouts;  // oldest first
  friend bool operator==(const Refund&, const Refund&) = default;
};

// "R000000000042" and "P000000000042": refund and payout as the bank sees them.
RefundNumber RefundNumberOf(int64_t refund_no);
PayoutId PayoutIdOf(int64_t sequence);
// Nothing for a text that is no such number.
std::optional<int64_t> RefundNoOf(std::string_view text);
std::optional<int64_t> PayoutSequenceOf(std::string_view text);

// True while the money may still leave, or has left, by this payout.
bool MayHavePaid(const Payout& payout);
// True when a payout may be made now: none of the earlier ones may have paid.
bool MayPay(const Refund& refund);
// Payouts that failed or came back.
int FailedAttempts(const Refund& refund);
// What the bank may pay or has paid of it.
MoneySum GivenBack(const Refund& refund);
// What is locked for it: its amount from locking until a payout is fetched, and again after that
// failed or came back.
Money LockedFor(const Refund& refund);
// True from the proposal's preparation until the bank fetched it.
bool IsInUnfetchedBatch(const Refund& refund);
// True in a state in which the next batch may take it.
bool IsReadyForNextAttempt(RefundState state);
// True for the states in which the failure can be dealt with: failed, returned, needs a decision.
bool IsFailed(RefundState state);

// Why a payout failed or came back; null for one that did neither.
const PayoutReason* ReasonOf(const Payout& payout);
// The reason of its last failed payout; NARR's where the bank gave none. Null when none failed.
const PayoutReason* LastFailure(const Refund& refund);
// Whose move it is; nothing when nobody's.
std::optional<Role> OwnerOf(const Refund& refund);

// 应收回: why an amount must come back. Persisted.
enum class RecoverableReason : uint8_t {
  kReversedAfterPayout = 1,
  kReassessedAfterPayout = 2,
  kPaidTwice = 3,
};
// "REVERSED_AFTER_PAYOUT"
std::string_view MachineName(RecoverableReason reason);

// One event that made an amount recoverable. How much of it is still open the obligation tells
// (ComponentBalance::recoverable): beside what came back to the paying unit or fell away for this
// one, what the employer pays settles those first that an instruction asks for, and of these the
// oldest.
struct Recoverable {
  int64_t recoverable_no = 0;  // assigned by the store, ascending
  ObligationKey obligation;
  Component component = Component::kEmployerMedical;
  RegionCode region;
  int64_t refund_no = 0;  // the newest refund of the component; 0: the treasury paid it
  int64_t payout = 0;     // sequence; 0: none is named
  Money amount;
  RecoverableReason reason = RecoverableReason::kReversedAfterPayout;
  Timestamp booked_at;
  int64_t instruction = 0;  // sequence of the supplementary instruction; 0: none
  Money settled = {};       // by money that came back to the paying unit
  Money voided = {};        // fell away: the payout failed or came back, or less is owed
  friend bool operator==(const Recoverable&, const Recoverable&) = default;
};
std::string RecoverableNumberOf(int64_t recoverable_no);  // "V000000000042"
std::optional<int64_t> RecoverableNoOf(std::string_view text);

}  // namespace levybridge::domain
