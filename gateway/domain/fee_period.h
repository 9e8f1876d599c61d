// FeePeriod: the month a contribution is *for* (费款所属期), and AccountingMonth: the month in
// whose closing a movement counts. Both are calendar months; they are different types because
// policy looks at the first and closing at the second, and one must never be passed for the other.
// Range 1990-01 .. 2099-12. Value types: immutable, thread-safe.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "gateway/domain/civil_date.h"

namespace levybridge::domain {

template <class Tag>
class CalendarMonth {
 public:
  static constexpr int kFirstYear = 1990;
  static constexpr int kLastYear = 2099;

  static constexpr std::optional<CalendarMonth> FromYearMonth(int year, int month) {
    if (year < kFirstYear || year > kLastYear || month < 1 || month > 12) return std::nullopt;
    return CalendarMonth(year * 12 + month - 1);
  }
  // Months since year 0: the form in which months are stored (2020-02 is 24241).
  static constexpr std::optional<CalendarMonth> FromIndex(int32_t index) {
    if (index < kFirstYear * 12 || index > kLastYear * 12 + 11) return std::nullopt;
    return CalendarMonth(index);
  }
  static std::optional<CalendarMonth> Of(CivilDate date) {
    const CivilDate::Ymd ymd = date.ymd();
    return FromYearMonth(ymd.year, ymd.month);
  }
  // "2020-02", "202002", "2020年2月". Nothing for anything else.
  static std::optional<CalendarMonth> Parse(std::string_view text);

  constexpr int32_t index() const { return index_; }
  constexpr int year() const { return index_ / 12; }
  constexpr int month() const { return index_ % 12 + 1; }
  CivilDate FirstDay() const;
  CivilDate LastDay() const;
  constexpr std::optional<CalendarMonth> PlusMonths(int months) const {
    return FromIndex(index_ + months);
  }
  std::string ToIso() const;  // "2020-02"
  void AppendIso(std::string& out) const;

  friend constexpr auto operator<=>(CalendarMonth, CalendarMonth) = default;

 private:
  explicit constexpr CalendarMonth(int32_t index) : index_(index) {}
  int32_t index_;
};

struct FeePeriodTag {};
struct AccountingMonthTag {};
using FeePeriod = CalendarMonth<FeePeriodTag>;
using AccountingMonth = CalendarMonth<AccountingMonthTag>;
extern template class CalendarMonth<FeePeriodTag>;
extern template class CalendarMonth<AccountingMonthTag>;

}  // namespace levybridge::domain
