// A joint list or commitment that comes after the assessment and says the contrary of the type it
// declared: told to the agency, and made good where the document leaves no doubt (Jiangsu 2022).
#include "tests/integration/usecases/deferral_scene.h"

namespace levybridge::testing {
namespace {

using domain::Component;
using domain::EligibleEmployer;
using domain::EligibleSource;
using domain::InstructionAction;
using domain::PaymentLine;
using domain::ProblemCode;
using domain::UnitType;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class DeferralRegister : public DeferralScene {
 protected:
  DeferralRegister() : DeferralScene("320600", 320613) { On("2022-07-15"); }

  void AssessAs(UnitType type) {
    domain::Assessment row = Row("A7", "N1", "2022-07");
    row.unit_type = type;
    Assess(row);
    first_ = Pull().back().sequence;
  }
  EligibleEmployer Entry(UnitType type, EligibleSource source = EligibleSource::kJointList,
                         std::string_view from = "2022-07-01") const {
    return {domain::UnitCode::Parse("N1").value(), district_, type, source, Date(from)};
  }
  // What the agency is told on the row.
  std::vector<ProblemCode> List(UnitType type, EligibleSource source = EligibleSource::kJointList) {
    const domain::Batch batch = Submit<EligibleEmployer>({Entry(type, source)});
    EXPECT_EQ(batch.accepted.rows, 1);
    return CodesOf(batch);
  }

  int64_t first_ = 0;  // the main instruction of July
};

TEST_F(DeferralRegister, OneThatMayNotDeferIsAskedForAllThatIsHeldAndTheAgencyIsTold) {
  AssessAs(UnitType::kEnterpriseSmall);
  On("2022-08-01");
  EXPECT_THAT(List(UnitType::kEnterpriseLarge), ElementsAre(ProblemCode::kDeferralEndedByRegister));
  const auto pulled = Pull();
  ASSERT_EQ(pulled.size(), 1U);
  EXPECT_EQ(pulled[0].action, InstructionAction::kAdjust);
  EXPECT_EQ(pulled[0].replaces_sequence, first_);
  EXPECT_EQ(pulled[0].payable, Yuan("1270.00"));
  EXPECT_EQ(pulled[0].deferred_until, std::nullopt);
  EXPECT_TRUE(DeferralOf("N1", "2022-07").IsWithdrawn());
  On("2022-12-01");
  EXPECT_EQ(RunDue(), 0);
}

TEST_F(DeferralRegister, OneThatMayDeferHasItsShareHeldAndTheAgencyIsTold) {
  AssessAs(UnitType::kEnterpriseLarge);
  On("2022-08-01");
  EXPECT_THAT(List(UnitType::kEnterpriseSmall), ElementsAre(ProblemCode::kDeferralBegunByRegister));
  const auto pulled = Pull();
  ASSERT_EQ(pulled.size(), 1U);
  EXPECT_EQ(pulled[0].action, InstructionAction::kAdjust);
  EXPECT_EQ(pulled[0].replaces_sequence, first_);
  EXPECT_EQ(pulled[0].amount_after, Yuan("0"));
  EXPECT_EQ(pulled[0].payable, Yuan("200.00"));
  EXPECT_EQ(pulled[0].deferred_until, Date("2022-12-31"));
  EXPECT_EQ(DeferralOf("N1", "2022-07").held.Sum(), Yuan("1070.00"));
  EXPECT_EQ(DeferralOf("N1", "2022-07").policy, "jiangsu-2022-deferral");
  On("2022-12-01");
  EXPECT_TRUE(Standing("N1", "2022-07").reminder_due);
  EXPECT_EQ(RunDue(), 1);
  const auto due = Pull();
  ASSERT_EQ(due.size(), 1U);
  EXPECT_EQ(due[0].payable, Yuan("1070.00"));
  EXPECT_EQ(due[0].due_on, Date("2022-12-31"));
}

TEST_F(DeferralRegister, WhatWasCollectedBeforeIsOffsetAgainstLaterDues) {
  AssessAs(UnitType::kEnterpriseLarge);
  PaymentLine paid = Payment("R1", "N1", "2022-07", "1000.00", "200.00");
  paid.amounts[Component::kMaternity] = Yuan("70.00");
  ASSERT_EQ(Submit<PaymentLine>({paid}).accepted.rows, 1);
  On("2022-08-01");
  List(UnitType::kEnterpriseSmall);
  EXPECT_EQ(ObligationOf("N1", "2022-07").balance(Component::kEmployerMedical).Overpaid(),
            Yuan("1000.00"));
  On("2022-10-10");
  Assess(Row("A10", "N1", "2022-10", "300.00"));
  EXPECT_EQ(Pull().back().offset_applied, Yuan("370.00"));
}

TEST_F(DeferralRegister, AnEntryThatSaysWhatWasDecidedTellsNothingAndChangesNothing) {
  AssessAs(UnitType::kEnterpriseSmall);
  EXPECT_THAT(List(UnitType::kEnterpriseMedium), IsEmpty());
  EXPECT_THAT(Pull(), IsEmpty());
  EXPECT_EQ(DeferralOf("N1", "2022-07").held.Sum(), Yuan("1070.00"));
}

TEST_F(DeferralRegister, TheListGoesBeforeACommitmentThatCameEarlier) {
  AssessAs(UnitType::kEnterprise);
  EXPECT_THAT(List(UnitType::kEnterpriseLarge, EligibleSource::kCommitment), IsEmpty());
  EXPECT_EQ(Pull().back().payable, Yuan("1270.00"));
  EXPECT_THAT(List(UnitType::kEnterpriseSmall), ElementsAre(ProblemCode::kDeferralBegunByRegister));
  EXPECT_EQ(Pull().back().payable, Yuan("200.00"));
  EXPECT_EQ(DeferralOf("N1", "2022-07").held.Sum(), Yuan("1070.00"));
}

TEST_F(DeferralRegister, WhatTheTaxBureauWasAskedForAlreadyStaysAndTheAgencyIsTold) {
  AssessAs(UnitType::kEnterpriseSmall);
  On("2022-12-01");
  EXPECT_EQ(RunDue(), 1);
  Pull();
  EXPECT_THAT(List(UnitType::kEnterpriseLarge), ElementsAre(ProblemCode::kDeferralUnlikeRegister));
  EXPECT_THAT(Pull(), IsEmpty());
}

TEST_F(DeferralRegister, OnlyWhatIsNotPassedOnYetIsHeldFromNowOn) {
  AssessAs(UnitType::kEnterpriseSmall);
  ASSERT_EQ(Submit<domain::MemberEvent>({Event("N1", "2022-07", "M1", "80.00")}).accepted.rows, 1);
  domain::Assessment large = Replacing(Row("B7", "N1", "2022-07"), "A7");
  large.unit_type = UnitType::kEnterpriseLarge;
  Assess(large);
  EXPECT_EQ(Pull().back().payable, Yuan("1190.00"));
  EXPECT_THAT(List(UnitType::kEnterpriseSmall), ElementsAre(ProblemCode::kDeferralBegunByRegister));
  EXPECT_EQ(Pull().back().payable, Yuan("200.00"));
  EXPECT_EQ(DeferralOf("N1", "2022-07").held.Sum(), Yuan("990.00"));
}

TEST_F(DeferralRegister, WhatWentBackToTheMainInstructionIsNotHeldAgainByAnEntryThatAgrees) {
  AssessAs(UnitType::kEnterpriseSmall);
  PaymentLine paid = Payment("R1", "N1", "2022-07", "1000.00", "200.00");
  paid.amounts[Component::kMaternity] = Yuan("70.00");
  ASSERT_EQ(Submit<PaymentLine>({paid}).accepted.rows, 1);
  On("2022-12-01");
  EXPECT_EQ(RunDue(), 1);
  EXPECT_TRUE(DeferralOf("N1", "2022-07").IsWithdrawn());
  Pull();
  EXPECT_THAT(List(UnitType::kEnterpriseMedium), IsEmpty());
  EXPECT_THAT(Pull(), IsEmpty());
}

TEST_F(DeferralRegister, AfterTheLastDayNothingIsHeldAnyMoreAndTheAgencyIsTold) {
  AssessAs(UnitType::kEnterpriseLarge);
  On("2023-01-10");
  EXPECT_THAT(List(UnitType::kEnterpriseSmall), ElementsAre(ProblemCode::kDeferralUnlikeRegister));
  EXPECT_THAT(Pull(), IsEmpty());
  EXPECT_TRUE(DeferralOf("N1", "2022-07").IsWithdrawn());
  EXPECT_EQ(RunDue(), 0);
}

TEST_F(DeferralRegister, AnotherDistrictsObligationsAreLeftAlone) {
  AssessAs(UnitType::kEnterpriseSmall);
  EligibleEmployer entry = Entry(UnitType::kEnterpriseLarge);
  entry.region = *domain::RegionCode::FromNumber(320602);
  domain::BatchHeader header = HeaderOf<EligibleEmployer>("D1");
  header.party = *domain::PartyId::ParseUri("urn:levybridge:party:agency:320602:agency");
  const auto batch = exchange_.SubmitBatch<EligibleEmployer>(header, {entry});
  ASSERT_TRUE(batch.ok()) << batch.status();
  EXPECT_EQ(batch->batch.accepted.rows, 1);
  EXPECT_THAT(CodesOf(batch->batch), IsEmpty());
  EXPECT_THAT(Pull(), IsEmpty());
}

TEST_F(DeferralRegister, ADryRunTellsWhatWouldHappenAndChangesNothing) {
  AssessAs(UnitType::kEnterpriseSmall);
  domain::BatchHeader header = HeaderOf<EligibleEmployer>("DRY");
  header.dry_run = true;
  const std::vector<domain::NumberedRow<EligibleEmployer>> rows = {
      {1, Entry(UnitType::kEnterpriseLarge)}};
  const auto tried = exchange_.intake().DryRun(header, {domain::BatchChunk{0, 1, rows, {}}});
  ASSERT_TRUE(tried.ok()) << tried.status();
  ASSERT_EQ(tried->problems.size(), 1U);
  EXPECT_EQ(tried->problems[0].problems[0].code, ProblemCode::kDeferralEndedByRegister);
  EXPECT_EQ(DeferralOf("N1", "2022-07").held.Sum(), Yuan("1070.00"));
  EXPECT_THAT(Pull(), IsEmpty());
}

}  // namespace
}  // namespace levybridge::testing
