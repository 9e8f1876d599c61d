// CivilDate and Timestamp: a day in the Chinese civil calendar, and an instant in UTC.
//
// Civil dates are Asia/Shanghai (+08:00, no summer time). Only real dates from 1990-01-01 to
// 2099-12-31 can be constructed. Value types: immutable, thread-safe.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace levybridge::domain {

class CivilDate {
 public:
  static std::optional<CivilDate> FromYmd(int year, int month, int day);
  // Days since 1970-01-01; the form in which dates are stored.
  static std::optional<CivilDate> FromDays(int32_t days_since_epoch);
  // "2020-03-05", "20200305", "2020/3/5", "2020年3月5日". Nothing for anything else.
  static std::optional<CivilDate> Parse(std::string_view text);

  int32_t days() const { return days_; }
  int year() const;
  int month() const;  // 1..12
  int day() const;    // 1..31
  struct Ymd {
    int year;
    int month;
    int day;
  };
  Ymd ymd() const;            // all three for the price of one
  int iso_weekday() const;    // 1 Monday .. 7 Sunday
  std::string ToIso() const;  // "2020-03-05"
  void AppendIso(std::string& out) const;

  // Nothing when the result leaves the supported range.
  std::optional<CivilDate> PlusDays(int days) const;
  // Same day of a later month, or that month's last day where it has no such day.
  std::optional<CivilDate> PlusMonths(int months) const;

  friend auto operator<=>(CivilDate, CivilDate) = default;

 private:
  explicit CivilDate(int32_t days) : days_(days) {}
  int32_t days_;
};

// 28..31; `year` and `month` are in the supported range.
int DaysInMonth(int year, int month);

// An instant, in milliseconds since 1970-01-01T00:00:00Z.
struct Timestamp {
  int64_t unix_ms = 0;
  friend auto operator<=>(Timestamp, Timestamp) = default;
};

// The civil date in Asia/Shanghai at that instant (clamped to the supported range).
CivilDate DateInShanghai(Timestamp at);
// "2020-03-05T08:00:00.000Z".
std::string ToIsoUtc(Timestamp at);

}  // namespace levybridge::domain
