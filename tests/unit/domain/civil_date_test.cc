#include "gateway/domain/civil_date.h"

#include <gtest/gtest.h>

#include <chrono>
#include <limits>
#include <string>

#include "gateway/domain/fee_period.h"

namespace levybridge::domain {
namespace {

CivilDate Day(const char* text) { return CivilDate::Parse(text).value(); }

TEST(CivilDate, ReadsTheFourFormsOfFiles) {
  for (const char* text :
       {"2020-03-05", "20200305", "2020/3/5", "2020/03/05", "2020年3月5日", "2020年03月05日"}) {
    ASSERT_TRUE(CivilDate::Parse(text)) << text;
    EXPECT_EQ(CivilDate::Parse(text)->ToIso(), "2020-03-05") << text;
  }
}

TEST(CivilDate, RefusesEveryOtherForm) {
  for (const char* text : {"", "2020", "2020-3-5", "2020-03", "2020-03-05 ", "2020-03/05",
                           "202003051", "2020035", "05.03.2020", "2020/003/5", "2020年3月",
                           "2020年3月5", "-2020-03-05", "２０２０-03-05", "2020-03-05T00:00"}) {
    EXPECT_FALSE(CivilDate::Parse(text)) << text;
  }
}

TEST(CivilDate, OnlyRealDatesExist) {
  EXPECT_TRUE(CivilDate::Parse("2020-02-29"));
  EXPECT_TRUE(CivilDate::Parse("2000-02-29"));
  for (const char* text : {"2019-02-29", "2020-02-30", "2020-04-31", "2020-13-01", "2020-00-10",
                           "2020-01-00", "2020-01-32"}) {
    EXPECT_FALSE(CivilDate::Parse(text)) << text;
  }
}

TEST(CivilDate, RangeIsFrom1990To2099) {
  EXPECT_EQ(Day("1990-01-01").days(), 7305);
  EXPECT_EQ(Day("2099-12-31").days(), 47481);
  EXPECT_FALSE(CivilDate::Parse("1989-12-31"));
  EXPECT_FALSE(CivilDate::Parse("2100-01-01"));
  EXPECT_FALSE(CivilDate::FromDays(7304));
  EXPECT_FALSE(CivilDate::FromDays(47482));
  EXPECT_FALSE(Day("2099-12-31").PlusDays(1));
  EXPECT_FALSE(Day("1990-01-01").PlusDays(-1));
  EXPECT_FALSE(Day("2020-01-01").PlusDays(std::numeric_limits<int>::max()));
  EXPECT_FALSE(Day("2020-01-01").PlusMonths(std::numeric_limits<int>::max()));
  EXPECT_FALSE(Day("2020-01-01").PlusMonths(std::numeric_limits<int>::min()));
}

TEST(CivilDate, EveryDayOfTheRangeSurvivesTakingApartAndReading) {
  int weekday = 1;  // 1990-01-01 was a Monday
  for (int32_t days = 7305; days <= 47481; ++days) {
    const CivilDate date = CivilDate::FromDays(days).value();
    ASSERT_EQ(CivilDate::FromYmd(date.year(), date.month(), date.day()), date);
    ASSERT_EQ(CivilDate::Parse(date.ToIso()), date);
    ASSERT_EQ(date.iso_weekday(), weekday);
    const std::chrono::year_month_day calendar{std::chrono::sys_days{std::chrono::days{days}}};
    ASSERT_EQ(date.year(), int{calendar.year()});
    ASSERT_EQ(date.month(), static_cast<int>(unsigned{calendar.month()}));
    ASSERT_EQ(date.day(), static_cast<int>(unsigned{calendar.day()}));
    weekday = weekday % 7 + 1;
  }
}

TEST(CivilDate, NoFormButTheWholeOneIsADate) {
  for (size_t at = 0; at < 10; ++at) {
    for (int byte = 1; byte < 256; ++byte) {
      std::string text = "2020-12-11";
      text[at] = static_cast<char>(byte);
      const bool separator = at == 4 || at == 7;
      if (separator ? byte == '-' : byte >= '0' && byte <= '9') continue;
      ASSERT_FALSE(CivilDate::Parse(text)) << text;
    }
  }
}

TEST(CivilDate, MonthsLaterIsTheSameDayOrThatMonthsLast) {
  EXPECT_EQ(Day("2020-02-01").PlusMonths(6), Day("2020-08-01"));
  EXPECT_EQ(Day("2020-01-31").PlusMonths(1), Day("2020-02-29"));
  EXPECT_EQ(Day("2019-12-31").PlusMonths(2), Day("2020-02-29"));
  EXPECT_EQ(Day("2020-03-31").PlusMonths(-1), Day("2020-02-29"));
  EXPECT_EQ(Day("2020-01-15").PlusMonths(-1), Day("2019-12-15"));
}

TEST(CivilDate, ShanghaiDayBeginsEightHoursBeforeUtc) {
  constexpr int64_t kMarchFifth = 1583366400000;  // 2020-03-05T00:00:00Z
  EXPECT_EQ(DateInShanghai({kMarchFifth}).ToIso(), "2020-03-05");
  EXPECT_EQ(DateInShanghai({kMarchFifth + 16 * 3'600'000 - 1}).ToIso(), "2020-03-05");
  EXPECT_EQ(DateInShanghai({kMarchFifth + 16 * 3'600'000}).ToIso(), "2020-03-06");
}

TEST(CivilDate, InstantsOutsideTheRangeAreClamped) {
  EXPECT_EQ(DateInShanghai({0}).ToIso(), "1990-01-01");
  EXPECT_EQ(DateInShanghai({std::numeric_limits<int64_t>::min()}).ToIso(), "1990-01-01");
  EXPECT_EQ(DateInShanghai({std::numeric_limits<int64_t>::max()}).ToIso(), "2099-12-31");
}

TEST(Timestamp, IsShownInUtcWithMilliseconds) {
  EXPECT_EQ(ToIsoUtc({0}), "1970-01-01T00:00:00.000Z");
  EXPECT_EQ(ToIsoUtc({1583395200007}), "2020-03-05T08:00:00.007Z");
  EXPECT_EQ(ToIsoUtc({-1}), "1969-12-31T23:59:59.999Z");
  EXPECT_EQ(ToIsoUtc({std::numeric_limits<int64_t>::max()}), "9999-12-31T23:59:59.999Z");
  EXPECT_EQ(ToIsoUtc({std::numeric_limits<int64_t>::min()}), "0000-01-01T00:00:00.000Z");
}

TEST(FeePeriod, ReadsTheThreeFormsOfFiles) {
  for (const char* text : {"2020-02", "202002", "2020年2月", "2020年02月"}) {
    ASSERT_TRUE(FeePeriod::Parse(text)) << text;
    EXPECT_EQ(FeePeriod::Parse(text)->index(), 24241) << text;
    EXPECT_EQ(FeePeriod::Parse(text)->ToIso(), "2020-02") << text;
  }
  for (const char* text : {"", "2020", "2020-2", "2020/02", "2020-02-01", "2020-13", "2020-00",
                           "1989-12", "2100-01", "2020年2", "20202"}) {
    EXPECT_FALSE(FeePeriod::Parse(text)) << text;
  }
}

TEST(FeePeriod, KnowsItsFirstAndLastDay) {
  EXPECT_EQ(FeePeriod::Parse("2020-02")->FirstDay().ToIso(), "2020-02-01");
  EXPECT_EQ(FeePeriod::Parse("2020-02")->LastDay().ToIso(), "2020-02-29");
  EXPECT_EQ(FeePeriod::Parse("2022-02")->LastDay().ToIso(), "2022-02-28");
  EXPECT_EQ(FeePeriod::Parse("2099-12")->LastDay().ToIso(), "2099-12-31");
}

TEST(FeePeriod, CountsAcrossYearsAndEndsAtItsRange) {
  EXPECT_EQ(FeePeriod::Parse("2020-11")->PlusMonths(2)->ToIso(), "2021-01");
  EXPECT_EQ(FeePeriod::Parse("2020-01")->PlusMonths(-1)->ToIso(), "2019-12");
  EXPECT_FALSE(FeePeriod::Parse("2099-12")->PlusMonths(1));
  EXPECT_FALSE(FeePeriod::FromIndex(1990 * 12 - 1));
  EXPECT_LT(FeePeriod::Parse("2019-12"), FeePeriod::Parse("2020-01"));
}

TEST(AccountingMonth, IsTheMonthOfItsDate) {
  EXPECT_EQ(AccountingMonth::Of(Day("2020-03-31"))->ToIso(), "2020-03");
}

}  // namespace
}  // namespace levybridge::domain
