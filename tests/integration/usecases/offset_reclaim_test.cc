// Flow 3 with offsets, where the obligation that gave them owes again: nothing that is owed goes
// without an instruction.
#include <gtest/gtest.h>

#include "tests/integration/usecases/offset_scene.h"

namespace levybridge::testing {
namespace {

using domain::Assessment;
using domain::Instruction;
using domain::InstructionAction;
using domain::Money;
using domain::PaymentLine;

class OffsetReclaim : public ::testing::Test {
 protected:
  void TearDown() override {
    EXPECT_EQ(life_.exchange().LedgerFault(), "");
    EXPECT_EQ(life_.exchange().StoreFaults(), "");
  }
  PaymentLine ReversalOf(const PaymentLine& line) {
    PaymentLine reversal = line;
    reversal.id.receipt_no = *domain::ReceiptNumber::Parse("REVERSAL");
    reversal.type = domain::PaymentType::kReversal;
    reversal.reverses = line.id;
    return reversal;
  }
  Money Received(std::string_view period) { return life_.Medical(period).offset_received; }
  Money Given(std::string_view period) { return life_.Medical(period).offset_given; }
  Money Outstanding(std::string_view period) { return life_.Medical(period).Outstanding(); }

  OffsetLife life_{Deciding("offset")};
};

TEST_F(OffsetReclaim, AReassessedSourceTakesBackWhatItGaveAndTheUserIsAskedForMore) {
  const Assessment source = life_.Overpay("2020-02", "1000.00", "600.00");
  life_.Assess({life_.RowOf("N1", "2020-03", "1000.00")});
  const Instruction before = life_.Latest();
  ASSERT_EQ(before.offset_applied, Yuan("200.00"));
  life_.Assess({life_.Reassessed(source, "A9", "1000.00")});
  EXPECT_EQ(Outstanding("2020-02"), Money());
  EXPECT_EQ(Given("2020-02"), Money());
  EXPECT_EQ(Outstanding("2020-03"), Yuan("500.00"));
  const Instruction now = life_.Latest();
  EXPECT_EQ(now.action, InstructionAction::kAdjust);
  EXPECT_EQ(now.replaces_sequence, before.sequence);
  EXPECT_EQ(now.fee_period, Period("2020-03"));
  EXPECT_EQ(now.offset_applied, Money());
  EXPECT_EQ(now.payable, before.payable + Yuan("200.00"));
  EXPECT_EQ(now.due_on, before.due_on);
  EXPECT_FALSE(now.late_fee_waived) << "March was to be paid anyway";
  EXPECT_EQ(life_.exchange().Find("U1", "2020-03")->chains[0].last_known_to_tax, now.sequence);
}

TEST_F(OffsetReclaim, OnlyWhatIsOwedIsTakenBack) {
  const Assessment source = life_.Overpay("2020-02", "1000.00", "200.00");  // 400.00 overpaid
  life_.Assess({life_.RowOf("N1", "2020-03", "500.00")});
  life_.Assess({life_.RowOf("N2", "2020-04", "500.00")});
  ASSERT_EQ(Received("2020-03"), Yuan("250.00"));
  ASSERT_EQ(Received("2020-04"), Yuan("150.00"));
  // 100.00 more are due: the newest instruction loses them, the older one keeps what it has.
  life_.Assess({life_.Reassessed(source, "A9", "400.00")});
  EXPECT_EQ(Received("2020-03"), Yuan("250.00"));
  EXPECT_EQ(Received("2020-04"), Yuan("50.00"));
  EXPECT_EQ(life_.Latest().offset_applied, Yuan("50.00"));
  EXPECT_EQ(Outstanding("2020-02"), Money());
}

TEST_F(OffsetReclaim, SeveralInstructionsAreAskedForMoreTheNewestFirst) {
  const Assessment source = life_.Overpay("2020-02", "1000.00", "200.00");
  life_.Assess({life_.RowOf("N1", "2020-03", "500.00")});
  life_.Assess({life_.RowOf("N2", "2020-04", "500.00")});
  ASSERT_EQ(life_.Latest().fee_period, Period("2020-04"));
  life_.Assess({life_.Reassessed(source, "A9", "800.00")});  // 300.00 more
  EXPECT_EQ(Received("2020-04"), Money());
  EXPECT_EQ(Received("2020-03"), Yuan("100.00"));
  EXPECT_EQ(life_.exchange().PullAll().size(), 3U) << "February, April and March change";
}

TEST_F(OffsetReclaim, AReversedPaymentTakesBackWhatItHadPaidFor) {
  const Assessment row = life_.RowOf("A1", "2020-02", "1000.00");
  life_.Assess({row});
  const PaymentLine line = life_.LineOf("2020-02", "500.00", "200.00");
  life_.Pay({line});
  life_.Assess({life_.Reassessed(row, "A2", "600.00")});
  life_.Assess({life_.RowOf("N1", "2020-03", "1000.00")});
  ASSERT_EQ(Received("2020-03"), Yuan("200.00"));
  life_.Pay({ReversalOf(line)});
  EXPECT_EQ(Outstanding("2020-02"), Yuan("300.00"));
  EXPECT_EQ(Outstanding("2020-03"), Yuan("500.00"));
  const Instruction now = life_.Latest();
  EXPECT_EQ(now.action, InstructionAction::kAdjust);
  EXPECT_EQ(now.payable, Yuan("770.00"));
}

TEST_F(OffsetReclaim, WhatHadBeenSettledWithTheCreditBearsNoLateFee) {
  const Assessment source = life_.Overpay("2020-02", "1000.00", "600.00");
  Assessment march = life_.RowOf("N1", "2020-03", "1000.00");
  march.maternity = Money();
  Exchange::Recompute(march, true);
  life_.Assess({march});
  life_.Pay({life_.LineOf("2020-03", "300.00", "200.00")});
  ASSERT_FALSE(life_.exchange().Find("U1", "2020-03")->HasOutstanding());
  life_.Assess({life_.Reassessed(source, "A9", "1000.00")});
  const Instruction now = life_.Latest();
  EXPECT_TRUE(now.late_fee_waived);
  EXPECT_EQ(now.payable, Yuan("700.00"));
  EXPECT_EQ(Outstanding("2020-03"), Yuan("200.00"));
}

TEST_F(OffsetReclaim, AnotherOverpaymentStepsIn) {
  const Assessment source = life_.Overpay("2020-02", "1000.00", "600.00");
  life_.Assess({life_.RowOf("N1", "2020-03", "1000.00")});
  life_.Overpay("2020-04", "1000.00", "800.00");
  life_.Assess({life_.Reassessed(source, "A9", "1000.00")});
  EXPECT_EQ(Received("2020-03"), Yuan("100.00"));
  EXPECT_EQ(Given("2020-04"), Yuan("100.00"));
  EXPECT_EQ(life_.Latest().offset_applied, Yuan("100.00"));
}

TEST_F(OffsetReclaim, WhoeverPassedTheMoneyOnOwesItInTurn) {
  const Assessment source = life_.Overpay("2020-02", "1000.00", "600.00");
  life_.Assess({life_.RowOf("N1", "2020-03", "1000.00")});
  life_.Pay({life_.LineOf("2020-03", "500.00", "200.00")});  // 200.00 too much, beside the credit
  life_.Assess({life_.RowOf("N3", "2020-04", "1000.00")});
  ASSERT_EQ(Given("2020-03"), Yuan("200.00"));
  life_.Assess({life_.Reassessed(source, "A9", "1000.00")});
  EXPECT_EQ(Outstanding("2020-02"), Money());
  EXPECT_EQ(Outstanding("2020-03"), Money());
  EXPECT_EQ(Outstanding("2020-04"), Yuan("500.00"));
  EXPECT_EQ(life_.Latest().fee_period, Period("2020-04"));
}

TEST_F(OffsetReclaim, ABackPaymentBesideItTakesNothingBack) {
  life_.Overpay("2020-02", "1000.00", "600.00");
  life_.Assess({life_.RowOf("N1", "2020-03", "1000.00")});
  Assessment back = life_.RowOf("B1", "2020-02", "400.00");
  back.kind = domain::AssessmentKind::kBackPayment;
  back.applied_on = Date("2020-03-05");
  Exchange::Recompute(back, true);
  life_.Assess({back});
  EXPECT_EQ(Received("2020-03"), Yuan("200.00")) << "its own instruction asks for it";
  EXPECT_EQ(life_.Latest().fee_period, Period("2020-02"));
}

TEST_F(OffsetReclaim, TheTaxBureauMayRefuseWhatItIsAskedFor) {
  const Assessment source = life_.Overpay("2020-02", "1000.00", "600.00");
  life_.Assess({life_.RowOf("N1", "2020-03", "1000.00")});
  const Instruction before = life_.Latest();
  life_.Assess({life_.Reassessed(source, "A9", "1000.00")});
  life_.Reject(life_.Latest());
  EXPECT_EQ(life_.exchange().Find("U1", "2020-03")->chains[0].last_known_to_tax, before.sequence);
  EXPECT_EQ(Received("2020-03"), Money()) << "there is nothing left to take";
  EXPECT_EQ(Outstanding("2020-03"), Yuan("500.00"));
}

TEST_F(OffsetReclaim, SourceAndUserMayStandInOneFile) {
  const Assessment source = life_.Overpay("2020-02", "1000.00", "600.00");
  life_.Assess(
      {life_.RowOf("N1", "2020-03", "1000.00"), life_.Reassessed(source, "A9", "1000.00")});
  EXPECT_EQ(Received("2020-03"), Money());
  EXPECT_EQ(life_.Latest().payable, Yuan("770.00"));
}

}  // namespace
}  // namespace levybridge::testing
