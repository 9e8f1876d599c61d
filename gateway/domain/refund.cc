#include "gateway/domain/refund.h"

#include <algorithm>
#include <charconv>

#include "gateway/domain/check.h"

namespace levybridge::domain {
namespace {

constexpr size_t kMinDigits = 12;
constexpr size_t kMaxDigits = 18;

std::string Numbered(char letter, int64_t number) {
  LEVYBRIDGE_CHECK(number > 0, "numbers of refunds count from one");
  const std::string digits = std::to_string(number);
  const size_t zeros = digits.size() < kMinDigits ? kMinDigits - digits.size() : 0;
  return std::string(1, letter) + std::string(zeros, '0') + digits;
}

std::optional<int64_t> NumberIn(char letter, std::string_view text) {
  if (text.size() < 1 + kMinDigits || text.size() > 1 + kMaxDigits) return std::nullopt;
  if (text.front() != letter) return std::nullopt;
  const std::string_view digits = text.substr(1);
  int64_t number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (error != std::errc() || end != digits.data() + digits.size() || number <= 0) {
    return std::nullopt;
  }
  // Only one text for each number.
  return Numbered(letter, number) == text ? std::optional(number) : std::nullopt;
}

}  // namespace

std::string_view MachineName(RefundState state) {
  switch (state) {
    case RefundState::kLocked:
      return "locked";
    case RefundState::kProposed:
      return "proposed";
    case RefundState::kAccountsConfirmed:
      return "accounts_confirmed";
    case RefundState::kFundsRequested:
      return "funds_requested";
    case RefundState::kFunded:
      return "funded";
    case RefundState::kPaying:
      return "paying";
    case RefundState::kPaid:
      return "paid";
    case RefundState::kFailed:
      return "failed";
    case RefundState::kUnknown:
      return "unknown";
    case RefundState::kAccountCorrected:
      return "account_corrected";
    case RefundState::kRetryApproved:
      return "retry_approved";
    case RefundState::kNeedsDecision:
      return "needs_decision";
    case RefundState::kReturned:
      return "returned";
    case RefundState::kReleased:
      return "released";
  }
  return "";
}

std::string_view ChineseName(RefundState state) {
  switch (state) {
    case RefundState::kLocked:
      return "已锁定";
    case RefundState::kProposed:
      return "已提出";
    case RefundState::kAccountsConfirmed:
      return "账户已确认";
    case RefundState::kFundsRequested:
      return "已请款";
    case RefundState::kFunded:
      return "款已到位";
    case RefundState::kPaying:
      return "拨付中";
    case RefundState::kPaid:
      return "已到账";
    case RefundState::kFailed:
      return "拨付失败";
    case RefundState::kUnknown:
      return "结果不明";
    case RefundState::kAccountCorrected:
      return "账户已更正";
    case RefundState::kRetryApproved:
      return "已批准重拨";
    case RefundState::kNeedsDecision:
      return "待人工决定";
    case RefundState::kReturned:
      return "已退汇";
    case RefundState::kReleased:
      return "已解除";
  }
  return "";
}

RefundNumber RefundNumberOf(int64_t refund_no) {
  return *RefundNumber::Parse(Numbered('R', refund_no));
}

PayoutId PayoutIdOf(int64_t sequence) { return *PayoutId::Parse(Numbered('P', sequence)); }

std::optional<int64_t> RefundNoOf(std::string_view text) { return NumberIn('R', text); }

std::optional<int64_t> PayoutSequenceOf(std::string_view text) { return NumberIn('P', text); }

std::string RecoverableNumberOf(int64_t recoverable_no) { return Numbered('V', recoverable_no); }

std::optional<int64_t> RecoverableNoOf(std::string_view text) { return NumberIn('V', text); }

bool MayHavePaid(const Payout& payout) {
  switch (payout.result) {
    case PayoutResult::kPaid:
    case PayoutResult::kPending:
    case PayoutResult::kUnknown:
      return true;
    case PayoutResult::kFailed:
    case PayoutResult::kReturned:
      return false;
  }
  return true;
}

bool MayPay(const Refund& refund) {
  return std::none_of(refund.payouts.begin(), refund.payouts.end(), MayHavePaid);
}

int FailedAttempts(const Refund& refund) {
  return static_cast<int>(std::count_if(refund.payouts.begin(), refund.payouts.end(),
                                        [](const Payout& payout) { return !MayHavePaid(payout); }));
}

MoneySum GivenBack(const Refund& refund) {
  MoneySum sum;
  for (const Payout& payout : refund.payouts) {
    if (MayHavePaid(payout)) sum += payout.amount;
  }
  return sum;
}

Money LockedFor(const Refund& refund) {
  switch (refund.state) {
    case RefundState::kLocked:
    case RefundState::kProposed:
    case RefundState::kAccountsConfirmed:
    case RefundState::kFundsRequested:
    case RefundState::kFunded:
    case RefundState::kFailed:
    case RefundState::kAccountCorrected:
    case RefundState::kRetryApproved:
    case RefundState::kNeedsDecision:
    case RefundState::kReturned:
      return refund.amount;
    case RefundState::kPaying:
    case RefundState::kPaid:
    case RefundState::kUnknown:
    case RefundState::kReleased:
      return Money();
  }
  return Money();
}

bool IsInUnfetchedBatch(const Refund& refund) {
  switch (refund.state) {
    case RefundState::kLocked:
    case RefundState::kProposed:
    case RefundState::kAccountsConfirmed:
    case RefundState::kFundsRequested:
    case RefundState::kFunded:
      return true;
    case RefundState::kPaying:
    case RefundState::kPaid:
    case RefundState::kFailed:
    case RefundState::kUnknown:
    case RefundState::kAccountCorrected:
    case RefundState::kRetryApproved:
    case RefundState::kNeedsDecision:
    case RefundState::kReturned:
    case RefundState::kReleased:
      return false;
  }
  return false;
}

bool IsReadyForNextAttempt(RefundState state) {
  return state == RefundState::kAccountCorrected || state == RefundState::kRetryApproved;
}

bool IsFailed(RefundState state) {
  return state == RefundState::kFailed || state == RefundState::kReturned ||
         state == RefundState::kNeedsDecision;
}

const PayoutReason* ReasonOf(const Payout& payout) {
  if (payout.result == PayoutResult::kReturned) return &ReturnReasonOf(payout.reason_code);
  if (payout.result != PayoutResult::kFailed) return nullptr;
  if (const DomesticResult* domestic = DomesticResultOf(payout.reason_code)) {
    if (domestic->result == PayoutResult::kFailed) return &domestic->reason;
  }
  return &StatusReasonOf(payout.reason_code);
}

const PayoutReason* LastFailure(const Refund& refund) {
  for (auto payout = refund.payouts.rbegin(); payout != refund.payouts.rend(); ++payout) {
    if (const PayoutReason* reason = ReasonOf(*payout)) return reason;
  }
  return nullptr;
}

std::optional<Role> OwnerOf(const Refund& refund) {
  const PayoutReason* failure = LastFailure(refund);
  switch (refund.state) {
    case RefundState::kLocked:
    case RefundState::kAccountCorrected:
    case RefundState::kRetryApproved:
    case RefundState::kNeedsDecision:
      return Role::kAgency;
    case RefundState::kProposed:
      return Role::kTax;
    case RefundState::kAccountsConfirmed:
    case RefundState::kReturned:
      return Role::kFundFinance;
    case RefundState::kFundsRequested:
      return Role::kFiscal;
    case RefundState::kFunded:
    case RefundState::kPaying:
    case RefundState::kUnknown:
      return Role::kBank;
    case RefundState::kFailed:
      if (!refund.passed_on) return Role::kFundFinance;
      return failure != nullptr && IsAboutAccount(*failure) ? Role::kTax : Role::kAgency;
    case RefundState::kPaid:
    case RefundState::kReleased:
      return std::nullopt;
  }
  return std::nullopt;
}

std::string_view MachineName(RecoverableReason reason) {
  switch (reason) {
    case RecoverableReason::kReversedAfterPayout:
      return "REVERSED_AFTER_PAYOUT";
    case RecoverableReason::kReassessedAfterPayout:
      return "REASSESSED_AFTER_PAYOUT";
    case RecoverableReason::kPaidTwice:
      return "PAID_TWICE";
  }
  return "";
}

}  // namespace levybridge::domain
