// What went wrong once with refunds, and must not again.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gateway/usecases/refusal.h"
#include "tests/support/exchange/refund_scene.h"

namespace levybridge::testing {
namespace {

using domain::Component;
using domain::Money;
using domain::PayoutResult;
using domain::RefundBatchState;
using domain::RefundState;

TEST(RefundRegression, AfterAShrinkAnAccountForALaterDateIsStillAttached) {
  RefundScene scene;
  scene.Overpay("U1", "30.00");
  const std::string receipt = scene.Pay("U1", "20.00");
  ASSERT_TRUE(scene.Create("B1").ok());
  domain::AccountOnFile later = RefundScene::Account("U1", "6222000000012345");
  later.effective_on = Date("2020-03-27");
  scene.File(later);
  scene.Reverse("U1", receipt, "5.00");
  scene.exchange().clock.Set(Date("2020-03-27"));
  const auto proposed = scene.Advance("B1");
  if (!proposed.ok()) {
    EXPECT_EQ(usecases::ReasonOf(proposed.status()), "CONTENT_CHANGED");
    ASSERT_TRUE(scene.Advance("B1").ok());
  }
  EXPECT_EQ(scene.Batch("B1").accounts_missing, 0);
  const auto confirmed = scene.Advance("B1");
  EXPECT_TRUE(confirmed.ok()) << confirmed.status();
  scene.ExpectSound();
}

// Worse: the payout goes to an account that was superseded before the proposal.
TEST(RefundRegression, AfterAShrinkTheMoneyGoesToTheAccountInForceWhenProposed) {
  RefundScene scene;
  scene.Overpay("U1", "30.00");
  const std::string receipt = scene.Pay("U1", "20.00");
  scene.File(RefundScene::Account("U1", "6222000000010001"));
  domain::AccountOnFile later = RefundScene::Account("U1", "6222000000010002");
  later.effective_on = Date("2020-03-27");
  scene.File(later);
  ASSERT_TRUE(scene.Create("B1").ok());
  scene.Reverse("U1", receipt, "5.00");
  scene.exchange().clock.Set(Date("2020-03-27"));
  for (int i = 0; i < 6 && scene.Batch("B1").state != RefundBatchState::kFunded; ++i) {
    (void)scene.Advance("B1");
  }
  const auto payouts = scene.Pull();
  ASSERT_EQ(payouts.size(), 1u);
  EXPECT_EQ(payouts[0].order.account_no.InFullForBankOrFiler(), "6222000000010002");
  scene.ExpectSound();
}

TEST(RefundRegression, SettlingWhatWasPaidTwiceLeavesAnotherRecordsInstructionAlone) {
  RefundScene scene;
  scene.Overpay("U1", "0.00");
  const std::string receipt = scene.Pay("U1", "30.00");
  scene.File(RefundScene::Account("U1", "6222000000012345"));
  const auto first = scene.Send("B1");
  ASSERT_TRUE(scene.Report({scene.Says(first[0].sequence, PayoutResult::kFailed, "AM04")}).ok());
  const int64_t refund_no = scene.RefundOf("U1").refund_no;
  ASSERT_TRUE(scene.loop().PassOn(scene.fund_finance(), "p", {refund_no}, "").ok());
  ASSERT_TRUE(scene.loop().ApproveRetry(scene.exchange().agency(), "r", {refund_no}).ok());
  const auto second = scene.Send("B2", true);
  ASSERT_EQ(second.size(), 1u);
  scene.exchange().PullAll();
  scene.Reverse("U1", receipt, "12.00");
  auto instructions = scene.exchange().PullAll();
  ASSERT_EQ(instructions.size(), 1u);
  EXPECT_EQ(instructions[0].payable, Yuan("12.00"));
  ASSERT_TRUE(scene.Report({scene.Says(first[0].sequence, PayoutResult::kPaid)}).ok());
  auto all = scene.Recoverables();
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0].amount, Yuan("12.00"));
  EXPECT_EQ(all[1].amount, Yuan("30.00"));
  EXPECT_EQ(all[1].reason, domain::RecoverableReason::kPaidTwice);
  const auto settled = scene.loop().SettleRecoverable(scene.fund_finance(), "s",
                                                      all[1].recoverable_no, Yuan("30.00"), "退回");
  ASSERT_TRUE(settled.ok()) << settled.status();
  EXPECT_EQ(settled->open, Money());
  EXPECT_EQ(scene.Medical("U1").recoverable, Yuan("12.00"));
  instructions = scene.exchange().PullAll();
  EXPECT_TRUE(instructions.empty())
      << "the tax bureau is told to collect " << instructions[0].payable.ToYuan()
      << " though 12.00 is still open";
  scene.ExpectSound();
}

TEST(RefundRegression, AReturnOfWhatWasPaidTwiceLeavesAnotherRecordsInstructionAlone) {
  RefundScene scene;
  scene.Overpay("U1", "0.00");
  const std::string receipt = scene.Pay("U1", "30.00");
  scene.File(RefundScene::Account("U1", "6222000000012345"));
  const auto first = scene.Send("B1");
  ASSERT_TRUE(scene.Report({scene.Says(first[0].sequence, PayoutResult::kFailed, "AM04")}).ok());
  const int64_t refund_no = scene.RefundOf("U1").refund_no;
  ASSERT_TRUE(scene.loop().PassOn(scene.fund_finance(), "p", {refund_no}, "").ok());
  ASSERT_TRUE(scene.loop().ApproveRetry(scene.exchange().agency(), "r", {refund_no}).ok());
  const auto second = scene.Send("B2", true);
  scene.Reverse("U1", receipt, "12.00");
  scene.exchange().PullAll();
  ASSERT_TRUE(scene.Report({scene.Says(first[0].sequence, PayoutResult::kPaid)}).ok());
  ASSERT_TRUE(scene.Report({scene.Says(second[0].sequence, PayoutResult::kFailed, "AM04")}).ok());
  EXPECT_EQ(scene.Medical("U1").recoverable, Yuan("12.00"));
  const auto instructions = scene.exchange().PullAll();
  EXPECT_TRUE(instructions.empty());
  const auto all = scene.Recoverables();
  const auto open = usecases::OpenAmounts(all, *scene.exchange().Find("U1", "2020-03"));
  EXPECT_EQ(open[0], Yuan("12.00")) << "V1, by the reversal";
  EXPECT_EQ(open[1], Money()) << "V2, paid twice, is over";
  scene.ExpectSound();
}

TEST(RefundRegression, SettlingNothingOrLessIsNoSettlement) {
  RefundScene scene;
  scene.Overpay("U1", "0.00");
  const std::string receipt = scene.Pay("U1", "30.00");
  scene.File(RefundScene::Account("U1", "6222000000012345"));
  const auto first = scene.Send("B1");
  scene.Reverse("U1", receipt, "12.00");
  ASSERT_TRUE(scene.Report({scene.Says(first[0].sequence, PayoutResult::kPaid)}).ok());
  EXPECT_FALSE(
      scene.loop().SettleRecoverable(scene.fund_finance(), "s", 1, Yuan("-5.00"), "").ok());
  EXPECT_FALSE(scene.loop().SettleRecoverable(scene.fund_finance(), "t", 1, Money(), "").ok());
  scene.ExpectSound();
}

TEST(RefundRegression, MoneyThatIsNotBookedMakesNothingRefundable) {
  RefundScene scene;
  scene.Overpay("U1", "0.00");
  domain::PaymentLine line = Exchange::Payment("X1", "U1", "40.00", "0.00");
  line.instruction_no = domain::InstructionNumber(
      scene.exchange().Find("U1", "2020-03")->chains.front().last_known_to_tax);
  line.booked_on.reset();
  ASSERT_TRUE(scene.exchange().Submit<domain::PaymentLine>("unbooked", {line}).ok());
  ASSERT_EQ(scene.Medical("U1").Overpaid(), Yuan("40.00"));
  EXPECT_EQ(usecases::ReasonOf(scene.Create("B1").status()), "NOTHING_TO_REFUND");
  line.booked_on = Date("2020-03-22");
  ASSERT_TRUE(scene.exchange().Submit<domain::PaymentLine>("booked", {line}).ok());
  EXPECT_TRUE(scene.Create("B2").ok());
  EXPECT_EQ(scene.Medical("U1").refund_locked, Yuan("40.00"));
  scene.ExpectSound();
}

TEST(RefundRegression, AnotherReleaseOfAFundedBatchIsAConflict) {
  RefundScene scene;
  scene.Overpay("U1", "30.00");
  scene.File(RefundScene::Account("U1", "6222000000012345"));
  ASSERT_TRUE(scene.Create("B1").ok());
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(scene.Advance("B1").ok());
  const usecases::BatchStep step = scene.StepOf("B1");
  const auto release = [&](const char* yuan, const char* number) {
    return scene.batches().ReleaseFunds(scene.fiscal(), step, {Yuan(yuan), number});
  };
  ASSERT_TRUE(release("30.00", "F1").ok());
  EXPECT_TRUE(release("30.00", "F1")->replayed);
  EXPECT_EQ(usecases::ReasonOf(release("99.00", "F1").status()), "REQUEST_CONFLICT");
  EXPECT_EQ(usecases::ReasonOf(release("30.00", "F2").status()), "REQUEST_CONFLICT");
  EXPECT_EQ(scene.Batch("B1").release_no, "F1");
  scene.ExpectSound();
}

TEST(RefundRegression, ALateSuccessAfterAReversalWasPaidOnce) {
  RefundScene scene;
  scene.Overpay("U1", "0.00");
  const std::string receipt = scene.Pay("U1", "30.00");
  scene.File(RefundScene::Account("U1", "6222000000012345"));
  const auto sent = scene.Send("B1");
  ASSERT_TRUE(scene.Report({scene.Says(sent[0].sequence, PayoutResult::kFailed, "AM04")}).ok());
  scene.Reverse("U1", receipt, "12.00");
  scene.exchange().PullAll();
  ASSERT_TRUE(scene.Report({scene.Says(sent[0].sequence, PayoutResult::kPaid)}).ok());
  const auto all = scene.Recoverables();
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(all[0].amount, Yuan("12.00"));
  EXPECT_EQ(all[0].reason, domain::RecoverableReason::kReversedAfterPayout);
  const auto instructions = scene.exchange().PullAll();
  ASSERT_EQ(instructions.size(), 1u);
  EXPECT_EQ(instructions[0].payable, Yuan("12.00"));
  scene.ExpectSound();
}

TEST(RefundRegression, AWithdrawalThatWasCutOffIsFinishedByAnyOther) {
  RefundScene scene;
  scene.Overpay("U1", "30.00");
  ASSERT_TRUE(scene.Create("B1").ok());
  const auto withdraw = [&](const char* id) {
    return scene.batches().Withdraw(scene.exchange().agency(),
                                    {id, *domain::BatchId::Parse("B1"), {}, "核对"});
  };
  scene.store().InterruptAfter(1);  // the batch is withdrawn, its locks are not given back yet
  EXPECT_TRUE(absl::IsUnavailable(withdraw("w1").status()));
  scene.exchange().Restart();
  ASSERT_EQ(scene.Medical("U1").refund_locked, Yuan("30.00"));
  EXPECT_TRUE(withdraw("w2").ok());
  EXPECT_EQ(scene.Medical("U1").refund_locked, Money());
  EXPECT_EQ(usecases::ReasonOf(withdraw("w3").status()), "WRONG_STATE");
  scene.ExpectSound();
}

TEST(RefundRegression, TheBanksWordsNameNoAccount) {
  RefundScene scene;
  scene.Overpay("U1", "30.00");
  scene.File(RefundScene::Account("U1", "6222000000012345"));
  const auto sent = scene.Send("B1");
  domain::PayoutReport report = scene.Says(sent[0].sequence, PayoutResult::kFailed, "AC01");
  report.reason_text = "账号6222 0000-0001 2345户名武汉示例机械有限公司不符，请于20日前核对";
  ASSERT_TRUE(scene.Report({report}).ok());
  const std::string kept = scene.RefundOf("U1").payouts.back().reason_text;
  EXPECT_EQ(kept, "账号********户名********不符，请于20日前核对");
  scene.ExpectSound();
}

}  // namespace
}  // namespace levybridge::testing
