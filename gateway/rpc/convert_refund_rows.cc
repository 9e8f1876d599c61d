// Rows about accounts, payouts and the treasury's refunds on their way in. What may name an account
// leaves nothing of itself in problems.
#include <string>
#include <utility>

#include "gateway/rpc/convert_rows.h"

namespace levybridge::rpc {
namespace {

using domain::Money;
using domain::PayoutResult;
using domain::ProblemCode;

// A text with a form of its own, which its problem does not quote.
template <class Value>
std::optional<Value> Private(std::string_view column, const std::string& text,
                             ProblemCode malformed, FieldReader& fields) {
  std::optional<Value> value = Value::Parse(text);
  if (!value) fields.Report(text.empty() ? ProblemCode::kMissingValue : malformed, column);
  return value;
}

std::optional<Money> AboveZero(std::string_view column, int64_t fen, FieldReader& fields) {
  const std::optional<Money> amount = Money::FromFen(fen);
  if (amount && fen > 0) return amount;
  if (!amount) {
    fields.Report(ProblemCode::kAmountOutOfRange, column);
  } else if (fen == 0) {
    fields.Report(ProblemCode::kMissingValue, column);
  } else {
    fields.Report(ProblemCode::kAmountNotPositive, column, amount->ToYuan());
  }
  return std::nullopt;
}

std::optional<domain::Component> ComponentFromWire(int number, FieldReader& fields) {
  if (number >= 1 && number <= domain::kComponentCount) return domain::Component(number);
  fields.Report(number == 0 ? ProblemCode::kMissingValue : ProblemCode::kUnknownCode, "component",
                number == 0 ? std::string() : std::to_string(number));
  return std::nullopt;
}

std::optional<PayoutResult> ResultFromWire(int number, FieldReader& fields) {
  const std::optional<PayoutResult> result = domain::PayoutResultFromNumber(number);
  if (!result) {
    fields.Report(number == 0 ? ProblemCode::kMissingValue : ProblemCode::kUnknownCode, "result",
                  number == 0 ? std::string() : std::to_string(number));
  }
  return result;
}

}  // namespace

std::optional<domain::AccountOnFile> FromWire(const refund::v1::AccountRow& row,
                                              FieldReader& fields) {
  auto unit = fields.RequiredText<domain::UnitCode>("unit_code", row.unit_code());
  const auto region = fields.RequiredRegion("region", row.region());
  auto number = Private<domain::BankAccountNumber>("account_no", row.account_no(),
                                                   ProblemCode::kAccountMalformed, fields);
  auto name = Private<domain::AccountName>("account_name", row.account_name(),
                                           ProblemCode::kAccountNameMalformed, fields);
  std::string bank = fields.PlainText("bank_name", row.bank_name(), domain::kMaxBankNameBytes);
  if (row.bank_name().empty()) fields.Report(ProblemCode::kMissingValue, "bank_name");
  auto code = Private<domain::BankCode>("bank_code", row.bank_code(),
                                        ProblemCode::kBankCodeMalformed, fields);
  const auto effective = fields.RequiredDate("effective_on", row.effective_on());
  if (!fields.ok()) return std::nullopt;
  return domain::AccountOnFile{.unit_code = *std::move(unit),
                               .region = *region,
                               .account_no = *std::move(number),
                               .account_name = *std::move(name),
                               .bank_name = std::move(bank),
                               .bank_code = *std::move(code),
                               .effective_on = *effective};
}

std::optional<domain::TreasuryRefund> FromWire(const payment::v1::TreasuryRefundRow& row,
                                               FieldReader& fields) {
  auto unit = fields.RequiredText<domain::UnitCode>("unit_code", row.unit_code());
  const auto region = fields.RequiredRegion("region", row.region());
  const auto insurance = fields.RequiredInsuranceType("insurance_type", row.insurance_type());
  const auto period = fields.RequiredPeriod("fee_period", row.fee_period());
  const auto component = ComponentFromWire(row.component(), fields);
  const auto amount = AboveZero("amount", row.amount_fen(), fields);
  auto number = fields.RequiredText<domain::TreasuryRefundNumber>("refund_no", row.refund_no());
  const auto booked = fields.RequiredDate("booked_on", row.booked_on());
  if (!fields.ok()) return std::nullopt;
  return domain::TreasuryRefund{.unit_code = *std::move(unit),
                                .region = *region,
                                .insurance_type = *insurance,
                                .fee_period = *period,
                                .component = *component,
                                .amount = *amount,
                                .refund_no = *std::move(number),
                                .booked_on = *booked};
}

std::optional<domain::PayoutReport> FromWire(const refund::v1::PayoutResultRow& row,
                                             FieldReader& fields) {
  auto payout_id = fields.RequiredText<domain::PayoutId>("payout_id", row.payout_id());
  const auto result = ResultFromWire(row.result(), fields);
  std::string code =
      fields.PlainText("reason_code", row.reason_code(), domain::kMaxReasonCodeBytes);
  std::string text =
      fields.PlainText("reason_text", row.reason_text(), domain::kMaxReasonTextBytes);
  std::optional<Money> amount;
  if (row.amount_fen() != 0) amount = AboveZero("amount", row.amount_fen(), fields);
  const auto value_on = fields.OptionalDate("value_on", row.value_on());
  if (!fields.ok()) return std::nullopt;
  domain::PayoutReport report{.payout_id = *std::move(payout_id),
                              .result = *result,
                              .reason_code = std::move(code),
                              .reason_text = std::move(text),
                              .amount = amount,
                              .value_on = value_on,
                              .by_statement = row.by_statement()};
  for (const domain::Problem& problem : ProblemsOf(report)) {
    fields.Report(problem.code, problem.column, problem.parameter1);
  }
  if (!fields.ok()) return std::nullopt;
  return report;
}

Money StatedAmount(const refund::v1::AccountRow&) { return {}; }

Money StatedAmount(const payment::v1::TreasuryRefundRow& row) {
  return Money::FromFen(row.amount_fen()).value_or(Money());
}

Money StatedAmount(const refund::v1::PayoutResultRow& row) {
  return Money::FromFen(row.amount_fen()).value_or(Money());
}

}  // namespace levybridge::rpc
