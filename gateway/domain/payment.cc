#include "gateway/domain/payment.h"

#include "gateway/domain/canonical_bytes.h"

namespace levybridge::domain {

std::optional<PaymentType> ParsePaymentType(std::string_view name) {
  if (name == "payment" || name == "缴款" || name == "缴费") return PaymentType::kPayment;
  if (name == "reversal" || name == "冲销" || name == "冲正") return PaymentType::kReversal;
  return std::nullopt;
}

std::string_view MachineName(PaymentType type) {
  switch (type) {
    case PaymentType::kPayment:
      return "payment";
    case PaymentType::kReversal:
      return "reversal";
  }
  return "";
}

std::vector<Problem> CheckPaymentLine(const PaymentLine& line) {
  std::vector<Problem> problems;
  for (const Component component : kAllComponents) {
    if (line.amounts[component].IsNegative()) {
      problems.push_back({ProblemCode::kNegativeAmount, std::string(PaidColumn(component)),
                          line.amounts[component].ToYuan(), ""});
    }
  }
  if (line.amounts.AllZero()) problems.push_back({ProblemCode::kNothingPaid, "", "", ""});
  if (!line.amounts.Sum()) problems.push_back({ProblemCode::kAmountOutOfRange, "", "", ""});
  if (line.booked_on && *line.booked_on < line.paid_on) {
    problems.push_back({ProblemCode::kBookedBeforePaid, "booked_on", line.booked_on->ToIso(),
                        line.paid_on.ToIso()});
  }
  if ((line.type == PaymentType::kReversal) != line.reverses.has_value()) {
    problems.push_back({ProblemCode::kMissingValue, "reverses_receipt_no", "", ""});
  }
  const bool has_target = line.instruction_no || (line.unit_code && line.fee_period);
  if (line.type == PaymentType::kPayment && !has_target) {
    problems.push_back({ProblemCode::kMissingValue, "instruction_no", "", ""});
  }
  return problems;
}

std::string_view PaidColumn(Component component) {
  switch (component) {
    case Component::kEmployerMedical:
      return "employer_medical_paid";
    case Component::kMaternity:
      return "maternity_paid";
    case Component::kPersonal:
      return "personal_paid";
    case Component::kLateFee:
      return "late_fee";
    case Component::kInterest:
      return "interest";
  }
  return "";
}

void AppendCanonicalBytes(const PaymentLine& line, std::string& out) {
  CanonicalRow row(out);
  row.Text(line.id.receipt_no.value()).Integer(line.id.line_no).Text(MachineName(line.type));
  row.Text(line.instruction_no ? line.instruction_no->ToString() : "");
  row.Text(line.unit_code ? line.unit_code->value() : "");
  row.Integer(static_cast<int64_t>(line.insurance_type)).Period(line.fee_period);
  row.Region(line.region);
  for (const Component component : kAllComponents) row.Amount(line.amounts[component]);
  row.Date(line.paid_on).Date(line.booked_on);
  row.Text(line.reverses ? line.reverses->receipt_no.value() : "");
  row.Integer(line.reverses ? line.reverses->line_no : 0);
}

void AppendCanonicalBytes(const InstructionRejection& rejection, std::string& out) {
  CanonicalRow(out)
      .Text(rejection.instruction_no.ToString())
      .Text(rejection.code)
      .Text(rejection.message);
}

void AppendCanonicalBytes(const LateFeeCorrection& correction, std::string& out) {
  CanonicalRow(out)
      .Text(correction.unit_code.value())
      .Region(correction.region)
      .Integer(static_cast<int64_t>(correction.insurance_type))
      .Period(correction.fee_period)
      .Amount(correction.late_fee_due);
}

}  // namespace levybridge::domain
