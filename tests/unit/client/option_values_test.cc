#include "adapters/client/option_values.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace levybridge::client {
namespace {

using testing::AllOf;
using testing::HasSubstr;

domain::RegionCode Wuhan() { return domain::RegionCode::FromNumber(420100).value(); }

TEST(OptionValues, AreReadAsWhatTheyStandFor) {
  EXPECT_EQ(DayOption("--on", "2020-03-05")->ToIso(), "2020-03-05");
  EXPECT_FALSE(OptionalDayOption("--on", "")->has_value());
  EXPECT_EQ(PeriodOption("--from", "2020-02")->ToIso(), "2020-02");
  EXPECT_EQ(RegionOption("420106", Wuhan())->ToString(), "420106");
  EXPECT_EQ(*RegionOption("", Wuhan()), Wuhan());
}

TEST(OptionValues, AWrongOneIsNamedWithWhatItSaysAndWhatWasExpected) {
  for (const absl::Status& status :
       {DayOption("--x", "soon").status(), OptionalDayOption("--x", "soon").status(),
        PeriodOption("--x", "soon").status()}) {
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
    EXPECT_THAT(std::string(status.message()),
                AllOf(HasSubstr("--x soon: 应为"), HasSubstr("2020-03")));
  }
  EXPECT_EQ(RegionOption("42", Wuhan()).status().code(), absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace levybridge::client
