#include "gateway/domain/payout.h"

#include "gateway/domain/canonical_bytes.h"

namespace levybridge::domain {

void AppendCanonicalBytes(const PayoutReport& report, std::string& out) {
  CanonicalRow row(out);
  row.Text(report.payout_id.value()).Integer(static_cast<int64_t>(report.result));
  row.Text(report.reason_code).Text(report.reason_text);
  if (report.amount) {
    row.Amount(*report.amount);
  } else {
    row.Text("");
  }
  row.Date(report.value_on).Integer(report.by_statement ? 1 : 0);
}

void AppendCanonicalBytes(const TreasuryRefund& refund, std::string& out) {
  CanonicalRow(out)
      .Text(refund.unit_code.value())
      .Region(refund.region)
      .Integer(static_cast<int64_t>(refund.insurance_type))
      .Period(refund.fee_period)
      .Text(MachineName(refund.component))
      .Amount(refund.amount)
      .Text(refund.refund_no.value())
      .Date(refund.booked_on);
}

void AppendCanonicalBytes(const AccountOnFile& account, std::string& out) {
  CanonicalRow(out)
      .Text(account.unit_code.value())
      .Region(account.region)
      .Text(account.account_no.InFullForBankOrFiler())
      .Text(account.account_name.InFullForBankOrFiler())
      .Text(account.bank_name)
      .Text(account.bank_code.value())
      .Date(account.effective_on);
}

std::vector<Problem> ProblemsOf(const PayoutReport& report) {
  std::vector<Problem> problems;
  const auto add = [&](ProblemCode code, const char* column) {
    problems.push_back({code, column, {}, {}});
  };
  const bool returned = report.result == PayoutResult::kReturned;
  if (report.by_statement && !returned && report.result != PayoutResult::kPaid) {
    add(ProblemCode::kUnknownCode, "result");
  }
  if (!report.amount) {
    // A report may leave out what it answers; a movement without an amount is none.
    if (report.by_statement) add(ProblemCode::kMissingValue, "amount");
  } else if (report.amount->fen() <= 0) {
    add(ProblemCode::kAmountNotPositive, "amount");
  }
  const bool needs_reason =
      report.result == PayoutResult::kFailed || (returned && !report.by_statement);
  if (needs_reason && report.reason_code.empty()) add(ProblemCode::kReasonMissing, "reason_code");
  if (report.reason_code.size() > kMaxReasonCodeBytes) add(ProblemCode::kTooLong, "reason_code");
  if (report.reason_text.size() > kMaxReasonTextBytes) add(ProblemCode::kTooLong, "reason_text");
  if ((returned || report.by_statement) && !report.value_on) {
    add(ProblemCode::kMissingValue, "value_on");
  }
  return problems;
}

}  // namespace levybridge::domain
