// Payouts (拨付): one attempt at paying one refund to one account, what the bank says about it, and
// refunds that the treasury paid instead (国库退库).
//
// Customer rule: a payout's number is new for each attempt, so a late answer can never be taken for
// another attempt's. Value types: thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "gateway/domain/bounded_text.h"
#include "gateway/domain/civil_date.h"
#include "gateway/domain/codes.h"
#include "gateway/domain/fee_period.h"
#include "gateway/domain/money.h"
#include "gateway/domain/payout_account.h"
#include "gateway/domain/payout_reason.h"
#include "gateway/domain/problem.h"
#include "gateway/domain/region.h"

namespace levybridge::domain {

// The bank's EndToEndId; at most 35 bytes there.
using PayoutId = BoundedText<struct PayoutIdTag, 35>;
// The bank's InstrId.
using RefundNumber = BoundedText<struct RefundNumberTag, 35>;
// 退库单号: the treasury's own number for a refund it paid.
using TreasuryRefundNumber = BoundedText<struct TreasuryRefundNumberTag, 64>;

// What the bank is to pay.
struct PayoutOrder {
  PayoutId payout_id;
  RefundNumber refund_no;
  Money amount;  // above 0
  AccountName account_name;
  BankAccountNumber account_no;
  std::string bank_name;
  BankCode bank_code;
  UnitCode unit_code;
};

// What the bank says about one payout.
struct PayoutReport {
  PayoutId payout_id;
  PayoutResult result = PayoutResult::kUnknown;
  std::string reason_code;            // verbatim; empty when the bank gave none
  std::string reason_text;            // the bank's words, at most kMaxReasonTextBytes
  std::optional<Money> amount;        // where the bank repeats it
  std::optional<CivilDate> value_on;  // the bank's value date
  // Told by the bank's own books (an account statement): what settles an unknown result.
  bool by_statement = false;
  friend bool operator==(const PayoutReport&, const PayoutReport&) = default;
};
// 400 characters of three bytes.
inline constexpr size_t kMaxReasonTextBytes = 1200;
inline constexpr size_t kMaxReasonCodeBytes = 35;
// What a report lacks, or what in it does not go together; none: it can be booked.
std::vector<Problem> ProblemsOf(const PayoutReport& report);

// One line of a bank's own statement about payouts.
enum class PayoutDirection : uint8_t { kPaid = 1, kReturned = 2 };
struct PayoutMovement {
  PayoutId payout_id;
  Money amount;  // above 0
  CivilDate value_on;
  PayoutDirection direction = PayoutDirection::kPaid;
  friend bool operator==(const PayoutMovement&, const PayoutMovement&) = default;
};

// A refund that the treasury paid at the tax bureau's request.
struct TreasuryRefund {
  UnitCode unit_code;
  RegionCode region;
  InsuranceType insurance_type;
  FeePeriod fee_period;
  Component component;
  Money amount;  // above 0
  TreasuryRefundNumber refund_no;
  CivilDate booked_on;
  friend bool operator==(const TreasuryRefund&, const TreasuryRefund&) = default;
};

// For the digests of batches (docs/batch-digest.md).
void AppendCanonicalBytes(const PayoutReport& report, std::string& out);
void AppendCanonicalBytes(const TreasuryRefund& refund, std::string& out);
void AppendCanonicalBytes(const AccountOnFile& account, std::string& out);

}  // namespace levybridge::domain
