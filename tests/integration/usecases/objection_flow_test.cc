// Objections: filed, completed, decided, notified; said twice, and contradicted.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gateway/usecases/handle_objections.h"
#include "gateway/usecases/refusal.h"
#include "tests/support/exchange/exchange.h"

namespace levybridge::testing {
namespace {

using domain::ObjectionState;

class ObjectionFlow : public ::testing::Test {
 protected:
  void SetUp() override {
    exchange_.clock.Set(Date("2020-05-20"));
    ASSERT_TRUE(exchange_
                    .Submit<domain::Assessment>(
                        "B1", {Exchange::Row("A1", "U1"), Exchange::Row("A2", "U2")})
                    .ok());
  }

  static domain::ObjectionFiling Filing(std::string_view number = "YY-1",
                                        std::string_view unit = "U1") {
    return {.objection_no = *domain::ObjectionNumber::Parse(number),
            .unit_code = *domain::UnitCode::Parse(unit),
            .region = *domain::RegionCode::FromNumber(420106),
            .received_on = Date("2020-04-28"),
            .complete_on = Date("2020-04-30"),
            .documents = {{"书面报告", domain::Sha256Of("report")},
                          {"单位性质证明", domain::Sha256Of("proof")}},
            .first_fee_period = Period("2020-03"),
            .last_fee_period = Period("2020-03")};
  }
  static domain::ObjectionDecision Refused() {
    return {.upheld = false,
            .decided_on = Date("2020-05-08"),
            .reason = "财政负担人员",
            .reassessment_no = std::nullopt,
            .notified_on = std::nullopt};
  }
  static domain::ObjectionDecision Upheld(std::string_view reassessment) {
    return {.upheld = true,
            .decided_on = Date("2020-05-08"),
            .reason = "",
            .reassessment_no = domain::AssessmentNumber::Parse(reassessment),
            .notified_on = std::nullopt};
  }

  usecases::ObjectionHandling Handling() {
    return {exchange_.store(), exchange_.rules(), exchange_.clock};
  }
  absl::StatusOr<usecases::RecordedObjection> File(const domain::ObjectionFiling& filing) {
    return Handling().File(exchange_.agency(), filing);
  }
  absl::StatusOr<usecases::RecordedObjection> Decide(const domain::ObjectionDecision& decision) {
    return Handling().Decide(exchange_.agency(), Filing().objection_no, decision);
  }
  absl::StatusOr<usecases::RecordedObjection> Notify(std::string_view day) {
    return Handling().Notify(exchange_.agency(), Filing().objection_no, Date(day));
  }
  void Reassess(std::string_view old, std::string_view number, std::string_view period,
                std::string_view medical = "900.00") {
    domain::Assessment row = Exchange::Row(number, "U1", medical);
    row.fee_period = Period(period);
    row.kind = domain::AssessmentKind::kReassessment;
    row.supersedes_no = domain::AssessmentNumber::Parse(old);
    Exchange::Recompute(row, true);
    const auto result = exchange_.Submit<domain::Assessment>("B-" + std::string(number), {row});
    ASSERT_TRUE(result.ok()) << result.status();
    ASSERT_EQ(result->batch.state, domain::BatchState::kAccepted);
  }
  int OpenOnes() {
    size_t found = 0;
    EXPECT_TRUE(exchange_.store()
                    .Read([&](const ports::Transaction& store) -> absl::Status {
                      const auto open = store.objections().List(
                          exchange_.city(), {.open_only = true}, std::nullopt, 9);
                      if (open.ok()) found = open->size();
                      return open.status();
                    })
                    .ok());
    return static_cast<int>(found);
  }
  template <class T>
  static std::string ReasonOf(const absl::StatusOr<T>& result) {
    return usecases::ReasonOf(result.status()).value_or("none");
  }

  Exchange exchange_;
};

TEST_F(ObjectionFlow, IsToBeDecidedByTheThirdWorkingDayOverTheMayHoliday) {
  const auto filed = File(Filing());
  ASSERT_TRUE(filed.ok()) << filed.status();
  EXPECT_FALSE(filed->replayed);
  EXPECT_EQ(filed->objection.decide_by, Date("2020-05-08"));
  EXPECT_EQ(StateOf(filed->objection), ObjectionState::kPending);
  exchange_.Restart();
  const auto again = File(Filing());
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_TRUE(again->replayed);
  EXPECT_EQ(again->objection, filed->objection);
}

TEST_F(ObjectionFlow, TheDeadlineRunsOnceTheMaterialsAreComplete) {
  domain::ObjectionFiling early = Filing();
  early.complete_on.reset();
  early.documents.pop_back();
  const auto filed = File(early);
  ASSERT_TRUE(filed.ok()) << filed.status();
  EXPECT_EQ(StateOf(filed->objection), ObjectionState::kIncomplete);
  EXPECT_EQ(filed->objection.decide_by, std::nullopt);
  const auto completed = File(Filing());
  ASSERT_TRUE(completed.ok()) << completed.status();
  EXPECT_FALSE(completed->replayed);
  EXPECT_EQ(completed->objection.filing, Filing());
  EXPECT_EQ(completed->objection.decide_by, Date("2020-05-08"));
  EXPECT_TRUE(File(early)->replayed);
}

TEST_F(ObjectionFlow, WhatContradictsTheRecordIsAConflict) {
  ASSERT_TRUE(File(Filing()).ok());
  domain::ObjectionFiling other = Filing("YY-1", "U2");
  EXPECT_EQ(ReasonOf(File(other)), "REQUEST_CONFLICT");
  other = Filing();
  other.complete_on = Date("2020-05-06");
  EXPECT_EQ(ReasonOf(File(other)), "REQUEST_CONFLICT");
  ASSERT_TRUE(Decide(Refused()).ok());
  other = Filing();
  other.documents.push_back({"补充", domain::Sha256Of("more")});
  EXPECT_EQ(ReasonOf(File(other)), "REQUEST_CONFLICT");
  EXPECT_TRUE(File(Filing())->replayed);
}

TEST_F(ObjectionFlow, AnEmployerWithoutAssessmentOrOutsideTheRegionIsRefused) {
  EXPECT_EQ(ReasonOf(File(Filing("YY-1", "U9"))), "UNIT_UNKNOWN");
  domain::ObjectionFiling elsewhere = Filing();
  elsewhere.region = *domain::RegionCode::FromNumber(420600);
  EXPECT_EQ(ReasonOf(File(elsewhere)), "REGION_NOT_ALLOWED");
  domain::PartyId district = exchange_.agency();
  district.region = *domain::RegionCode::FromNumber(420102);
  EXPECT_EQ(ReasonOf(Handling().File(district, Filing())), "REGION_NOT_ALLOWED");
  domain::ObjectionFiling claimed = Filing();
  claimed.region = district.region;
  EXPECT_EQ(ReasonOf(Handling().File(district, claimed)), "UNIT_UNKNOWN");
}

TEST_F(ObjectionFlow, AYearWithoutCalendarIsAnError) {
  domain::ObjectionFiling late = Filing();
  exchange_.clock.Set(Date("2031-03-03"));
  late.received_on = Date("2031-03-03");
  late.complete_on = Date("2031-03-03");
  EXPECT_EQ(ReasonOf(File(late)), "CALENDAR_MISSING");
  EXPECT_EQ(ReasonOf(Decide(Refused())), "OBJECTION_UNKNOWN");
}

TEST_F(ObjectionFlow, DatesThatRunBackwardsAreRefused) {
  domain::ObjectionFiling filing = Filing();
  filing.complete_on = Date("2020-04-27");
  EXPECT_EQ(ReasonOf(File(filing)), "DATES_REVERSED");
  filing = Filing();
  filing.last_fee_period = Period("2020-02");
  EXPECT_EQ(ReasonOf(File(filing)), "DATES_REVERSED");
  ASSERT_TRUE(File(Filing()).ok());
  domain::ObjectionDecision decision = Refused();
  decision.decided_on = Date("2020-04-01");
  EXPECT_EQ(ReasonOf(Decide(decision)), "DATES_REVERSED");
  ASSERT_TRUE(Decide(Refused()).ok());
  EXPECT_EQ(ReasonOf(Notify("2020-05-07")), "DATES_REVERSED");
}

TEST_F(ObjectionFlow, ARefusalNeedsAReasonAndIsNotified) {
  ASSERT_TRUE(File(Filing()).ok());
  EXPECT_EQ(ReasonOf(Notify("2020-05-09")), "OBJECTION_NOT_DECIDED");
  domain::ObjectionDecision silent = Refused();
  silent.reason.clear();
  EXPECT_EQ(ReasonOf(Decide(silent)), "REASON_MISSING");
  const auto refused = Decide(Refused());
  ASSERT_TRUE(refused.ok()) << refused.status();
  EXPECT_EQ(StateOf(refused->objection), ObjectionState::kRefused);
  EXPECT_TRUE(Decide(Refused())->replayed);
  EXPECT_EQ(ReasonOf(Decide(Upheld("A1"))), "OBJECTION_DECIDED");
  const auto notified = Notify("2020-05-09");
  ASSERT_TRUE(notified.ok()) << notified.status();
  EXPECT_FALSE(notified->replayed);
  EXPECT_EQ(StateOf(notified->objection), ObjectionState::kRefusalNotified);
  EXPECT_TRUE(Notify("2020-05-09")->replayed);
  EXPECT_TRUE(Decide(Refused())->replayed);
  EXPECT_EQ(ReasonOf(Notify("2020-05-10")), "OBJECTION_DECIDED");
}

TEST_F(ObjectionFlow, AnUpheldObjectionNamesAnAssessmentOfItsUnit) {
  ASSERT_TRUE(File(Filing()).ok());
  EXPECT_EQ(ReasonOf(Decide(Upheld(""))), "ASSESSMENT_UNKNOWN");
  EXPECT_EQ(ReasonOf(Decide(Upheld("A2"))), "ASSESSMENT_UNKNOWN");
  EXPECT_EQ(ReasonOf(Decide(Upheld("A9"))), "ASSESSMENT_UNKNOWN");
  EXPECT_EQ(ReasonOf(Decide(Upheld("A1"))), "NOT_A_REASSESSMENT");
  Reassess("A1", "A3", "2020-03");
  const auto upheld = Decide(Upheld("A3"));
  ASSERT_TRUE(upheld.ok()) << upheld.status();
  EXPECT_EQ(StateOf(upheld->objection), ObjectionState::kUpheld);
  EXPECT_EQ(exchange_.LedgerFault(), "");
}

TEST_F(ObjectionFlow, AReassessmentOfAnotherFeePeriodCarriesNothingOut) {
  ASSERT_TRUE(File(Filing()).ok());
  domain::Assessment april = Exchange::Row("A4", "U1");
  april.fee_period = Period("2020-04");
  ASSERT_TRUE(exchange_.Submit<domain::Assessment>("B4", {april}).ok());
  Reassess("A4", "A5", "2020-04");
  EXPECT_EQ(ReasonOf(Decide(Upheld("A5"))), "NOT_A_REASSESSMENT");
}

TEST_F(ObjectionFlow, AReassessmentThatChangesNothingCarriesNothingOut) {
  ASSERT_TRUE(File(Filing()).ok());
  Reassess("A1", "A3", "2020-03", "1000.00");
  EXPECT_EQ(ReasonOf(Decide(Upheld("A3"))), "NOT_A_REASSESSMENT");
  Reassess("A3", "A4", "2020-03");
  EXPECT_TRUE(Decide(Upheld("A4")).ok());
}

TEST_F(ObjectionFlow, AReassessmentFromBeforeTheObjectionCarriesNothingOut) {
  exchange_.clock.Set(Date("2020-04-27"));
  Reassess("A1", "A3", "2020-03");
  exchange_.clock.Set(Date("2020-05-20"));
  ASSERT_TRUE(File(Filing()).ok());
  EXPECT_EQ(ReasonOf(Decide(Upheld("A3"))), "NOT_A_REASSESSMENT");
}

TEST_F(ObjectionFlow, IsCompleteOnlyWithEveryDocumentThatThePolicyNames) {
  domain::ObjectionFiling filing = Filing();
  filing.documents = {{"说明", domain::Sha256Of("a letter")}};
  EXPECT_EQ(ReasonOf(File(filing)), "DOCUMENT_MISSING");
  filing.documents.push_back({"书面报告", domain::Sha256Of("report")});
  const auto refused = File(filing);
  EXPECT_EQ(ReasonOf(refused), "DOCUMENT_MISSING");
  EXPECT_EQ(usecases::DetailsOf(refused.status())["documents"], "单位性质证明");
  domain::ObjectionFiling incomplete = filing;
  incomplete.complete_on.reset();
  const auto recorded = File(incomplete);
  ASSERT_TRUE(recorded.ok()) << recorded.status();
  EXPECT_EQ(StateOf(recorded->objection), ObjectionState::kIncomplete);
  // The report is recorded already: the proof alone completes it.
  filing.documents = {{"单位性质证明", domain::Sha256Of("proof")}};
  const auto completed = File(filing);
  ASSERT_TRUE(completed.ok()) << completed.status();
  EXPECT_EQ(completed->objection.decide_by, Date("2020-05-08"));
}

TEST_F(ObjectionFlow, NothingIsRecordedBeforeItHappened) {
  exchange_.clock.Set(Date("2020-04-29"));
  EXPECT_EQ(ReasonOf(File(Filing())), "DATE_IN_FUTURE");
  exchange_.clock.Set(Date("2020-05-07"));
  ASSERT_TRUE(File(Filing()).ok());
  EXPECT_EQ(ReasonOf(Decide(Refused())), "DATE_IN_FUTURE");
  exchange_.clock.Set(Date("2020-05-08"));
  ASSERT_TRUE(Decide(Refused()).ok());
  EXPECT_EQ(ReasonOf(Notify("2020-05-09")), "DATE_IN_FUTURE");
}

TEST_F(ObjectionFlow, ARefusalThatWasNotNotifiedStaysOpenAndLateOnesStayLate) {
  ASSERT_TRUE(File(Filing()).ok());
  domain::ObjectionDecision late = Refused();
  late.decided_on = Date("2020-05-11");
  const auto refused = Decide(late);
  ASSERT_TRUE(refused.ok()) << refused.status();
  EXPECT_TRUE(WasDecidedLate(refused->objection));
  EXPECT_EQ(OpenOnes(), 1);
  EXPECT_TRUE(IsOverdue(refused->objection, Date("2020-05-09")));
  const auto told = Notify("2020-05-12");
  ASSERT_TRUE(told.ok()) << told.status();
  EXPECT_EQ(OpenOnes(), 0);
  EXPECT_FALSE(IsOverdue(told->objection, Date("2020-06-01")));
  EXPECT_TRUE(WasDecidedLate(told->objection));
}

}  // namespace
}  // namespace levybridge::testing
