// The values of single elements that status reports and statements share: amounts, dates, counts
// and reasons. Messages name the element, never what stood in it. Thread-safe: pure functions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "adapters/iso20022/xml_reader.h"
#include "gateway/domain/civil_date.h"
#include "gateway/domain/money.h"

namespace levybridge::iso20022 {

// A decimal of XML Schema that is a whole number of fen: "12", "12.3", "+0012.300". Not below zero.
std::optional<domain::Money> ParseDecimalFen(std::string_view text);
// The same for sums: up to 18 digits before the point, and below zero too.
std::optional<domain::MoneySum> ParseDecimalSum(std::string_view text);
// "[0-9]{1,15}".
std::optional<int64_t> ParseNumeric15(std::string_view text);
// The day of an ISODate or ISODateTime as it is written; a zone is not applied, since banks state
// the value date in their own day.
std::optional<domain::CivilDate> ParseIsoDay(std::string_view text);

// BAD_ELEMENT for the last name of `path`.
XmlFault BadElement(std::string_view path);
// TOTALS_DISAGREE, with both figures.
XmlFault TotalsDisagree(std::string_view what, const std::string& stated, const std::string& found);

// Reason codes and the bank's words, gathered from Rsn/Cd, Rsn/Prtry and AddtlInf.
struct ReasonText {
  std::string code;  // the first one, verbatim
  std::string text;  // further codes and the words, joined by blanks; at most kMaxReasonTextBytes
  void AddCode(std::string_view value);
  void AddText(std::string_view value);
  bool empty() const { return code.empty() && text.empty(); }
};

// What stands at which path; looked up without making a string of the path.
struct PathHash {
  using is_transparent = void;
  size_t operator()(std::string_view path) const { return std::hash<std::string_view>()(path); }
};
template <class Value>
using PathMap = std::unordered_map<std::string, Value, PathHash, std::equal_to<>>;

// True when `path` is `parent` followed by "/" and `rest`.
bool IsBelow(std::string_view path, std::string_view parent, std::string_view rest);

}  // namespace levybridge::iso20022
