#include "adapters/iso20022/element_values.h"

#include <algorithm>

#include "adapters/files/cells.h"
#include "gateway/domain/concatenate.h"
#include "gateway/domain/payout.h"

namespace levybridge::iso20022 {
namespace {

constexpr size_t kMaxIntegerDigits = 18;
// The longest code of any list is 4, of a bank's own (Prtry) 35 characters.
constexpr size_t kMaxCodeBytes = 140;

bool AllDigits(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::string_view LastName(std::string_view path) { return path.substr(path.rfind('/') + 1); }

}  // namespace

std::optional<domain::MoneySum> ParseDecimalSum(std::string_view text) {
  bool negative = false;
  if (!text.empty() && (text.front() == '+' || text.front() == '-')) {
    negative = text.front() == '-';
    text.remove_prefix(1);
  }
  const size_t point = text.find('.');
  std::string_view whole = text.substr(0, point);
  std::string_view fraction = point == std::string_view::npos ? "" : text.substr(point + 1);
  if (whole.empty() && fraction.empty()) return std::nullopt;
  if (!AllDigits(whole) || !AllDigits(fraction)) return std::nullopt;
  while (!whole.empty() && whole.front() == '0') whole.remove_prefix(1);
  while (fraction.size() > 2 && fraction.back() == '0') fraction.remove_suffix(1);
  if (whole.size() > kMaxIntegerDigits || fraction.size() > 2) return std::nullopt;
  __int128 fen = 0;
  for (const char c : whole) fen = fen * 10 + (c - '0');
  for (size_t i = 0; i < 2; ++i) fen = fen * 10 + (i < fraction.size() ? fraction[i] - '0' : 0);
  return domain::MoneySum::FromFen(negative ? -fen : fen);
}

std::optional<domain::Money> ParseDecimalFen(std::string_view text) {
  const auto sum = ParseDecimalSum(text);
  if (!sum || sum->fen() < 0 || sum->fen() > domain::Money::kMaxFen) return std::nullopt;
  return domain::Money::FromFen(static_cast<int64_t>(sum->fen()));
}

std::optional<int64_t> ParseNumeric15(std::string_view text) {
  if (text.empty() || text.size() > 15 || !AllDigits(text)) return std::nullopt;
  int64_t value = 0;
  for (const char c : text) value = value * 10 + (c - '0');
  return value;
}

std::optional<domain::CivilDate> ParseIsoDay(std::string_view text) {
  constexpr size_t kDayLength = 10;
  if (text.size() < kDayLength || text[4] != '-' || text[7] != '-') return std::nullopt;
  // Behind the day only a time or a zone.
  if (text.size() > kDayLength &&
      std::string_view("TZ+-").find(text[kDayLength]) == std::string_view::npos) {
    return std::nullopt;
  }
  return domain::CivilDate::Parse(text.substr(0, kDayLength));
}

XmlFault BadElement(std::string_view path) {
  const std::string_view name = LastName(path);
  return {files::RefusalReason::kBadElement,
          domain::Concatenate("元素 ", name, " 的内容或位置无效"),
          domain::Concatenate("the content or the place of the element ", name, " is not valid")};
}

XmlFault TotalsDisagree(std::string_view what, const std::string& stated,
                        const std::string& found) {
  return {files::RefusalReason::kTotalsDisagree,
          domain::Concatenate(what, " 写明为 ", stated, "，实际为 ", found),
          domain::Concatenate(what, " states ", stated, ", the entries make ", found)};
}

void ReasonText::AddCode(std::string_view value) {
  if (value.empty()) return;
  if (code.empty()) {
    code = files::CutText(value, kMaxCodeBytes);
  } else {
    AddText(value);
  }
}

void ReasonText::AddText(std::string_view value) {
  if (value.empty() || text.size() + 1 >= domain::kMaxReasonTextBytes) return;
  if (!text.empty()) text.push_back(' ');
  text += files::CutText(value, domain::kMaxReasonTextBytes - text.size());
}

bool IsBelow(std::string_view path, std::string_view parent, std::string_view rest) {
  return path.size() == parent.size() + 1 + rest.size() && path.starts_with(parent) &&
         path[parent.size()] == '/' && path.ends_with(rest);
}

}  // namespace levybridge::iso20022
