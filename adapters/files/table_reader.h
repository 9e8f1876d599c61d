// TableReader: the rows of a delimited file, with columns found by name.
//
// Customer rules: the header is in any order, by English name or Chinese alias; unknown columns are
// ignored with a warning; a missing required column refuses the file. A file with the two columns
// that reject files add (problem_codes, problems) is read as one: cells that were neutralised
// against spreadsheets get their exact text back. Not thread-safe.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "adapters/files/csv_reader.h"

namespace levybridge::files {

struct ColumnSpec {
  std::string_view name;                         // as in messages and canonical files
  std::array<std::string_view, 2> aliases = {};  // other names in headers; may be empty
  bool required = false;
  bool numeric = false;  // a plain number in it is never neutralised
};

inline constexpr std::string_view kProblemCodesColumn = "problem_codes";
inline constexpr std::string_view kProblemsColumn = "problems";

class TableReader {
 public:
  // Reads the header. `columns` must outlive the reader. EMPTY_FILE, MISSING_COLUMN (all that are
  // missing, in one message) and DUPLICATE_COLUMN are refusals.
  static absl::StatusOr<std::unique_ptr<TableReader>> Open(std::unique_ptr<ByteSource> source,
                                                           const CsvOptions& options,
                                                           std::span<const ColumnSpec> columns);

  absl::StatusOr<bool> Next();

  // The cell of columns[index] in the current row, without blanks around it; empty when the file
  // has no such column. Valid until Next().
  std::string_view Cell(size_t index) const {
    const auto field = static_cast<size_t>(field_of_[index]);  // -1 becomes larger than any
    const auto fields = csv_.fields();
    return field < fields.size() ? Clean(fields[field]) : std::string_view();
  }
  bool HasColumn(size_t index) const { return field_of_[index] >= 0; }
  // Its place in the row; -1 when the file has no such column.
  int FieldOf(size_t index) const { return field_of_[index]; }
  // False when the row has more or fewer fields than the header: nothing in it can be trusted then.
  bool WidthMatches() const { return csv_.fields().size() == header_.size(); }
  size_t width() const { return csv_.fields().size(); }
  size_t header_width() const { return header_.size(); }

  // Data rows from 1, the header not counted.
  int64_t row() const { return csv_.record() - 1; }
  int64_t line() const { return csv_.line(); }
  const CsvReader& csv() const { return csv_; }

  std::span<const ColumnSpec> columns() const { return columns_; }
  // Header names exactly as they stand in the file.
  const std::vector<std::string>& header() const { return header_; }
  // Those that nobody reads; the two problem columns are not among them.
  const std::vector<std::string>& unknown_columns() const { return unknown_columns_; }
  bool is_reject_file() const { return is_reject_file_; }

  // A field as a cell: un-neutralised in reject files, without blanks around it.
  std::string_view Clean(std::string_view field) const {
    // Nearly every cell begins and ends with a letter or digit of ASCII.
    if (!field.empty() && IsWord(field.front()) && IsWord(field.back())) return field;
    return CleanSlowly(field);
  }
  static bool IsWord(char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'z'); }

 private:
  std::string_view CleanSlowly(std::string_view field) const;
  TableReader(std::unique_ptr<ByteSource> source, const CsvOptions& options,
              std::span<const ColumnSpec> columns);
  absl::Status ReadHeader();
  absl::Status MapHeader();

  CsvReader csv_;
  std::span<const ColumnSpec> columns_;
  std::vector<std::string> header_;
  std::vector<int> field_of_;  // by column; -1: not in the file
  std::vector<std::string> unknown_columns_;
  bool is_reject_file_ = false;
};

// Without spaces, tabs and ideographic spaces at either end.
std::string_view Trim(std::string_view text);

// The text a spreadsheet may see in place of `cell`: an apostrophe in front of what it would run as
// a formula (=, +, -, @ first, after any number of apostrophes, so that the way back is exact).
bool NeedsNeutralising(std::string_view cell);
std::string Neutralise(std::string_view cell);
std::string_view Unneutralise(std::string_view cell);

}  // namespace levybridge::files
