// Flow 3 with offsets, where the money comes after the row that made it too much.
#include <gtest/gtest.h>

#include "tests/integration/usecases/offset_scene.h"

namespace levybridge::testing {
namespace {

using domain::Assessment;
using domain::Component;
using domain::Money;
using domain::OverpaymentUse;
using domain::PaymentLine;

// February assessed to 500.00 and reassessed to 300.00; then the bank's 500.00 arrive.
void PayTooMuchAfterwards(OffsetLife& life) {
  const Assessment row = life.RowOf("F1", "2020-02", "1000.00");
  life.Assess({row});
  life.Assess({life.Reassessed(row, "F2", "600.00")});
  life.Pay({life.LineOf("2020-02", "500.00", "200.00")});
}

TEST(OffsetOfLateMoney, FollowsThePolicyAsIfItHadComeBefore) {
  OffsetLife life(Deciding("offset"));
  PayTooMuchAfterwards(life);
  ASSERT_EQ(life.Medical("2020-02").Overpaid(), Yuan("200.00"));
  life.Assess({life.RowOf("N1", "2020-03", "1000.00")});
  EXPECT_EQ(life.Latest().offset_applied, Yuan("200.00"));
  EXPECT_EQ(life.exchange().LedgerFault(), "");
  EXPECT_EQ(life.exchange().StoreFaults(), "");
}

TEST(OffsetOfLateMoney, IsListedAsWhatWillBecomeOfIt) {
  for (const auto& [already_paid, use] :
       {std::pair{"offset", OverpaymentUse::kOffset}, std::pair{"refund", OverpaymentUse::kRefund},
        std::pair{"offset_or_refund", OverpaymentUse::kOffset},
        std::pair{"refund_or_offset", OverpaymentUse::kRefund}}) {
    OffsetLife life(Deciding(already_paid));
    PayTooMuchAfterwards(life);
    EXPECT_EQ(life.UseOf("2020-02"), use) << already_paid;
  }
}

TEST(OffsetOfLateMoney, IsRefundedWhereThePolicySaysSo) {
  OffsetLife life(Deciding("refund"));
  PayTooMuchAfterwards(life);
  life.Assess({life.RowOf("N1", "2020-03", "1000.00")});
  EXPECT_EQ(life.Latest().offset_applied, Money());
}

TEST(OffsetOfLateMoney, TheAgencyMayStillChoose) {
  OffsetLife life(Deciding("offset_or_refund"));
  PayTooMuchAfterwards(life);
  ASSERT_TRUE(life.Choose("2020-02", OverpaymentUse::kRefund).ok());
  life.Assess({life.RowOf("N1", "2020-03", "1000.00")});
  EXPECT_EQ(life.Latest().offset_applied, Money());
}

TEST(OffsetOfLateMoney, AChosenRefundOutlivesMoreMoney) {
  OffsetLife life(Deciding("offset_or_refund"));
  PayTooMuchAfterwards(life);
  ASSERT_TRUE(life.Choose("2020-02", OverpaymentUse::kRefund).ok());
  life.Pay({life.LineOf("2020-02", "50.00", "0.00")});
  EXPECT_EQ(life.UseOf("2020-02"), OverpaymentUse::kRefund);
}

TEST(OffsetOfLateMoney, MoneyThatComesTwiceIsUsedOnce) {
  OffsetLife life(Deciding("offset"));
  const Assessment row = life.RowOf("F1", "2020-02", "1000.00");
  life.Assess({row});
  const PaymentLine line = life.LineOf("2020-02", "700.00", "200.00");
  life.Pay({line});
  life.Pay({line});
  life.Assess({life.RowOf("N1", "2020-03", "1000.00"), life.RowOf("N2", "2020-04", "1000.00")});
  EXPECT_EQ(life.Medical("2020-02").offset_given, Yuan("200.00"));
  EXPECT_EQ(life.exchange().LedgerFault(), "");
  EXPECT_EQ(life.exchange().StoreFaults(), "");
}

TEST(OffsetOfLateMoney, OfALeavingEmployerIsRefunded) {
  OffsetLife life(Deciding("offset"));
  life.PlanDeregistration("2020-05-20");
  PayTooMuchAfterwards(life);
  EXPECT_EQ(life.UseOf("2020-02"), OverpaymentUse::kRefund);
}

}  // namespace
}  // namespace levybridge::testing
