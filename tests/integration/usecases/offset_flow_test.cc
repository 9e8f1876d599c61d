// Flow 3 with offsets: overpayments that reduce the employer's side of later instructions.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gateway/usecases/overpayment_uses.h"
#include "gateway/usecases/refusal.h"
#include "tests/integration/usecases/offset_scene.h"

namespace levybridge::testing {
namespace {

using domain::Assessment;
using domain::AssessmentKind;
using domain::Component;
using domain::Instruction;
using domain::InstructionAction;
using domain::Money;
using domain::OverpaymentUse;
using domain::PaymentLine;

class OffsetFlow : public ::testing::Test {
 protected:
  void TearDown() override {
    EXPECT_EQ(life_.exchange().LedgerFault(), "");
    EXPECT_EQ(life_.exchange().StoreFaults(), "");
  }
  Money Received(std::string_view period) { return life_.Medical(period).offset_received; }
  Money Given(std::string_view period) { return life_.Medical(period).offset_given; }

  OffsetLife life_{Deciding("offset")};
};

TEST_F(OffsetFlow, WhatWasOverpaidReducesTheNextInstructionsEmployerSide) {
  life_.Overpay("2020-02", "1000.00", "600.00");
  EXPECT_EQ(life_.Medical("2020-02").Overpaid(), Yuan("200.00"));
  life_.Assess({life_.RowOf("N1", "2020-03", "1000.00")});
  const Instruction next = life_.Latest();
  EXPECT_EQ(next.action, InstructionAction::kCollect);
  EXPECT_EQ(next.offset_applied, Yuan("200.00"));
  EXPECT_EQ(next.amount_after, Yuan("570.00"));
  EXPECT_EQ(next.payable, Yuan("570.00"));  // 500 + 70 + 200 personal - 200 offset
  EXPECT_EQ(Given("2020-02"), Yuan("200.00"));
  EXPECT_EQ(Received("2020-03"), Yuan("200.00"));
  EXPECT_EQ(life_.Medical("2020-02").Outstanding(), Money());
  EXPECT_EQ(life_.Medical("2020-03").Outstanding(), Yuan("300.00"));
  life_.Pay({life_.LineOf("2020-03", "300.00", "200.00")});
  EXPECT_EQ(domain::StateOf(life_.Medical("2020-03")), domain::ComponentState::kPaid);
}

TEST_F(OffsetFlow, AnOverpaymentIsUsedUpOverSeveralMonths) {
  life_.Overpay("2020-02", "2000.00", "200.00");  // 1000 paid, 100 due: 900 overpaid
  life_.Assess({life_.RowOf("N1", "2020-03", "800.00")});
  EXPECT_EQ(life_.Latest().offset_applied, Yuan("400.00"));
  life_.Assess({life_.RowOf("N2", "2020-04", "800.00")});
  EXPECT_EQ(life_.Latest().offset_applied, Yuan("400.00"));
  life_.Assess({life_.RowOf("N3", "2020-05", "800.00")});
  EXPECT_EQ(life_.Latest().offset_applied, Yuan("100.00"));
  life_.Assess({life_.RowOf("N4", "2020-06", "800.00")});
  EXPECT_EQ(life_.Latest().offset_applied, Money());
  EXPECT_EQ(life_.Medical("2020-02").Returnable(), Money());
}

TEST_F(OffsetFlow, TwoSourcesAreUsedOldestFirstAndMayBothServeOneInstruction) {
  life_.Overpay("2020-03", "1000.00", "600.00");
  life_.Overpay("2020-02", "1000.00", "800.00");
  life_.Assess({life_.RowOf("N1", "2020-04", "500.00")});
  EXPECT_EQ(life_.Latest().offset_applied, Yuan("250.00"));
  EXPECT_EQ(Given("2020-02"), Yuan("100.00"));
  EXPECT_EQ(Given("2020-03"), Yuan("150.00"));
}

TEST_F(OffsetFlow, SourceAndTargetMayStandInOneFile) {
  const Assessment paid = life_.RowOf("A1", "2020-02", "1000.00");
  life_.Assess({paid});
  life_.Pay({life_.LineOf("2020-02", "500.00", "200.00")});
  life_.Assess({life_.Reassessed(paid, "A2", "600.00"), life_.RowOf("N1", "2020-03", "1000.00")});
  EXPECT_EQ(life_.Latest().offset_applied, Yuan("200.00"));
}

TEST_F(OffsetFlow, TheNewInstructionTakesAfreshWhatTheReplacedOneUsed) {
  life_.Overpay("2020-02", "1000.00", "600.00");
  const Assessment next = life_.RowOf("N1", "2020-03", "1000.00");
  life_.Assess({next});
  const Assessment less = life_.Reassessed(next, "N2", "300.00");
  life_.Assess({less});
  const Instruction adjusted = life_.Latest();
  EXPECT_EQ(adjusted.action, InstructionAction::kAdjust);
  EXPECT_EQ(adjusted.offset_applied, Yuan("150.00"));
  EXPECT_EQ(life_.Medical("2020-02").Overpaid(), Yuan("50.00"));
  life_.Assess({life_.Reassessed(less, "N3", "2000.00")});
  EXPECT_EQ(life_.Latest().offset_applied, Yuan("200.00"));
  EXPECT_EQ(Received("2020-03"), Yuan("200.00"));
}

TEST_F(OffsetFlow, ACancelledInstructionGivesBackWhatItUsed) {
  life_.Overpay("2020-02", "1000.00", "600.00");
  const Assessment next = life_.RowOf("N1", "2020-03", "1000.00");
  life_.Assess({next});
  Assessment nothing = life_.Reassessed(next, "N2", "0.00");
  nothing.maternity = nothing.personal = Money();
  Exchange::Recompute(nothing, false);
  life_.Assess({nothing});
  EXPECT_EQ(life_.Latest().action, InstructionAction::kCancel);
  EXPECT_EQ(Received("2020-03"), Money());
  EXPECT_EQ(life_.Medical("2020-02").Overpaid(), Yuan("200.00"));
  life_.Assess({life_.RowOf("N3", "2020-04", "1000.00")});
  EXPECT_EQ(life_.Latest().offset_applied, Yuan("200.00"));
}

TEST_F(OffsetFlow, ARejectedInstructionGivesBackAndAFreshOneTakesAgain) {
  life_.Overpay("2020-02", "1000.00", "600.00");
  const Assessment next = life_.RowOf("N1", "2020-03", "1000.00");
  life_.Assess({next});
  life_.Reject(life_.Latest());
  EXPECT_EQ(Received("2020-03"), Money());
  EXPECT_EQ(life_.Medical("2020-02").Overpaid(), Yuan("200.00"));
  life_.Assess({life_.Reassessed(next, "N2", "800.00")});
  const Instruction fresh = life_.Latest();
  EXPECT_EQ(fresh.action, InstructionAction::kCollect);
  EXPECT_EQ(fresh.offset_applied, Yuan("200.00"));
}

TEST_F(OffsetFlow, ThePredecessorOfARejectedInstructionHasItsOffsetAgain) {
  life_.Overpay("2020-02", "1000.00", "600.00");
  const Assessment next = life_.RowOf("N1", "2020-03", "1000.00");
  life_.Assess({next});
  life_.Assess({life_.Reassessed(next, "N2", "100.00")});
  EXPECT_EQ(Received("2020-03"), Yuan("50.00"));
  life_.Reject(life_.Latest());
  // The reassessment stands, so no more than the 50.00 that are still due can be offset.
  EXPECT_EQ(Received("2020-03"), Yuan("50.00"));
  EXPECT_EQ(life_.Medical("2020-02").Overpaid(), Yuan("150.00"));
}

TEST_F(OffsetFlow, AReversedPaymentLeavesItsSourceOwingAndNothingMoreToUse) {
  const Assessment row = life_.RowOf("A1", "2020-02", "1000.00");
  life_.Assess({row});
  const PaymentLine line = life_.LineOf("2020-02", "500.00", "200.00");
  life_.Pay({line});
  life_.Assess({life_.Reassessed(row, "A2", "600.00")});
  life_.Assess({life_.RowOf("N1", "2020-03", "300.00")});
  ASSERT_EQ(Received("2020-03"), Yuan("150.00"));
  PaymentLine reversal = life_.LineOf("2020-02", "500.00", "0.00");
  reversal.type = domain::PaymentType::kReversal;
  reversal.reverses = line.id;
  life_.Pay({reversal});
  EXPECT_EQ(life_.Medical("2020-02").Outstanding(), Yuan("300.00"));
  EXPECT_EQ(Received("2020-03"), Money());
  life_.Assess({life_.RowOf("N2", "2020-04", "1000.00")});
  EXPECT_EQ(life_.Latest().offset_applied, Money());
}

TEST_F(OffsetFlow, MoneyThatIsNotBookedYetIsNotUsed) {
  const Assessment row = life_.RowOf("A1", "2020-02", "1000.00");
  life_.Assess({row});
  PaymentLine line = life_.LineOf("2020-02", "500.00", "200.00");
  const auto booked_on = line.booked_on;
  line.booked_on.reset();
  life_.Pay({line});
  life_.Assess({life_.Reassessed(row, "A2", "600.00")});
  life_.Assess({life_.RowOf("N1", "2020-03", "1000.00")});
  EXPECT_EQ(life_.Latest().offset_applied, Money());
  line.booked_on = booked_on;
  life_.Pay({line});
  life_.Assess({life_.RowOf("N2", "2020-04", "1000.00")});
  EXPECT_EQ(life_.Latest().offset_applied, Yuan("200.00"));
}

TEST_F(OffsetFlow, ThePersonalShareNeitherGivesNorReceives) {
  const Assessment row = life_.RowOf("A1", "2020-02", "1000.00");
  life_.Assess({row});
  life_.Pay({life_.LineOf("2020-02", "500.00", "200.00")});
  Assessment less = life_.Reassessed(row, "A2", "1000.00");
  less.personal = Yuan("50.00");
  life_.Assess({less});
  life_.Assess({life_.RowOf("N1", "2020-03", "1000.00")});
  EXPECT_EQ(life_.Latest().offset_applied, Money());
  Assessment lesser = life_.Reassessed(less, "A3", "200.00");
  lesser.personal = Yuan("50.00");
  life_.Assess({lesser});  // 400.00 of the employer's are overpaid now
  Assessment small = life_.RowOf("N2", "2020-04", "100.00");
  small.personal = Yuan("900.00");
  life_.Assess({small});
  const Instruction next = life_.Latest();
  EXPECT_EQ(next.offset_applied, Yuan("50.00"));
  EXPECT_EQ(next.payable, Yuan("970.00"));
}

TEST_F(OffsetFlow, ComponentsDoNotPayForOneAnother) {
  const Assessment row = life_.RowOf("A1", "2020-02", "1000.00");
  life_.Assess({row});
  PaymentLine line = life_.LineOf("2020-02", "500.00", "200.00");
  line.amounts[Component::kMaternity] = Yuan("70.00");
  life_.Pay({line});
  Assessment less = life_.Reassessed(row, "A2", "1000.00");
  less.maternity = Yuan("20.00");
  Exchange::Recompute(less, true);
  life_.Assess({less});
  Assessment next = life_.RowOf("N1", "2020-03", "1000.00");
  next.maternity = Yuan("30.00");
  Exchange::Recompute(next, true);
  life_.Assess({next});
  EXPECT_EQ(life_.Latest().offset_applied, Yuan("30.00"));
  EXPECT_EQ(Received("2020-03"), Money());
}

TEST_F(OffsetFlow, MoneyThatWaitedForTheTargetComesBeforeAnyOffset) {
  life_.Overpay("2020-02", "1000.00", "600.00");
  life_.Pay({life_.LineOf("2020-03", "450.00", "0.00")});
  life_.Assess({life_.RowOf("N1", "2020-03", "1000.00")});
  EXPECT_EQ(life_.Latest().offset_applied, Yuan("50.00"));
}

TEST_F(OffsetFlow, AStatementShowsWhatWasGivenAndReceivedInItsMonth) {
  life_.Overpay("2020-02", "1000.00", "600.00");
  life_.Assess({life_.RowOf("N1", "2020-03", "1000.00")});
  const auto movement = [&](std::string_view period) {
    const auto obligation = life_.exchange().Find("U1", period);
    for (const domain::MonthMovement& moved : obligation->movements) {
      if (moved.month == Month("2020-03")) return moved.offset[Component::kEmployerMedical];
    }
    return Money();
  };
  EXPECT_EQ(movement("2020-02"), Yuan("-200.00"));
  EXPECT_EQ(movement("2020-03"), Yuan("200.00"));
}

TEST_F(OffsetFlow, TheSameFileAgainAfterARestartTakesNothingTwice) {
  life_.Overpay("2020-02", "1000.00", "600.00");
  const Assessment next = life_.RowOf("N1", "2020-03", "300.00");
  ASSERT_TRUE(life_.exchange().Submit<Assessment>("SAME", {next}).ok());
  life_.exchange().Restart();
  EXPECT_TRUE(life_.exchange().Submit<Assessment>("SAME", {next})->replayed);
  ASSERT_TRUE(life_.exchange().Submit<Assessment>("OTHER", {next}).ok());
  EXPECT_EQ(Received("2020-03"), Yuan("150.00"));
  EXPECT_EQ(life_.Medical("2020-02").Overpaid(), Yuan("50.00"));
}

TEST_F(OffsetFlow, ADryRunUsesNothing) {
  life_.Overpay("2020-02", "1000.00", "600.00");
  domain::BatchHeader header = life_.exchange().Header<Assessment>("DRY");
  header.dry_run = true;
  const std::vector<domain::NumberedRow<Assessment>> rows = {
      {1, life_.RowOf("N1", "2020-03", "1000.00")}, {2, life_.RowOf("N2", "2020-04", "1000.00")}};
  ASSERT_TRUE(life_.exchange().intake().DryRun(header, {domain::BatchChunk{0, 1, rows, {}}}).ok());
  EXPECT_EQ(life_.Medical("2020-02").Overpaid(), Yuan("200.00"));
}

TEST_F(OffsetFlow, AtDeregistrationWhatIsLeftIsRefunded) {
  life_.Overpay("2020-02", "1000.00", "600.00");
  life_.Assess({life_.RowOf("N1", "2020-03", "300.00")});
  const domain::EmployerKey employer{life_.exchange().city(), *domain::UnitCode::Parse("U1")};
  ASSERT_TRUE(life_.exchange()
                  .store()
                  .Write([&](ports::Transaction& store) {
                    return usecases::TurnIntoRefund(store, employer);
                  })
                  .ok());
  life_.Assess({life_.RowOf("N2", "2020-04", "1000.00")});
  EXPECT_EQ(life_.Latest().offset_applied, Money());
  EXPECT_EQ(Received("2020-03"), Yuan("150.00"));
  EXPECT_EQ(life_.UseOf("2020-02"), OverpaymentUse::kRefund);
}

TEST(OffsetChoice, WhereRefundIsPreferredTheAgencyMayChooseOffsetAndTakeItBack) {
  OffsetLife life(Deciding("refund_or_offset"));
  life.Overpay("2020-02", "1000.00", "600.00");
  life.Assess({life.RowOf("N1", "2020-03", "300.00")});
  EXPECT_EQ(life.Latest().offset_applied, Money());
  const auto chosen = life.Choose("2020-02", OverpaymentUse::kOffset);
  ASSERT_TRUE(chosen.ok()) << chosen.status();
  EXPECT_FALSE(chosen->replayed);
  EXPECT_TRUE(chosen->standing.agency_may_choose);
  EXPECT_EQ(chosen->standing.unit_name, "武汉示例机械有限公司");
  EXPECT_TRUE(life.Choose("2020-02", OverpaymentUse::kOffset)->replayed);
  life.Assess({life.RowOf("N2", "2020-04", "300.00")});
  EXPECT_EQ(life.Latest().offset_applied, Yuan("150.00"));
  ASSERT_FALSE(life.Choose("2020-02", OverpaymentUse::kRefund)->replayed);
  life.Assess({life.RowOf("N3", "2020-05", "300.00")});
  EXPECT_EQ(life.Latest().offset_applied, Money());
  EXPECT_EQ(life.exchange().StoreFaults(), "");
}

TEST(OffsetChoice, WhereOffsetIsPreferredAChosenRefundOutlivesAReassessment) {
  OffsetLife life(Deciding("offset_or_refund"));
  const Assessment source = life.Overpay("2020-02", "1000.00", "600.00");
  ASSERT_FALSE(life.Choose("2020-02", OverpaymentUse::kRefund)->replayed);
  life.Assess({life.Reassessed(source, "A9", "400.00")});
  life.Assess({life.RowOf("N1", "2020-03", "1000.00")});
  EXPECT_EQ(life.Latest().offset_applied, Money());
  ASSERT_TRUE(life.Choose("2020-02", OverpaymentUse::kOffset).ok());
  life.Assess({life.RowOf("N2", "2020-04", "1000.00")});
  EXPECT_EQ(life.Latest().offset_applied, Yuan("300.00"));
}

TEST(OffsetChoice, WhereThePolicyDecidesTheAgencyMayNot) {
  for (const std::string decided : {"refund", "offset"}) {
    OffsetLife life(Deciding(decided));
    life.Overpay("2020-02", "1000.00", "600.00");
    for (const OverpaymentUse use : {OverpaymentUse::kRefund, OverpaymentUse::kOffset}) {
      EXPECT_EQ(usecases::ReasonOf(life.Choose("2020-02", use).status()), "USE_NOT_PERMITTED");
    }
  }
}

TEST(OffsetChoice, NothingOverpaidAndUnknownEmployersAreToldApart) {
  OffsetLife life(Deciding("offset_or_refund"));
  EXPECT_EQ(usecases::ReasonOf(life.Choose("2020-02", OverpaymentUse::kOffset).status()),
            "UNIT_UNKNOWN");
  life.Assess({life.RowOf("A1", "2020-02", "1000.00")});
  EXPECT_EQ(usecases::ReasonOf(life.Choose("2020-02", OverpaymentUse::kOffset).status()),
            "OVERPAYMENT_UNKNOWN");
}

TEST(OffsetChoice, InWuhanAsShippedAnOverpaymentIsRefundedAndNeverOffset) {
  OffsetLife life({});
  life.Overpay("2020-02", "1000.00", "600.00");
  life.Assess({life.RowOf("N1", "2020-03", "1000.00")});
  EXPECT_EQ(life.Latest().offset_applied, Money());
}

TEST(OffsetOfJuly, WhatNantongCollectedBeforeTheDeferralIsOffsetWithoutAChoice) {
  OffsetLife life({.city = "320600", .regions = {}});
  Exchange& exchange = life.exchange();
  const auto row_of = [&](std::string_view number, std::string_view period, domain::UnitType type) {
    Assessment row = life.RowOf(number, period, "1000.00");
    row.region = *domain::RegionCode::FromNumber(320613);
    row.uscc = "91320600MA1X00012X";
    row.unit_type = type;
    Exchange::Recompute(row, false);
    return row;
  };
  exchange.business_date = Date("2022-07-05");
  // Passed on as a large enterprise's, and paid, before it was settled that it is a small one.
  const Assessment july = row_of("J1", "2022-07", domain::UnitType::kEnterpriseLarge);
  life.Assess({july});
  PaymentLine line = life.LineOf("2022-07", "1000.00", "200.00");
  line.region = *domain::RegionCode::FromNumber(320613);
  line.paid_on = Date("2022-07-10");
  line.booked_on = Date("2022-07-11");
  life.Pay({line});
  Assessment small = life.Reassessed(july, "J2", "1000.00");
  small.unit_type = domain::UnitType::kEnterpriseSmall;
  Exchange::Recompute(small, false);
  exchange.business_date = Date("2022-07-20");
  life.Assess({small});
  EXPECT_EQ(life.Medical("2022-07").Overpaid(), Yuan("1000.00"));
  EXPECT_EQ(usecases::ReasonOf(life.Choose("2022-07", OverpaymentUse::kRefund).status()),
            "USE_NOT_PERMITTED");
  exchange.business_date = Date("2022-08-05");
  life.Assess({row_of("J3", "2022-08", domain::UnitType::kEnterpriseSmall)});
  EXPECT_EQ(life.Latest().offset_applied, Money()) << "August is deferred itself";
  exchange.business_date = Date("2022-10-05");
  life.Assess({row_of("J4", "2022-10", domain::UnitType::kEnterpriseSmall)});
  EXPECT_EQ(life.Latest().offset_applied, Yuan("1000.00"));
  EXPECT_EQ(exchange.LedgerFault(), "");
  EXPECT_EQ(exchange.StoreFaults(), "");
}

}  // namespace
}  // namespace levybridge::testing
