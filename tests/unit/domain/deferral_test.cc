#include "gateway/domain/deferral.h"

#include <gtest/gtest.h>

namespace levybridge::domain {
namespace {

CivilDate Day(std::string_view iso) { return *CivilDate::Parse(iso); }
FeePeriod Period(std::string_view iso) { return *FeePeriod::Parse(iso); }

RuleDeferralRules ThreeMonths() {
  return {.window = {.first = Period("2022-07"),
                     .last = Period("2022-09"),
                     .citation = {},
                     .before = {},
                     .after = {}},
          .first_periods = {},
          .fund = {},
          .made_up_by = Day("2022-12-31"),
          .citation = {},
          .already_paid = {}};
}

TEST(DeferralAgenda, InOneSumEveryFeePeriodIsDueOnTheLatestDate) {
  const DeferralAgenda agenda = AgendaByRule(ThreeMonths(), RegionParameters(), Period("2022-07"));
  EXPECT_EQ(agenda.deferred_until, Day("2022-12-31"));
  EXPECT_EQ(agenda.due_on, Day("2022-12-31"));
  EXPECT_EQ(agenda.instruct_on, Day("2022-12-01"));
  EXPECT_EQ(agenda.remind_from, Day("2022-11-01"));
}

TEST(DeferralAgenda, ByInstalmentsOneFeePeriodAMonthIsDueTheLastOnTheLatestDate) {
  RegionParameters parameters;
  parameters.makeup_method = MakeUpMethod::kInstalments;
  parameters.makeup_lead_days = 10;
  parameters.reminder_days = 5;
  const auto due = [&](const char* period) {
    return AgendaByRule(ThreeMonths(), parameters, Period(period)).due_on;
  };
  EXPECT_EQ(due("2022-07"), Day("2022-10-31"));
  EXPECT_EQ(due("2022-08"), Day("2022-11-30"));
  EXPECT_EQ(due("2022-09"), Day("2022-12-31"));
  const DeferralAgenda first = AgendaByRule(ThreeMonths(), parameters, Period("2022-07"));
  EXPECT_EQ(first.instruct_on, Day("2022-10-21"));
  EXPECT_EQ(first.remind_from, Day("2022-10-16"));
  EXPECT_EQ(first.deferred_until, Day("2022-12-31"));
}

TEST(DeferralAgenda, WhileTheSizeIsNotSettledItIsAskedForInOneSumByTheLatestDate) {
  RegionParameters parameters;
  parameters.makeup_method = MakeUpMethod::kInstalments;
  const DeferralAgenda agenda = AgendaWhileUnsettled(ThreeMonths(), parameters);
  EXPECT_EQ(agenda.deferred_until, std::nullopt);
  EXPECT_EQ(agenda.due_on, Day("2022-12-31"));
  EXPECT_EQ(agenda.instruct_on, Day("2022-12-01"));
  EXPECT_EQ(agenda.remind_from, Day("2022-11-01"));
}

TEST(DeferralAgenda, OnApplicationTheInstructionGoesOutTheDayAfterTheLast) {
  const DeferralAgenda agenda = AgendaOnApplication(Day("2020-08-31"), RegionParameters());
  EXPECT_EQ(agenda.instruct_on, Day("2020-09-01"));
  EXPECT_EQ(agenda.remind_from, Day("2020-08-02"));
  EXPECT_EQ(agenda.due_on, std::nullopt);
}

TEST(DeferralScopes, HoldWhatTheyDeferLessWhatWasPassedOn) {
  ComponentAmounts due;
  due[Component::kEmployerMedical] = Money::Proven(100);
  due[Component::kMaternity] = Money::Proven(10);
  due[Component::kPersonal] = Money::Proven(20);
  due[Component::kLateFee] = Money::Proven(1);
  ComponentAmounts passed_on;
  passed_on[Component::kEmployerMedical] = Money::Proven(30);
  EXPECT_TRUE(HeldOf(due, passed_on, DeferralScope::kNone).AllZero());
  EXPECT_EQ(HeldOf(due, passed_on, DeferralScope::kEmployer).Sum(), Money::Proven(80));
  EXPECT_EQ(HeldOf(due, passed_on, DeferralScope::kWhole).Sum(), Money::Proven(100));
}

}  // namespace
}  // namespace levybridge::domain
