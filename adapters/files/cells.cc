#include "adapters/files/cells.h"

#include <algorithm>
#include <array>
#include <utility>

namespace levybridge::files {
namespace {

using domain::ProblemCode;

constexpr size_t kMaxShownCharacters = 40;
constexpr size_t kMaxNumberBytes = 64;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// A number's text in ASCII: full-width digits and signs replaced. Nothing when there is anything
// else above ASCII, or it is too long to be an amount.
class AsciiNumber {
 public:
  explicit AsciiNumber(std::string_view text) {
    while (!text.empty()) {
      if (size_ == buffer_.size()) return;
      const auto byte = static_cast<unsigned char>(text[0]);
      if (byte < 0x80) {
        buffer_[size_++] = text[0];
        text.remove_prefix(1);
        continue;
      }
      const char replacement = text.size() >= 3 ? Replacement(text.substr(0, 3)) : '\0';
      if (replacement == '\0') return;
      buffer_[size_++] = replacement;
      text.remove_prefix(3);
    }
    valid_ = true;
  }
  bool valid() const { return valid_; }
  std::string_view view() const { return {buffer_.data(), size_}; }

 private:
  static char Replacement(std::string_view character) {
    if (character.substr(0, 2) != "\xEF\xBC") return '\0';
    const auto last = static_cast<unsigned char>(character[2]);
    if (last >= 0x90 && last <= 0x99) return static_cast<char>('0' + (last - 0x90));
    switch (last) {
      case 0x8C:
        return ',';
      case 0x8D:
        return '-';
      case 0x8E:
        return '.';
      default:
        return '\0';
    }
  }

  std::array<char, kMaxNumberBytes> buffer_;
  size_t size_ = 0;
  bool valid_ = false;
};

constexpr size_t kMaxPlainDigits = 15;  // cannot overflow, nor leave Money's bounds with decimals

// "1234.50" and its like, short enough not to overflow: nearly every amount. Nothing otherwise.
std::optional<domain::Money> ParsePlain(std::string_view text) {
  int64_t fen = 0;
  size_t at = 0;
  for (; at < text.size() && IsDigit(text[at]); ++at) fen = fen * 10 + (text[at] - '0');
  const size_t decimals = text.size() - at;
  if (at == 0 || at > kMaxPlainDigits - 2) return std::nullopt;
  if (decimals == 0) return domain::Money::FromFen(fen * 100);
  if (text[at] != '.' || decimals < 2 || decimals > 3) return std::nullopt;
  const char tens = text[at + 1];
  const char ones = decimals == 3 ? text[at + 2] : '0';
  if (!IsDigit(tens) || !IsDigit(ones)) return std::nullopt;
  return domain::Money::FromFen(fen * 100 + (tens - '0') * 10 + (ones - '0'));
}

// Whether separators, where there are any, stand before groups of three digits.
bool SeparatorsInPlace(std::string_view whole) {
  size_t since_separator = 0;
  bool seen = false;
  for (const char c : whole) {
    if (c != ',') {
      ++since_separator;
      continue;
    }
    if (seen ? since_separator != 3 : since_separator == 0 || since_separator > 3) return false;
    seen = true;
    since_separator = 0;
  }
  return !seen || since_separator == 3;
}

AmountCell ParseAscii(std::string_view text) {
  const AmountCell bad{std::nullopt, ProblemCode::kBadAmount};
  const bool negative = !text.empty() && text[0] == '-';
  if (negative) text.remove_prefix(1);
  const size_t point = text.find('.');
  const std::string_view whole = text.substr(0, point);
  if (whole.empty() || !SeparatorsInPlace(whole)) return bad;
  int64_t fen = 0;
  bool out_of_range = false;
  const auto push = [&](char digit) {
    fen = fen * 10 + (digit - '0');
    out_of_range = out_of_range || fen > domain::Money::kMaxFen;
    if (out_of_range) fen = 0;
  };
  for (const char c : whole) {
    if (c == ',') continue;
    if (!IsDigit(c)) return bad;
    push(c);
  }
  std::string_view decimals;
  if (point != std::string_view::npos) {
    decimals = text.substr(point + 1);
    if (decimals.empty() || decimals.size() > 2) return bad;
    if (!std::all_of(decimals.begin(), decimals.end(), IsDigit)) return bad;
  }
  push(decimals.empty() ? '0' : decimals[0]);
  push(decimals.size() < 2 ? '0' : decimals[1]);
  if (out_of_range) return {std::nullopt, ProblemCode::kAmountOutOfRange};
  return {domain::Money::FromFen(negative ? -fen : fen), ProblemCode::kAmountOutOfRange};
}

}  // namespace

AmountCell ParseAmount(std::string_view text) {
  if (text.size() <= kMaxPlainDigits + 1) {
    if (const auto amount = ParsePlain(text)) return {amount, ProblemCode::kBadAmount};
  }
  const AsciiNumber number(text);
  if (!number.valid()) return {std::nullopt, ProblemCode::kBadAmount};
  return ParseAscii(number.view());
}

std::optional<int64_t> ParseCount(std::string_view text, int64_t max) {
  const AsciiNumber number(text);
  if (!number.valid() || number.view().empty()) return std::nullopt;
  int64_t value = 0;
  for (const char c : number.view()) {
    if (!IsDigit(c)) return std::nullopt;
    if (value > (max - (c - '0')) / 10) return std::nullopt;
    value = value * 10 + (c - '0');
  }
  return value;
}

std::string Shown(std::string_view text) {
  std::string result;
  size_t characters = 0;
  while (!text.empty()) {
    if (++characters > kMaxShownCharacters) return result + "…";
    const size_t length = std::max<size_t>(1, Utf8CharacterLength(text));
    const std::string_view character = text.substr(0, length);
    result += domain::IsCleanText(character) ? character : std::string_view("\xEF\xBF\xBD");
    text.remove_prefix(length);
  }
  return result;
}

std::string CutText(std::string_view text, size_t max_bytes) {
  constexpr std::string_view kReplacement = "\xEF\xBF\xBD";
  std::string result;
  while (!text.empty()) {
    const size_t length = Utf8CharacterLength(text);
    const std::string_view character = length == 0 ? kReplacement : text.substr(0, length);
    if (result.size() + character.size() > max_bytes) break;
    result += character;
    text.remove_prefix(std::max<size_t>(1, length));
  }
  return result;
}

std::string RowCells::Text(size_t column, size_t max_bytes, Need need) {
  const std::string_view cell = Get(column);
  if (Missing(column, cell, need)) return {};
  if (cell.size() > max_bytes || !domain::IsCleanText(cell)) {
    ReportText(column, cell, max_bytes);
    return {};
  }
  return std::string(cell);
}

std::optional<domain::Money> RowCells::Amount(size_t column) {
  const std::string_view cell = Get(column);
  if (cell.empty()) return std::nullopt;
  const AmountCell parsed = ParseAmount(cell);
  if (!parsed.amount) Report(parsed.code, column, Shown(cell));
  return parsed.amount;
}

std::optional<int64_t> RowCells::Count(size_t column, int64_t max) {
  return Parsed(
      column, Need::kOptional, [max](std::string_view text) { return ParseCount(text, max); },
      ProblemCode::kBadInteger);
}

std::optional<domain::CivilDate> RowCells::Date(size_t column, Need need) {
  return Parsed(column, need, domain::CivilDate::Parse, ProblemCode::kBadDate);
}

std::optional<domain::FeePeriod> RowCells::FeePeriod(size_t column, Need need) {
  return Parsed(column, need, domain::FeePeriod::Parse, ProblemCode::kBadFeePeriod);
}

std::optional<domain::RegionCode> RowCells::Region(size_t column, Need need) {
  return Parsed(column, need, domain::RegionCode::Parse, ProblemCode::kBadRegion);
}

void RowCells::Report(ProblemCode code, size_t column, std::string parameter1,
                      std::string parameter2) {
  problems_.push_back({code, std::string(table_.columns()[column].name), std::move(parameter1),
                       std::move(parameter2)});
}

bool RowCells::HasProblem(std::string_view column) const {
  return std::any_of(problems_.begin(), problems_.end(),
                     [&](const domain::Problem& problem) { return problem.column == column; });
}

bool RowCells::Missing(size_t column, std::string_view cell, Need need) {
  if (!cell.empty()) return false;
  if (need == Need::kRequired) Report(ProblemCode::kMissingValue, column);
  return true;
}

void RowCells::ReportText(size_t column, std::string_view cell, size_t max_bytes) {
  if (cell.size() > max_bytes) {
    Report(ProblemCode::kTooLong, column, std::to_string(max_bytes));
  } else {
    Report(ProblemCode::kBadText, column, Shown(cell));
  }
}

}  // namespace levybridge::files
