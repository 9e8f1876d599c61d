// Deferral on application (Lincang 2020): everything is held, and asked for after it has expired.
#include "tests/integration/usecases/deferral_scene.h"

namespace levybridge::testing {
namespace {

using domain::Component;
using domain::DeferralEntry;
using domain::InstructionAction;
using domain::PaymentLine;
using ::testing::IsEmpty;

class DeferralOnApplication : public DeferralScene {
 protected:
  DeferralOnApplication() : DeferralScene("530900", 530902) { On("2020-05-06"); }

  void Grant(std::string_view unit) {
    const domain::Batch batch = Submit<DeferralEntry>({Granted(unit)});
    ASSERT_EQ(batch.accepted.rows, 1) << ::testing::PrintToString(CodesOf(batch));
  }
};

TEST_F(DeferralOnApplication, TheWholeIsHeldAndAskedForTheDayAfterItExpired) {
  Grant("L1");
  Assess(Row("A5", "L1", "2020-05"));
  EXPECT_THAT(Pull(), IsEmpty());
  const domain::Deferral deferral = DeferralOf("L1", "2020-05");
  EXPECT_EQ(deferral.scope, domain::DeferralScope::kWhole);
  EXPECT_EQ(deferral.held.Sum(), Yuan("1270.00"));
  EXPECT_EQ(deferral.agenda.remind_from, Date("2020-10-02"));
  On("2020-10-31");
  EXPECT_EQ(RunDue(), 0);
  On("2020-11-01");
  EXPECT_EQ(RunDue(), 1);
  const auto due = Pull();
  ASSERT_EQ(due.size(), 1U);
  EXPECT_EQ(due[0].action, InstructionAction::kDeferredDue);
  EXPECT_EQ(due[0].personal, Yuan("200.00"));
  EXPECT_EQ(due[0].payable, Yuan("1270.00"));
  EXPECT_EQ(due[0].due_on, Date("2020-12-31"));
  EXPECT_TRUE(due[0].late_fee_waived);
  On("2020-12-31");
  EXPECT_FALSE(Standing("L1", "2020-05").overdue);
  On("2021-01-01");
  // Whoever does not make up when it ends owes the statutory late fee from the day after.
  EXPECT_TRUE(Standing("L1", "2020-05").overdue);
  EXPECT_EQ(Standing("L1", "2020-05").late_fee_from, Date("2020-11-01"));
}

TEST_F(DeferralOnApplication, APartlyPaidDeferralIsStillInTheWayOfDeregistration) {
  Grant("L1");
  Assess(Row("A5", "L1", "2020-05"));
  On("2020-11-01");
  RunDue();
  Submit<PaymentLine>({Payment("R1", "L1", "2020-05", "1000.00", "150.00")});
  EXPECT_EQ(Standing("L1", "2020-05").made_up[Component::kPersonal], Yuan("150.00"));
  EXPECT_THAT(Obstacles("L1"), ::testing::UnorderedElementsAre("DEFERRED_UNPAID maternity 70.00",
                                                               "DEFERRED_UNPAID personal 50.00"));
}

TEST_F(DeferralOnApplication, AMembersEventIsRefusedWhereTheDocumentDoesNotProvideForIt) {
  Grant("L1");
  Assess(Row("A5", "L1", "2020-05"));
  const auto refused = Submit<domain::MemberEvent>({Event("L1", "2020-05", "M1", "80.00")});
  EXPECT_THAT(CodesOf(refused),
              ::testing::ElementsAre(domain::ProblemCode::kMemberEventNotInPolicy));
  const auto problem = exchange_.Problems(refused.batch_no)[0].problems[0];
  EXPECT_THAT(MessageOf(problem, domain::Language::kChinese),
              ::testing::HasSubstr("临医保联发〔2020〕14号"));
  EXPECT_THAT(MessageOf(problem, domain::Language::kEnglish), ::testing::HasSubstr("(left)"));
  EXPECT_EQ(DeferralOf("L1", "2020-05").held.Sum(), Yuan("1270.00"));
  EXPECT_THAT(Pull(), IsEmpty());
}

TEST_F(DeferralOnApplication, AnAssessmentBeforeTheEntryIsDeferredOnceItIsReassessed) {
  Assess(Row("A5", "L1", "2020-05"));
  Pull();
  Grant("L1");
  Assess(Replacing(Row("B5", "L1", "2020-05"), "A5"));
  const auto pulled = Pull();
  ASSERT_EQ(pulled.size(), 1U);
  EXPECT_EQ(pulled[0].action, InstructionAction::kCancel);
  EXPECT_EQ(DeferralOf("L1", "2020-05").held.Sum(), Yuan("1270.00"));
}

}  // namespace
}  // namespace levybridge::testing
