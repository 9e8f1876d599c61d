// Until when an instruction has to be paid.
#pragma once

#include "absl/status/statusor.h"
#include "gateway/domain/civil_date.h"
#include "gateway/domain/fee_period.h"
#include "gateway/domain/region.h"
#include "gateway/domain/working_calendar.h"

namespace levybridge::domain {

inline constexpr int kDefaultDueDay = 25;

// `due_day` of the fee period's month; for an instruction issued later than five days before that,
// the last day of the month after the one it is issued in (or after the fee period, where that is
// later). A rest day moves it to the next working day. OUT_OF_RANGE when the calendar does not
// cover the year. Thread-safe.
absl::StatusOr<CivilDate> DueDate(FeePeriod fee_period, CivilDate issued_on, int due_day,
                                  const WorkingCalendar& calendar, RegionCode region);

}  // namespace levybridge::domain
