// calendar.yaml: public holidays and make-up working days by year, with regional additions.
//
//   years:
//     2020: { holidays: [2020-01-01, 2020-01-24..2020-02-02], makeup_workdays: [2020-01-19] }
//   regions:
//     "320000": { 2020: { holidays: [2020-02-03..2020-02-09] } }
//
// A day belongs to the year it stands under; a make-up working day must be a Saturday or Sunday
// that is no holiday; a regional addition needs the year to be there nationally. Years that are not
// there are not covered: asking for one is an error later, never a guess.
#pragma once

#include <string>

#include "adapters/settings/config_problem.h"
#include "gateway/domain/region.h"
#include "gateway/domain/working_calendar.h"

namespace levybridge::settings {

// `regions` tells the calendar which regional additions hold for which region.
Loaded<domain::WorkingCalendar> LoadCalendar(const std::string& path,
                                             const domain::RegionTree& regions);

}  // namespace levybridge::settings
