// What the tax bureau refused of a deferral, asked for again: a make-up repeated, a member's event
// or a deregistration sent again.
#include "tests/integration/usecases/deferral_scene.h"

namespace levybridge::testing {
namespace {

using domain::InstructionRejection;
using domain::MemberEvent;
using domain::ProblemCode;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class DeferralRefused : public DeferralScene {
 protected:
  DeferralRefused() : DeferralScene("320600", 320613) { On("2022-07-15"); }

  void Refuse(int64_t sequence) {
    const auto batch = Submit<InstructionRejection>(
        {{domain::InstructionNumber(sequence), "E12", "征收品目不符"}});
    ASSERT_EQ(batch.accepted.rows, 1) << ::testing::PrintToString(CodesOf(batch));
  }
};

TEST_F(DeferralRefused, ARepeatedMakeUpAsksAgainForWhatTheTaxBureauRefusedAndForNothingElse) {
  Assess(Row("A7", "N1", "2022-07"));
  On("2022-08-10");
  Assess(Row("A8", "N1", "2022-08"));
  Pull();
  const auto first = MakeUp("Q1", "N1");
  ASSERT_TRUE(first.ok()) << first.status();
  ASSERT_EQ(first->instructions.size(), 2U);
  Pull();
  Refuse(first->instructions[0]);
  const auto second = MakeUp("Q1", "N1");
  ASSERT_TRUE(second.ok()) << second.status();
  EXPECT_FALSE(second->replayed);
  EXPECT_NE(second->instructions[0], first->instructions[0]);
  EXPECT_EQ(second->instructions[1], first->instructions[1]);
  const auto pulled = Pull();
  ASSERT_EQ(pulled.size(), 1U);
  EXPECT_EQ(pulled[0].sequence, second->instructions[0]);
  EXPECT_EQ(pulled[0].payable, Yuan("1070.00"));
  const auto third = MakeUp("Q1", "N1");
  EXPECT_TRUE(third->replayed);
  EXPECT_EQ(third->instructions, second->instructions);
  Refuse(second->instructions[0]);
  EXPECT_FALSE(MakeUp("Q1", "N1")->replayed);
}

TEST_F(DeferralRefused, ARefusedMakeUpThatAnotherRequestAskedForSinceIsNotAskedForTwice) {
  Assess(Row("A7", "N1", "2022-07"));
  Pull();
  const auto first = MakeUp("Q1", "N1");
  Pull();
  Refuse(first->instructions[0]);
  ASSERT_TRUE(MakeUp("Q2", "N1").ok());
  const auto again = MakeUp("Q1", "N1");
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_TRUE(again->replayed);
  EXPECT_EQ(Pull().size(), 1U);
}

TEST_F(DeferralRefused, AMembersEventSentAgainAfterItsRefusalAsksForTheShareAgain) {
  Assess(Row("A7", "N1", "2022-07"));
  const MemberEvent event = Event("N1", "2022-07", "M1", "80.00");
  Submit<MemberEvent>({event});
  Refuse(Pull().back().sequence);
  EXPECT_EQ(DeferralOf("N1", "2022-07").held.Sum(), Yuan("1070.00"));
  EXPECT_THAT(CodesOf(Submit<MemberEvent>({event, event})),
              ElementsAre(ProblemCode::kAlreadyAccepted));
  const auto pulled = Pull();
  ASSERT_EQ(pulled.size(), 1U);
  EXPECT_EQ(pulled[0].payable, Yuan("80.00"));
  EXPECT_THAT(CodesOf(Submit<MemberEvent>({event})), ElementsAre(ProblemCode::kAlreadyAccepted));
  EXPECT_THAT(Pull(), IsEmpty());
}

TEST_F(DeferralRefused, AMembersShareThatWentOutWithTheRestIsNotAskedForAgain) {
  Assess(Row("A7", "N1", "2022-07"));
  const MemberEvent event = Event("N1", "2022-07", "M1", "80.00");
  Submit<MemberEvent>({event});
  Refuse(Pull().back().sequence);
  On("2022-12-01");
  RunDue();
  Pull();
  EXPECT_THAT(CodesOf(Submit<MemberEvent>({event})), ElementsAre(ProblemCode::kAlreadyAccepted));
  EXPECT_THAT(Pull(), IsEmpty());
}

TEST_F(DeferralRefused, ADeregistrationSentAgainAfterItsRefusalAsksForEverythingAgain) {
  Assess(Row("A7", "N1", "2022-07"));
  Pull();
  On("2022-08-05");
  const domain::Deregistration plan{domain::UnitCode::Parse("N1").value(), district_,
                                    Date("2022-08-20")};
  Submit<domain::Deregistration>({plan});
  Refuse(Pull().back().sequence);
  EXPECT_EQ(RunDue(), 0);
  EXPECT_THAT(CodesOf(Submit<domain::Deregistration>({plan})), IsEmpty());
  const auto pulled = Pull();
  ASSERT_EQ(pulled.size(), 1U);
  EXPECT_EQ(pulled[0].payable, Yuan("1070.00"));
  EXPECT_EQ(pulled[0].due_on, Date("2022-08-20"));
  EXPECT_THAT(CodesOf(Submit<domain::Deregistration>({plan})),
              ElementsAre(ProblemCode::kAlreadyAccepted));
}

}  // namespace
}  // namespace levybridge::testing
