// Employers of unknown size (Jiangsu 2022, 三(一)): held without an end until the joint list or a
// written commitment tells.
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

TEST_F(DeferralCommitment, TheEmployersShareIsHeldWithoutAnEndAndThePersonalOnePassedOn) {
  const auto pulled = Pull();
  ASSERT_EQ(pulled.size(), 1U);
  EXPECT_EQ(pulled[0].payable, Yuan("200.00"));
  EXPECT_EQ(pulled[0].amount_after, Yuan("0"));
  EXPECT_EQ(pulled[0].deferred_until, std::nullopt);
  EXPECT_TRUE(DeferralOf("N1", "2022-07").AwaitsCommitment());
  On("2023-01-31");
  EXPECT_EQ(RunDue(), 0);
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
