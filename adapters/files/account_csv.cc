#include "adapters/files/account_csv.h"

#include <array>
#include <optional>
#include <utility>

#include "adapters/files/payment_csv.h"

namespace levybridge::files {
namespace {

using domain::AccountOnFile;
using domain::ProblemCode;
using domain::TreasuryRefund;

enum AccountColumn : size_t {
  kUnit,
  kRegion,
  kAccountNo,
  kAccountName,
  kBankName,
  kBankCode,
  kEffective
};
constexpr std::array<ColumnSpec, 7> kAccountColumns = {{
    {"unit_code", {"单位编号"}, true},
    {"region", {"行政区划代码"}, true},
    {"account_no", {"银行账号"}, true},
    {"account_name", {"收款户名", "户名"}, true},
    {"bank_name", {"开户行", "开户银行"}, true},
    {"bank_code", {"联行行号", "行号"}, true},
    {"effective_on", {"生效日期"}, true},
}};

enum TreasuryColumn : size_t {
  kRefundUnit,
  kRefundRegion,
  kInsurance,
  kPeriod,
  kComponent,
  kAmount,
  kRefundNo,
  kBooked
};
constexpr std::array<ColumnSpec, 8> kTreasuryColumns = {{
    {"unit_code", {"单位编号"}, true},
    {"region", {"行政区划代码"}, true},
    {"insurance_type", {"险种", "退费险种"}},
    {"fee_period", {"费款所属期"}, true},
    {"component", {"费种"}, true},
    {"amount", {"退费金额", "金额"}, true, true},
    {"refund_no", {"退库单号"}, true},
    {"booked_on", {"退库日期"}, true},
}};

AccountReader::Parsed ParseAccount(RowCells& cells) {
  auto unit = cells.Identifier<domain::UnitCode>(kUnit, Need::kRequired);
  const auto region = cells.Region(kRegion, Need::kRequired);
  auto number = cells.Parsed(kAccountNo, Need::kRequired, domain::BankAccountNumber::Parse,
                             ProblemCode::kAccountMalformed);
  auto name = cells.Parsed(kAccountName, Need::kRequired, domain::AccountName::Parse,
                           ProblemCode::kAccountNameMalformed);
  std::string bank = cells.Text(kBankName, domain::kMaxBankNameBytes, Need::kRequired);
  auto code = cells.Parsed(kBankCode, Need::kRequired, domain::BankCode::Parse,
                           ProblemCode::kBankCodeMalformed);
  const auto effective = cells.Date(kEffective, Need::kRequired);
  if (code && !code->CheckDigitHolds()) {
    cells.Report(ProblemCode::kBankCodeCheckDigit, kBankCode);
  }
  // Parameters quote cells, and in a row whose cells slipped any of them may be the account.
  for (domain::Problem& problem : cells.problems()) {
    problem.parameter1.clear();
    problem.parameter2.clear();
  }
  if (!unit || !region || !number || !name || !code || !effective) return {};
  return {AccountOnFile{*std::move(unit), *region, *std::move(number), *std::move(name),
                        std::move(bank), *std::move(code), *effective},
          {}};
}

TreasuryRefundReader::Parsed ParseTreasuryRefund(RowCells& cells) {
  auto unit = cells.Identifier<domain::UnitCode>(kRefundUnit, Need::kRequired);
  const auto region = cells.Region(kRefundRegion, Need::kRequired);
  const domain::InsuranceType type = ReadInsuranceType(cells, kInsurance);
  const auto period = cells.FeePeriod(kPeriod, Need::kRequired);
  const auto component =
      cells.Parsed(kComponent, Need::kRequired, domain::ParseComponent, ProblemCode::kUnknownCode);
  const auto amount = cells.Amount(kAmount);
  if (cells.Empty(kAmount)) cells.Report(ProblemCode::kMissingValue, kAmount);
  if (amount && amount->fen() <= 0) {
    cells.Report(ProblemCode::kAmountNotPositive, kAmount, amount->ToYuan());
  }
  auto number = cells.Identifier<domain::TreasuryRefundNumber>(kRefundNo, Need::kRequired);
  const auto booked = cells.Date(kBooked, Need::kRequired);
  const domain::Money claimed = amount.value_or(domain::Money());
  if (!unit || !region || !period || !component || !amount || !number || !booked) {
    return {std::nullopt, claimed};
  }
  return {TreasuryRefund{*std::move(unit), *region, type, *period, *component, *amount,
                         *std::move(number), *booked},
          claimed};
}

}  // namespace

absl::StatusOr<std::unique_ptr<AccountReader>> OpenAccounts(std::unique_ptr<ByteSource> source,
                                                            const CsvOptions& options) {
  auto table = TableReader::Open(std::move(source), options, kAccountColumns);
  if (!table.ok()) return table.status();
  return std::make_unique<AccountReader>(*std::move(table), ParseAccount);
}

absl::StatusOr<std::unique_ptr<TreasuryRefundReader>> OpenTreasuryRefunds(
    std::unique_ptr<ByteSource> source, const CsvOptions& options) {
  auto table = TableReader::Open(std::move(source), options, kTreasuryColumns);
  if (!table.ok()) return table.status();
  return std::make_unique<TreasuryRefundReader>(*std::move(table), ParseTreasuryRefund);
}

std::span<const ColumnSpec> AccountColumns() { return kAccountColumns; }
std::span<const ColumnSpec> TreasuryRefundColumns() { return kTreasuryColumns; }

}  // namespace levybridge::files
