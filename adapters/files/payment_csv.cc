#include "adapters/files/payment_csv.h"

#include <array>
#include <utility>

#include "adapters/files/atomic_file.h"

namespace levybridge::files {
namespace {

using domain::Component;
using domain::Money;
using domain::PaymentLine;
using domain::PaymentType;
using domain::ProblemCode;

enum Column : size_t {
  kReceiptNo,
  kLineNo,
  kType,
  kInstructionNo,
  kUnitCode,
  kInsuranceType,
  kFeePeriod,
  kRegion,
  kEmployerMedicalPaid,
  kMaternityPaid,
  kPersonalPaid,
  kLateFee,
  kInterest,
  kPaidOn,
  kBookedOn,
  kReversesReceiptNo,
  kReversesLineNo,
  kColumnCount,
};

constexpr std::array<ColumnSpec, kColumnCount> kColumns = {{
    {"receipt_no", {"电子税票号"}, true},
    {"line_no", {"税票行号", "行号"}, false, true},
    {"type", {"类型"}, true},
    {"instruction_no", {"征集通知编号"}},
    {"unit_code", {"单位编号"}},
    {"insurance_type", {"险种"}},
    {"fee_period", {"费款所属期"}},
    {"region", {"行政区划代码"}, true},
    {"employer_medical_paid", {"单位医疗实缴金额"}, false, true},
    {"maternity_paid", {"生育实缴金额"}, false, true},
    {"personal_paid", {"个人实缴金额"}, false, true},
    {"late_fee", {"滞纳金"}, false, true},
    {"interest", {"利息"}, false, true},
    {"paid_on", {"缴款日期"}, true},
    {"booked_on", {"入库日期"}},
    {"reverses_receipt_no", {"原电子税票号"}},
    {"reverses_line_no", {"原税票行号", "原行号"}, false, true},
}};

constexpr std::array<std::pair<Column, Component>, 5> kPaidColumns = {{
    {kEmployerMedicalPaid, Component::kEmployerMedical},
    {kMaternityPaid, Component::kMaternity},
    {kPersonalPaid, Component::kPersonal},
    {kLateFee, Component::kLateFee},
    {kInterest, Component::kInterest},
}};

enum RejectionColumn : size_t { kRejectedNo, kRejectionCode, kRejectionMessage };
constexpr std::array<ColumnSpec, 3> kRejectionColumns = {{
    {"instruction_no", {"征集通知编号"}, true},
    {"code", {"代码", "原因代码"}, true},
    {"message", {"说明", "原因"}},
}};
constexpr size_t kMaxRejectionCode = 32;
constexpr size_t kMaxRejectionMessage = 1000;

enum LateFeeColumn : size_t { kFeeUnit, kFeeRegion, kFeeInsurance, kFeeFeePeriod, kFeeDue };
constexpr std::array<ColumnSpec, 5> kLateFeeColumns = {{
    {"unit_code", {"单位编号"}, true},
    {"region", {"行政区划代码"}, true},
    {"insurance_type", {"险种"}},
    {"fee_period", {"费款所属期"}, true},
    {"late_fee_due", {"应缴滞纳金"}, true, true},
}};

constexpr int64_t kMaxLineNo = 999'999;

// A line number of 1..999999; 1 when the cell is empty.
int32_t ReadLineNo(RowCells& cells, size_t column) {
  if (cells.Empty(column)) return 1;
  const auto parse = [](std::string_view text) {
    const std::optional<int64_t> number = ParseCount(text, kMaxLineNo);
    return number == 0 ? std::nullopt : number;
  };
  const auto number = cells.Parsed(column, Need::kOptional, parse, ProblemCode::kBadInteger);
  return static_cast<int32_t>(number.value_or(1));
}

// Reads the amounts; what they sum up to, as far as they can be read.
Money ReadPaid(RowCells& cells, domain::ComponentAmounts& amounts) {
  for (const auto& [column, component] : kPaidColumns) {
    amounts[component] = cells.Amount(column).value_or(Money());
  }
  return amounts.Sum().value_or(Money());
}

bool AnyPaidColumnWrong(const RowCells& cells) {
  for (const auto& paid : kPaidColumns) {
    if (cells.HasProblem(kColumns[paid.first].name)) return true;
  }
  return false;
}

// Adds what the line shows as a whole, without what only follows from a cell that was unreadable.
void AddCheck(const PaymentLine& line, RowCells& cells) {
  const bool amounts_wrong = AnyPaidColumnWrong(cells);
  std::vector<domain::Problem> kept;
  for (domain::Problem& problem : CheckPaymentLine(line)) {
    if (cells.HasProblem(problem.column)) continue;
    if (problem.code == ProblemCode::kNothingPaid && amounts_wrong) continue;
    if (problem.code == ProblemCode::kBookedBeforePaid && cells.HasProblem("paid_on")) continue;
    if (problem.column == "reverses_receipt_no" && cells.HasProblem("type")) continue;
    if (problem.column == "instruction_no" &&
        (cells.HasProblem("unit_code") || cells.HasProblem("fee_period") ||
         cells.HasProblem("type"))) {
      continue;
    }
    kept.push_back(std::move(problem));
  }
  for (domain::Problem& problem : kept) cells.problems().push_back(std::move(problem));
}

PaymentReader::Parsed ParsePayment(RowCells& cells) {
  auto receipt_no = cells.Identifier<domain::ReceiptNumber>(kReceiptNo, Need::kRequired);
  const int32_t line_no = ReadLineNo(cells, kLineNo);
  const auto type =
      cells.Parsed(kType, Need::kRequired, domain::ParsePaymentType, ProblemCode::kUnknownCode);
  const auto region = cells.Region(kRegion, Need::kRequired);
  const auto paid_on = cells.Date(kPaidOn, Need::kRequired);
  const bool complete = receipt_no && type && region && paid_on;
  if (!receipt_no) receipt_no = domain::ReceiptNumber::Parse("?");
  PaymentLine line{
      .id = {*std::move(receipt_no), line_no},
      .type = type.value_or(PaymentType::kPayment),
      .instruction_no =
          cells.Parsed(kInstructionNo, Need::kOptional, domain::InstructionNumber::Parse,
                       ProblemCode::kUnknownInstruction),
      .unit_code = cells.Identifier<domain::UnitCode>(kUnitCode, Need::kOptional),
      .insurance_type = ReadInsuranceType(cells, kInsuranceType),
      .fee_period = cells.FeePeriod(kFeePeriod, Need::kOptional),
      .region = region ? *region : *domain::RegionCode::FromNumber(100000),
      .amounts = {},
      .paid_on = paid_on ? *paid_on : *domain::CivilDate::FromYmd(1990, 1, 1),
      .booked_on = cells.Date(kBookedOn, Need::kOptional),
      .reverses = std::nullopt,
  };
  const Money paid = ReadPaid(cells, line.amounts);
  const Money claimed = line.type == PaymentType::kReversal ? -paid : paid;
  auto reversed = cells.Identifier<domain::ReceiptNumber>(kReversesReceiptNo, Need::kOptional);
  const int32_t reversed_line = ReadLineNo(cells, kReversesLineNo);
  if (reversed) line.reverses = domain::ReceiptLine{*std::move(reversed), reversed_line};
  AddCheck(line, cells);
  if (!complete) return {std::nullopt, claimed};
  return {std::move(line), claimed};
}

RejectionReader::Parsed ParseRejection(RowCells& cells) {
  const auto number = cells.Parsed(kRejectedNo, Need::kRequired, domain::InstructionNumber::Parse,
                                   ProblemCode::kUnknownInstruction);
  std::string code = cells.Text(kRejectionCode, kMaxRejectionCode, Need::kRequired);
  std::string message = cells.Text(kRejectionMessage, kMaxRejectionMessage, Need::kOptional);
  if (!number) return {};
  return {domain::InstructionRejection{*number, std::move(code), std::move(message)}, Money()};
}

LateFeeReader::Parsed ParseLateFee(RowCells& cells) {
  auto unit_code = cells.Identifier<domain::UnitCode>(kFeeUnit, Need::kRequired);
  const auto region = cells.Region(kFeeRegion, Need::kRequired);
  const domain::InsuranceType type = ReadInsuranceType(cells, kFeeInsurance);
  const auto period = cells.FeePeriod(kFeeFeePeriod, Need::kRequired);
  const auto due = cells.Amount(kFeeDue);
  if (cells.Empty(kFeeDue)) cells.Report(ProblemCode::kMissingValue, kFeeDue);
  if (due && due->IsNegative()) {
    cells.Report(ProblemCode::kNegativeAmount, kFeeDue, due->ToYuan());
  }
  const Money claimed = due.value_or(Money());
  if (!unit_code || !region || !period || !due) return {std::nullopt, claimed};
  return {domain::LateFeeCorrection{*std::move(unit_code), *region, type, *period, *due}, claimed};
}

template <class Reader, class Parse>
absl::StatusOr<std::unique_ptr<Reader>> OpenReader(std::unique_ptr<ByteSource> source,
                                                   const CsvOptions& options,
                                                   std::span<const ColumnSpec> columns,
                                                   Parse parse) {
  auto table = TableReader::Open(std::move(source), options, columns);
  if (!table.ok()) return table.status();
  return std::make_unique<Reader>(*std::move(table), parse);
}

}  // namespace

domain::InsuranceType ReadInsuranceType(RowCells& cells, size_t column) {
  constexpr domain::InsuranceType kHandled = domain::InsuranceType::kEmployeeMedical;
  const auto type = cells.Parsed(column, Need::kOptional, domain::ParseInsuranceType,
                                 ProblemCode::kUnknownInsuranceType);
  if (type && *type != kHandled) {
    cells.Report(ProblemCode::kInsuranceTypeNotHandled, column,
                 std::to_string(static_cast<unsigned>(*type)), std::string(ChineseName(*type)));
  }
  return type.value_or(kHandled);
}

absl::StatusOr<std::unique_ptr<PaymentReader>> OpenPayments(std::unique_ptr<ByteSource> source,
                                                            const CsvOptions& options) {
  return OpenReader<PaymentReader>(std::move(source), options, kColumns, ParsePayment);
}

absl::StatusOr<std::unique_ptr<RejectionReader>> OpenRejections(std::unique_ptr<ByteSource> source,
                                                                const CsvOptions& options) {
  return OpenReader<RejectionReader>(std::move(source), options, kRejectionColumns, ParseRejection);
}

absl::StatusOr<std::unique_ptr<LateFeeReader>> OpenLateFees(std::unique_ptr<ByteSource> source,
                                                            const CsvOptions& options) {
  return OpenReader<LateFeeReader>(std::move(source), options, kLateFeeColumns, ParseLateFee);
}

std::span<const ColumnSpec> PaymentColumns() { return kColumns; }
std::span<const ColumnSpec> RejectionColumns() { return kRejectionColumns; }
std::span<const ColumnSpec> LateFeeColumns() { return kLateFeeColumns; }

std::string HeaderOf(std::span<const ColumnSpec> columns) {
  std::string header;
  for (const ColumnSpec& column : columns) {
    if (!header.empty()) header.push_back(',');
    header += column.name;
  }
  return header;
}

std::string PaymentHeader() { return HeaderOf(kColumns); }

void AppendPaymentRow(const PaymentLine& line, std::string& out) {
  const auto text = [&](std::string_view cell) {
    AppendCell(cell, ',', out);
    out.push_back(',');
  };
  text(line.id.receipt_no.value());
  text(std::to_string(line.id.line_no));
  text(MachineName(line.type));
  text(line.instruction_no ? line.instruction_no->ToString() : "");
  text(line.unit_code ? line.unit_code->value() : "");
  text(std::to_string(static_cast<unsigned>(line.insurance_type)));
  text(line.fee_period ? line.fee_period->ToIso() : "");
  text(line.region.ToString());
  for (const auto& paid : kPaidColumns) text(line.amounts[paid.second].ToYuan());
  text(line.paid_on.ToIso());
  text(line.booked_on ? line.booked_on->ToIso() : "");
  text(line.reverses ? line.reverses->receipt_no.value() : "");
  if (line.reverses) out += std::to_string(line.reverses->line_no);
}

}  // namespace levybridge::files
