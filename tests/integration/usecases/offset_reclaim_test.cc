// Flow 3 with offsets, where the obligation that gave them owes again: nothing that is owed goes
// without an instruction.
#include <gtest/gtest.h>

#include <cstdint>
#include <optional>

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
  EXPECT_FALSE(now.late_fee_waived);
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

TEST_F(OffsetReclaim, WhatIsAskedForAgainIsDueLikeWhatGoesOutThatDay) {
  const Assessment source = life_.Overpay("2020-02", "1000.00", "600.00");
  life_.Assess({life_.RowOf("N1", "2020-03", "1000.00")});
  ASSERT_EQ(life_.Latest().due_on, Date("2020-03-25"));
  life_.exchange().business_date = Date("2020-08-10");
  life_.Assess({life_.Reassessed(source, "A9", "1000.00")});
  const auto issued = life_.exchange().PullAll();
  ASSERT_EQ(issued.size(), 2U);
  EXPECT_EQ(issued[0].fee_period, Period("2020-02"));
  EXPECT_EQ(issued[1].fee_period, Period("2020-03"));
  EXPECT_EQ(issued[1].due_on, issued[0].due_on);
  EXPECT_EQ(issued[1].due_on, Date("2020-09-30"));
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

// A back-payment asks for itself: whatever becomes of it, or of the row beside it, nobody is asked
// twice.
class OffsetBesideBackPayment : public OffsetReclaim {
 protected:
  // February has given 200.00 to March, and 200.00 of a back-payment are due for it.
  void SetUp() override {
    source_ = life_.Overpay("2020-02", "1000.00", "600.00");
    march_ = life_.RowOf("N1", "2020-03", "1000.00");
    life_.Assess({*march_});
    back_ = life_.RowOf("B1", "2020-02", "400.00");
    back_->kind = domain::AssessmentKind::kBackPayment;
    back_->applied_on = Date("2020-03-05");
    Exchange::Recompute(*back_, true);
    life_.Assess({*back_});
    const Instruction asked = life_.Latest();
    ASSERT_EQ(asked.fee_period, Period("2020-02"));
    asked_ = asked.sequence;
  }
  void TearDown() override {
    EXPECT_EQ(Received("2020-03"), received_);
    OffsetReclaim::TearDown();
  }

  std::optional<Assessment> source_;
  std::optional<Assessment> march_;
  std::optional<Assessment> back_;
  Money received_ = Yuan("200.00");
  int64_t asked_ = 0;  // the back-payment's instruction
};

TEST_F(OffsetBesideBackPayment, ItTakesNothingBack) {}

TEST_F(OffsetBesideBackPayment, NorWhenItIsReassessed) {
  life_.Assess({life_.Reassessed(*back_, "B2", "600.00")});
  EXPECT_EQ(life_.exchange().PullAll().size(), 1U);
}

TEST_F(OffsetBesideBackPayment, NorWhenItsMoneyIsReversed) {
  PaymentLine line = life_.LineOf("2020-02", "200.00", "0.00");
  line.instruction_no = domain::InstructionNumber(asked_);
  life_.Pay({line});
  life_.Pay({ReversalOf(line)});
  EXPECT_TRUE(life_.exchange().PullAll().empty());
}

TEST_F(OffsetBesideBackPayment, NorWhenTheRowBesideItGoesDownAndUpAgain) {
  const Assessment less = life_.Reassessed(*source_, "A8", "400.00");
  life_.Assess({less});
  life_.Assess({life_.Reassessed(less, "A9", "600.00")});
  EXPECT_EQ(life_.exchange().PullAll().size(), 2U);
}

TEST_F(OffsetBesideBackPayment, NorWhenTheUserIsReassessed) {
  life_.Assess({life_.Reassessed(*march_, "N2", "1000.02")});
  const Instruction adjusted = life_.Latest();
  EXPECT_EQ(adjusted.fee_period, Period("2020-03"));
  EXPECT_EQ(adjusted.offset_applied, Yuan("200.00"));
}

TEST_F(OffsetBesideBackPayment, WhatTheUserNoLongerNeedsIsGivenBack) {
  const Assessment less = life_.Reassessed(*march_, "N2", "300.00");
  life_.Assess({less});
  EXPECT_EQ(life_.Latest().offset_applied, Yuan("150.00"));
  life_.Assess({life_.Reassessed(less, "N3", "1000.00")});
  EXPECT_EQ(life_.Latest().offset_applied, Yuan("150.00")) << "what it had, and no more";
  received_ = Yuan("150.00");
}

TEST_F(OffsetReclaim, DownAndUpInOneFileChangesNothing) {
  const Assessment source = life_.Overpay("2020-02", "1000.00", "600.00");
  life_.Assess({life_.RowOf("N1", "2020-03", "1000.00")});
  const Assessment more = life_.Reassessed(source, "A8", "1000.00");
  life_.Assess({more, life_.Reassessed(more, "A9", "600.00")});
  EXPECT_EQ(Received("2020-03"), Yuan("200.00"));
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
