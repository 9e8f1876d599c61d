// The way of a refund batch from lock to money: what it gathers, who may take which step over which
// content, what makes it start again, and what becomes of the money when it is withdrawn.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gateway/usecases/refusal.h"
#include "tests/support/exchange/refund_scene.h"

namespace levybridge::testing {
namespace {

using domain::Component;
using domain::Money;
using domain::RefundBatch;
using domain::RefundBatchState;
using domain::RefundState;
using usecases::BatchStep;

constexpr Component kMedical = Component::kEmployerMedical;

class RefundBatchFlow : public ::testing::Test {
 protected:
  void TearDown() override { scene_.ExpectSound(); }

  void OverpayWithAccount(std::string_view unit, std::string_view too_much) {
    scene_.Overpay(unit, too_much);
    scene_.File(RefundScene::Account(unit, "62220000000" + std::to_string(++accounts_)));
  }
  // Pays beside the main payment; not booked at the treasury unless `booked`.
  void PayBeside(const std::string& receipt, std::string_view unit, std::string_view medical,
                 bool booked) {
    domain::PaymentLine line = Exchange::Payment(receipt, unit, medical, "0.00");
    if (!booked) line.booked_on.reset();
    const auto result = scene_.exchange().Submit<domain::PaymentLine>(scene_.NextId("P"), {line});
    ASSERT_EQ(result->batch.state, domain::BatchState::kAccepted);
  }
  absl::StatusOr<usecases::BatchAnswer> CreateFor(std::string_view batch_id,
                                                  std::string_view paying_unit) {
    return scene_.batches().Create(scene_.exchange().agency(),
                                   RefundScene::Gathering(batch_id, false, paying_unit));
  }
  absl::StatusOr<usecases::BatchAnswer> Withdraw(std::string_view request_id,
                                                 std::string_view batch_id,
                                                 std::vector<int64_t> refunds = {}) {
    return scene_.batches().Withdraw(
        scene_.exchange().agency(),
        {std::string(request_id), *domain::BatchId::Parse(batch_id), std::move(refunds), "核对"});
  }
  static std::string Reason(const absl::Status& status) {
    return usecases::ReasonOf(status).value_or(std::string(status.ToString()));
  }
  // The batch has to go the whole way again, and nobody's approval of before counts.
  void ExpectStartsAgain(std::string_view batch_id, std::string_view total) {
    const RefundBatch batch = scene_.Batch(batch_id);
    EXPECT_EQ(batch.state, RefundBatchState::kLocked);
    EXPECT_TRUE(batch.approvals.empty());
    EXPECT_EQ(batch.total[kMedical], Yuan(total));
    EXPECT_TRUE(scene_.Pull().empty());
  }

  RefundScene scene_;
  int accounts_ = 1000;
};

TEST_F(RefundBatchFlow, GathersWhatIsBookedAndFreeAndNothingTwice) {
  OverpayWithAccount("U1", "30.00");
  scene_.Overpay("U3", "0.00");
  domain::Assessment row = Exchange::Row("A-U2", "U2");
  ASSERT_TRUE(scene_.exchange().Submit<domain::Assessment>(scene_.NextId("B"), {row}).ok());
  PayBeside("X1", "U2", "540.00", false);
  const auto first = scene_.Create("B1");
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_EQ(first->batch.state, RefundBatchState::kLocked);
  EXPECT_EQ(first->batch.refunds, 1);
  EXPECT_EQ(first->batch.total[kMedical], Yuan("30.00"));
  EXPECT_EQ(scene_.Medical("U1").refund_locked, Yuan("30.00"));
  EXPECT_TRUE(scene_.RefundsOf("U2").empty());
  EXPECT_EQ(Reason(scene_.Create("B2").status()), "NOTHING_TO_REFUND");
  PayBeside("X1", "U2", "540.00", true);
  const auto second = scene_.Create("B3");
  ASSERT_TRUE(second.ok()) << second.status();
  EXPECT_EQ(second->batch.total[kMedical], Yuan("40.00"));
  EXPECT_EQ(scene_.RefundsOf("U1").size(), 1u);
  EXPECT_TRUE(scene_.RefundsOf("U3").empty());
}

TEST_F(RefundBatchFlow, ANewTownDistrictPaysForItselfAndTheCityForTheOthers) {
  OverpayWithAccount("U1", "30.00");
  scene_.Overpay("N1", "20.00", "420112");
  const auto city = scene_.Create("B1");
  ASSERT_TRUE(city.ok()) << city.status();
  EXPECT_EQ(city->batch.total[kMedical], Yuan("30.00"));
  EXPECT_TRUE(scene_.RefundsOf("N1").empty());
  const auto mismatch = CreateFor("B2", "420106");
  EXPECT_EQ(Reason(mismatch.status()), "PAYING_UNIT_MISMATCH");
  EXPECT_EQ(usecases::DetailsOf(mismatch.status())["paying_region"], "420100");
  EXPECT_EQ(Reason(CreateFor("B2", "420113").status()), "NOTHING_TO_REFUND");
  const domain::PartyId district = RefundScene::Party("agency", "420112");
  EXPECT_EQ(Reason(scene_.batches().Create(district, RefundScene::Gathering("B2")).status()),
            "REGION_NOT_ALLOWED");
  const auto own = scene_.batches().Create(district, RefundScene::Gathering("B3", false, "420112"));
  ASSERT_TRUE(own.ok()) << own.status();
  EXPECT_EQ(own->batch.total[kMedical], Yuan("20.00"));
  EXPECT_EQ(own->batch.paying_unit.ToString(), "420112");
  EXPECT_EQ(own->batch.pooling_area.region.ToString(), "420100");
}

TEST_F(RefundBatchFlow, ADistrictSeesNoBatchOfTheCitysAndTheirMoneyIsKeptApart) {
  OverpayWithAccount("U1", "30.00");
  scene_.Overpay("N1", "20.00", "420112");
  scene_.File(RefundScene::Account("N1", "6222000000012345", "420112"));
  const domain::PartyId district = RefundScene::Party("agency", "420112");
  ASSERT_TRUE(scene_.Create("B1").ok());
  ASSERT_TRUE(CreateFor("B2", "420112").ok());
  EXPECT_EQ(Reason(scene_.batches().Propose(district, scene_.StepOf("B1")).status()),
            "BATCH_UNKNOWN");
  EXPECT_EQ(Reason(scene_.batches()
                       .Withdraw(district, {"w", *domain::BatchId::Parse("B1"), {}, ""})
                       .status()),
            "BATCH_UNKNOWN");
  EXPECT_TRUE(scene_.batches().Propose(district, scene_.StepOf("B2")).ok());
  scene_.Fund("B1");
  EXPECT_EQ(scene_.Funds("420100").released[kMedical], Yuan("30.00"));
  EXPECT_TRUE(scene_.Funds("420112").released.AllZero());
}

TEST_F(RefundBatchFlow, GathersOnlyThePeriodsAndEmployersAskedFor) {
  OverpayWithAccount("U1", "30.00");
  OverpayWithAccount("U2", "40.00");
  usecases::RefundGathering gathering = RefundScene::Gathering("B1");
  gathering.from = Period("2020-04");
  EXPECT_EQ(Reason(scene_.batches().Create(scene_.exchange().agency(), gathering).status()),
            "NOTHING_TO_REFUND");
  gathering.from.reset();
  gathering.to = Period("2020-02");
  EXPECT_EQ(Reason(scene_.batches().Create(scene_.exchange().agency(), gathering).status()),
            "NOTHING_TO_REFUND");
  gathering.from = gathering.to = Period("2020-03");
  gathering.unit_codes = {*domain::UnitCode::Parse("U2"), *domain::UnitCode::Parse("U2"),
                          *domain::UnitCode::Parse("U9")};
  const auto created = scene_.batches().Create(scene_.exchange().agency(), gathering);
  ASSERT_TRUE(created.ok()) << created.status();
  EXPECT_EQ(created->batch.refunds, 1);
  EXPECT_EQ(created->batch.total[kMedical], Yuan("40.00"));
  EXPECT_TRUE(scene_.RefundsOf("U1").empty());
}

TEST_F(RefundBatchFlow, TheSameRequestGivesTheSameBatchAndAnotherOneAConflict) {
  OverpayWithAccount("U1", "30.00");
  const auto first = scene_.Create("B1");
  ASSERT_TRUE(first.ok());
  EXPECT_FALSE(first->replayed);
  OverpayWithAccount("U2", "40.00");
  const auto again = scene_.Create("B1");
  ASSERT_TRUE(again.ok());
  EXPECT_TRUE(again->replayed);
  EXPECT_EQ(again->batch, first->batch);
  EXPECT_TRUE(scene_.RefundsOf("U2").empty());
  EXPECT_EQ(Reason(scene_.Create("B1", true).status()), "REQUEST_CONFLICT");
  EXPECT_EQ(Reason(CreateFor("B1", "420112").status()), "REQUEST_CONFLICT");
  scene_.Fund("B1");
  EXPECT_EQ(scene_.Create("B1")->batch.state, RefundBatchState::kFunded);
}

TEST_F(RefundBatchFlow, EachStepComesInItsTurnAndIsRepeatedWithoutEffect) {
  OverpayWithAccount("U1", "30.00");
  ASSERT_TRUE(scene_.Create("B1").ok());
  const BatchStep step = scene_.StepOf("B1");
  auto batches = scene_.batches();
  const domain::PartyId& tax = scene_.exchange().tax();
  const domain::PartyId& agency = scene_.exchange().agency();
  const usecases::FundsRelease release{Yuan("30.00"), "F1"};
  EXPECT_EQ(Reason(batches.ConfirmAccounts(tax, step).status()), "WRONG_STATE");
  EXPECT_EQ(Reason(batches.RequestFunds(scene_.fund_finance(), step).status()), "WRONG_STATE");
  EXPECT_EQ(Reason(batches.ReleaseFunds(scene_.fiscal(), step, release).status()), "WRONG_STATE");
  ASSERT_TRUE(batches.Propose(agency, step).ok());
  EXPECT_EQ(Reason(batches.RequestFunds(scene_.fund_finance(), step).status()), "WRONG_STATE");
  ASSERT_TRUE(batches.ConfirmAccounts(tax, step).ok());
  EXPECT_TRUE(batches.Propose(agency, step)->replayed);
  ASSERT_TRUE(batches.RequestFunds(scene_.fund_finance(), step).ok());
  EXPECT_TRUE(scene_.Pull().empty());
  ASSERT_TRUE(batches.ReleaseFunds(scene_.fiscal(), step, release).ok());
  EXPECT_TRUE(batches.ConfirmAccounts(tax, step)->replayed);
  EXPECT_TRUE(batches.RequestFunds(scene_.fund_finance(), step)->replayed);
  EXPECT_TRUE(batches.ReleaseFunds(scene_.fiscal(), step, release)->replayed);
  EXPECT_EQ(scene_.Funds().released[kMedical], Yuan("30.00"));
  const RefundBatch batch = scene_.Batch("B1");
  ASSERT_EQ(batch.approvals.size(), 4u);
  EXPECT_EQ(batch.approvals[0].party, agency);
  EXPECT_EQ(batch.approvals[1].party, tax);
  EXPECT_EQ(batch.approvals[2].party, scene_.fund_finance());
  EXPECT_EQ(batch.approvals[3].party, scene_.fiscal());
  EXPECT_EQ(batch.release_no, "F1");
}

TEST_F(RefundBatchFlow, AStepOverAContentThatNobodyShowedIsRefused) {
  OverpayWithAccount("U1", "30.00");
  ASSERT_TRUE(scene_.Create("B1").ok());
  BatchStep step = scene_.StepOf("B1");
  step.content = domain::Sha256Of("something else");
  const auto refused = scene_.batches().Propose(scene_.exchange().agency(), step);
  EXPECT_EQ(Reason(refused.status()), "CONTENT_CHANGED");
  EXPECT_EQ(usecases::DetailsOf(refused.status())["batch_digest"],
            scene_.Batch("B1").content->ToHex());
  EXPECT_EQ(scene_.Batch("B1").state, RefundBatchState::kLocked);
  EXPECT_EQ(
      Reason(scene_.batches()
                 .Propose(scene_.exchange().agency(), {*domain::BatchId::Parse("B9"), step.content})
                 .status()),
      "BATCH_UNKNOWN");
}

TEST_F(RefundBatchFlow, AccountsMustBeThereAndAnotherAccountIsConfirmedAgain) {
  scene_.Overpay("U1", "30.00");
  OverpayWithAccount("U2", "40.00");
  ASSERT_TRUE(scene_.Create("B1").ok());
  ASSERT_TRUE(scene_.Advance("B1").ok());
  const BatchStep without = scene_.StepOf("B1");
  const auto missing = scene_.Advance("B1");
  EXPECT_EQ(Reason(missing.status()), "ACCOUNT_MISSING");
  EXPECT_EQ(usecases::DetailsOf(missing.status())["refunds"], "1");
  scene_.File(RefundScene::Account("U1", "6222000000012345"));
  EXPECT_EQ(Reason(scene_.batches().ConfirmAccounts(scene_.exchange().tax(), without).status()),
            "CONTENT_CHANGED");
  ASSERT_TRUE(scene_.Advance("B1").ok());
  ASSERT_TRUE(scene_.Advance("B1").ok());
  ASSERT_EQ(scene_.Batch("B1").state, RefundBatchState::kFundsRequested);
  scene_.File(RefundScene::Account("U1", "6222000000054321"));
  EXPECT_EQ(scene_.Batch("B1").state, RefundBatchState::kProposed);
  EXPECT_TRUE(scene_.Pull().empty());
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(scene_.Advance("B1").ok());
  const auto payouts = scene_.Pull();
  ASSERT_EQ(payouts.size(), 2u);
  EXPECT_EQ(payouts[0].order.account_no.InFullForBankOrFiler(), "6222000000054321");
}

TEST_F(RefundBatchFlow, AnAccountForALaterDateIsAttachedWhenItIsProposedThen) {
  scene_.Overpay("U1", "30.00");
  ASSERT_TRUE(scene_.Create("B1").ok());
  domain::AccountOnFile later = RefundScene::Account("U1", "6222000000012345");
  later.effective_on = Date("2020-03-27");
  scene_.File(later);
  EXPECT_EQ(scene_.Batch("B1").accounts_missing, 1);
  scene_.exchange().clock.Set(Date("2020-03-27"));
  EXPECT_EQ(Reason(scene_.Advance("B1").status()), "CONTENT_CHANGED");
  EXPECT_EQ(scene_.Batch("B1").accounts_missing, 0);
  scene_.Fund("B1");
  EXPECT_EQ(scene_.Pull().size(), 1u);
}

TEST_F(RefundBatchFlow, AReversalShrinksTheLockAndTheBatchIsApprovedAgain) {
  OverpayWithAccount("U1", "30.00");
  OverpayWithAccount("U2", "40.00");
  const std::string receipt = scene_.Pay("U1", "20.00");
  ASSERT_TRUE(scene_.Create("B1").ok());
  scene_.Fund("B1");
  const BatchStep old = scene_.StepOf("B1");
  scene_.Reverse("U1", receipt, "15.00");
  ExpectStartsAgain("B1", "75.00");
  EXPECT_EQ(Reason(scene_.batches().Propose(scene_.exchange().agency(), old).status()),
            "CONTENT_CHANGED");
  EXPECT_EQ(scene_.Medical("U1").refund_locked, Yuan("35.00"));
  EXPECT_EQ(scene_.Funds().reserved[kMedical], Yuan("75.00"));
  EXPECT_EQ(scene_.Funds().Free(kMedical), Yuan("15.00"));
  scene_.Fund("B1");
  EXPECT_EQ(scene_.Funds().released[kMedical], Yuan("90.00"));
  const auto payouts = scene_.Pull();
  ASSERT_EQ(payouts.size(), 2u);
  EXPECT_EQ(payouts[0].order.amount, Yuan("35.00"));
  EXPECT_TRUE(scene_.Recoverables().empty());
}

TEST_F(RefundBatchFlow, AReassessmentUpwardsShrinksTheLockUntilItIsGone) {
  OverpayWithAccount("U1", "30.00");
  ASSERT_TRUE(scene_.Create("B1").ok());
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(scene_.Advance("B1").ok());
  scene_.Reassess("U1", "1020.00");
  ExpectStartsAgain("B1", "20.00");
  EXPECT_EQ(scene_.RefundOf("U1").amount, Yuan("20.00"));
  scene_.Reassess("U1", "1060.00");
  EXPECT_EQ(scene_.RefundOf("U1").state, RefundState::kReleased);
  EXPECT_EQ(scene_.Medical("U1").refund_locked, Money());
  EXPECT_EQ(scene_.Batch("B1").state, RefundBatchState::kWithdrawn);
  EXPECT_EQ(scene_.Batch("B1").refunds, 0);
  scene_.Reassess("U1", "1010.00");
  ASSERT_TRUE(scene_.Create("B2").ok());
  EXPECT_EQ(scene_.RefundOf("U1").amount, Yuan("25.00"));
}

TEST_F(RefundBatchFlow, AReassessmentDownwardsIsAnAdditionalRefundBeforeTheFetchAndAfter) {
  OverpayWithAccount("U1", "30.00");
  ASSERT_TRUE(scene_.Create("B1").ok());
  scene_.Fund("B1");
  scene_.Reassess("U1", "980.00");
  EXPECT_EQ(scene_.Batch("B1").state, RefundBatchState::kFunded);
  ASSERT_TRUE(scene_.Create("B2").ok());
  EXPECT_EQ(scene_.Batch("B2").total[kMedical], Yuan("10.00"));
  ASSERT_EQ(scene_.Pull().size(), 1u);
  scene_.Reassess("U1", "940.00");
  ASSERT_TRUE(scene_.Create("B3").ok());
  EXPECT_EQ(scene_.Batch("B3").total[kMedical], Yuan("20.00"));
  EXPECT_EQ(scene_.Medical("U1").refunded, Yuan("30.00"));
  EXPECT_EQ(scene_.Medical("U1").refund_locked, Yuan("30.00"));
  // The newest lock gives way first.
  scene_.Reassess("U1", "950.00");
  EXPECT_EQ(scene_.Batch("B3").total[kMedical], Yuan("15.00"));
  EXPECT_EQ(scene_.Batch("B2").total[kMedical], Yuan("10.00"));
}

TEST_F(RefundBatchFlow, WhatIsWithdrawnIsFreeAgainAndSoIsItsMoney) {
  OverpayWithAccount("U1", "30.00");
  OverpayWithAccount("U2", "40.00");
  ASSERT_TRUE(scene_.Create("B1").ok());
  scene_.Fund("B1");
  const auto withdrawn = Withdraw("w1", "B1");
  ASSERT_TRUE(withdrawn.ok()) << withdrawn.status();
  EXPECT_EQ(withdrawn->batch.state, RefundBatchState::kWithdrawn);
  EXPECT_TRUE(Withdraw("w1", "B1")->replayed);
  EXPECT_EQ(Reason(Withdraw("w2", "B1").status()), "WRONG_STATE");
  EXPECT_EQ(Reason(Withdraw("w1", "B1", {1}).status()), "REQUEST_CONFLICT");
  EXPECT_EQ(scene_.Medical("U1").refund_locked, Money());
  EXPECT_EQ(scene_.RefundOf("U1").state, RefundState::kReleased);
  EXPECT_EQ(scene_.Funds().Free(kMedical), Yuan("70.00"));
  EXPECT_TRUE(scene_.Pull().empty());
  const auto again = scene_.Create("B2");
  ASSERT_TRUE(again.ok());
  EXPECT_TRUE(domain::ToRequest(again->batch).AllZero());
  EXPECT_EQ(scene_.RefundsOf("U1").size(), 2u);
  scene_.Fund("B2");
  EXPECT_EQ(scene_.Funds().released[kMedical], Yuan("70.00"));
  EXPECT_EQ(scene_.Pull().size(), 2u);
}

TEST_F(RefundBatchFlow, SingleRefundsAreWithdrawnTogetherOrNotAtAll) {
  OverpayWithAccount("U1", "30.00");
  OverpayWithAccount("U2", "40.00");
  ASSERT_TRUE(scene_.Create("B1").ok());
  scene_.Fund("B1");
  const int64_t first = scene_.RefundOf("U1").refund_no;
  const int64_t second = scene_.RefundOf("U2").refund_no;
  EXPECT_EQ(Reason(Withdraw("w1", "B1", {first, 99}).status()), "REFUND_UNKNOWN");
  EXPECT_EQ(scene_.Batch("B1").state, RefundBatchState::kFunded);
  EXPECT_EQ(scene_.RefundOf("U1").state, RefundState::kLocked);
  ASSERT_TRUE(Withdraw("w2", "B1", {first}).ok());
  ExpectStartsAgain("B1", "40.00");
  EXPECT_EQ(scene_.Funds().Free(kMedical), Yuan("30.00"));
  EXPECT_EQ(Reason(Withdraw("w3", "B1", {first}).status()), "REFUND_UNKNOWN");
  ASSERT_TRUE(Withdraw("w4", "B1", {second}).ok());
  EXPECT_EQ(scene_.Batch("B1").state, RefundBatchState::kWithdrawn);
  EXPECT_EQ(scene_.Funds().Free(kMedical), Yuan("70.00"));
  EXPECT_TRUE(scene_.Funds().reserved.AllZero());
}

TEST_F(RefundBatchFlow, ItIsTooLateOnceTheBankHasBegunToFetch) {
  OverpayWithAccount("U1", "30.00");
  OverpayWithAccount("U2", "40.00");
  ASSERT_TRUE(scene_.Create("B1").ok());
  scene_.Fund("B1");
  const auto page = scene_.payouts().Next(scene_.bank(), 0, 1);
  ASSERT_EQ(page->payouts.size(), 1u);
  EXPECT_EQ(Reason(Withdraw("w1", "B1").status()), "ALREADY_FETCHED");
  EXPECT_EQ(Reason(Withdraw("w2", "B1", {scene_.RefundOf("U2").refund_no}).status()),
            "ALREADY_FETCHED");
  const domain::PartyId other =
      *domain::PartyId::ParseUri("urn:levybridge:party:bank:420100:other");
  EXPECT_TRUE(scene_.payouts().Next(other, 0)->payouts.empty());
  EXPECT_EQ(scene_.Pull().size(), 2u);
  EXPECT_EQ(scene_.Pull().size(), 0u);
}

TEST_F(RefundBatchFlow, OfABatchThatIsHalfFetchedTheRestStillShrinks) {
  OverpayWithAccount("U1", "30.00");
  OverpayWithAccount("U2", "40.00");
  OverpayWithAccount("U3", "50.00");
  const std::string some = scene_.Pay("U2", "5.00");
  ASSERT_TRUE(scene_.Create("B1").ok());
  scene_.Fund("B1");
  ASSERT_EQ(scene_.payouts().Next(scene_.bank(), 0, 1)->payouts.size(), 1u);
  scene_.Reverse("U2", some, "5.00");
  scene_.Reassess("U3", "1200.00");
  EXPECT_EQ(scene_.RefundOf("U3").state, RefundState::kReleased);
  const auto payouts = scene_.Pull();
  ASSERT_EQ(payouts.size(), 2u);
  EXPECT_EQ(payouts[1].order.amount, Yuan("40.00"));
  EXPECT_EQ(scene_.Funds().Free(kMedical), Yuan("55.00"));
  EXPECT_TRUE(scene_.Funds().reserved.AllZero());
  ASSERT_TRUE(scene_
                  .Report({scene_.Says(payouts[0].sequence, domain::PayoutResult::kPaid),
                           scene_.Says(payouts[1].sequence, domain::PayoutResult::kPaid)})
                  .ok());
  EXPECT_EQ(scene_.Batch("B1").state, RefundBatchState::kSettled);
}

TEST_F(RefundBatchFlow, FiscalReleasesJustWhatWasRequested) {
  OverpayWithAccount("U1", "30.00");
  ASSERT_TRUE(scene_.Create("B1").ok());
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(scene_.Advance("B1").ok());
  const BatchStep step = scene_.StepOf("B1");
  for (const char* amount : {"29.99", "30.01", "0.00"}) {
    const auto refused = scene_.batches().ReleaseFunds(scene_.fiscal(), step, {Yuan(amount), "F1"});
    EXPECT_EQ(Reason(refused.status()), "RELEASE_AMOUNT_MISMATCH");
    EXPECT_EQ(usecases::DetailsOf(refused.status())["expected_fen"], "3000");
  }
  EXPECT_TRUE(scene_.Funds().released.AllZero());
  EXPECT_EQ(scene_.Batch("B1").state, RefundBatchState::kFundsRequested);
  EXPECT_TRUE(scene_.Pull().empty());
}

TEST_F(RefundBatchFlow, ACreationThatBrokeOffCanBeWithdrawn) {
  scene_.Overpay("U1", "30.00");
  scene_.File(RefundScene::Account("U1", "6222000000010001"));
  scene_.store().InterruptAfter(1);
  EXPECT_FALSE(scene_.Create("B1").ok());
  scene_.store().Disarm();
  ASSERT_EQ(scene_.Batch("B1").state, RefundBatchState::kGathering);
  EXPECT_EQ(usecases::ReasonOf(
                scene_.batches().Propose(scene_.exchange().agency(), scene_.StepOf("B1")).status()),
            "WRONG_STATE");
  const auto withdrawn = scene_.batches().Withdraw(scene_.exchange().agency(),
                                                   {"w", *domain::BatchId::Parse("B1"), {}, ""});
  ASSERT_TRUE(withdrawn.ok()) << withdrawn.status();
  EXPECT_EQ(scene_.Batch("B1").state, RefundBatchState::kWithdrawn);
  EXPECT_EQ(scene_.Medical("U1").refund_locked, Money());
  const auto again = scene_.Create("B1");
  EXPECT_TRUE(again.ok() && again->replayed);
  EXPECT_TRUE(scene_.Create("B2").ok());
}

TEST_F(RefundBatchFlow, WhatWasLockedAndReversedWhileGatheringLeavesAnEmptyBatchWithdrawn) {
  scene_.Overpay("U1", "0.00");
  const std::string receipt = scene_.Pay("U1", "30.00");
  scene_.store().InterruptAfter(1);
  EXPECT_FALSE(scene_.Create("B1").ok());
  scene_.store().Disarm();
  scene_.Reverse("U1", receipt, "30.00");
  EXPECT_EQ(usecases::ReasonOf(scene_.Create("B1").status()), "NOTHING_TO_REFUND");
  EXPECT_EQ(scene_.Batch("B1").state, RefundBatchState::kWithdrawn);
}

}  // namespace
}  // namespace levybridge::testing
