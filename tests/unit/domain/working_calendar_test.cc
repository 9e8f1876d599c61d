#include "gateway/domain/working_calendar.h"

#include <gtest/gtest.h>

namespace levybridge::domain {
namespace {

CivilDate Day(const char* text) { return CivilDate::Parse(text).value(); }
RegionCode Region(uint32_t number) { return RegionCode::FromNumber(number).value(); }

// Part of 2020's calendar, and Wuhan's own additions.
WorkingCalendar Calendar() {
  CalendarYear national;
  for (int day = 1; day <= 5; ++day)
    national.holidays.insert(CivilDate::FromYmd(2020, 5, day).value());
  national.makeup_workdays = {Day("2020-04-26"), Day("2020-05-09")};
  CalendarYear wuhan;
  wuhan.holidays = {Day("2020-05-06")};
  wuhan.makeup_workdays = {Day("2020-05-10")};
  CalendarYear district;
  district.makeup_workdays = {Day("2020-05-06")};
  return WorkingCalendar({{2020, national}},
                         {{Region(420100), {{2020, wuhan}}}, {Region(420106), {{2020, district}}}},
                         RegionTree());
}

TEST(WorkingCalendar, WeekdaysWorkAndWeekendsDoNot) {
  EXPECT_TRUE(Calendar().IsWorkingDay(Day("2020-03-06"), Region(320600)).value());
  EXPECT_FALSE(Calendar().IsWorkingDay(Day("2020-03-07"), Region(320600)).value());
  EXPECT_FALSE(Calendar().IsWorkingDay(Day("2020-03-08"), Region(320600)).value());
}

TEST(WorkingCalendar, HolidaysRestAndMakeUpDaysWork) {
  EXPECT_FALSE(Calendar().IsWorkingDay(Day("2020-05-01"), Region(320600)).value());
  EXPECT_TRUE(Calendar().IsWorkingDay(Day("2020-04-26"), Region(320600)).value());
}

TEST(WorkingCalendar, NearestRegionalAdditionDecides) {
  EXPECT_TRUE(Calendar().IsWorkingDay(Day("2020-05-06"), Region(320600)).value());
  EXPECT_FALSE(Calendar().IsWorkingDay(Day("2020-05-06"), Region(420100)).value());
  EXPECT_FALSE(Calendar().IsWorkingDay(Day("2020-05-06"), Region(420107)).value());
  EXPECT_TRUE(Calendar().IsWorkingDay(Day("2020-05-06"), Region(420106)).value());
  EXPECT_TRUE(Calendar().IsWorkingDay(Day("2020-05-10"), Region(420106)).value());
  EXPECT_FALSE(Calendar().IsWorkingDay(Day("2020-05-10"), Region(320600)).value());
}

TEST(WorkingCalendar, RestDayMovesToTheNextWorkingDay) {
  EXPECT_EQ(Calendar().OnOrAfter(Day("2020-05-01"), Region(320600)).value(), Day("2020-05-06"));
  EXPECT_EQ(Calendar().OnOrAfter(Day("2020-05-01"), Region(420100)).value(), Day("2020-05-07"));
  EXPECT_EQ(Calendar().OnOrAfter(Day("2020-04-30"), Region(320600)).value(), Day("2020-04-30"));
}

TEST(WorkingCalendar, ThirdWorkingDayDoesNotCountDayZero) {
  EXPECT_EQ(Calendar().WorkingDaysAfter(Day("2020-03-05"), 3, Region(320600)).value(),
            Day("2020-03-10"));
  EXPECT_EQ(Calendar().WorkingDaysAfter(Day("2020-04-30"), 3, Region(320600)).value(),
            Day("2020-05-08"));
  EXPECT_EQ(Calendar().WorkingDaysAfter(Day("2020-05-02"), 1, Region(320600)).value(),
            Day("2020-05-06"));
}

TEST(WorkingCalendar, YearThatIsNotCoveredIsAnErrorNotAGuess) {
  EXPECT_EQ(Calendar().IsWorkingDay(Day("2021-01-04"), Region(420100)).status().code(),
            absl::StatusCode::kOutOfRange);
  EXPECT_EQ(Calendar().WorkingDaysAfter(Day("2020-12-31"), 1, Region(420100)).status().code(),
            absl::StatusCode::kOutOfRange);
  EXPECT_EQ(Calendar().OnOrAfter(Day("2019-12-31"), Region(420100)).status().code(),
            absl::StatusCode::kOutOfRange);
}

TEST(WorkingCalendar, CountBelowOneIsAnError) {
  EXPECT_EQ(Calendar().WorkingDaysAfter(Day("2020-03-05"), 0, Region(420100)).status().code(),
            absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace levybridge::domain
