#include "gateway/domain/due_date.h"

#include <algorithm>

namespace levybridge::domain {
namespace {

constexpr int kNoticeDays = 5;

}  // namespace

absl::StatusOr<CivilDate> DueDate(FeePeriod fee_period, CivilDate issued_on, int due_day,
                                  const WorkingCalendar& calendar, RegionCode region) {
  const std::optional<CivilDate> regular =
      CivilDate::FromYmd(fee_period.year(), fee_period.month(), due_day);
  if (!regular) return absl::InvalidArgumentError("due_day is not a day of every month");
  CivilDate due = *regular;
  if (issued_on.days() > regular->days() - kNoticeDays) {
    const FeePeriod issued_in = FeePeriod::Of(issued_on).value_or(fee_period);
    const std::optional<FeePeriod> next = std::max(issued_in, fee_period).PlusMonths(1);
    if (!next) return absl::OutOfRangeError("no month follows the last supported one");
    due = next->LastDay();
  }
  return calendar.OnOrAfter(due, region);
}

}  // namespace levybridge::domain
