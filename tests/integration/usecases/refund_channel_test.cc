// An overpayment is given back one way only: by the agency's payout or by the treasury, refunded or
// offset; and over all ways never more than was overpaid.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gateway/usecases/overpayment_uses.h"
#include "gateway/usecases/refusal.h"
#include "tests/integration/usecases/offset_scene.h"
#include "tests/support/exchange/refund_scene.h"

namespace levybridge::testing {
namespace {

using domain::Component;
using domain::Money;
using domain::TreasuryRefund;

constexpr Component kMedical = Component::kEmployerMedical;

ExchangeSetup ThroughTheTreasury() {
  return {.city = "420100",
          .regions =
              "regions:\n  \"420000\": { name: 湖北省 }\n"
              "  \"420100\": { name: 武汉市, wuhan-2020-reduction: { already_paid: refund, "
              "refund_channel: treasury } }\n  \"420106\": { name: 武昌区 }\n"};
}

TreasuryRefund Refund(std::string_view number, std::string_view unit, std::string_view amount) {
  return {*domain::UnitCode::Parse(unit),
          *domain::RegionCode::FromNumber(420106),
          domain::InsuranceType::kEmployeeMedical,
          Period("2020-03"),
          kMedical,
          Yuan(amount),
          *domain::TreasuryRefundNumber::Parse(number),
          Date("2020-03-25")};
}

// Submits one row and gives the code of its first problem; "" when there was none.
std::string Submit(RefundScene& scene, const TreasuryRefund& refund) {
  const auto result = scene.exchange().Submit<TreasuryRefund>(scene.NextId("T"), {refund});
  EXPECT_TRUE(result.ok()) << result.status();
  const auto problems = scene.exchange().Problems(result->batch.batch_no);
  if (problems.empty()) return "";
  return std::string(domain::EntryOf(problems.front().problems.front().code).name);
}

TEST(RefundChannel, WhereTheTreasuryPaysNoBatchIsMade) {
  RefundScene scene(ThroughTheTreasury());
  scene.Overpay("U1", "30.00");
  EXPECT_EQ(usecases::ReasonOf(scene.Create("B1").status()), "REFUND_CHANNEL_IS_TREASURY");
  EXPECT_EQ(scene.Medical("U1").refund_locked, Money());
  EXPECT_TRUE(scene.RefundsOf("U1").empty());
  scene.ExpectSound();
}

TEST(RefundChannel, WhereTheAgencyPaysTheTreasurysRefundIsRefused) {
  RefundScene scene;
  scene.Overpay("U1", "30.00");
  EXPECT_EQ(Submit(scene, Refund("T1", "U1", "30.00")), "REFUND_CHANNEL_IS_AGENCY");
  EXPECT_EQ(scene.Medical("U1").refunded, Money());
  scene.ExpectSound();
}

TEST(RefundChannel, TheTreasuryGivesBackNoMoreThanWasOverpaid) {
  RefundScene scene(ThroughTheTreasury());
  scene.Overpay("U1", "30.00");
  EXPECT_EQ(Submit(scene, Refund("T1", "U1", "30.01")), "EXCEEDS_OVERPAID");
  EXPECT_EQ(Submit(scene, Refund("T2", "U1", "20.00")), "");
  EXPECT_EQ(Submit(scene, Refund("T3", "U1", "10.01")), "EXCEEDS_OVERPAID");
  EXPECT_EQ(Submit(scene, Refund("T4", "U1", "10.00")), "");
  EXPECT_EQ(Submit(scene, Refund("T5", "U1", "0.01")), "EXCEEDS_OVERPAID");
  EXPECT_EQ(Submit(scene, Refund("T6", "U1", "0.00")), "AMOUNT_NOT_POSITIVE");
  EXPECT_EQ(Submit(scene, Refund("T7", "U1", "-5.00")), "AMOUNT_NOT_POSITIVE");
  EXPECT_EQ(Submit(scene, Refund("T8", "U9", "5.00")), "UNKNOWN_OBLIGATION");
  EXPECT_EQ(scene.Medical("U1").refunded, Yuan("30.00"));
  EXPECT_EQ(scene.Medical("U1").refunding, Money());
  EXPECT_EQ(scene.Medical("U1").Outstanding(), Money());
  EXPECT_TRUE(scene.Funds().paid_out.AllZero());
  scene.ExpectSound();
}

TEST(RefundChannel, TwoRowsOfOneFileDoNotShareOneOverpayment) {
  RefundScene scene(ThroughTheTreasury());
  scene.Overpay("U1", "30.00");
  const auto result = scene.exchange().Submit<TreasuryRefund>(
      "T1", {Refund("T1", "U1", "20.00"), Refund("T2", "U1", "20.00"), Refund("T1", "U1", "20.00"),
             Refund("T3", "U1", "10.00")});
  ASSERT_TRUE(result.ok());
  EXPECT_EQ(result->batch.accepted.rows, 3);
  EXPECT_EQ(result->batch.already_accepted_rows, 1);
  EXPECT_EQ(result->batch.rejected.rows, 1);
  EXPECT_EQ(scene.Medical("U1").refunded, Yuan("30.00"));
  scene.ExpectSound();
}

TEST(RefundChannel, ATreasuryRefundSentAgainHasNoEffectAndWithOtherContentIsAConflict) {
  RefundScene scene(ThroughTheTreasury());
  scene.Overpay("U1", "30.00");
  EXPECT_EQ(Submit(scene, Refund("T1", "U1", "20.00")), "");
  EXPECT_EQ(Submit(scene, Refund("T1", "U1", "20.00")), "ALREADY_ACCEPTED");
  EXPECT_EQ(Submit(scene, Refund("T1", "U1", "10.00")), "TREASURY_REFUND_CONFLICT");
  TreasuryRefund other_day = Refund("T1", "U1", "20.00");
  other_day.booked_on = Date("2020-03-26");
  EXPECT_EQ(Submit(scene, other_day), "TREASURY_REFUND_CONFLICT");
  scene.exchange().Restart();
  EXPECT_EQ(Submit(scene, Refund("T1", "U1", "20.00")), "ALREADY_ACCEPTED");
  EXPECT_EQ(scene.Medical("U1").refunded, Yuan("20.00"));
  scene.ExpectSound();
}

TEST(RefundChannel, WhatTheTreasuryGaveBackAndIsReversedIsRecoverableWithoutARefund) {
  RefundScene scene(ThroughTheTreasury());
  scene.Overpay("U1", "0.00");
  const std::string receipt = scene.Pay("U1", "30.00");
  EXPECT_EQ(Submit(scene, Refund("T1", "U1", "30.00")), "");
  scene.Reverse("U1", receipt, "12.00");
  const auto recoverables = scene.Recoverables();
  ASSERT_EQ(recoverables.size(), 1u);
  EXPECT_EQ(recoverables[0].amount, Yuan("12.00"));
  EXPECT_EQ(recoverables[0].refund_no, 0);
  EXPECT_EQ(recoverables[0].payout, 0);
  EXPECT_EQ(recoverables[0].reason, domain::RecoverableReason::kReversedAfterPayout);
  const auto settled = scene.loop().SettleRecoverable(
      scene.fund_finance(), "s1", recoverables[0].recoverable_no, Yuan("12.00"), "退回");
  ASSERT_TRUE(settled.ok()) << settled.status();
  EXPECT_EQ(scene.Medical("U1").recoverable, Money());
  EXPECT_TRUE(scene.Funds().paid_out.AllZero());
  scene.ExpectSound();
}

// What is locked for a refund waits for the refund, whatever is chosen meanwhile.
TEST(RefundChannel, LockedMoneyIsNotOffset) {
  RefundScene scene(Deciding("offset_or_refund"));
  scene.Overpay("U1", "30.00");
  scene.File(RefundScene::Account("U1", "6222000000012345"));
  const domain::ObligationKey key = scene.exchange().Find("U1", "2020-03")->key;
  usecases::OverpaymentUses uses(scene.store(), scene.exchange().rules());
  const domain::PartyId& agency = scene.exchange().agency();
  EXPECT_EQ(usecases::ReasonOf(scene.Create("B0").status()), "NOTHING_TO_REFUND");
  ASSERT_TRUE(uses.Choose(agency, {key, domain::OverpaymentUse::kRefund}).ok());
  ASSERT_TRUE(scene.Create("B1").ok());
  ASSERT_TRUE(uses.Choose(agency, {key, domain::OverpaymentUse::kOffset}).ok());
  domain::Assessment april = Exchange::Row("A-april", "U1", "1000.00");
  april.fee_period = Period("2020-04");
  ASSERT_TRUE(scene.exchange().Submit<domain::Assessment>("april", {april}).ok());
  EXPECT_EQ(scene.exchange().PullAll().back().offset_applied, Money());
  EXPECT_EQ(scene.Medical("U1").offset_given, Money());
  scene.Pay("U1", "8.00");
  domain::Assessment may = Exchange::Row("A-may", "U1", "1000.00");
  may.fee_period = Period("2020-05");
  ASSERT_TRUE(scene.exchange().Submit<domain::Assessment>("may", {may}).ok());
  EXPECT_EQ(scene.exchange().PullAll().back().offset_applied, Yuan("8.00"));
  scene.Fund("B1");
  const auto payouts = scene.Pull();
  ASSERT_EQ(payouts.size(), 1u);
  EXPECT_EQ(payouts[0].order.amount, Yuan("30.00"));
  EXPECT_EQ(scene.Medical("U1").Outstanding(), Money());
  scene.ExpectSound();
}

TEST(RefundChannel, WhatAWithdrawnBatchGivesFreeMayBeOffset) {
  RefundScene scene(Deciding("offset_or_refund"));
  scene.Overpay("U1", "30.00");
  const domain::ObligationKey key = scene.exchange().Find("U1", "2020-03")->key;
  usecases::OverpaymentUses uses(scene.store(), scene.exchange().rules());
  const domain::PartyId& agency = scene.exchange().agency();
  ASSERT_TRUE(uses.Choose(agency, {key, domain::OverpaymentUse::kRefund}).ok());
  ASSERT_TRUE(scene.Create("B1").ok());
  ASSERT_TRUE(scene.batches().Withdraw(agency, {"w", *domain::BatchId::Parse("B1"), {}, ""}).ok());
  ASSERT_TRUE(uses.Choose(agency, {key, domain::OverpaymentUse::kOffset}).ok());
  domain::Assessment april = Exchange::Row("A-april", "U1", "1000.00");
  april.fee_period = Period("2020-04");
  ASSERT_TRUE(scene.exchange().Submit<domain::Assessment>("april", {april}).ok());
  EXPECT_EQ(scene.exchange().PullAll().back().offset_applied, Yuan("30.00"));
  EXPECT_EQ(usecases::ReasonOf(scene.Create("B2").status()), "NOTHING_TO_REFUND");
  scene.ExpectSound();
}

}  // namespace
}  // namespace levybridge::testing
