#include "adapters/files/statement_csv.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <fstream>
#include <utility>

#include "adapters/files/payment_csv.h"
#include "adapters/files/refusal.h"
#include "gateway/domain/concatenate.h"

namespace levybridge::files {
namespace {

using domain::Money;
using domain::MoneySum;
using domain::ProblemCode;
using domain::StatementLine;
using domain::StatementTotals;

enum Column : size_t {
  kUnitCode,
  kRegion,
  kInsuranceType,
  kFeePeriod,
  kOpening,
  kAssessed,
  kCollectedEmployerMedical,
  kCollectedMaternity,
  kCollectedPersonal,
  kLateFee,
  kRefunded,
  kOffset,
  kClosing,
  kColumnCount,
};

constexpr std::array<ColumnSpec, kColumnCount> kColumns = {{
    {"unit_code", {"单位编号"}, true},
    {"region", {"行政区划代码"}, true},
    {"insurance_type", {"险种"}},
    {"fee_period", {"费款所属期"}, true},
    {"opening", {"期初余额"}, true, true},
    {"assessed", {"本期核定"}, true, true},
    {"collected_employer_medical", {"单位医疗实缴"}, true, true},
    {"collected_maternity", {"生育实缴"}, true, true},
    {"collected_personal", {"个人实缴"}, true, true},
    {"late_fee", {"滞纳金"}, true, true},
    {"refunded", {"退费"}, true, true},
    {"offset", {"抵扣"}, true, true},
    {"closing", {"期末余额"}, true, true},
}};

constexpr std::string_view kTrailerMark = "#TOTAL";
constexpr std::string_view kTrailerMarkChinese = "合计";
constexpr int64_t kMaxLines = 1'000'000'000;
constexpr std::streamoff kTailBytes = 64 * 1024;

// The amount columns of a line and of totals, in the order of the file.
struct AmountColumn {
  Column column;
  Money StatementLine::*of_line;
  MoneySum StatementTotals::*of_totals;
};
constexpr std::array<AmountColumn, 9> kAmounts = {{
    {kOpening, &StatementLine::opening, &StatementTotals::opening},
    {kAssessed, &StatementLine::assessed, &StatementTotals::assessed},
    {kCollectedEmployerMedical, &StatementLine::collected_employer_medical,
     &StatementTotals::collected_employer_medical},
    {kCollectedMaternity, &StatementLine::collected_maternity,
     &StatementTotals::collected_maternity},
    {kCollectedPersonal, &StatementLine::collected_personal, &StatementTotals::collected_personal},
    {kLateFee, &StatementLine::late_fee, &StatementTotals::late_fee},
    {kRefunded, &StatementLine::refunded, &StatementTotals::refunded},
    {kOffset, &StatementLine::offset, &StatementTotals::offset},
    {kClosing, &StatementLine::closing, &StatementTotals::closing},
}};

bool IsTrailer(const RowCells& cells) {
  const std::string_view unit = cells.Get(kUnitCode);
  return unit == kTrailerMark || unit == kTrailerMarkChinese;
}

// The first line and the last bytes of a file, as if the rest were not there.
absl::StatusOr<std::string> HeaderAndTail(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return SystemError("open", path, errno);
  file.seekg(0, std::ios::end);
  const std::streamoff size = file.tellg();
  file.seekg(0);
  std::string text(static_cast<size_t>(std::min(size, 2 * kTailBytes)), '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (!file) return SystemError("read", path, EIO);
  if (size <= 2 * kTailBytes) return text;
  const size_t header_end = text.find('\n');
  if (header_end == std::string::npos) return text;
  std::string tail(static_cast<size_t>(kTailBytes), '\0');
  file.seekg(size - kTailBytes);
  file.read(tail.data(), kTailBytes);
  if (!file) return SystemError("read", path, EIO);
  const size_t tail_begin = tail.find('\n');
  text.resize(header_end + 1);
  if (tail_begin != std::string::npos) text += tail.substr(tail_begin + 1);
  return text;
}

}  // namespace

std::span<const ColumnSpec> StatementColumns() { return kColumns; }

absl::StatusOr<std::unique_ptr<StatementReader>> StatementReader::Open(
    std::unique_ptr<ByteSource> source, const CsvOptions& options) {
  auto table = TableReader::Open(std::move(source), options, kColumns);
  if (!table.ok()) return table.status();
  return std::unique_ptr<StatementReader>(new StatementReader(*std::move(table)));
}

StatementReader::StatementReader(std::unique_ptr<TableReader> table)
    : reader_(std::move(table), [this](RowCells& cells) { return Parse(cells); }) {}

absl::StatusOr<bool> StatementReader::Next() {
  if (!failure_.ok()) return failure_;
  const bool trailer_seen = trailer_.has_value();
  at_trailer_ = false;
  absl::StatusOr<bool> more = reader_.Next();
  if (more.ok() && *more) {
    if (trailer_seen) {
      failure_ =
          Refuse(RefusalReason::kRowAfterTrailer, Place{table().csv().name(), table().line(), ""},
                 "合计行之后还有数据", "there are rows after the trailer");
      return failure_;
    }
    if (!at_trailer_) {
      ++totals_.lines;
      unreadable_amounts_ = unreadable_amounts_ || !table().WidthMatches();
      return true;
    }
    failure_ = AcceptTrailer();
    if (!failure_.ok()) return failure_;
    return Next();
  }
  if (!more.ok()) return more;
  failure_ = CompareWithTrailer();
  if (!failure_.ok()) return failure_;
  return false;
}

RecordReader<StatementLine>::Parsed StatementReader::Parse(RowCells& cells) {
  if (IsTrailer(cells)) return ParseTrailer(cells);
  auto unit_code = cells.Identifier<domain::UnitCode>(kUnitCode, Need::kRequired);
  const auto region = cells.Region(kRegion, Need::kRequired);
  const domain::InsuranceType type = ReadInsuranceType(cells, kInsuranceType);
  const auto period = cells.FeePeriod(kFeePeriod, Need::kRequired);
  const size_t problems_before_amounts = cells.problems().size();
  StatementLine line{
      .unit_code = unit_code ? *std::move(unit_code) : *domain::UnitCode::Parse("?"),
      .region = region ? *region : *domain::RegionCode::FromNumber(100000),
      .insurance_type = type,
      .fee_period = period ? *period : *domain::FeePeriod::FromYearMonth(2020, 2),
      .opening = {},
      .assessed = {},
      .collected_employer_medical = {},
      .collected_maternity = {},
      .collected_personal = {},
      .late_fee = {},
      .refunded = {},
      .offset = {},
      .closing = {},
  };
  for (const AmountColumn& amount : kAmounts) {
    line.*amount.of_line = cells.Amount(amount.column).value_or(Money());
    totals_.*amount.of_totals += line.*amount.of_line;
  }
  const bool amounts_readable = cells.problems().size() == problems_before_amounts;
  if (amounts_readable) {
    for (domain::Problem& problem : CheckStatementLine(line)) {
      cells.problems().push_back(std::move(problem));
    }
  } else {
    unreadable_amounts_ = true;
  }
  const Money claimed = line.closing;
  if (cells.HasProblem("unit_code") || !region || !period) return {std::nullopt, claimed};
  return {std::move(line), claimed};
}

RecordReader<StatementLine>::Parsed StatementReader::ParseTrailer(RowCells& cells) {
  at_trailer_ = true;
  StatementTotals stated;
  const auto lines = ParseCount(cells.Get(kRegion), kMaxLines);
  if (!lines) cells.Report(ProblemCode::kBadInteger, kRegion, Shown(cells.Get(kRegion)));
  stated.lines = lines.value_or(0);
  for (const AmountColumn& amount : kAmounts) {
    stated.*amount.of_totals = MoneySum(cells.Amount(amount.column).value_or(Money()));
  }
  trailer_ = stated;
  return {};
}

absl::Status StatementReader::AcceptTrailer() {
  const std::vector<domain::Problem>& problems = reader_.row().problems;
  if (problems.empty()) return absl::OkStatus();
  trailer_.reset();
  return Refuse(
      RefusalReason::kTrailerDisagrees,
      Place{table().csv().name(), table().line(), problems[0].column},
      domain::Concatenate("合计行无法读取：", MessageOf(problems[0], domain::Language::kChinese)),
      domain::Concatenate("the trailer cannot be read: ",
                          MessageOf(problems[0], domain::Language::kEnglish)));
}

// Rows with unreadable amounts are refused by themselves; what they would have added is unknown, so
// only the count can be held against the file then.
absl::Status StatementReader::CompareWithTrailer() const {
  const std::string& name = table().csv().name();
  if (!trailer_) {
    return Refuse(RefusalReason::kMissingTrailer, Place{name, 0, ""}, "缺少合计行（#TOTAL）",
                  "the trailer row (#TOTAL) is missing; the file may be cut off");
  }
  const auto differs = [&](std::string_view column, const std::string& stated,
                           const std::string& found) {
    return Refuse(RefusalReason::kTrailerDisagrees, Place{name, 0, std::string(column)},
                  domain::Concatenate("合计行为 ", stated, "，实际为 ", found),
                  domain::Concatenate("the trailer says ", stated, ", the lines make ", found));
  };
  if (trailer_->lines != totals_.lines) {
    return differs("region", std::to_string(trailer_->lines), std::to_string(totals_.lines));
  }
  if (unreadable_amounts_) return absl::OkStatus();
  for (const AmountColumn& amount : kAmounts) {
    const MoneySum stated = (*trailer_).*amount.of_totals;
    const MoneySum found = totals_.*amount.of_totals;
    if (!(stated == found)) {
      return differs(kColumns[amount.column].name, stated.ToYuan(), found.ToYuan());
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<StatementTotals> ReadStatementTrailer(const std::string& path,
                                                     const CsvOptions& options) {
  auto text = HeaderAndTail(path);
  if (!text.ok()) return text.status();
  auto reader = StatementReader::Open(FromMemory(path, *std::move(text)), options);
  if (!reader.ok()) return reader.status();
  for (;;) {
    const absl::StatusOr<bool> more = (*reader)->Next();
    if (more.ok() && *more) continue;
    if ((*reader)->trailer()) return *(*reader)->trailer();
    return more.status();
  }
}

absl::StatusOr<std::unique_ptr<StatementWriter>> StatementWriter::Create(const std::string& path) {
  auto file = AtomicFile::Create(path);
  if (!file.ok()) return file.status();
  return std::unique_ptr<StatementWriter>(new StatementWriter(*std::move(file)));
}

StatementWriter::StatementWriter(std::unique_ptr<AtomicFile> file) : file_(std::move(file)) {
  file_->Append(HeaderOf(kColumns));
  file_->Append(kCsvLineEnd);
}

void StatementWriter::Append(const StatementLine& line) {
  text_.clear();
  AppendCell(line.unit_code.value(), ',', text_);
  text_.push_back(',');
  line.region.AppendTo(text_);
  text_ +=
      domain::Concatenate(",", std::to_string(static_cast<unsigned>(line.insurance_type)), ",");
  line.fee_period.AppendIso(text_);
  for (const AmountColumn& amount : kAmounts) {
    text_.push_back(',');
    (line.*amount.of_line).AppendYuan(text_);
  }
  text_ += kCsvLineEnd;
  file_->Append(text_);
  totals_.Add(line);
}

absl::Status StatementWriter::Finish() {
  text_ = domain::Concatenate(kTrailerMark, ",", std::to_string(totals_.lines), ",,");
  for (const AmountColumn& amount : kAmounts) {
    text_ += domain::Concatenate(",", (totals_.*amount.of_totals).ToYuan());
  }
  text_ += kCsvLineEnd;
  file_->Append(text_);
  return file_->Commit();
}

}  // namespace levybridge::files
