#include "gateway/domain/date_text.h"

namespace levybridge::domain {
namespace {

constexpr std::string_view kYearSign = "年";
constexpr std::string_view kMonthSign = "月";
constexpr std::string_view kDaySign = "日";

// Takes numbers and separators off the front of a text; once something does not fit, it stays
// failed.
class Cursor {
 public:
  explicit Cursor(std::string_view text) : rest_(text) {}

  int Number(size_t min_digits, size_t max_digits) {
    int value = 0;
    size_t digits = 0;
    while (digits < max_digits && digits < rest_.size() && rest_[digits] >= '0' &&
           rest_[digits] <= '9') {
      value = value * 10 + (rest_[digits] - '0');
      ++digits;
    }
    if (digits < min_digits) failed_ = true;
    rest_.remove_prefix(digits);
    return value;
  }
  void Literal(std::string_view literal) {
    if (rest_.substr(0, literal.size()) != literal) {
      failed_ = true;
      return;
    }
    rest_.remove_prefix(literal.size());
  }
  bool StartsWith(std::string_view literal) const {
    return rest_.substr(0, literal.size()) == literal;
  }
  bool Finished() const { return !failed_ && rest_.empty(); }

 private:
  std::string_view rest_;
  bool failed_ = false;
};

// The number that `count` digits at `text` stand for; negative when one is none.
int TakeDigits(const char* text, int count) {
  int value = 0;
  bool digits = true;
  for (int i = 0; i < count; ++i) {
    digits = digits && text[i] >= '0' && text[i] <= '9';
    value = value * 10 + (text[i] - '0');
  }
  return digits ? value : -1;
}

// "2020-03-05": nearly every date.
std::optional<DateParts> SplitIsoDate(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const DateParts parts{TakeDigits(&text[0], 4), TakeDigits(&text[5], 2), TakeDigits(&text[8], 2)};
  if (parts.year < 0 || parts.month < 0 || parts.day < 0) return std::nullopt;
  return parts;
}

}  // namespace

std::optional<DateParts> SplitDateText(std::string_view text) {
  if (const auto parts = SplitIsoDate(text)) return parts;
  Cursor cursor(text);
  DateParts parts;
  parts.year = cursor.Number(4, 4);
  if (cursor.StartsWith("-")) {
    cursor.Literal("-");
    parts.month = cursor.Number(2, 2);
    cursor.Literal("-");
    parts.day = cursor.Number(2, 2);
  } else if (cursor.StartsWith("/")) {
    cursor.Literal("/");
    parts.month = cursor.Number(1, 2);
    cursor.Literal("/");
    parts.day = cursor.Number(1, 2);
  } else if (cursor.StartsWith(kYearSign)) {
    cursor.Literal(kYearSign);
    parts.month = cursor.Number(1, 2);
    cursor.Literal(kMonthSign);
    parts.day = cursor.Number(1, 2);
    cursor.Literal(kDaySign);
  } else {
    parts.month = cursor.Number(2, 2);
    parts.day = cursor.Number(2, 2);
  }
  if (!cursor.Finished()) return std::nullopt;
  return parts;
}

std::optional<DateParts> SplitMonthText(std::string_view text) {
  Cursor cursor(text);
  DateParts parts;
  parts.year = cursor.Number(4, 4);
  if (cursor.StartsWith(kYearSign)) {
    cursor.Literal(kYearSign);
    parts.month = cursor.Number(1, 2);
    cursor.Literal(kMonthSign);
  } else {
    if (cursor.StartsWith("-")) cursor.Literal("-");
    parts.month = cursor.Number(2, 2);
  }
  if (!cursor.Finished()) return std::nullopt;
  return parts;
}

}  // namespace levybridge::domain
