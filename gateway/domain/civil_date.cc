#include "gateway/domain/civil_date.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>

#include "gateway/domain/date_text.h"

namespace levybridge::domain {
namespace {

using std::chrono::sys_days;
using std::chrono::year_month_day;

constexpr int32_t ToDays(int year, int month, int day) {
  const year_month_day date{std::chrono::year{year},
                            std::chrono::month{static_cast<unsigned>(month)},
                            std::chrono::day{static_cast<unsigned>(day)}};
  return static_cast<int32_t>(sys_days{date}.time_since_epoch().count());
}

constexpr int kFirstYear = 1990;
constexpr int kLastYear = 2099;
constexpr int32_t kFirstDay = ToDays(kFirstYear, 1, 1);
constexpr int32_t kLastDay = ToDays(kLastYear, 12, 31);
constexpr int64_t kMsPerDay = 86'400'000;
constexpr int64_t kShanghaiOffsetMs = int64_t{8} * 3'600'000;

year_month_day Split(int32_t days) { return sys_days{std::chrono::days{days}}; }

// The first day of each supported month, and of the one after. Millions of rows have dates; looking
// one up is a tenth of reckoning it.
constexpr int kMonths = (kLastYear - kFirstYear + 1) * 12;
constexpr std::array<int32_t, kMonths + 1> kMonthStarts = [] {
  std::array<int32_t, kMonths + 1> starts{};
  for (int i = 0; i <= kMonths; ++i) {
    starts[static_cast<size_t>(i)] = ToDays(kFirstYear + i / 12, i % 12 + 1, 1);
  }
  return starts;
}();

// Months since January of the first year.
size_t MonthIndex(int year, int month) {
  return static_cast<size_t>((year - kFirstYear) * 12 + month - 1);
}

size_t MonthIndexOf(int32_t days) {
  // 4,800 months have 146,097 days, which is never off by more than one month.
  auto index = static_cast<size_t>(int64_t{days - kFirstDay} * 4800 / 146'097);
  if (kMonthStarts[index] > days) return index - 1;
  if (kMonthStarts[index + 1] <= days) return index + 1;
  return index;
}

int64_t FloorDivide(int64_t dividend, int64_t divisor) {
  const int64_t quotient = dividend / divisor;
  return dividend % divisor < 0 ? quotient - 1 : quotient;
}

}  // namespace

int DaysInMonth(int year, int month) {
  const size_t index = MonthIndex(year, month);
  return kMonthStarts[index + 1] - kMonthStarts[index];
}

std::optional<CivilDate> CivilDate::FromYmd(int year, int month, int day) {
  if (year < kFirstYear || year > kLastYear || month < 1 || month > 12) return std::nullopt;
  if (day < 1 || day > DaysInMonth(year, month)) return std::nullopt;
  return CivilDate(kMonthStarts[MonthIndex(year, month)] + day - 1);
}

std::optional<CivilDate> CivilDate::FromDays(int32_t days_since_epoch) {
  if (days_since_epoch < kFirstDay || days_since_epoch > kLastDay) return std::nullopt;
  return CivilDate(days_since_epoch);
}

std::optional<CivilDate> CivilDate::Parse(std::string_view text) {
  const std::optional<DateParts> parts = SplitDateText(text);
  if (!parts) return std::nullopt;
  return FromYmd(parts->year, parts->month, parts->day);
}

int CivilDate::year() const { return ymd().year; }
int CivilDate::month() const { return ymd().month; }
int CivilDate::day() const { return ymd().day; }

CivilDate::Ymd CivilDate::ymd() const {
  const size_t index = MonthIndexOf(days_);
  return {kFirstYear + static_cast<int>(index / 12), static_cast<int>(index % 12) + 1,
          days_ - kMonthStarts[index] + 1};
}

int CivilDate::iso_weekday() const {
  // 1970-01-01 was a Thursday; supported days are all after it.
  return (days_ + 3) % 7 + 1;
}

std::string CivilDate::ToIso() const {
  std::string out;
  AppendIso(out);
  return out;
}

void CivilDate::AppendIso(std::string& out) const {
  const Ymd date = ymd();
  char text[10];
  char* end = WriteTwoDigits(date.year % 100, WriteTwoDigits(date.year / 100, text));
  *end++ = '-';
  end = WriteTwoDigits(date.month, end);
  *end++ = '-';
  end = WriteTwoDigits(date.day, end);
  out.append(text, static_cast<size_t>(end - text));
}

std::optional<CivilDate> CivilDate::PlusDays(int days) const {
  const int64_t sum = int64_t{days_} + days;
  if (sum < kFirstDay || sum > kLastDay) return std::nullopt;
  return CivilDate(static_cast<int32_t>(sum));
}

std::optional<CivilDate> CivilDate::PlusMonths(int months) const {
  const Ymd date = ymd();
  const int64_t index = int64_t{date.year} * 12 + date.month - 1 + months;
  if (index < int64_t{kFirstYear} * 12 || index > int64_t{kLastYear} * 12 + 11) return std::nullopt;
  const int year = static_cast<int>(index / 12);
  const int month = static_cast<int>(index % 12) + 1;
  return FromYmd(year, month, std::min(date.day, DaysInMonth(year, month)));
}

CivilDate DateInShanghai(Timestamp at) {
  // Clamped before the offset is added, so that no instant overflows.
  const int64_t ms = std::clamp(at.unix_ms, (int64_t{kFirstDay} - 1) * kMsPerDay,
                                (int64_t{kLastDay} + 2) * kMsPerDay);
  const int64_t days = FloorDivide(ms + kShanghaiOffsetMs, kMsPerDay);
  const int64_t clamped = std::clamp(days, int64_t{kFirstDay}, int64_t{kLastDay});
  return *CivilDate::FromDays(static_cast<int32_t>(clamped));
}

std::string ToIsoUtc(Timestamp at) {
  // Years 0000..9999, so that the text always has the same width.
  const int64_t ms = std::clamp(at.unix_ms, int64_t{ToDays(0, 1, 1)} * kMsPerDay,
                                (int64_t{ToDays(9999, 12, 31)} + 1) * kMsPerDay - 1);
  const int64_t days = FloorDivide(ms, kMsPerDay);
  const auto in_day = static_cast<int>(ms - days * kMsPerDay);
  const year_month_day date = Split(static_cast<int32_t>(days));
  char buffer[64];
  const int length = std::snprintf(
      buffer, sizeof(buffer), "%04d-%02u-%02uT%02d:%02d:%02d.%03dZ", static_cast<int>(date.year()),
      static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), in_day / 3'600'000,
      in_day / 60'000 % 60, in_day / 1000 % 60, in_day % 1000);
  return std::string(buffer, static_cast<size_t>(length));
}

}  // namespace levybridge::domain
