// How the bank fetches payouts: from its own position, page by page, each told once under one
// number, of no other bank's batches.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gateway/usecases/refusal.h"
#include "tests/support/exchange/refund_scene.h"

namespace levybridge::testing {
namespace {

using domain::Component;
using domain::PartyId;
using domain::RefundBatchState;
using usecases::FetchedPayout;

class PayoutDelivery : public ::testing::Test {
 protected:
  void SetUp() override {
    for (int i = 1; i <= 5; ++i) {
      const std::string unit = "U" + std::to_string(i);
      scene_.Overpay(unit, std::to_string(10 * i) + ".00");
      scene_.File(RefundScene::Account(unit, "622200000001000" + std::to_string(i)));
    }
    ASSERT_TRUE(scene_.Create("B1").ok());
  }
  void TearDown() override { scene_.ExpectSound(); }

  static std::vector<int64_t> SequencesOf(const std::vector<FetchedPayout>& payouts) {
    std::vector<int64_t> sequences;
    for (const FetchedPayout& payout : payouts) sequences.push_back(payout.sequence);
    return sequences;
  }
  static std::string Reason(const absl::Status& status) {
    return usecases::ReasonOf(status).value_or(std::string(status.ToString()));
  }

  RefundScene scene_;
};

TEST_F(PayoutDelivery, GivesNothingOfABatchThatIsNotFunded) {
  for (int i = 0; i < 4; ++i) {
    EXPECT_TRUE(scene_.payouts().Next(scene_.bank(), 0)->payouts.empty());
    ASSERT_TRUE(scene_.Advance("B1").ok());
  }
  EXPECT_EQ(scene_.payouts().Next(scene_.bank(), 0)->payouts.size(), 5u);
}

TEST_F(PayoutDelivery, TellsEachPayoutOnceAndTheSameAgainFromTheSamePosition) {
  scene_.Fund("B1");
  const auto first = scene_.payouts().Next(scene_.bank(), 0, 2);
  ASSERT_TRUE(first.ok()) << first.status();
  ASSERT_EQ(first->payouts.size(), 2u);
  EXPECT_EQ(first->batch->state, RefundBatchState::kPaying);
  EXPECT_EQ(first->batch_payouts, 5);
  EXPECT_EQ(first->batch_total.fen(), 15'000);
  scene_.exchange().Restart();
  const auto again = scene_.payouts().Next(scene_.bank(), 0, 2);
  EXPECT_EQ(SequencesOf(again->payouts), SequencesOf(first->payouts));
  EXPECT_EQ(scene_.RefundOf("U3").payouts.size(), 0u);
  const auto rest = scene_.payouts().Next(scene_.bank(), first->payouts.back().sequence, 100);
  EXPECT_EQ(SequencesOf(rest->payouts), (std::vector<int64_t>{3, 4, 5}));
  const auto all = scene_.payouts().Next(scene_.bank(), 0, 100);
  EXPECT_EQ(SequencesOf(all->payouts), (std::vector<int64_t>{1, 2, 3, 4, 5}));
  EXPECT_EQ(all->payouts[4].order.amount, Yuan("50.00"));
  EXPECT_EQ(all->payouts[4].order.unit_code.value(), "U5");
  EXPECT_EQ(scene_.Funds().paid_out[Component::kEmployerMedical], Yuan("150.00"));
}

TEST_F(PayoutDelivery, KnowsNoPositionThatItNeverTold) {
  scene_.Fund("B1");
  EXPECT_EQ(Reason(scene_.payouts().Next(scene_.bank(), 1).status()), "POSITION_UNKNOWN");
  EXPECT_EQ(Reason(scene_.payouts().Next(scene_.bank(), -1).status()), "POSITION_UNKNOWN");
  EXPECT_EQ(Reason(scene_.payouts().Acknowledge(scene_.bank(), 1).status()),
            "POSITION_NOT_DELIVERED");
  EXPECT_EQ(scene_.Batch("B1").state, RefundBatchState::kFunded);
  ASSERT_EQ(scene_.payouts().Next(scene_.bank(), 0, 2)->payouts.size(), 2u);
  EXPECT_EQ(Reason(scene_.payouts().Acknowledge(scene_.bank(), 3).status()),
            "POSITION_NOT_DELIVERED");
  EXPECT_EQ(*scene_.payouts().Acknowledge(scene_.bank(), 2), 2);
  EXPECT_EQ(*scene_.payouts().Acknowledge(scene_.bank(), 1), 2);
  EXPECT_EQ(*scene_.payouts().AcknowledgedPosition(scene_.bank()), 2);
}

TEST_F(PayoutDelivery, TellsABankOfItsOwnRegionAndItsOwnBatchesOnly) {
  scene_.Overpay("N1", "20.00", "420112");
  scene_.File(RefundScene::Account("N1", "6222000000020001", "420112"));
  ASSERT_TRUE(scene_.batches()
                  .Create(scene_.exchange().agency(), RefundScene::Gathering("N1", false, "420112"))
                  .ok());
  scene_.Fund("B1");
  scene_.Fund("N1");
  const PartyId district = RefundScene::Party("bank", "420112");
  const PartyId elsewhere = RefundScene::Party("bank", "320600");
  const auto own = scene_.payouts().Next(district, 0);
  ASSERT_EQ(own->payouts.size(), 1u);
  EXPECT_EQ(own->payouts[0].order.unit_code.value(), "N1");
  EXPECT_TRUE(scene_.payouts().Next(elsewhere, 0)->payouts.empty());
  EXPECT_EQ(scene_.Pull().size(), 5u);
  const PartyId other = *PartyId::ParseUri("urn:levybridge:party:bank:420100:other");
  EXPECT_TRUE(scene_.payouts().Next(other, 0)->payouts.empty());
  EXPECT_EQ(scene_.payouts().Next(district, 0)->payouts.size(), 1u);
}

TEST_F(PayoutDelivery, APageHoldsOneBatchOnlyOldestFirst) {
  scene_.Overpay("U6", "60.00");
  scene_.File(RefundScene::Account("U6", "6222000000010006"));
  ASSERT_TRUE(scene_.Create("B2").ok());
  scene_.Fund("B2");
  scene_.Fund("B1");
  const auto first = scene_.payouts().Next(scene_.bank(), 0);
  EXPECT_EQ(first->batch->batch_id.value(), "B1");
  EXPECT_EQ(first->payouts.size(), 5u);
  const auto second = scene_.payouts().Next(scene_.bank(), first->payouts.back().sequence);
  EXPECT_EQ(second->batch->batch_id.value(), "B2");
  ASSERT_EQ(second->payouts.size(), 1u);
  EXPECT_TRUE(
      scene_.payouts().Next(scene_.bank(), second->payouts.back().sequence)->payouts.empty());
  EXPECT_EQ(scene_.payouts().Next(scene_.bank(), 0)->payouts.size(), 5u);
}

TEST_F(PayoutDelivery, WhatBrokeOffBeforeItWasStoredIsNotTold) {
  scene_.Fund("B1");
  scene_.store().InterruptAfter(0);
  EXPECT_FALSE(scene_.payouts().Next(scene_.bank(), 0).ok());
  scene_.store().Disarm();
  EXPECT_EQ(scene_.Batch("B1").state, RefundBatchState::kFunded);
  EXPECT_TRUE(scene_.RefundOf("U1").payouts.empty());
  EXPECT_EQ(scene_.Pull().size(), 5u);
}

}  // namespace
}  // namespace levybridge::testing
