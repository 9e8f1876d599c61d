#include "adapters/files/bank_csv.h"

#include <array>
#include <string>

#include "adapters/files/refusal.h"
#include "gateway/domain/concatenate.h"

namespace levybridge::files {
namespace {

using domain::Money;
using domain::PayoutDirection;
using domain::PayoutMovement;
using domain::PayoutReport;
using domain::PayoutResult;
using domain::ProblemCode;

constexpr std::string_view kTrailerMark = "#TOTAL";
constexpr std::string_view kTrailerMarkChinese = "合计";
constexpr int64_t kMaxLines = 1'000'000'000;

enum ResultColumn : size_t { kResultPayout, kResultCode, kResultAmount, kResultDate, kMessage };
constexpr std::array<ColumnSpec, 5> kResultColumns = {{
    {"payout_id", {"拨付编号"}, true},
    {"result_code", {"结果代码", "处理结果"}, true},
    {"amount", {"金额", "退费金额"}, true, true},
    {"value_date", {"记账日期", "交易日期"}},
    {"message", {"说明", "失败原因"}},
}};

enum StatementColumn : size_t { kPayout, kAmount, kValueDate, kDirection };
constexpr std::array<ColumnSpec, 4> kStatementColumns = {{
    {"payout_id", {"拨付编号"}, true},
    {"amount", {"金额"}, true, true},
    {"value_date", {"记账日期", "交易日期"}, true},
    {"direction", {"收付标志", "方向"}, true},
}};

std::optional<PayoutDirection> ParseDirection(std::string_view text) {
  if (text == "paid" || text == "支付") return PayoutDirection::kPaid;
  if (text == "returned" || text == "退汇") return PayoutDirection::kReturned;
  return std::nullopt;
}

std::optional<Money> PositiveAmount(RowCells& cells, size_t column) {
  const std::optional<Money> amount = cells.Amount(column);
  if (cells.Empty(column)) cells.Report(ProblemCode::kMissingValue, column);
  if (amount && amount->fen() <= 0) {
    cells.Report(ProblemCode::kAmountNotPositive, column, amount->ToYuan());
  }
  return amount;
}

std::pair<std::optional<PayoutReport>, std::optional<Money>> ParseResult(RowCells& cells) {
  auto payout_id = cells.Identifier<domain::PayoutId>(kResultPayout, Need::kRequired);
  const std::string_view code = cells.Get(kResultCode);
  const domain::DomesticResult* const result = domain::DomesticResultOf(code);
  if (result == nullptr) cells.Report(ProblemCode::kReasonMissing, kResultCode, Shown(code));
  const auto amount = PositiveAmount(cells, kResultAmount);
  const bool paid = result != nullptr && result->result == PayoutResult::kPaid;
  const auto date = cells.Date(kResultDate, paid ? Need::kRequired : Need::kOptional);
  std::string text = cells.Text(kMessage, domain::kMaxReasonTextBytes, Need::kOptional);
  if (!payout_id || result == nullptr || !amount) return {std::nullopt, amount};
  return {PayoutReport{.payout_id = *std::move(payout_id),
                       .result = result->result,
                       .reason_code = std::string(code),
                       .reason_text = std::move(text),
                       .amount = amount,
                       .value_on = date},
          amount};
}

std::pair<std::optional<PayoutMovement>, std::optional<Money>> ParseMovement(RowCells& cells) {
  auto payout_id = cells.Identifier<domain::PayoutId>(kPayout, Need::kRequired);
  const auto amount = PositiveAmount(cells, kAmount);
  const auto date = cells.Date(kValueDate, Need::kRequired);
  const auto direction =
      cells.Parsed(kDirection, Need::kRequired, ParseDirection, ProblemCode::kUnknownCode);
  if (!payout_id || !amount || !date || !direction) return {std::nullopt, amount};
  return {PayoutMovement{*std::move(payout_id), *amount, *date, *direction}, amount};
}

}  // namespace

bool PayoutTrailer::Takes(RowCells& cells) {
  const std::string_view key = cells.Get(columns_.key);
  if (key != kTrailerMark && key != kTrailerMarkChinese) return false;
  at_trailer_ = true;
  const auto lines = ParseCount(cells.Get(columns_.count), kMaxLines);
  if (!lines) cells.Report(ProblemCode::kBadInteger, columns_.count);
  const auto amount = cells.Amount(columns_.amount);
  if (cells.Empty(columns_.amount)) cells.Report(ProblemCode::kMissingValue, columns_.amount);
  if (lines && amount) stated_ = PayoutTotals{*lines, domain::MoneySum(*amount)};
  return true;
}

void PayoutTrailer::Count(const std::optional<Money>& amount) {
  ++found_.lines;
  if (amount) found_.amount += *amount;
  unreadable_amounts_ = unreadable_amounts_ || !amount;
}

absl::Status PayoutTrailer::AtRow(const TableReader& table,
                                  const std::vector<domain::Problem>& problems) {
  const std::string& file = table.csv().name();
  if (trailer_seen_) {
    return Refuse(RefusalReason::kRowAfterTrailer, Place{file, table.line(), ""},
                  "合计行之后还有数据", "there are rows after the trailer");
  }
  trailer_seen_ = at_trailer_;
  if (!at_trailer_ || problems.empty()) return absl::OkStatus();
  return Refuse(
      RefusalReason::kTrailerDisagrees, Place{file, table.line(), problems[0].column},
      domain::Concatenate("合计行无法读取：", MessageOf(problems[0], domain::Language::kChinese)),
      domain::Concatenate("the trailer cannot be read: ",
                          MessageOf(problems[0], domain::Language::kEnglish)));
}

// Rows with unreadable amounts are refused by themselves; what they would have added is unknown, so
// only the count can be held against the file then.
absl::Status PayoutTrailer::AtEnd(const TableReader& table) const {
  const std::string& file = table.csv().name();
  if (!stated_) {
    if (!required_) return absl::OkStatus();
    return Refuse(RefusalReason::kMissingTrailer, Place{file, 0, ""}, "缺少合计行（#TOTAL）",
                  "the trailer row (#TOTAL) is missing; the file may be cut off");
  }
  const auto differs = [&](size_t column, const std::string& stated, const std::string& found) {
    return Refuse(RefusalReason::kTrailerDisagrees,
                  Place{file, 0, std::string(table.columns()[column].name)},
                  domain::Concatenate("合计行为 ", stated, "，实际为 ", found),
                  domain::Concatenate("the trailer says ", stated, ", the lines make ", found));
  };
  if (stated_->lines != found_.lines) {
    return differs(columns_.count, std::to_string(stated_->lines), std::to_string(found_.lines));
  }
  if (!unreadable_amounts_ && !(stated_->amount == found_.amount)) {
    return differs(columns_.amount, stated_->amount.ToYuan(), found_.amount.ToYuan());
  }
  return absl::OkStatus();
}

absl::StatusOr<std::unique_ptr<PayoutResultReader>> OpenPayoutResults(
    std::unique_ptr<ByteSource> source, const CsvOptions& options) {
  auto table = TableReader::Open(std::move(source), options, kResultColumns);
  if (!table.ok()) return table.status();
  return std::make_unique<PayoutResultReader>(
      *std::move(table), PayoutTrailer({kResultPayout, kResultCode, kResultAmount}, false),
      ParseResult);
}

absl::StatusOr<std::unique_ptr<PayoutStatementReader>> OpenPayoutStatement(
    std::unique_ptr<ByteSource> source, const CsvOptions& options) {
  auto table = TableReader::Open(std::move(source), options, kStatementColumns);
  if (!table.ok()) return table.status();
  return std::make_unique<PayoutStatementReader>(
      *std::move(table), PayoutTrailer({kPayout, kDirection, kAmount}, true), ParseMovement);
}

std::span<const ColumnSpec> PayoutResultColumns() { return kResultColumns; }
std::span<const ColumnSpec> PayoutStatementColumns() { return kStatementColumns; }

}  // namespace levybridge::files
