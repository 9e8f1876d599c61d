// Deferral without application (Jiangsu 2022) from July to January: what is held, when it becomes
// due, what brings it forward, and what reassessments and the tax bureau's refusals do to it.
#include "gateway/usecases/refusal.h"
#include "tests/integration/usecases/deferral_scene.h"

namespace levybridge::testing {
namespace {

using domain::Assessment;
using domain::Component;
using domain::Instruction;
using domain::InstructionAction;
using domain::InstructionRejection;
using domain::MemberEvent;
using domain::PaymentLine;
using domain::ProblemCode;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

class DeferralByRule : public DeferralScene {
 protected:
  DeferralByRule() : DeferralScene("320600", 320613) { On("2022-07-15"); }

  void Refuse(int64_t sequence) {
    const auto batch = Submit<InstructionRejection>(
        {{domain::InstructionNumber(sequence), "E12", "征收品目不符"}});
    ASSERT_EQ(batch.accepted.rows, 1) << ::testing::PrintToString(CodesOf(batch));
  }
};

TEST_F(DeferralByRule, TheEmployersShareIsHeldAndThePersonalOnePassedOn) {
  Assess(Row("A7", "N1", "2022-07"));
  const auto pulled = Pull();
  ASSERT_EQ(pulled.size(), 1U);
  EXPECT_EQ(pulled[0].amount_after, Yuan("0"));
  EXPECT_EQ(pulled[0].amount_before, Yuan("0"));
  EXPECT_EQ(pulled[0].payable, Yuan("200.00"));
  EXPECT_EQ(pulled[0].deferred_until, Date("2022-12-31"));
  const domain::Deferral deferral = DeferralOf("N1", "2022-07");
  EXPECT_EQ(deferral.held.Sum(), Yuan("1070.00"));
  EXPECT_EQ(deferral.agenda.instruct_on, Date("2022-12-01"));
  EXPECT_EQ(deferral.agenda.remind_from, Date("2022-11-01"));
  EXPECT_EQ(deferral.policy, "jiangsu-2022-deferral");
}

TEST_F(DeferralByRule, TheReminderTheInstructionAndTheLateFeeComeOnTheirDays) {
  Assess(Row("A7", "N1", "2022-07"));
  Pull();
  On("2022-10-31");
  EXPECT_FALSE(Standing("N1", "2022-07").reminder_due);
  On("2022-11-30");
  EXPECT_TRUE(Standing("N1", "2022-07").reminder_due);
  EXPECT_EQ(RunDue(), 0);
  On("2022-12-01");
  EXPECT_EQ(RunDue(), 1);
  EXPECT_EQ(RunDue(), 0);
  EXPECT_FALSE(Standing("N1", "2022-07").reminder_due);
  const auto due = Pull();
  ASSERT_EQ(due.size(), 1U);
  EXPECT_EQ(due[0].action, InstructionAction::kDeferredDue);
  // A Saturday and a holiday: the document's latest date stands all the same.
  EXPECT_EQ(due[0].due_on, Date("2022-12-31"));
  EXPECT_TRUE(due[0].late_fee_waived);
  EXPECT_EQ(due[0].amount_before, Yuan("1070.00"));
  EXPECT_EQ(due[0].payable, Yuan("1070.00"));
  EXPECT_EQ(due[0].personal, Yuan("0"));
  EXPECT_EQ(due[0].replaces_sequence, 0);
  EXPECT_EQ(due[0].policy, "jiangsu-2022-deferral");
  On("2022-12-31");
  EXPECT_FALSE(Standing("N1", "2022-07").overdue);
  On("2023-01-01");
  const auto late = Standing("N1", "2022-07");
  EXPECT_TRUE(late.overdue);
  EXPECT_EQ(late.late_fee_from, Date("2023-01-01"));
}

TEST_F(DeferralByRule, MoneyForTheInstructionMakesUpTheDeferral) {
  Assess(Row("A7", "N1", "2022-07"));
  On("2022-12-01");
  RunDue();
  const auto due = Pull().back();
  PaymentLine line = Payment("R1", "N1", "2022-07", "1000.00", "200.00");
  line.amounts[Component::kMaternity] = Yuan("70.00");
  line.instruction_no = domain::InstructionNumber(due.sequence);
  Submit<PaymentLine>({line});
  On("2023-01-15");
  EXPECT_EQ(Standing("N1", "2022-07").made_up.Sum(), Yuan("1070.00"));
  EXPECT_FALSE(Standing("N1", "2022-07").overdue);
  EXPECT_THAT(Obstacles("N1"), IsEmpty());
}

TEST_F(DeferralByRule, WhatWasCollectedForJulyAlreadyIsAnOverpaymentAndMakesNothingUp) {
  Assess(Row("A7", "N1", "2022-07"));
  Submit<PaymentLine>({Payment("R1", "N1", "2022-07", "1000.00", "200.00")});
  EXPECT_EQ(ObligationOf("N1", "2022-07").balance(Component::kEmployerMedical).Overpaid(),
            Yuan("1000.00"));
  EXPECT_TRUE(Standing("N1", "2022-07").made_up.AllZero());
  EXPECT_THAT(Obstacles("N1"), UnorderedElementsAre("DEFERRED_UNPAID employer_medical 1000.00",
                                                    "DEFERRED_UNPAID maternity 70.00",
                                                    "OFFSET_OPEN employer_medical 1000.00"));
}

TEST_F(DeferralByRule, AMembersShareIsMadeUpAtOnceAndOnlyOnce) {
  Assess(Row("A7", "N1", "2022-07"));
  Pull();
  On("2022-08-02");
  const MemberEvent event = Event("N1", "2022-07", "M1", "80.00", "5.60");
  EXPECT_THAT(CodesOf(Submit<MemberEvent>({event, event})),
              ElementsAre(ProblemCode::kAlreadyAccepted));
  const auto pulled = Pull();
  ASSERT_EQ(pulled.size(), 1U);
  EXPECT_EQ(pulled[0].action, InstructionAction::kDeferredDue);
  EXPECT_EQ(pulled[0].payable, Yuan("85.60"));
  EXPECT_EQ(pulled[0].amount_before, Yuan("85.60"));
  EXPECT_EQ(pulled[0].due_on, Date("2022-09-30"));
  EXPECT_EQ(DeferralOf("N1", "2022-07").held.Sum(), Yuan("984.40"));
  MemberEvent other = event;
  other.employer_medical = Yuan("90.00");
  EXPECT_THAT(CodesOf(Submit<MemberEvent>({other})),
              ElementsAre(ProblemCode::kMemberEventConflict));
  On("2022-10-01");
  EXPECT_TRUE(Standing("N1", "2022-07").overdue);
  EXPECT_EQ(Standing("N1", "2022-07").late_fee_from, Date("2023-01-01"));
  On("2022-12-01");
  EXPECT_EQ(RunDue(), 1);
  EXPECT_EQ(Pull().back().payable, Yuan("984.40"));
}

TEST_F(DeferralByRule, AMembersEventBeyondWhatIsDeferredIsRefusedWithBothFigures) {
  Assess(Row("A7", "N1", "2022-07"));
  const auto refused = Submit<MemberEvent>({Event("N1", "2022-07", "M1", "1000.01"),
                                            Event("N1", "2022-08", "M1", "1.00"),
                                            Event("N2", "2022-07", "M1", "1.00")});
  EXPECT_THAT(CodesOf(refused),
              ElementsAre(ProblemCode::kExceedsDeferred, ProblemCode::kNothingDeferred,
                          ProblemCode::kNothingDeferred));
  const auto text =
      MessageOf(exchange_.Problems(refused.batch_no)[0].problems[0], domain::Language::kEnglish);
  EXPECT_THAT(text, ::testing::HasSubstr("1000.01 yuan"));
  EXPECT_THAT(text, ::testing::HasSubstr("1000.00 yuan"));
}

TEST_F(DeferralByRule, ADryRunOfMembersEventsSeesItsOwnRowsAndStoresNothing) {
  Assess(Row("A7", "N1", "2022-07"));
  Pull();
  const std::vector<domain::NumberedRow<MemberEvent>> rows = {
      {1, Event("N1", "2022-07", "M1", "900.00")}, {2, Event("N1", "2022-07", "M2", "200.00")}};
  domain::BatchHeader header = HeaderOf<MemberEvent>("DRY");
  header.dry_run = true;
  const auto tried = exchange_.intake().DryRun(header, {domain::BatchChunk{0, 1, rows, {}}});
  ASSERT_TRUE(tried.ok()) << tried.status();
  EXPECT_EQ(tried->batch.accepted.rows, 1);
  EXPECT_EQ(tried->problems[0].problems[0].code, ProblemCode::kExceedsDeferred);
  EXPECT_THAT(Pull(), IsEmpty());
}

TEST_F(DeferralByRule, AnEmployerMakesUpEarlyAndARepetitionGetsTheSameAnswer) {
  Assess(Row("A7", "N1", "2022-07"));
  On("2022-08-10");
  Assess(Row("A8", "N1", "2022-08"));
  Pull();
  const auto first = MakeUp("Q1", "N1", {Period("2022-07")});
  ASSERT_TRUE(first.ok()) << first.status();
  ASSERT_EQ(first->instructions.size(), 1U);
  EXPECT_FALSE(first->replayed);
  exchange_.Restart();
  const auto again = MakeUp("Q1", "N1", {Period("2022-07")});
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_TRUE(again->replayed);
  EXPECT_EQ(again->instructions, first->instructions);
  EXPECT_EQ(usecases::ReasonOf(MakeUp("Q1", "N1").status()), "REQUEST_CONFLICT");
  EXPECT_EQ(usecases::ReasonOf(MakeUp("Q2", "N1", {Period("2022-07")}).status()),
            "NOTHING_DEFERRED");
  EXPECT_EQ(usecases::ReasonOf(MakeUp("Q3", "N9").status()), "UNIT_UNKNOWN");
  const auto pulled = Pull();
  ASSERT_EQ(pulled.size(), 1U);
  EXPECT_EQ(pulled[0].fee_period, Period("2022-07"));
  EXPECT_EQ(pulled[0].payable, Yuan("1070.00"));
  // Nobody has to make up early: until the deferral's end nothing is overdue.
  On("2022-12-01");
  EXPECT_FALSE(Standing("N1", "2022-07").overdue);
  EXPECT_EQ(RunDue(), 1);
}

TEST_F(DeferralByRule, ADeregistrationMakesEverythingDueAndWhatIsAssessedLaterToo) {
  Assess(Row("A7", "N1", "2022-07"));
  Pull();
  On("2022-08-05");
  const domain::Deregistration plan{domain::UnitCode::Parse("N1").value(), district_,
                                    Date("2022-08-20")};
  EXPECT_THAT(CodesOf(Submit<domain::Deregistration>({plan, plan})),
              ElementsAre(ProblemCode::kAlreadyAccepted));
  const auto pulled = Pull();
  ASSERT_EQ(pulled.size(), 1U);
  EXPECT_EQ(pulled[0].due_on, Date("2022-08-20"));
  EXPECT_THAT(Obstacles("N1"), UnorderedElementsAre("DEFERRED_UNPAID employer_medical 1000.00",
                                                    "DEFERRED_UNPAID maternity 70.00",
                                                    "OUTSTANDING personal 200.00"));
  On("2022-08-10");
  Assess(Row("A8", "N1", "2022-08"));
  EXPECT_EQ(RunDue(), 1);
  EXPECT_EQ(Pull().back().due_on, Date("2022-08-20"));
  On("2022-08-21");
  EXPECT_TRUE(Standing("N1", "2022-07").overdue);
}

TEST_F(DeferralByRule, AReassessmentWhileItLastsChangesWhatIsHeld) {
  Assess(Row("A7", "N1", "2022-07"));
  Pull();
  Assess(Replacing(Row("B7", "N1", "2022-07", "600.00"), "A7"));
  EXPECT_EQ(DeferralOf("N1", "2022-07").held.Sum(), Yuan("670.00"));
  EXPECT_EQ(Pull().back().action, InstructionAction::kAdjust);
  On("2022-12-01");
  RunDue();
  EXPECT_EQ(Pull().back().payable, Yuan("670.00"));
}

TEST_F(DeferralByRule, AReassessmentUpwardsAfterTheInstructionHoldsTheRestUntilTheNextRun) {
  Assess(Row("A7", "N1", "2022-07"));
  On("2022-12-01");
  RunDue();
  On("2022-12-05");
  Assess(Replacing(Row("B7", "N1", "2022-07", "1300.00"), "A7"));
  Pull();
  EXPECT_EQ(DeferralOf("N1", "2022-07").held.Sum(), Yuan("300.00"));
  EXPECT_EQ(RunDue(), 1);
  const auto rest = Pull();
  ASSERT_EQ(rest.size(), 1U);
  EXPECT_EQ(rest[0].payable, Yuan("300.00"));
  EXPECT_EQ(rest[0].reduction, Yuan("0"));
}

TEST_F(DeferralByRule, AReassessmentDownwardsReducesWhatWasPassedOnNewestFirst) {
  Assess(Row("A7", "N1", "2022-07"));
  On("2022-08-02");
  Submit<MemberEvent>({Event("N1", "2022-07", "M1", "80.00")});
  On("2022-12-01");
  RunDue();
  const auto issued = Pull();
  Assess(Replacing(Row("B7", "N1", "2022-07", "500.00"), "A7"));
  const auto changed = Pull();
  ASSERT_EQ(changed.size(), 2U);
  EXPECT_EQ(changed[1].action, InstructionAction::kAdjust);
  EXPECT_EQ(changed[1].replaces_sequence, issued.back().sequence);
  EXPECT_EQ(changed[1].payable, Yuan("490.00"));
  EXPECT_EQ(changed[1].due_on, Date("2022-12-31"));
  EXPECT_TRUE(DeferralOf("N1", "2022-07").held.AllZero());
  // Nothing is left of it: what was passed on is cancelled.
  Assessment nothing = Replacing(Row("C7", "N1", "2022-07", "0.00"), "B7");
  nothing.maternity = nothing.personal = domain::Money();
  Exchange::Recompute(nothing, false);
  Submit<Assessment>({nothing});
  for (const Instruction& instruction : Pull()) {
    EXPECT_EQ(instruction.payable, Yuan("0"));
  }
}

TEST_F(DeferralByRule, ARowThatIsNoLongerDeferredIsAskedForByItsMainInstruction) {
  Assess(Row("A7", "N1", "2022-07"));
  On("2022-08-02");
  Submit<MemberEvent>({Event("N1", "2022-07", "M1", "80.00")});
  Pull();
  Assessment large = Replacing(Row("B7", "N1", "2022-07"), "A7");
  large.unit_type = domain::UnitType::kEnterpriseLarge;
  Assess(large);
  const auto pulled = Pull();
  ASSERT_EQ(pulled.size(), 1U);
  EXPECT_EQ(pulled[0].action, InstructionAction::kAdjust);
  EXPECT_EQ(pulled[0].payable, Yuan("1190.00"));
  EXPECT_EQ(pulled[0].deferred_until, std::nullopt);
  EXPECT_TRUE(DeferralOf("N1", "2022-07").held.AllZero());
  On("2022-12-01");
  EXPECT_EQ(RunDue(), 0);
}

TEST_F(DeferralByRule, WhatTheTaxBureauRefusesIsHeldAgainUntilTheAgencyActs) {
  Assess(Row("A7", "N1", "2022-07"));
  On("2022-12-01");
  RunDue();
  Refuse(Pull().back().sequence);
  EXPECT_TRUE(DeferralOf("N1", "2022-07").blocked);
  EXPECT_EQ(DeferralOf("N1", "2022-07").held.Sum(), Yuan("1070.00"));
  EXPECT_EQ(RunDue(), 0);
  ASSERT_TRUE(MakeUp("Q1", "N1").ok());
  EXPECT_FALSE(DeferralOf("N1", "2022-07").blocked);
  EXPECT_EQ(Pull().back().payable, Yuan("1070.00"));
}

TEST_F(DeferralByRule, ARefusedChangeOfAPartPutsTheEarlierInstructionBackInForce) {
  Assess(Row("A7", "N1", "2022-07"));
  On("2022-12-01");
  RunDue();
  const int64_t first = Pull().back().sequence;
  Assess(Replacing(Row("B7", "N1", "2022-07", "500.00"), "A7"));
  Refuse(Pull().back().sequence);
  EXPECT_EQ(DeferralOf("N1", "2022-07").parts.back().sequence, first);
  EXPECT_FALSE(DeferralOf("N1", "2022-07").blocked);
}

TEST_F(DeferralByRule, MoneyThatWaitedIsAppliedWhenTheDeferralEnds) {
  Assess(Row("A7", "N1", "2022-07"));
  Submit<PaymentLine>({Payment("R1", "N1", "2022-07", "0.00", "200.00")});
  Submit<PaymentLine>({Payment("R2", "N1", "2022-07", "1000.00", "0.00")});
  EXPECT_THAT(Obstacles("N1"), ::testing::Contains("UNAPPLIED_PAYMENT employer_medical 1000.00"));
  On("2022-12-01");
  RunDue();
  EXPECT_EQ(Standing("N1", "2022-07").made_up.Sum(), Yuan("1000.00"));
}

// Passes everything on to a store until a number of writes is done; then the power fails.
class FailingStore : public ports::Store {
 public:
  FailingStore(ports::Store& base, int writes) : base_(base), writes_(writes) {}
  absl::Status Write(absl::FunctionRef<absl::Status(ports::Transaction&)> change) override {
    if (writes_-- <= 0) return absl::UnavailableError("the power failed");
    return base_.Write(change);
  }
  absl::Status Read(
      absl::FunctionRef<absl::Status(const ports::Transaction&)> query) const override {
    return base_.Read(query);
  }

 private:
  ports::Store& base_;
  int writes_;
};

TEST_F(DeferralByRule, ACrashBetweenTwoSlicesLosesNothingAndRepeatsNothing) {
  std::vector<Assessment> rows;
  for (int n = 1; n <= 5; ++n) {
    rows.push_back(Row("A" + std::to_string(n), "N" + std::to_string(n), "2022-07"));
  }
  Submit<Assessment>(rows);
  Pull();
  On("2022-12-01");
  FailingStore failing(exchange_.store(), 2);
  usecases::DeferralMakeUp interrupted(failing, exchange_.rules(), exchange_.clock, 2);
  EXPECT_TRUE(absl::IsUnavailable(interrupted.RunDue(Today()).status()));
  EXPECT_EQ(Pull().size(), 4U);
  exchange_.Restart();
  EXPECT_EQ(RunDue(), 1);
  EXPECT_EQ(Pull().size(), 1U);
}

TEST_F(DeferralByRule, ADueDateBeyondTheCalendarWaitsAndDoesNotHoldTheOthersUp) {
  Assess(Row("A7", "N1", "2022-07"));
  Assess(Row("A8", "N2", "2022-07"));
  On("2022-12-01");
  RunDue();
  On("2023-10-20");
  Assess(Replacing(Row("B7", "N1", "2022-07", "1300.00"), "A7"));
  On("2023-12-20");
  const auto run = exchange_.make_up(1).RunDue(Today());
  ASSERT_TRUE(run.ok()) << run.status();
  EXPECT_EQ(run->issued, 0);
  EXPECT_EQ(run->waiting, 1);
}

}  // namespace
}  // namespace levybridge::testing
