#include "gateway/domain/working_calendar.h"

#include <optional>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

namespace levybridge::domain {
namespace {

absl::Status NotCovered(int year) {
  return absl::OutOfRangeError(absl::StrCat(
      "工作日历没有 ", year, " 年，请补充节假日配置后重试 / the working calendar does not cover ",
      year, "; add that year's holidays to the configuration and try again"));
}

// What one calendar says about a day; nothing when it is silent.
std::optional<bool> Stated(const std::map<int, CalendarYear>& years, CivilDate date, int year) {
  const auto found = years.find(year);
  if (found == years.end()) return std::nullopt;
  if (found->second.holidays.contains(date)) return false;
  if (found->second.makeup_workdays.contains(date)) return true;
  return std::nullopt;
}

absl::StatusOr<CivilDate> NextDay(CivilDate date) {
  const std::optional<CivilDate> next = date.PlusDays(1);
  if (!next) return NotCovered(date.year() + 1);
  return *next;
}

}  // namespace

WorkingCalendar::WorkingCalendar(std::map<int, CalendarYear> national,
                                 std::map<RegionCode, std::map<int, CalendarYear>> regional,
                                 RegionTree regions)
    : national_(std::move(national)),
      regional_(std::move(regional)),
      regions_(std::move(regions)) {}

absl::StatusOr<bool> WorkingCalendar::IsWorkingDay(CivilDate date, RegionCode region) const {
  const int year = date.year();
  if (!national_.contains(year)) return NotCovered(year);
  if (!regional_.empty()) {
    // The nearest region that says something about the day decides.
    for (const RegionCode& level : regions_.SelfAndAncestors(region)) {
      const auto years = regional_.find(level);
      if (years == regional_.end()) continue;
      const std::optional<bool> stated = Stated(years->second, date, year);
      if (stated) return *stated;
    }
  }
  const std::optional<bool> stated = Stated(national_, date, year);
  return stated.value_or(date.iso_weekday() <= 5);
}

absl::StatusOr<CivilDate> WorkingCalendar::OnOrAfter(CivilDate date, RegionCode region) const {
  while (true) {
    const absl::StatusOr<bool> working = IsWorkingDay(date, region);
    if (!working.ok()) return working.status();
    if (*working) return date;
    const absl::StatusOr<CivilDate> next = NextDay(date);
    if (!next.ok()) return next.status();
    date = *next;
  }
}

absl::StatusOr<CivilDate> WorkingCalendar::WorkingDaysAfter(CivilDate day_zero, int n,
                                                            RegionCode region) const {
  if (n < 1) return absl::InvalidArgumentError("the number of working days must be at least 1");
  CivilDate date = day_zero;
  for (int counted = 0; counted < n; ++counted) {
    const absl::StatusOr<CivilDate> next = NextDay(date);
    if (!next.ok()) return next.status();
    const absl::StatusOr<CivilDate> working = OnOrAfter(*next, region);
    if (!working.ok()) return working.status();
    date = *working;
  }
  return date;
}

}  // namespace levybridge::domain
