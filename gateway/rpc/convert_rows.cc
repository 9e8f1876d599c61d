#include "gateway/rpc/convert_rows.h"

#include <algorithm>
#include <array>
#include <utility>

namespace levybridge::rpc {
namespace {

using domain::Component;
using domain::Money;
using domain::ProblemCode;

constexpr size_t kMaxRawBytes = 4096;
constexpr uint32_t kMaxLineNumber = 999'999;

std::optional<domain::InstructionNumber> InstructionNumberFromWire(const std::string& text,
                                                                   bool required,
                                                                   FieldReader& fields) {
  if (text.empty()) {
    if (required) fields.Report(ProblemCode::kMissingValue, "instruction_no");
    return std::nullopt;
  }
  std::optional<domain::InstructionNumber> number = domain::InstructionNumber::Parse(text);
  if (!number) fields.Report(ProblemCode::kUnknownInstruction, "instruction_no");
  return number;
}

std::optional<domain::ReceiptLine> ReceiptLineFromWire(const std::string& receipt_no,
                                                       uint32_t line_no,
                                                       std::string_view receipt_column,
                                                       std::string_view line_column,
                                                       FieldReader& fields) {
  auto receipt = fields.RequiredText<domain::ReceiptNumber>(receipt_column, receipt_no);
  const bool line_ok = line_no >= 1 && line_no <= kMaxLineNumber;
  if (!line_ok) fields.Report(ProblemCode::kBadInteger, line_column, std::to_string(line_no));
  if (!receipt || !line_ok) return std::nullopt;
  return domain::ReceiptLine{*std::move(receipt), static_cast<int32_t>(line_no)};
}

// Of a sum that outside data decides; 0 when it is out of bounds.
Money SumOrZero(std::initializer_list<int64_t> parts) {
  Money sum;
  for (const int64_t fen : parts) {
    const std::optional<Money> part = Money::FromFen(fen);
    const std::optional<Money> next = part ? domain::CheckedAdd(sum, *part) : std::nullopt;
    if (!next) return Money();
    sum = *next;
  }
  return sum;
}

}  // namespace

std::optional<domain::PaymentLine> FromWire(const payment::v1::PaymentRow& row,
                                            FieldReader& fields) {
  auto id = ReceiptLineFromWire(row.receipt_no(), row.line_no(), "receipt_no", "line_no", fields);
  const int type = row.type();
  if (type != payment::v1::PAYMENT_TYPE_PAYMENT && type != payment::v1::PAYMENT_TYPE_REVERSAL) {
    fields.Report(ProblemCode::kUnknownKind, "type",
                  type == 0 ? std::string() : std::to_string(type));
  }
  const auto instruction = InstructionNumberFromWire(row.instruction_no(), false, fields);
  auto unit = fields.OptionalText<domain::UnitCode>("unit_code", row.unit_code());
  auto insurance = std::optional(domain::InsuranceType::kEmployeeMedical);
  std::optional<domain::FeePeriod> period;
  if (row.instruction_no().empty() && row.unit_code().empty()) {
    fields.Report(ProblemCode::kMissingValue, "unit_code");
  }
  if (row.instruction_no().empty() || row.insurance_type() != 0) {
    insurance = fields.RequiredInsuranceType("insurance_type", row.insurance_type());
  }
  if (row.instruction_no().empty() || row.fee_period() != 0) {
    period = fields.RequiredPeriod("fee_period", row.fee_period());
  }
  const auto region = fields.RequiredRegion("region", row.region());
  domain::ComponentAmounts amounts;
  const std::array<std::pair<Component, int64_t>, 5> stated = {
      std::pair{Component::kEmployerMedical, row.employer_medical_paid_fen()},
      {Component::kMaternity, row.maternity_paid_fen()},
      {Component::kPersonal, row.personal_paid_fen()},
      {Component::kLateFee, row.late_fee_fen()},
      {Component::kInterest, row.interest_fen()}};
  for (const auto& [component, fen] : stated) {
    amounts[component] = fields.Amount(domain::PaidColumn(component), fen);
  }
  const auto paid_on = fields.RequiredDate("paid_on", row.paid_on());
  const auto booked_on = fields.OptionalDate("booked_on", row.booked_on());
  std::optional<domain::ReceiptLine> reverses;
  if (!row.reverses_receipt_no().empty() || row.reverses_line_no() != 0) {
    reverses = ReceiptLineFromWire(row.reverses_receipt_no(), row.reverses_line_no(),
                                   "reverses_receipt_no", "reverses_line_no", fields);
  }
  if (!fields.ok()) return std::nullopt;
  return domain::PaymentLine{.id = *std::move(id),
                             .type = domain::PaymentType(type),
                             .instruction_no = instruction,
                             .unit_code = std::move(unit),
                             .insurance_type = *insurance,
                             .fee_period = period,
                             .region = *region,
                             .amounts = amounts,
                             .paid_on = *paid_on,
                             .booked_on = booked_on,
                             .reverses = std::move(reverses)};
}

std::optional<domain::LateFeeCorrection> FromWire(const payment::v1::LateFeeRow& row,
                                                  FieldReader& fields) {
  auto unit = fields.RequiredText<domain::UnitCode>("unit_code", row.unit_code());
  const auto region = fields.RequiredRegion("region", row.region());
  const auto insurance = fields.RequiredInsuranceType("insurance_type", row.insurance_type());
  const auto period = fields.RequiredPeriod("fee_period", row.fee_period());
  const Money fee = fields.Amount("late_fee_due", row.late_fee_due_fen());
  if (fee.IsNegative()) {
    fields.Report(ProblemCode::kNegativeAmount, "late_fee_due", fee.ToYuan());
  }
  if (!fields.ok()) return std::nullopt;
  return domain::LateFeeCorrection{*std::move(unit), *region, *insurance, *period, fee};
}

std::optional<domain::InstructionRejection> FromWire(
    const collection::v1::InstructionRejectionRow& row, FieldReader& fields) {
  const auto number = InstructionNumberFromWire(row.instruction_no(), true, fields);
  std::string code = fields.PlainText("code", row.code(), 32);
  if (row.code().empty()) fields.Report(ProblemCode::kMissingValue, "code");
  std::string message = fields.PlainText("message", row.message(), 1000);
  if (!fields.ok()) return std::nullopt;
  return domain::InstructionRejection{*number, std::move(code), std::move(message)};
}

std::optional<domain::StatementLine> FromWire(const reconciliation::v1::StatementLine& row,
                                              FieldReader& fields) {
  auto unit = fields.RequiredText<domain::UnitCode>("unit_code", row.unit_code());
  const auto region = fields.RequiredRegion("region", row.region());
  const auto insurance = fields.RequiredInsuranceType("insurance_type", row.insurance_type());
  const auto period = fields.RequiredPeriod("fee_period", row.fee_period());
  const Money opening = fields.Amount("opening", row.opening_fen());
  const Money assessed = fields.Amount("assessed", row.assessed_fen());
  const Money medical =
      fields.Amount("collected_employer_medical", row.collected_employer_medical_fen());
  const Money maternity = fields.Amount("collected_maternity", row.collected_maternity_fen());
  const Money personal = fields.Amount("collected_personal", row.collected_personal_fen());
  const Money late_fee = fields.Amount("late_fee", row.late_fee_fen());
  const Money refunded = fields.Amount("refunded", row.refunded_fen());
  const Money offset = fields.Amount("offset", row.offset_fen());
  const Money closing = fields.Amount("closing", row.closing_fen());
  if (!fields.ok()) return std::nullopt;
  return domain::StatementLine{.unit_code = *std::move(unit),
                               .region = *region,
                               .insurance_type = *insurance,
                               .fee_period = *period,
                               .opening = opening,
                               .assessed = assessed,
                               .collected_employer_medical = medical,
                               .collected_maternity = maternity,
                               .collected_personal = personal,
                               .late_fee = late_fee,
                               .refunded = refunded,
                               .offset = offset,
                               .closing = closing};
}

Money StatedAmount(const payment::v1::PaymentRow& row) {
  const Money sum = SumOrZero({row.employer_medical_paid_fen(), row.maternity_paid_fen(),
                               row.personal_paid_fen(), row.late_fee_fen(), row.interest_fen()});
  return row.type() == payment::v1::PAYMENT_TYPE_REVERSAL ? -sum : sum;
}

Money StatedAmount(const payment::v1::LateFeeRow& row) {
  return SumOrZero({row.late_fee_due_fen()});
}

Money StatedAmount(const collection::v1::InstructionRejectionRow&) { return Money(); }

Money StatedAmount(const reconciliation::v1::StatementLine& row) {
  return SumOrZero({row.closing_fen()});
}

domain::UnreadableRow FromWire(const common::v1::UnreadableRow& row, bool may_be_quoted) {
  domain::UnreadableRow result{.row = static_cast<int64_t>(row.row()),
                               .raw = row.raw().substr(0, may_be_quoted ? kMaxRawBytes : 0),
                               .problems = ProblemsFromWire(row.problems()),
                               .stated = SumOrZero({row.stated_fen()})};
  if (may_be_quoted) return result;
  for (domain::Problem& problem : result.problems) {
    problem.parameter1.clear();
    problem.parameter2.clear();
  }
  return result;
}

}  // namespace levybridge::rpc
