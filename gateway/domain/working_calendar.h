// WorkingCalendar: which days are working days (Mon-Fri, except public holidays, plus make-up
// working days), with regional additions. A year the configuration does not cover is an error,
// never a guess. Immutable after construction: thread-safe.
#pragma once

#include <map>
#include <set>
#include <vector>

#include "absl/status/statusor.h"
#include "gateway/domain/civil_date.h"
#include "gateway/domain/region.h"

namespace levybridge::domain {

struct CalendarYear {
  std::set<CivilDate> holidays;         // days off
  std::set<CivilDate> makeup_workdays;  // weekend days worked
};

class WorkingCalendar {
 public:
  // `national` by year; `regional` adds to it for a region and everything in it.
  WorkingCalendar(std::map<int, CalendarYear> national,
                  std::map<RegionCode, std::map<int, CalendarYear>> regional, RegionTree regions);

  // OUT_OF_RANGE when the year is not covered.
  absl::StatusOr<bool> IsWorkingDay(CivilDate date, RegionCode region) const;
  // `date` itself when it is a working day, else the next one.
  absl::StatusOr<CivilDate> OnOrAfter(CivilDate date, RegionCode region) const;
  // The n-th working day after `day_zero` (n >= 1; day zero itself does not count).
  absl::StatusOr<CivilDate> WorkingDaysAfter(CivilDate day_zero, int n, RegionCode region) const;

 private:
  std::map<int, CalendarYear> national_;
  std::map<RegionCode, std::map<int, CalendarYear>> regional_;
  RegionTree regions_;
};

}  // namespace levybridge::domain
