#include "adapters/files/cells.h"

#include <algorithm>
#include <array>
#include <cstring>
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

// Reads 1..8 bytes into a word, the first into its lowest byte.
uint64_t LoadUpToEight(const char* bytes, size_t count) {
  if (count >= sizeof(uint32_t)) {
    uint32_t first = 0;
    uint32_t last = 0;
    std::memcpy(&first, bytes, sizeof(first));
    std::memcpy(&last, bytes + count - sizeof(last), sizeof(last));
    return first | uint64_t{last} << (8 * (count - sizeof(last)));
  }
  const auto at = [bytes](size_t index) {
    return uint64_t{static_cast<unsigned char>(bytes[index])} << (8 * index);
  };
  return at(0) | at(count / 2) | at(count - 1);
}

// The number that 1..8 digits stand for, all of them at once; negative when one is none.
int64_t EightDigits(const char* digits, size_t count) {
  constexpr uint64_t kZeros = 0x3030303030303030;
  const size_t missing = sizeof(uint64_t) - count;
  uint64_t word = LoadUpToEight(digits, count) << (8 * missing);
  if (missing > 0) word |= kZeros >> (8 * count);
  constexpr uint64_t kHigh = 0xF0F0F0F0F0F0F0F0;
  constexpr uint64_t kSixes = 0x0606060606060606;
  if ((word & kHigh) != kZeros || ((word + kSixes) & kHigh) != kZeros) return -1;
  word -= kZeros;
  // Pairs, then fours, then all eight: the lower byte is the higher digit.
  word = word * 10 + (word >> 8);
  constexpr uint64_t kPairs = 0x000000FF000000FF;
  const uint64_t high = (word & kPairs) * (100 + (uint64_t{1'000'000} << 32));
  const uint64_t low = (word >> 16 & kPairs) * (1 + (uint64_t{10'000} << 32));
  return static_cast<int64_t>((high + low) >> 32);
}

constexpr size_t kMaxPlainDigits = 8;  // before the decimals; cannot leave Money's bounds

// "1234.50" and its like: nearly every amount. Nothing otherwise.
std::optional<domain::Money> ParsePlain(std::string_view text) {
  constexpr size_t kDecimals = 3;  // with the point
  const size_t digits = text.size() - std::min(text.size(), kDecimals);
  if (digits == 0 || digits > kMaxPlainDigits || text[digits] != '.') return std::nullopt;
  const char tens = text[digits + 1];
  const char ones = text[digits + 2];
  if (!IsDigit(tens) || !IsDigit(ones)) return std::nullopt;
  const int64_t yuan = EightDigits(text.data(), digits);
  if (yuan < 0) return std::nullopt;
  return domain::Money::FromFen(yuan * 100 + (tens - '0') * 10 + (ones - '0'));
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
  if (const auto amount = ParsePlain(text)) return {amount, ProblemCode::kBadAmount};
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

void RowCells::ReportText(size_t column, std::string_view cell, size_t max_bytes) {
  if (cell.size() > max_bytes) {
    Report(ProblemCode::kTooLong, column, std::to_string(max_bytes));
  } else {
    Report(ProblemCode::kBadText, column, Shown(cell));
  }
}

}  // namespace levybridge::files
