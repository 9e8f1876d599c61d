// Payment (缴费明细): what was in fact collected, or taken back, line by line of the tax receipts.
//
// Keyed by (receipt number, line number) within the pooling area. Paid (缴款) and booked at the
// treasury (入库) are two dates: the same line may be sent again with the booking date added. A
// reversal takes back up to what its line brought. What fits no obligation is kept as unapplied.
// Plain data. Persisted enums: never renumber.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/domain/instruction.h"
#include "gateway/domain/obligation.h"

namespace levybridge::domain {

enum class PaymentType : uint8_t { kPayment = 1, kReversal = 2 };
std::optional<PaymentType> ParsePaymentType(std::string_view name);
std::string_view MachineName(PaymentType type);

struct ReceiptLine {
  ReceiptNumber receipt_no;
  int32_t line_no = 1;  // 1..999999
  friend auto operator<=>(const ReceiptLine&, const ReceiptLine&) = default;
};

// One line as the tax bureau sent it.
struct PaymentLine {
  ReceiptLine id;
  PaymentType type = PaymentType::kPayment;
  // Either the instruction, or unit and period, say what it is for.
  std::optional<InstructionNumber> instruction_no;
  std::optional<UnitCode> unit_code;
  InsuranceType insurance_type = InsuranceType::kEmployeeMedical;
  std::optional<FeePeriod> fee_period;
  RegionCode region;
  ComponentAmounts amounts;  // each >= 0, not all zero
  CivilDate paid_on;
  std::optional<CivilDate> booked_on;   // not before paid_on
  std::optional<ReceiptLine> reverses;  // exactly for reversals
  friend bool operator==(const PaymentLine&, const PaymentLine&) = default;
};

// The canonical column that carries a component's amount ("employer_medical_paid", ...).
std::string_view PaidColumn(Component component);
// Every problem of form and arithmetic that the line shows by itself.
std::vector<Problem> CheckPaymentLine(const PaymentLine& line);
void AppendCanonicalBytes(const PaymentLine& line, std::string& out);

struct PaymentKey {
  PoolingArea pooling_area;
  ReceiptLine id;
  friend auto operator<=>(const PaymentKey&, const PaymentKey&) = default;
};

// The line with what became of it. A reversal shares `applied_to` with the line it takes back.
struct Payment {
  PaymentLine line;
  PoolingArea pooling_area;
  std::optional<ObligationKey> applied_to;   // absent: unapplied
  ComponentAmounts reversed;                 // taken back by reversals so far
  std::vector<ReceiptLine> reversed_by;      // the reversals that took it back
  std::optional<AccountingMonth> booked_in;  // where its booking counted
  int64_t batch_no = 0;
  friend bool operator==(const Payment&, const Payment&) = default;
};

// A refusal of one instruction by the tax bureau (校验反馈).
struct InstructionRejection {
  InstructionNumber instruction_no;
  std::string code;     // 1..32 bytes
  std::string message;  // <= 1000 bytes
  friend bool operator==(const InstructionRejection&, const InstructionRejection&) = default;
};
void AppendCanonicalBytes(const InstructionRejection& rejection, std::string& out);

// The late fee an obligation really owes, after the amount it was charged on was corrected.
struct LateFeeCorrection {
  UnitCode unit_code;
  RegionCode region;
  InsuranceType insurance_type = InsuranceType::kEmployeeMedical;
  FeePeriod fee_period;
  Money late_fee_due;  // >= 0
  friend bool operator==(const LateFeeCorrection&, const LateFeeCorrection&) = default;
};
void AppendCanonicalBytes(const LateFeeCorrection& correction, std::string& out);

}  // namespace levybridge::domain
