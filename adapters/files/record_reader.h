// RecordReader: reads one kind of file row by row; each row is a domain value or its problems.
//
// Customer rule: every row is accounted for. So every data row comes out exactly once, with its
// number, what money it claims to be about (as far as that is readable), and either the value (with
// warnings at most) or the complete list of problems and the raw text. Memory does not grow with
// the file. Not thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "adapters/files/cells.h"
#include "adapters/files/table_reader.h"
#include "gateway/domain/batch.h"
#include "gateway/domain/problem.h"

namespace levybridge::files {

inline constexpr size_t kMaxRawBytes = 4096;

template <class Value>
struct ParsedRow {
  int64_t row = 0;             // data row from 1
  int64_t line = 0;            // physical line of the file
  std::optional<Value> value;  // absent exactly when the problems refuse the row
  std::vector<domain::Problem> problems;
  domain::Money claimed;  // the row's money for the tally of received and rejected fen
  std::string raw;        // of refused rows only: <= kMaxRawBytes, valid UTF-8

  // The same as a row of a batch, for refused rows.
  domain::UnreadableRow ToUnreadable() const { return {row, raw, problems, claimed}; }
};

template <class Value>
class RecordReader {
 public:
  // Fills in the value and what it claims; problems go through the cells. A value beside problems
  // that refuse the row is dropped.
  struct Parsed {
    std::optional<Value> value;
    domain::Money claimed;
  };
  using Parse = std::function<Parsed(RowCells&)>;

  RecordReader(std::unique_ptr<TableReader> table, Parse parse)
      : table_(std::move(table)), parse_(std::move(parse)) {}

  // False at the end; a refusal or disk error ends reading.
  absl::StatusOr<bool> Next() {
    absl::StatusOr<bool> more = table_->Next();
    if (!more.ok() || !*more) return more;
    current_.row = table_->row();
    current_.line = table_->line();
    current_.value.reset();
    current_.problems.clear();
    current_.claimed = domain::Money();
    current_.raw.clear();
    if (table_->WidthMatches()) {
      RowCells cells(*table_, current_.problems);
      Parsed parsed = parse_(cells);
      current_.claimed = parsed.claimed;
      current_.value = std::move(parsed.value);
    } else {
      current_.problems.push_back({domain::ProblemCode::kWrongColumnCount, "",
                                   std::to_string(table_->width()),
                                   std::to_string(table_->header_width())});
    }
    if (!current_.value || domain::RefusesRow(current_.problems)) {
      current_.value.reset();
      current_.raw = CutText(table_->csv().raw(), kMaxRawBytes);
    }
    return true;
  }

  // The current row; may be moved from until the next call of Next().
  ParsedRow<Value>& row() { return current_; }
  const TableReader& table() const { return *table_; }

 private:
  std::unique_ptr<TableReader> table_;
  Parse parse_;
  ParsedRow<Value> current_;
};

}  // namespace levybridge::files
