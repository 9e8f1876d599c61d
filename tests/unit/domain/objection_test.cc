#include "gateway/domain/objection.h"

#include <gtest/gtest.h>

namespace levybridge::domain {
namespace {

CivilDate Day(const char* text) { return CivilDate::Parse(text).value(); }
RegionCode Region(uint32_t number) { return RegionCode::FromNumber(number).value(); }

// The May holiday of 2020, and a day off of Wuhan's own.
WorkingCalendar Calendar() {
  CalendarYear national;
  for (int day = 1; day <= 5; ++day)
    national.holidays.insert(CivilDate::FromYmd(2020, 5, day).value());
  national.makeup_workdays = {Day("2020-04-26"), Day("2020-05-09")};
  CalendarYear wuhan;
  wuhan.holidays = {Day("2020-05-06")};
  return WorkingCalendar({{2020, national}}, {{Region(420100), {{2020, wuhan}}}}, RegionTree());
}

CivilDate DeadlineOf(const char* complete_on, uint32_t region = 330100) {
  return ObjectionDeadline(Calendar(), Day(complete_on), Region(region)).value();
}

Objection Sample() {
  return {.agency = PartyId::ParseUri("urn:levybridge:party:agency:420100:a").value(),
          .pooling_area = {Region(420100)},
          .filing = {.objection_no = *ObjectionNumber::Parse("YY-1"),
                     .unit_code = *UnitCode::Parse("U1"),
                     .region = Region(420106),
                     .received_on = Day("2020-03-02"),
                     .complete_on = Day("2020-03-05"),
                     .documents = {{"report", Sha256Of("report")}},
                     .first_fee_period = *FeePeriod::Parse("2020-02"),
                     .last_fee_period = *FeePeriod::Parse("2020-06")},
          .decide_by = Day("2020-03-10"),
          .decision = std::nullopt};
}

ObjectionDecision Refused() {
  return {.upheld = false,
          .decided_on = Day("2020-03-10"),
          .reason = "fiscal-funded",
          .reassessment_no = std::nullopt,
          .notified_on = std::nullopt};
}

TEST(ObjectionDeadline, IsTheThirdWorkingDayAfterTheMaterialsAreComplete) {
  EXPECT_EQ(DeadlineOf("2020-03-02"), Day("2020-03-05"));
  EXPECT_EQ(DeadlineOf("2020-03-05"), Day("2020-03-10"));  // over a weekend
  EXPECT_EQ(DeadlineOf("2020-03-07"), Day("2020-03-11"));  // complete on a Saturday
}

TEST(ObjectionDeadline, SkipsHolidaysAndCountsMakeUpDays) {
  EXPECT_EQ(DeadlineOf("2020-04-30"), Day("2020-05-08"));
  EXPECT_EQ(DeadlineOf("2020-05-03"), Day("2020-05-08"));
  EXPECT_EQ(DeadlineOf("2020-05-07"), Day("2020-05-11"));  // Saturday 9 May is worked
  EXPECT_EQ(DeadlineOf("2020-04-24"), Day("2020-04-28"));  // and so is Sunday 26 April
}

TEST(ObjectionDeadline, FollowsTheRegionsOwnDays) {
  EXPECT_EQ(DeadlineOf("2020-04-30", 420106), Day("2020-05-09"));
}

TEST(ObjectionDeadline, IsAnErrorInAYearThatTheCalendarDoesNotCover) {
  EXPECT_EQ(ObjectionDeadline(Calendar(), Day("2020-12-30"), Region(420100)).status().code(),
            absl::StatusCode::kOutOfRange);
  EXPECT_EQ(ObjectionDeadline(Calendar(), Day("2021-03-01"), Region(420100)).status().code(),
            absl::StatusCode::kOutOfRange);
}

TEST(Objection, MovesFromIncompleteToTheNoticeOfItsRefusal) {
  Objection objection = Sample();
  objection.filing.complete_on.reset();
  objection.decide_by.reset();
  EXPECT_EQ(StateOf(objection), ObjectionState::kIncomplete);
  objection.filing.complete_on = Day("2020-03-05");
  EXPECT_EQ(StateOf(objection), ObjectionState::kPending);
  objection.decision = Refused();
  EXPECT_EQ(StateOf(objection), ObjectionState::kRefused);
  objection.decision->notified_on = Day("2020-03-11");
  EXPECT_EQ(StateOf(objection), ObjectionState::kRefusalNotified);
  objection.decision->upheld = true;
  EXPECT_EQ(StateOf(objection), ObjectionState::kUpheld);
}

TEST(Objection, IsOverdueFromTheDayAfterItsDeadlineUntilFinished) {
  Objection objection = Sample();
  EXPECT_FALSE(IsOverdue(objection, Day("2020-03-10")));
  EXPECT_TRUE(IsOverdue(objection, Day("2020-03-11")));
  objection.decision = Refused();
  objection.decision->notified_on.reset();
  EXPECT_TRUE(IsOverdue(objection, Day("2020-03-11"))) << "the employer does not know yet";
  objection.decision->notified_on = Day("2020-03-11");
  EXPECT_FALSE(IsOverdue(objection, Day("2020-03-11")));
  objection = Sample();
  objection.decide_by.reset();
  EXPECT_FALSE(IsOverdue(objection, Day("2021-03-11")));
}

TEST(Objection, FilingsAddToEachOtherOrContradict) {
  const ObjectionFiling complete = Sample().filing;
  ObjectionFiling early = complete;
  early.complete_on.reset();
  early.documents.clear();
  EXPECT_EQ(Contradiction(complete, early), "");
  ObjectionFiling known = early;
  EXPECT_EQ(Contradiction(known, complete), "");
  EXPECT_TRUE(Supplement(known, complete));
  EXPECT_EQ(known, complete);
  EXPECT_FALSE(Supplement(known, complete));
  EXPECT_FALSE(Supplement(known, early));

  ObjectionFiling other = complete;
  other.documents[0].sha256 = Sha256Of("another report");
  EXPECT_EQ(Contradiction(complete, other), "documents");
  other = complete;
  other.complete_on = Day("2020-03-06");
  EXPECT_EQ(Contradiction(complete, other), "complete_on");
  other = complete;
  other.unit_code = *UnitCode::Parse("U2");
  EXPECT_EQ(Contradiction(complete, other), "unit_code");
}

TEST(Objection, ADecisionStandsAndMayOnlyGainItsNotice) {
  ObjectionDecision known = Refused();
  ObjectionDecision notified = Refused();
  notified.notified_on = Day("2020-03-11");
  EXPECT_EQ(Contradiction(known, notified), "");
  EXPECT_TRUE(Supplement(known, notified));
  EXPECT_EQ(Contradiction(known, Refused()), "");
  EXPECT_FALSE(Supplement(known, Refused()));
  notified.notified_on = Day("2020-03-12");
  EXPECT_EQ(Contradiction(known, notified), "notified_on");
  notified = Refused();
  notified.reason = "another";
  EXPECT_EQ(Contradiction(known, notified), "reason");
}

}  // namespace
}  // namespace levybridge::domain
