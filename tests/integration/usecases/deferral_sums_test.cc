// Whatever happens to a deferral, what the tax bureau is told to collect, with what is still held,
// is what the employer owes: no more and no less.
#include <map>

#include "tests/integration/usecases/deferral_scene.h"

namespace levybridge::testing {
namespace {

using domain::Assessment;
using domain::Component;
using domain::Instruction;
using domain::InstructionAction;
using domain::InstructionRejection;
using domain::Money;
using domain::PaymentLine;

class DeferralSums : public DeferralScene {
 protected:
  DeferralSums() : DeferralScene("320600", 320613) { On("2022-07-05"); }

  // The tax bureau takes what is new.
  std::vector<Instruction> Learn() {
    std::vector<Instruction> learned = Pull();
    for (const Instruction& instruction : learned) {
      alive_.erase(instruction.replaces_sequence);
      replaced_.insert_or_assign(instruction.sequence, instruction);
      if (instruction.action != InstructionAction::kCancel) {
        alive_.insert_or_assign(instruction.sequence, instruction);
      }
    }
    return learned;
  }
  // It refuses one: what that replaced is alive again.
  void Refuse(const Instruction& instruction) {
    const InstructionRejection row{domain::InstructionNumber(instruction.sequence), "E1", "no"};
    ASSERT_EQ(Submit<InstructionRejection>({row}).accepted.rows, 1);
    alive_.erase(instruction.sequence);
    const auto before = replaced_.find(instruction.replaces_sequence);
    if (before != replaced_.end()) alive_.insert_or_assign(before->first, before->second);
  }
  Money Told() const {
    Money told;
    for (const auto& [sequence, instruction] : alive_) told = told + instruction.payable;
    return told;
  }
  Assessment BackPayment(std::string_view number, std::string_view medical) const {
    Assessment row = Row(number, "U1", "2022-07", medical);
    row.kind = domain::AssessmentKind::kBackPayment;
    return row;
  }

 private:
  std::map<int64_t, Instruction> alive_;
  std::map<int64_t, Instruction> replaced_;
};

TEST_F(DeferralSums, ABackPaymentReassessedBesideADeferredRowLeavesTheDeferralAlone) {
  Assess(Row("A1", "U1", "2022-07"));
  Assess(BackPayment("B1", "100.00"));
  Assess(Replacing(BackPayment("B2", "90.00"), "B1"));
  EXPECT_EQ(DeferralOf("U1", "2022-07").held[Component::kEmployerMedical], Yuan("1000.00"));
  On("2022-12-02");
  EXPECT_EQ(RunDue(), 1);
  Learn();
  EXPECT_EQ(Told(), Yuan("1630.00"));  // 1270 of the regular row, 360 of the back-payment
}

TEST_F(DeferralSums, MoneyCollectedBeforeTheDeferralIsNotAskedForAgain) {
  Assessment large = Row("A1", "U1", "2022-07");
  large.unit_type = domain::UnitType::kEnterpriseLarge;
  Assess(large);
  PaymentLine paid = Payment("R1", "U1", "2022-07", "1000.00", "200.00");
  paid.amounts[Component::kMaternity] = Yuan("70.00");
  ASSERT_EQ(Submit<PaymentLine>({paid}).accepted.rows, 1);
  Learn();
  On("2022-08-10");
  Assess(Replacing(Row("A2", "U1", "2022-07"), "A1"));
  Learn();
  EXPECT_EQ(Told(), Yuan("200.00"));
  On("2022-12-02");
  RunDue();
  for (const Instruction& instruction : Learn()) {
    EXPECT_NE(instruction.action, InstructionAction::kDeferredDue);
  }
  EXPECT_EQ(Told(), Yuan("1270.00"));  // just what was collected
  EXPECT_FALSE(ObligationOf("U1", "2022-07").HasOutstanding());
  EXPECT_TRUE(Obstacles("U1").empty());
}

TEST_F(DeferralSums, WhatOtherDuesUsedOfTheMoneyIsAskedForWhenTheDeferralEnds) {
  Assessment large = Row("A1", "U1", "2022-07");
  large.unit_type = domain::UnitType::kEnterpriseLarge;
  Assess(large);
  PaymentLine paid = Payment("R1", "U1", "2022-07", "1000.00", "200.00");
  paid.amounts[Component::kMaternity] = Yuan("70.00");
  ASSERT_EQ(Submit<PaymentLine>({paid}).accepted.rows, 1);
  On("2022-08-10");
  Assess(Replacing(Row("A2", "U1", "2022-07"), "A1"));
  On("2022-10-10");
  Assess(Row("A3", "U1", "2022-10", "300.00"));
  Learn();
  On("2022-12-02");
  RunDue();
  Money asked;
  for (const Instruction& instruction : Learn()) {
    if (instruction.action == InstructionAction::kDeferredDue) asked = asked + instruction.payable;
  }
  EXPECT_EQ(asked, Yuan("370.00"));  // 300 medical and 70 maternity went to October
}

TEST_F(DeferralSums, ARefusedReductionOfAPartIsReckonedWithWhenTheRowRisesAgain) {
  Assess(Row("A1", "U1", "2022-07"));
  ASSERT_TRUE(MakeUp("M1", "U1").ok());
  Learn();
  Assess(Replacing(Row("A2", "U1", "2022-07", "400.00"), "A1"));
  for (const Instruction& instruction : Learn()) {
    if (instruction.deferred_until) Refuse(instruction);
  }
  Assess(Replacing(Row("A3", "U1", "2022-07"), "A2"));
  On("2022-12-02");
  RunDue();
  Learn();
  EXPECT_EQ(Told(), Yuan("1270.00"));
}

TEST_F(DeferralSums, ARefusedCancellationOfAPartIsReckonedWithToo) {
  Assess(Row("A1", "U1", "2022-07"));
  ASSERT_TRUE(MakeUp("M1", "U1").ok());
  Learn();
  Assessment nothing = Row("A2", "U1", "2022-07", "0.00");
  nothing.maternity = Money();
  Exchange::Recompute(nothing, false);
  Assess(Replacing(nothing, "A1"));
  for (const Instruction& instruction : Learn()) {
    if (instruction.action == InstructionAction::kCancel) Refuse(instruction);
  }
  Assess(Replacing(Row("A3", "U1", "2022-07"), "A2"));
  On("2022-12-02");
  RunDue();
  Learn();
  EXPECT_EQ(Told(), Yuan("1270.00"));
}

TEST_F(DeferralSums, ARefusedMembersShareGoesOutWithTheRest) {
  Assess(Row("A1", "U1", "2022-07"));
  Learn();
  ASSERT_EQ(Submit<domain::MemberEvent>({Event("U1", "2022-07", "m1", "77.00")}).accepted.rows, 1);
  for (const Instruction& instruction : Learn()) Refuse(instruction);
  On("2022-12-02");
  EXPECT_EQ(RunDue(), 1);
  Learn();
  EXPECT_EQ(Told(), Yuan("1270.00"));
}

}  // namespace
}  // namespace levybridge::testing
