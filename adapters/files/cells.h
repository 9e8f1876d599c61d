// RowCells: turns the cells of one row into domain values and collects every problem on the way.
//
// Customer rule: all problems of a row are reported, not only the first. Each call looks at one
// column; it returns nothing when the cell is empty or wrong, and adds a Problem in the latter
// case. Parameters of problems are bounded and free of control characters. Not thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/files/table_reader.h"
#include "gateway/domain/bounded_text.h"
#include "gateway/domain/civil_date.h"
#include "gateway/domain/fee_period.h"
#include "gateway/domain/money.h"
#include "gateway/domain/problem.h"
#include "gateway/domain/region.h"

namespace levybridge::files {

// What an amount cell says: yuan as `1234.50` or `1,234.5`, full-width digits too.
struct AmountCell {
  std::optional<domain::Money> amount;
  domain::ProblemCode code{};  // why not, when there is none
};
AmountCell ParseAmount(std::string_view text);

// A whole number of 0..`max`, full-width digits too.
std::optional<int64_t> ParseCount(std::string_view text, int64_t max);

// `text` as it may stand in a message: at most 40 characters, no control characters, valid UTF-8.
std::string Shown(std::string_view text);

// `text` cut to at most `max_bytes` of valid UTF-8, between characters.
std::string CutText(std::string_view text, size_t max_bytes);

enum class Need : uint8_t { kOptional, kRequired };

class RowCells {
 public:
  RowCells(const TableReader& table, std::vector<domain::Problem>& problems)
      : table_(table), problems_(problems) {}

  std::string_view Get(size_t column) const { return table_.Cell(column); }
  bool Empty(size_t column) const { return Get(column).empty(); }

  // An identifier of a BoundedText type.
  template <class Id>
  std::optional<Id> Identifier(size_t column, Need need) {
    const std::string_view cell = Get(column);
    if (Missing(column, cell, need)) return std::nullopt;
    std::optional<Id> id = Id::Parse(cell);
    if (!id) ReportText(column, cell, Id::kMaxBytes);
    return id;
  }
  // Clean text of at most `max_bytes`; empty when there is none or it is wrong.
  std::string Text(size_t column, size_t max_bytes, Need need);
  std::optional<domain::Money> Amount(size_t column);
  std::optional<int64_t> Count(size_t column, int64_t max);
  std::optional<domain::CivilDate> Date(size_t column, Need need);
  std::optional<domain::FeePeriod> FeePeriod(size_t column, Need need);
  std::optional<domain::RegionCode> Region(size_t column, Need need);
  // Anything with a parser `std::optional<T> parse(std::string_view)`.
  template <class Parser>
  auto Parsed(size_t column, Need need, Parser parse, domain::ProblemCode code)
      -> decltype(parse(std::string_view())) {
    const std::string_view cell = Get(column);
    if (Missing(column, cell, need)) return std::nullopt;
    auto value = parse(cell);
    if (!value) Report(code, column, Shown(cell));
    return value;
  }

  void Report(domain::ProblemCode code, size_t column, std::string parameter1 = {},
              std::string parameter2 = {});
  // Whether this column already has a problem.
  bool HasProblem(std::string_view column) const;
  std::vector<domain::Problem>& problems() { return problems_; }

  const TableReader& table() const { return table_; }

 private:
  // True when the cell is empty; reports that when it was required.
  bool Missing(size_t column, std::string_view cell, Need need) {
    if (!cell.empty()) return false;
    if (need == Need::kRequired) Report(domain::ProblemCode::kMissingValue, column);
    return true;
  }
  void ReportText(size_t column, std::string_view cell, size_t max_bytes);

  const TableReader& table_;
  std::vector<domain::Problem>& problems_;
};

}  // namespace levybridge::files
