// The failure loop: passed on, corrected or retried, gathered into a next batch that is paid from
// what came back, three times at most; returns, unknown results and late successes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gateway/usecases/refusal.h"
#include "tests/integration/usecases/offset_scene.h"
#include "tests/support/exchange/refund_scene.h"

namespace levybridge::testing {
namespace {

using domain::Component;
using domain::Money;
using domain::PayoutResult;
using domain::Refund;
using domain::RefundBatchState;
using domain::RefundState;
using usecases::RefundDecision;

constexpr Component kMedical = Component::kEmployerMedical;

class RefundLoopFlow : public ::testing::Test {
 protected:
  explicit RefundLoopFlow(const ExchangeSetup& setup = {}) : scene_(setup) {}
  void SetUp() override {
    scene_.Overpay("U1", "30.00");
    File("6222000000010001");
  }
  void TearDown() override { scene_.ExpectSound(); }

  void File(std::string_view number) { scene_.File(RefundScene::Account("U1", number)); }
  Refund TheRefund() { return scene_.RefundOf("U1"); }
  int64_t No() { return TheRefund().refund_no; }
  // Sends all there is; the number of the only payout.
  int64_t SendOne(std::string_view batch_id, bool next_attempt = false) {
    const auto payouts = scene_.Send(batch_id, next_attempt);
    EXPECT_EQ(payouts.size(), 1u);
    return payouts.empty() ? 0 : payouts[0].sequence;
  }
  void Says(int64_t sequence, PayoutResult result, std::string_view reason = "",
            bool by_statement = false) {
    const auto answer = scene_.Report({scene_.Says(sequence, result, reason, by_statement)});
    ASSERT_TRUE(answer.ok()) << answer.status();
    ASSERT_EQ(answer->batch.state, domain::BatchState::kAccepted) << answer->batch.refusal_code;
  }
  absl::StatusOr<usecases::RefundsAnswer> PassOn() {
    return scene_.loop().PassOn(scene_.fund_finance(), scene_.NextId("p"), {No()}, "");
  }
  absl::StatusOr<usecases::RefundsAnswer> ApproveRetry() {
    return scene_.loop().ApproveRetry(scene_.exchange().agency(), scene_.NextId("r"), {No()});
  }
  absl::StatusOr<usecases::RefundsAnswer> Decide(RefundDecision decision) {
    return scene_.loop().Decide(scene_.exchange().agency(), scene_.NextId("d"), No(), decision,
                                "已核实");
  }
  static std::string Reason(const absl::Status& status) {
    return usecases::ReasonOf(status).value_or(std::string(status.ToString()));
  }
  // A payout that failed for want of funds, passed on and approved for another try.
  int64_t FailAndApprove(std::string_view batch_id, bool next_attempt) {
    const int64_t sequence = SendOne(batch_id, next_attempt);
    Says(sequence, PayoutResult::kFailed, "AM04");
    EXPECT_TRUE(PassOn().ok());
    EXPECT_TRUE(ApproveRetry().ok());
    return sequence;
  }
  void FailThreeTimes() {
    FailAndApprove("T1", false);
    FailAndApprove("T2", true);
    Says(SendOne("T3", true), PayoutResult::kFailed, "AM04");
    ASSERT_EQ(TheRefund().state, RefundState::kNeedsDecision);
  }

  RefundScene scene_;
};

TEST_F(RefundLoopFlow, AFailureAboutTheAccountIsPaidToAnotherOneFromWhatCameBack) {
  const int64_t first = SendOne("B1");
  Says(first, PayoutResult::kFailed, "AC01");
  EXPECT_EQ(TheRefund().state, RefundState::kFailed);
  EXPECT_EQ(domain::OwnerOf(TheRefund()), domain::Role::kFundFinance);
  ASSERT_TRUE(PassOn().ok());
  EXPECT_EQ(domain::OwnerOf(TheRefund()), domain::Role::kTax);
  EXPECT_EQ(Reason(ApproveRetry().status()), "FAILURE_IS_ABOUT_ACCOUNT");
  EXPECT_EQ(Reason(scene_.Create("B2", true).status()), "NOTHING_TO_REFUND");
  EXPECT_EQ(Reason(scene_.Create("B2", false).status()), "NOTHING_TO_REFUND");
  File("6222000000010002");
  EXPECT_EQ(TheRefund().state, RefundState::kAccountCorrected);
  const auto created = scene_.Create("B3", true);
  ASSERT_TRUE(created.ok()) << created.status();
  EXPECT_TRUE(domain::ToRequest(created->batch).AllZero());
  scene_.Fund("B3");
  EXPECT_EQ(scene_.Funds().released[kMedical], Yuan("30.00"));
  const auto payouts = scene_.Pull();
  ASSERT_EQ(payouts.size(), 1u);
  EXPECT_GT(payouts[0].sequence, first);
  EXPECT_EQ(payouts[0].order.refund_no, domain::RefundNumberOf(No()));
  EXPECT_EQ(payouts[0].order.account_no.InFullForBankOrFiler(), "6222000000010002");
  Says(payouts[0].sequence, PayoutResult::kPaid);
  EXPECT_EQ(TheRefund().state, RefundState::kPaid);
  EXPECT_EQ(scene_.Funds().Free(kMedical), Money());
  EXPECT_EQ(scene_.Medical("U1").Outstanding(), Money());
}

TEST_F(RefundLoopFlow, OnlyTheShortfallIsRequestedForWhatIsAddedOrWentElsewhere) {
  scene_.Overpay("U2", "45.00");
  scene_.File(RefundScene::Account("U2", "6222000000020002"));
  const auto payouts = scene_.Send("B1");
  ASSERT_EQ(payouts.size(), 2u);
  Says(payouts[0].sequence, PayoutResult::kFailed, "AM04");
  Says(payouts[1].sequence, PayoutResult::kPaid);
  ASSERT_TRUE(PassOn().ok());
  ASSERT_TRUE(ApproveRetry().ok());
  // Another batch is made first and takes what came back; a part of the money is missing then.
  scene_.Overpay("U3", "10.00");
  scene_.File(RefundScene::Account("U3", "6222000000030003"));
  const auto other = scene_.Create("B2");
  ASSERT_TRUE(other.ok());
  EXPECT_TRUE(domain::ToRequest(other->batch).AllZero());
  const auto next = scene_.Create("B3", true);
  ASSERT_TRUE(next.ok());
  EXPECT_EQ(domain::ToRequest(next->batch)[kMedical], Yuan("10.00"));
  scene_.Fund("B3");
  EXPECT_EQ(scene_.Funds().released[kMedical], Yuan("85.00"));
  scene_.Fund("B2");
  EXPECT_EQ(scene_.Funds().released[kMedical], Yuan("85.00"));
  EXPECT_EQ(scene_.Pull().size(), 2u);
  EXPECT_TRUE(scene_.Funds().reserved.AllZero());
}

TEST_F(RefundLoopFlow, MoneyThatCameBackBeforeTheAccountsWereConfirmedIsNotRequested) {
  const int64_t first = SendOne("B1");
  scene_.Overpay("U2", "45.00");
  scene_.File(RefundScene::Account("U2", "6222000000020002"));
  ASSERT_TRUE(scene_.Create("B2").ok());
  EXPECT_EQ(domain::ToRequest(scene_.Batch("B2"))[kMedical], Yuan("45.00"));
  ASSERT_TRUE(scene_.Advance("B2").ok());
  Says(first, PayoutResult::kFailed, "AM04");
  ASSERT_TRUE(scene_.Advance("B2").ok());
  EXPECT_EQ(domain::ToRequest(scene_.Batch("B2"))[kMedical], Yuan("15.00"));
}

TEST_F(RefundLoopFlow, TheAccountThatFailedIsRefusedHoweverOftenItIsFiled) {
  Says(SendOne("B1"), PayoutResult::kFailed, "AC01");
  ASSERT_TRUE(PassOn().ok());
  domain::AccountOnFile same = RefundScene::Account("U1", "6222000000010001");
  same.effective_on = Date("2020-03-20");
  const auto filed = scene_.File(same);
  EXPECT_EQ(TheRefund().state, RefundState::kFailed);
  const auto problems = scene_.exchange().Problems(filed.batch.batch_no);
  ASSERT_FALSE(problems.empty());
  EXPECT_EQ(problems[0].problems[0].code, domain::ProblemCode::kSameAccountAsFailed);
  // One that is not in force yet corrects nothing either.
  domain::AccountOnFile other = RefundScene::Account("U1", "6222000000010002");
  other.effective_on = Date("2020-04-30");
  scene_.File(other);
  EXPECT_EQ(TheRefund().state, RefundState::kFailed);
  EXPECT_EQ(Reason(scene_.Create("B2", true).status()), "NOTHING_TO_REFUND");
  // Corrected, and then the old one is filed again while the batch waits.
  other.effective_on = Date("2020-03-21");
  scene_.File(other);
  ASSERT_EQ(TheRefund().state, RefundState::kAccountCorrected);
  ASSERT_TRUE(scene_.Create("B2", true).ok());
  same.effective_on = Date("2020-03-24");
  scene_.File(same);
  ASSERT_TRUE(scene_.Advance("B2").ok());
  const auto refused = scene_.Advance("B2");
  EXPECT_EQ(Reason(refused.status()), "SAME_ACCOUNT_AS_FAILED");
  EXPECT_EQ(usecases::DetailsOf(refused.status())["refund_no"],
            domain::RefundNumberOf(No()).value());
  same = RefundScene::Account("U1", "6222000000010003");
  same.effective_on = Date("2020-03-25");
  scene_.File(same);
  ASSERT_TRUE(scene_.Advance("B2").ok());
}

TEST_F(RefundLoopFlow, AFailureThatIsNotAboutTheAccountGoesToTheSameOneOnceApproved) {
  Says(SendOne("B1"), PayoutResult::kFailed, "AM04");
  EXPECT_EQ(Reason(ApproveRetry().status()), "WRONG_STATE");  // not passed on yet
  ASSERT_TRUE(PassOn().ok());
  EXPECT_EQ(domain::OwnerOf(TheRefund()), domain::Role::kAgency);
  EXPECT_EQ(Reason(scene_.Create("B2", true).status()), "NOTHING_TO_REFUND");
  File("6222000000010002");  // changes nothing: the account was not to blame
  EXPECT_EQ(TheRefund().state, RefundState::kFailed);
  ASSERT_TRUE(ApproveRetry().ok());
  EXPECT_EQ(TheRefund().state, RefundState::kRetryApproved);
  Says(SendOne("B3", true), PayoutResult::kPaid);
  EXPECT_EQ(TheRefund().state, RefundState::kPaid);
}

TEST_F(RefundLoopFlow, RequestsAreRepeatedWithoutEffectAndTakeEffectWholeOrNotAtAll) {
  Says(SendOne("B1"), PayoutResult::kFailed, "AM04");
  auto loop = scene_.loop();
  const int64_t no = No();
  EXPECT_EQ(Reason(loop.PassOn(scene_.fund_finance(), "p", {no, 99}, "").status()),
            "REFUND_UNKNOWN");
  EXPECT_FALSE(TheRefund().passed_on);
  const domain::PartyId district = RefundScene::Party("fund-finance", "420112");
  EXPECT_EQ(Reason(loop.PassOn(district, "p", {no}, "").status()), "REFUND_UNKNOWN");
  ASSERT_TRUE(loop.PassOn(scene_.fund_finance(), "p", {no}, "note").ok());
  EXPECT_TRUE(loop.PassOn(scene_.fund_finance(), "p", {no}, "note")->replayed);
  EXPECT_EQ(Reason(loop.PassOn(scene_.fund_finance(), "p", {no}, "other").status()),
            "REQUEST_CONFLICT");
  const domain::PartyId& agency = scene_.exchange().agency();
  ASSERT_TRUE(loop.ApproveRetry(agency, "p", {no}).ok());  // ids are each party's own
  ASSERT_TRUE(scene_.Create("B2", true).ok());
  const auto again = loop.ApproveRetry(agency, "p", {no});
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_TRUE(again->replayed);
  EXPECT_EQ(TheRefund().state, RefundState::kLocked);
  EXPECT_EQ(Reason(loop.ApproveRetry(agency, "q", {no}).status()), "WRONG_STATE");
}

TEST_F(RefundLoopFlow, AfterThreeFailuresAPersonMayTryOnceMore) {
  FailThreeTimes();
  EXPECT_EQ(Reason(ApproveRetry().status()), "ATTEMPTS_EXHAUSTED");
  EXPECT_EQ(Reason(scene_.Create("X", true).status()), "NOTHING_TO_REFUND");
  File("6222000000010009");
  EXPECT_EQ(TheRefund().state, RefundState::kNeedsDecision);
  ASSERT_TRUE(Decide(RefundDecision::kRetry).ok());
  Says(SendOne("T4", true), PayoutResult::kFailed, "AM04");
  EXPECT_EQ(TheRefund().state, RefundState::kNeedsDecision);
  EXPECT_EQ(scene_.Funds().released[kMedical], Yuan("30.00"));
  ASSERT_TRUE(Decide(RefundDecision::kRetry).ok());
  Says(SendOne("T5", true), PayoutResult::kPaid);
  EXPECT_EQ(TheRefund().payouts.size(), 5u);
  EXPECT_EQ(Reason(Decide(RefundDecision::kRelease).status()), "WRONG_STATE");
}

TEST_F(RefundLoopFlow, AfterThreeFailuresTheLockMayBeGivenBackAndGatheredAnew) {
  FailThreeTimes();
  EXPECT_EQ(Reason(Decide(RefundDecision::kOffset).status()), "OFFSET_NOT_PERMITTED");
  EXPECT_EQ(TheRefund().state, RefundState::kNeedsDecision);
  EXPECT_EQ(scene_.Medical("U1").refund_locked, Yuan("30.00"));
  ASSERT_TRUE(Decide(RefundDecision::kRelease).ok());
  EXPECT_EQ(TheRefund().state, RefundState::kReleased);
  EXPECT_EQ(TheRefund().amount, Money());
  EXPECT_EQ(scene_.Medical("U1").refund_locked, Money());
  Says(SendOne("B9"), PayoutResult::kFailed, "AM04");
  EXPECT_EQ(scene_.RefundsOf("U1").size(), 2u);
  EXPECT_EQ(TheRefund().state, RefundState::kFailed);
}

TEST_F(RefundLoopFlow, AReturnOpensTheRefundAgainAndCountsAsAnAttempt) {
  const int64_t sequence = SendOne("B1");
  Says(sequence, PayoutResult::kPaid);
  Says(sequence, PayoutResult::kReturned, "AC01");
  EXPECT_EQ(TheRefund().state, RefundState::kReturned);
  EXPECT_EQ(domain::OwnerOf(TheRefund()), domain::Role::kFundFinance);
  EXPECT_EQ(domain::FailedAttempts(TheRefund()), 1);
  EXPECT_EQ(scene_.Medical("U1").refund_locked, Yuan("30.00"));
  EXPECT_EQ(scene_.Funds().Free(kMedical), Yuan("30.00"));
  ASSERT_TRUE(PassOn().ok());
  EXPECT_EQ(TheRefund().state, RefundState::kFailed);
  EXPECT_EQ(domain::OwnerOf(TheRefund()), domain::Role::kTax);
  File("6222000000010002");
  Says(SendOne("B2", true), PayoutResult::kPaid);
  EXPECT_EQ(scene_.Funds().released[kMedical], Yuan("30.00"));
}

TEST_F(RefundLoopFlow, AnUnknownResultWaitsForTheBanksBooks) {
  const int64_t sequence = SendOne("B1");
  Says(sequence, PayoutResult::kUnknown);
  EXPECT_EQ(Reason(PassOn().status()), "WRONG_STATE");
  EXPECT_EQ(Reason(ApproveRetry().status()), "WRONG_STATE");
  EXPECT_EQ(Reason(Decide(RefundDecision::kRelease).status()), "WRONG_STATE");
  EXPECT_EQ(Reason(scene_.Create("B2", true).status()), "NOTHING_TO_REFUND");
  EXPECT_EQ(Reason(scene_.Create("B2", false).status()), "NOTHING_TO_REFUND");
  const auto refused = scene_.Report({scene_.Says(sequence, PayoutResult::kPaid)});
  EXPECT_EQ(refused->batch.refusal_code, "WRONG_STATE");
  EXPECT_EQ(TheRefund().state, RefundState::kUnknown);
  Says(sequence, PayoutResult::kPaid, "", true);
  EXPECT_EQ(TheRefund().state, RefundState::kPaid);
  EXPECT_EQ(scene_.Medical("U1").refunding, Money());
}

TEST_F(RefundLoopFlow, ADistrictsFailuresAreDealtWithByTheDistrict) {
  scene_.Overpay("N1", "20.00", "420112");
  scene_.File(RefundScene::Account("N1", "6222000000020001", "420112"));
  const domain::PartyId district = RefundScene::Party("agency", "420112");
  ASSERT_TRUE(
      scene_.batches().Create(district, RefundScene::Gathering("N1", false, "420112")).ok());
  scene_.Fund("N1");
  const auto payouts = scene_.Pull();
  ASSERT_EQ(payouts.size(), 1u);
  Says(payouts[0].sequence, PayoutResult::kFailed, "AM04");
  const int64_t no = scene_.RefundOf("N1").refund_no;
  const domain::PartyId other = RefundScene::Party("agency", "420113");
  ASSERT_TRUE(scene_.loop().PassOn(scene_.fund_finance(), "p", {no}, "").ok());
  EXPECT_EQ(Reason(scene_.loop().ApproveRetry(other, "r", {no}).status()), "REFUND_UNKNOWN");
  ASSERT_TRUE(scene_.loop().ApproveRetry(district, "r", {no}).ok());
  EXPECT_EQ(Reason(scene_.Create("B1", true).status()), "NOTHING_TO_REFUND");
  const auto next = scene_.batches().Create(district, RefundScene::Gathering("N2", true, "420112"));
  ASSERT_TRUE(next.ok()) << next.status();
  EXPECT_TRUE(domain::ToRequest(next->batch).AllZero());
}

TEST_F(RefundLoopFlow, ALateSuccessBeforeTheNextFetchLeavesItsBatchWhichIsApprovedAgain) {
  scene_.Overpay("U2", "45.00");
  scene_.File(RefundScene::Account("U2", "6222000000020002"));
  const auto payouts = scene_.Send("B1");
  ASSERT_EQ(payouts.size(), 2u);
  Says(payouts[0].sequence, PayoutResult::kFailed, "AM04");
  Says(payouts[1].sequence, PayoutResult::kFailed, "AM04");
  const std::vector<int64_t> both = {No(), scene_.RefundOf("U2").refund_no};
  ASSERT_TRUE(scene_.loop().PassOn(scene_.fund_finance(), "p", both, "").ok());
  ASSERT_TRUE(scene_.loop().ApproveRetry(scene_.exchange().agency(), "r", both).ok());
  ASSERT_TRUE(scene_.Create("B2", true).ok());
  scene_.Fund("B2");
  Says(payouts[0].sequence, PayoutResult::kPaid);
  EXPECT_EQ(TheRefund().state, RefundState::kPaid);
  EXPECT_TRUE(TheRefund().payouts[0].late_success);
  EXPECT_EQ(scene_.Medical("U1").refunded, Yuan("30.00"));
  EXPECT_EQ(scene_.Medical("U1").refund_locked, Money());
  const domain::RefundBatch batch = scene_.Batch("B2");
  EXPECT_EQ(batch.state, RefundBatchState::kLocked);
  EXPECT_TRUE(batch.approvals.empty());
  EXPECT_EQ(batch.refunds, 1);
  EXPECT_TRUE(scene_.Pull().empty());
  EXPECT_TRUE(scene_.Recoverables().empty());
  EXPECT_EQ(scene_.Funds().Free(kMedical), Money());
  scene_.Fund("B2");
  EXPECT_EQ(scene_.Funds().released[kMedical], Yuan("75.00"));
  ASSERT_EQ(scene_.Pull().size(), 1u);
}

TEST_F(RefundLoopFlow, ALateSuccessOfAReleasedRefundTakesTheNewOnesLock) {
  const int64_t first = SendOne("B1");
  Says(first, PayoutResult::kFailed, "AM04");
  ASSERT_TRUE(Decide(RefundDecision::kRelease).ok());
  ASSERT_TRUE(scene_.Create("B2").ok());
  scene_.Fund("B2");
  Says(first, PayoutResult::kPaid);
  EXPECT_EQ(scene_.Medical("U1").refund_locked, Money());
  EXPECT_EQ(scene_.Batch("B2").state, RefundBatchState::kWithdrawn);
  EXPECT_TRUE(scene_.Pull().empty());
  EXPECT_TRUE(scene_.Recoverables().empty());
  EXPECT_EQ(scene_.Funds().Free(kMedical), Money());
}

TEST_F(RefundLoopFlow, ALateSuccessEndsTheRefundWhereverTheLoopStood) {
  for (const int how : {0, 1, 2, 3, 4}) {
    const std::string unit = "L" + std::to_string(how);
    scene_.Overpay(unit, "30.00");
    scene_.File(RefundScene::Account(unit, "622200000001234" + std::to_string(how)));
    usecases::RefundGathering gathering = RefundScene::Gathering("late" + unit);
    gathering.unit_codes = {*domain::UnitCode::Parse(unit)};
    ASSERT_TRUE(scene_.batches().Create(scene_.exchange().agency(), gathering).ok());
    scene_.Fund("late" + unit);
    const int64_t sequence = scene_.Pull().at(0).sequence;
    Says(sequence, PayoutResult::kFailed, how == 2 ? "AC01" : "AM04");
    const std::vector<int64_t> numbers = {scene_.RefundOf(unit).refund_no};
    const domain::PartyId& agency = scene_.exchange().agency();
    if (how > 0) {
      ASSERT_TRUE(scene_.loop().PassOn(scene_.fund_finance(), unit + "p", numbers, "").ok());
    }
    if (how == 2) scene_.File(RefundScene::Account(unit, "6222000000012399"));
    if (how >= 3) {
      ASSERT_TRUE(scene_.loop().ApproveRetry(agency, unit + "r", numbers).ok());
    }
    if (how == 4) {
      ASSERT_TRUE(scene_.Create("next" + unit, true).ok());
    }
    Says(sequence, PayoutResult::kPaid);
    EXPECT_EQ(scene_.RefundOf(unit).state, RefundState::kPaid) << how;
    EXPECT_EQ(scene_.RefundOf(unit).batch_no, 0) << how;
    EXPECT_EQ(scene_.Medical(unit).refund_locked, Money()) << how;
    EXPECT_EQ(scene_.Medical(unit).refunded, Yuan("30.00")) << how;
    EXPECT_FALSE(scene_.Create("again" + unit, true).ok()) << how;
  }
  EXPECT_TRUE(scene_.Recoverables().empty());
  EXPECT_TRUE(scene_.Funds().reserved.AllZero());
}

TEST_F(RefundLoopFlow, ALateSuccessLeavesABatchThatIsHalfFetched) {
  scene_.Overpay("U2", "45.00");
  scene_.File(RefundScene::Account("U2", "6222000000010002"));
  const auto first = scene_.Send("B1");
  ASSERT_TRUE(scene_
                  .Report({scene_.Says(first[0].sequence, PayoutResult::kFailed, "AM04"),
                           scene_.Says(first[1].sequence, PayoutResult::kFailed, "AM04")})
                  .ok());
  const std::vector<int64_t> both = {scene_.RefundOf("U1").refund_no,
                                     scene_.RefundOf("U2").refund_no};
  ASSERT_TRUE(scene_.loop().PassOn(scene_.fund_finance(), "p", both, "").ok());
  ASSERT_TRUE(scene_.loop().ApproveRetry(scene_.exchange().agency(), "r", both).ok());
  ASSERT_TRUE(scene_.Create("B2", true).ok());
  scene_.Fund("B2");
  const auto page = scene_.payouts().Next(scene_.bank(),
                                          *scene_.payouts().AcknowledgedPosition(scene_.bank()), 1);
  ASSERT_EQ(page->payouts.size(), 1u);
  ASSERT_TRUE(scene_.Report({scene_.Says(first[1].sequence, PayoutResult::kPaid)}).ok());
  EXPECT_EQ(scene_.RefundOf("U2").state, RefundState::kPaid);
  EXPECT_EQ(scene_.Batch("B2").state, RefundBatchState::kPaying);
  EXPECT_EQ(scene_.Batch("B2").refunds, 1);
  EXPECT_EQ(scene_.Pull().size(), 1u);
  EXPECT_TRUE(scene_.Funds().reserved.AllZero());
  EXPECT_EQ(scene_.Funds().Free(kMedical), Money());
  EXPECT_TRUE(scene_.Recoverables().empty());
  ASSERT_TRUE(scene_.Report({scene_.Says(page->payouts[0].sequence, PayoutResult::kPaid)}).ok());
  EXPECT_EQ(scene_.Batch("B2").state, RefundBatchState::kSettled);
}

TEST_F(RefundLoopFlow, AFailedRefundStaysWithThePayingUnitThatHoldsItsMoney) {
  const auto first = scene_.Send("B1");
  ASSERT_TRUE(scene_.Report({scene_.Says(first[0].sequence, PayoutResult::kFailed, "AM04")}).ok());
  domain::Assessment row = Exchange::Row("A-moved", "U1");
  row.kind = domain::AssessmentKind::kReassessment;
  row.supersedes_no = *domain::AssessmentNumber::Parse("A-U1");
  row.region = *domain::RegionCode::FromNumber(420112);
  ASSERT_EQ(scene_.exchange().Submit<domain::Assessment>("moved", {row})->batch.state,
            domain::BatchState::kAccepted);
  const int64_t no = scene_.RefundOf("U1").refund_no;
  ASSERT_TRUE(scene_.loop().PassOn(scene_.fund_finance(), "p", {no}, "").ok());
  ASSERT_TRUE(scene_.loop().ApproveRetry(scene_.exchange().agency(), "r", {no}).ok());
  const auto city = scene_.Create("B2", true);
  const auto district = scene_.batches().Create(scene_.exchange().agency(),
                                                RefundScene::Gathering("B3", true, "420112"));
  EXPECT_FALSE(district.ok());
  ASSERT_TRUE(city.ok()) << city.status();
  EXPECT_TRUE(domain::ToRequest(city->batch).AllZero());
}

class RefundOrOffset : public RefundLoopFlow {
 protected:
  RefundOrOffset() : RefundLoopFlow(Deciding("offset_or_refund")) {}
  void SetUp() override {
    RefundLoopFlow::SetUp();
    Choose(domain::OverpaymentUse::kRefund);
  }
  void Choose(domain::OverpaymentUse use) {
    usecases::OverpaymentUses uses(scene_.store(), scene_.exchange().rules());
    ASSERT_TRUE(
        uses.Choose(scene_.exchange().agency(), {scene_.exchange().Find("U1", "2020-03")->key, use})
            .ok());
  }
};

TEST_F(RefundOrOffset, AFailedRefundMayBecomeAnOffsetWhereThePolicyPermitsOne) {
  Says(SendOne("B1"), PayoutResult::kFailed, "AC01");
  ASSERT_TRUE(Decide(RefundDecision::kOffset).ok());
  EXPECT_EQ(TheRefund().state, RefundState::kReleased);
  domain::Assessment april = Exchange::Row("A-april", "U1", "1000.00");
  april.fee_period = Period("2020-04");
  ASSERT_TRUE(scene_.exchange().Submit<domain::Assessment>("april", {april}).ok());
  EXPECT_EQ(scene_.exchange().PullAll().back().offset_applied, Yuan("30.00"));
  EXPECT_EQ(Reason(scene_.Create("B2").status()), "NOTHING_TO_REFUND");
  EXPECT_EQ(scene_.Funds().Free(kMedical), Yuan("30.00"));
}

}  // namespace
}  // namespace levybridge::testing
