// What banks send that do not speak ISO 20022: results of payouts with the domestic result codes,
// and statements of what was paid and what came back.
//
// Customer rule: a statement carries the count and the sum of its lines. The trailer is a last row
// with `#TOTAL` (or 合计) as payout_id, the sum under `amount` and the number of lines under
// `result_code` or `direction`. It has to be there in a statement and may be in a result file; rows
// after it, or lines that do not add up to it, refuse the file whole. Not thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "adapters/files/record_reader.h"
#include "gateway/domain/payout.h"

namespace levybridge::files {

// Count and sum of lines: as found, or as the trailer states them.
struct PayoutTotals {
  int64_t lines = 0;
  domain::MoneySum amount;
};

// The trailer of a file with one amount column: recognises, reads and compares it.
class PayoutTrailer {
 public:
  struct Columns {
    size_t key;
    size_t count;
    size_t amount;
  };
  PayoutTrailer(Columns columns, bool required) : columns_(columns), required_(required) {}

  // Whether the row is the trailer; if so it is read, and its problems stay in `cells`.
  bool Takes(RowCells& cells);
  // A line that is not the trailer; nothing when its amount can't be read.
  void Count(const std::optional<domain::Money>& amount);
  // ROW_AFTER_TRAILER, MISSING_TRAILER and TRAILER_DISAGREES are refusals.
  absl::Status AtRow(const TableReader& table, const std::vector<domain::Problem>& problems);
  absl::Status AtEnd(const TableReader& table) const;

  bool at_trailer() const { return at_trailer_; }
  void NextRow() { at_trailer_ = false; }
  const PayoutTotals& found() const { return found_; }
  const std::optional<PayoutTotals>& stated() const { return stated_; }

 private:
  Columns columns_;
  bool required_;
  bool at_trailer_ = false;
  bool trailer_seen_ = false;
  bool unreadable_amounts_ = false;
  PayoutTotals found_;
  std::optional<PayoutTotals> stated_;
};

template <class Value>
class TrailedReader {
 public:
  using Parse =
      std::function<std::pair<std::optional<Value>, std::optional<domain::Money>>(RowCells& cells)>;

  TrailedReader(std::unique_ptr<TableReader> table, PayoutTrailer trailer, Parse parse)
      : trailer_(std::move(trailer)),
        parse_(std::move(parse)),
        reader_(std::move(table), [this](RowCells& cells) { return ParseRow(cells); }) {}
  TrailedReader(const TrailedReader&) = delete;
  TrailedReader& operator=(const TrailedReader&) = delete;

  // False at the end, after the trailer was compared. A refusal comes again from then on.
  absl::StatusOr<bool> Next() {
    while (failure_.ok()) {
      trailer_.NextRow();
      const absl::StatusOr<bool> more = reader_.Next();
      if (!more.ok()) return failure_ = more.status();
      if (!*more) {
        failure_ = trailer_.AtEnd(reader_.table());
        if (failure_.ok()) return false;
        break;
      }
      if (!reader_.table().WidthMatches()) trailer_.Count(std::nullopt);
      failure_ = trailer_.AtRow(reader_.table(), reader_.row().problems);
      if (failure_.ok() && !trailer_.at_trailer()) return true;
    }
    return failure_;
  }
  // The current line, never the trailer; `claimed` is its amount.
  ParsedRow<Value>& row() { return reader_.row(); }
  const PayoutTotals& totals() const { return trailer_.found(); }
  const std::optional<PayoutTotals>& trailer() const { return trailer_.stated(); }
  const TableReader& table() const { return reader_.table(); }

 private:
  typename RecordReader<Value>::Parsed ParseRow(RowCells& cells) {
    if (trailer_.Takes(cells)) return {};
    auto [value, amount] = parse_(cells);
    trailer_.Count(amount);
    return {std::move(value), amount.value_or(domain::Money())};
  }

  PayoutTrailer trailer_;
  Parse parse_;
  absl::Status failure_;
  RecordReader<Value> reader_;
};

using PayoutResultReader = TrailedReader<domain::PayoutReport>;
using PayoutStatementReader = TrailedReader<domain::PayoutMovement>;

// The reason's code is the domestic one, verbatim; an empty one is an unknown result.
absl::StatusOr<std::unique_ptr<PayoutResultReader>> OpenPayoutResults(
    std::unique_ptr<ByteSource> source, const CsvOptions& options);
absl::StatusOr<std::unique_ptr<PayoutStatementReader>> OpenPayoutStatement(
    std::unique_ptr<ByteSource> source, const CsvOptions& options);

std::span<const ColumnSpec> PayoutResultColumns();
std::span<const ColumnSpec> PayoutStatementColumns();

}  // namespace levybridge::files
