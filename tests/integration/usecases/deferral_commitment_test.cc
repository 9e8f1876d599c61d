// Employers of unknown size (Jiangsu 2022, 三(一)): held until the joint list or a written
// commitment tells; where none ever does, reminded of and asked for by the document's latest date.
#include "tests/integration/usecases/deferral_scene.h"

namespace levybridge::testing {
namespace {

using domain::EligibleEmployer;
using domain::InstructionAction;
using domain::UnitType;
using ::testing::IsEmpty;

class DeferralCommitment : public DeferralScene {
 protected:
  DeferralCommitment() : DeferralScene("320600", 320613) {
    On("2022-07-15");
    domain::Assessment row = Row("A7", "N1", "2022-07");
    row.unit_type = UnitType::kEnterprise;
    Assess(row);
  }
  void Commit(UnitType type, std::string_view from = "2022-07-01") {
    const domain::Batch batch =
        Submit<EligibleEmployer>({{domain::UnitCode::Parse("N1").value(), district_, type,
                                   domain::EligibleSource::kCommitment, Date(from)}});
    ASSERT_EQ(batch.accepted.rows, 1);
  }
};

TEST_F(DeferralCommitment, TheEmployersShareIsHeldWhileNothingIsSettledAndThePersonalOnePassedOn) {
  const auto pulled = Pull();
  ASSERT_EQ(pulled.size(), 1U);
  EXPECT_EQ(pulled[0].payable, Yuan("200.00"));
  EXPECT_EQ(pulled[0].amount_after, Yuan("0"));
  EXPECT_EQ(pulled[0].deferred_until, std::nullopt);
  EXPECT_TRUE(DeferralOf("N1", "2022-07").AwaitsCommitment());
  EXPECT_EQ(DeferralOf("N1", "2022-07").agenda.deferred_until, std::nullopt);
}

TEST_F(DeferralCommitment, OneThatIsNeverSettledIsRemindedOfAndAskedForByTheLatestDate) {
  Pull();
  On("2022-10-31");
  EXPECT_FALSE(Standing("N1", "2022-07").reminder_due);
  On("2022-11-01");
  EXPECT_TRUE(Standing("N1", "2022-07").reminder_due);
  EXPECT_FALSE(Standing("N1", "2022-07").never_settled);
  EXPECT_EQ(RunDue(), 0);
  On("2022-12-01");
  EXPECT_EQ(RunDue(), 1);
  EXPECT_EQ(RunDue(), 0);
  const auto due = Pull();
  ASSERT_EQ(due.size(), 1U);
  EXPECT_EQ(due[0].action, InstructionAction::kDeferredDue);
  EXPECT_EQ(due[0].due_on, Date("2022-12-31"));
  EXPECT_EQ(due[0].payable, Yuan("1070.00"));
  EXPECT_TRUE(due[0].late_fee_waived);
  EXPECT_TRUE(Standing("N1", "2022-07").never_settled);
  On("2022-12-31");
  EXPECT_FALSE(Standing("N1", "2022-07").overdue);
  On("2023-01-01");
  EXPECT_TRUE(Standing("N1", "2022-07").overdue);
  EXPECT_EQ(Standing("N1", "2022-07").late_fee_from, Date("2023-01-01"));
}

TEST_F(DeferralCommitment, ACommitmentAfterTheInstructionSettlesItAndAsksForNothingMore) {
  Pull();
  On("2022-12-01");
  EXPECT_EQ(RunDue(), 1);
  Pull();
  On("2022-12-05");
  Commit(UnitType::kEnterpriseSmall);
  EXPECT_THAT(Pull(), IsEmpty());
  EXPECT_EQ(DeferralOf("N1", "2022-07").agenda.deferred_until, Date("2022-12-31"));
  EXPECT_FALSE(Standing("N1", "2022-07").never_settled);
}

TEST_F(DeferralCommitment, ACommitmentDoesNotPutOffWhatADeregistrationMadeDue) {
  Pull();
  On("2023-12-20");  // the calendar ends: the instruction waits
  const domain::Deregistration plan{domain::UnitCode::Parse("N1").value(), district_,
                                    Date("2024-01-20")};
  ASSERT_EQ(Submit<domain::Deregistration>({plan}).accepted.rows, 1);
  Commit(UnitType::kEnterpriseSmall);
  EXPECT_EQ(DeferralOf("N1", "2022-07").NextIssue(), Date("2023-12-20"));
}

TEST_F(DeferralCommitment, ACommitmentThatSettlesItGivesTheDeferralItsDates) {
  Pull();
  On("2022-08-01");
  Commit(UnitType::kEnterpriseSmall);
  EXPECT_THAT(Pull(), IsEmpty());
  const domain::Deferral deferral = DeferralOf("N1", "2022-07");
  EXPECT_FALSE(deferral.AwaitsCommitment());
  EXPECT_EQ(deferral.agenda.deferred_until, Date("2022-12-31"));
  On("2022-12-01");
  EXPECT_EQ(RunDue(), 1);
  EXPECT_EQ(Pull().back().payable, Yuan("1070.00"));
}

TEST_F(DeferralCommitment, AnEmployerThatMayNotDeferIsAskedForItsShareAtOnce) {
  const int64_t first = Pull().back().sequence;
  On("2022-08-01");
  Commit(UnitType::kEnterpriseLarge);
  const auto pulled = Pull();
  ASSERT_EQ(pulled.size(), 1U);
  EXPECT_EQ(pulled[0].action, InstructionAction::kAdjust);
  EXPECT_EQ(pulled[0].replaces_sequence, first);
  EXPECT_EQ(pulled[0].amount_before, Yuan("1070.00"));
  EXPECT_EQ(pulled[0].payable, Yuan("1270.00"));
  EXPECT_EQ(pulled[0].due_on, Date("2022-09-30"));
  EXPECT_TRUE(DeferralOf("N1", "2022-07").IsWithdrawn());
  On("2022-12-01");
  EXPECT_EQ(RunDue(), 0);
}

TEST_F(DeferralCommitment, AnEntryThatIsInForceOnlyLaterLeavesItWaiting) {
  Commit(UnitType::kEnterpriseSmall, "2022-08-01");
  EXPECT_TRUE(DeferralOf("N1", "2022-07").AwaitsCommitment());
}

TEST_F(DeferralCommitment, AnEmployerMayMakeUpWhileItsSizeIsNotSettled) {
  Pull();
  ASSERT_TRUE(MakeUp("Q1", "N1").ok());
  EXPECT_EQ(Pull().back().payable, Yuan("1070.00"));
  Commit(UnitType::kEnterpriseLarge);
  EXPECT_THAT(Pull(), IsEmpty());
}

}  // namespace
}  // namespace levybridge::testing
