// Refunds: their numbers, which of their payouts may have paid, what is locked for them, and whose
// move it is.
#include "gateway/domain/refund.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <set>

namespace levybridge::domain {
namespace {

constexpr std::array kAllStates = {RefundState::kLocked,
                                   RefundState::kProposed,
                                   RefundState::kAccountsConfirmed,
                                   RefundState::kFundsRequested,
                                   RefundState::kFunded,
                                   RefundState::kPaying,
                                   RefundState::kPaid,
                                   RefundState::kFailed,
                                   RefundState::kUnknown,
                                   RefundState::kAccountCorrected,
                                   RefundState::kRetryApproved,
                                   RefundState::kNeedsDecision,
                                   RefundState::kReturned,
                                   RefundState::kReleased};

Money Fen(int64_t fen) { return Money::FromFen(fen).value(); }

Payout PayoutWith(PayoutResult result, std::string reason = "") {
  return {.sequence = 1,
          .batch_no = 1,
          .amount = Fen(3000),
          .filing_no = 1,
          .fetched_at = {},
          .result = result,
          .reason_code = std::move(reason),
          .reason_text = {},
          .value_on = std::nullopt,
          .late_success = false};
}

Refund RefundWith(RefundState state, std::vector<Payout> payouts = {}) {
  return {.refund_no = 42,
          .obligation = {PoolingArea{*RegionCode::FromNumber(420100)}, *FeePeriod::Parse("2020-03"),
                         *UnitCode::Parse("U1"), InsuranceType::kEmployeeMedical},
          .component = Component::kEmployerMedical,
          .region = *RegionCode::FromNumber(420106),
          .unit_name = "",
          .amount = Fen(3000),
          .state = state,
          .batch_no = 0,
          .filing_no = 0,
          .passed_on = false,
          .since = {},
          .payouts = std::move(payouts)};
}

TEST(RefundNumbers, EachHasOneTextAndNoOtherTextIsIt) {
  EXPECT_EQ(RefundNumberOf(42).value(), "R000000000042");
  EXPECT_EQ(PayoutIdOf(42).value(), "P000000000042");
  EXPECT_EQ(RecoverableNumberOf(42), "V000000000042");
  for (const int64_t number : {int64_t{1}, int64_t{999'999'999'999}, int64_t{1'000'000'000'000},
                               int64_t{999'999'999'999'999'999}}) {
    EXPECT_EQ(RefundNoOf(RefundNumberOf(number).value()), number);
    EXPECT_EQ(PayoutSequenceOf(PayoutIdOf(number).value()), number);
    EXPECT_EQ(RecoverableNoOf(RecoverableNumberOf(number)), number);
  }
  for (const char* text : {"",
                           "R",
                           "42",
                           "R42",
                           "R00000000042",
                           "R0000000000042",
                           "r000000000042",
                           "P000000000042",
                           "V000000000042",
                           " R000000000042",
                           "R000000000042 ",
                           "R000000000000",
                           "R-00000000042",
                           "R+00000000042",
                           "R00000000004x",
                           "RR00000000042",
                           "R0x0000000042",
                           "R00000000 042",
                           "R000000000042R",
                           "R9999999999999999999",
                           "R1000000000000000000",
                           "Ｒ000000000042"}) {
    EXPECT_EQ(RefundNoOf(text), std::nullopt) << text;
  }
  EXPECT_EQ(PayoutSequenceOf("R000000000042"), std::nullopt);
  EXPECT_EQ(PayoutSequenceOf("P0000000000042"), std::nullopt);
  EXPECT_EQ(RecoverableNoOf("P000000000042"), std::nullopt);
  EXPECT_EQ(RecoverableNoOf("V00000000042"), std::nullopt);
  EXPECT_EQ(RefundNoOf(std::string("R00000000004\0", 13)), std::nullopt);
}

TEST(RefundPayouts, OnlyFailedAndReturnedOnesCanNotHavePaid) {
  EXPECT_TRUE(MayHavePaid(PayoutWith(PayoutResult::kPaid)));
  EXPECT_TRUE(MayHavePaid(PayoutWith(PayoutResult::kPending)));
  EXPECT_TRUE(MayHavePaid(PayoutWith(PayoutResult::kUnknown)));
  EXPECT_FALSE(MayHavePaid(PayoutWith(PayoutResult::kFailed)));
  EXPECT_FALSE(MayHavePaid(PayoutWith(PayoutResult::kReturned)));
}

TEST(RefundPayouts, ANewOneMayBeMadeOnlyWhenNoneMayHavePaid) {
  const Payout failed = PayoutWith(PayoutResult::kFailed);
  const Payout returned = PayoutWith(PayoutResult::kReturned);
  EXPECT_TRUE(MayPay(RefundWith(RefundState::kLocked)));
  EXPECT_TRUE(MayPay(RefundWith(RefundState::kLocked, {failed, returned})));
  for (const PayoutResult result :
       {PayoutResult::kPaid, PayoutResult::kPending, PayoutResult::kUnknown}) {
    const Payout open = PayoutWith(result);
    EXPECT_FALSE(MayPay(RefundWith(RefundState::kLocked, {open, failed, returned})));
    EXPECT_FALSE(MayPay(RefundWith(RefundState::kLocked, {failed, returned, open})));
  }
}

TEST(RefundPayouts, AttemptsThatFailedOrCameBackCountAndWhatMayHavePaidIsGivenBack) {
  const Payout paid = PayoutWith(PayoutResult::kPaid);
  const Payout pending = PayoutWith(PayoutResult::kPending);
  const Payout failed = PayoutWith(PayoutResult::kFailed);
  const Payout returned = PayoutWith(PayoutResult::kReturned);
  EXPECT_EQ(FailedAttempts(RefundWith(RefundState::kLocked)), 0);
  const Refund mixed = RefundWith(RefundState::kPaying, {failed, paid, returned, pending});
  EXPECT_EQ(FailedAttempts(mixed), 2);
  EXPECT_EQ(GivenBack(mixed).fen(), 6000);
  EXPECT_EQ(GivenBack(RefundWith(RefundState::kFailed, {failed, returned})).fen(), 0);
}

TEST(RefundLock, StandsExceptWhereTheMoneyIsOutOrTheRefundIsOver) {
  const std::set<RefundState> unlocked = {RefundState::kPaying, RefundState::kPaid,
                                          RefundState::kUnknown, RefundState::kReleased};
  for (const RefundState state : kAllStates) {
    EXPECT_EQ(LockedFor(RefundWith(state)), unlocked.contains(state) ? Money() : Fen(3000))
        << MachineName(state);
  }
}

TEST(RefundStates, TellWhatTheyAreGoodFor) {
  const std::set<RefundState> unfetched = {RefundState::kLocked, RefundState::kProposed,
                                           RefundState::kAccountsConfirmed,
                                           RefundState::kFundsRequested, RefundState::kFunded};
  const std::set<RefundState> ready = {RefundState::kAccountCorrected, RefundState::kRetryApproved};
  const std::set<RefundState> failed = {RefundState::kFailed, RefundState::kReturned,
                                        RefundState::kNeedsDecision};
  std::set<std::string_view> names;
  for (const RefundState state : kAllStates) {
    EXPECT_EQ(IsInUnfetchedBatch(RefundWith(state)), unfetched.contains(state))
        << MachineName(state);
    EXPECT_EQ(IsReadyForNextAttempt(state), ready.contains(state)) << MachineName(state);
    EXPECT_EQ(IsFailed(state), failed.contains(state)) << MachineName(state);
    EXPECT_NE(ChineseName(state), "");
    names.insert(MachineName(state));
  }
  EXPECT_EQ(names.size(), kAllStates.size());
  EXPECT_FALSE(names.contains(""));
}

TEST(RefundOwner, EachStateIsSomebodysMoveUntilItIsOver) {
  EXPECT_EQ(OwnerOf(RefundWith(RefundState::kLocked)), Role::kAgency);
  EXPECT_EQ(OwnerOf(RefundWith(RefundState::kProposed)), Role::kTax);
  EXPECT_EQ(OwnerOf(RefundWith(RefundState::kAccountsConfirmed)), Role::kFundFinance);
  EXPECT_EQ(OwnerOf(RefundWith(RefundState::kFundsRequested)), Role::kFiscal);
  EXPECT_EQ(OwnerOf(RefundWith(RefundState::kFunded)), Role::kBank);
  EXPECT_EQ(OwnerOf(RefundWith(RefundState::kPaying)), Role::kBank);
  EXPECT_EQ(OwnerOf(RefundWith(RefundState::kUnknown)), Role::kBank);
  EXPECT_EQ(OwnerOf(RefundWith(RefundState::kReturned)), Role::kFundFinance);
  EXPECT_EQ(OwnerOf(RefundWith(RefundState::kAccountCorrected)), Role::kAgency);
  EXPECT_EQ(OwnerOf(RefundWith(RefundState::kRetryApproved)), Role::kAgency);
  EXPECT_EQ(OwnerOf(RefundWith(RefundState::kNeedsDecision)), Role::kAgency);
  EXPECT_EQ(OwnerOf(RefundWith(RefundState::kPaid)), std::nullopt);
  EXPECT_EQ(OwnerOf(RefundWith(RefundState::kReleased)), std::nullopt);
}

TEST(RefundOwner, AFailureIsFundFinancesUntilPassedOnAndThenFollowsItsReason) {
  const auto owner = [](PayoutResult result, const char* reason, bool passed_on) {
    Refund refund = RefundWith(RefundState::kFailed, {PayoutWith(result, reason)});
    refund.passed_on = passed_on;
    return OwnerOf(refund);
  };
  for (const char* reason : {"AC01", "AM04", "MS03", "NARR", "", "ZZ99"}) {
    EXPECT_EQ(owner(PayoutResult::kFailed, reason, false), Role::kFundFinance) << reason;
  }
  for (const PayoutResult result : {PayoutResult::kFailed, PayoutResult::kReturned}) {
    EXPECT_EQ(owner(result, "AC01", true), Role::kTax);
    for (const char* reason : {"MS03", "NARR", "RR04", "", "ZZ99"}) {
      EXPECT_EQ(owner(result, reason, true), Role::kAgency) << reason;
    }
  }
  EXPECT_EQ(owner(PayoutResult::kFailed, "AM04", true), Role::kAgency);
}

TEST(RefundOwner, TheNewestFailureCountsNotAnEarlierOne) {
  Refund refund = RefundWith(RefundState::kFailed, {PayoutWith(PayoutResult::kFailed, "AC01"),
                                                    PayoutWith(PayoutResult::kFailed, "AM04")});
  refund.passed_on = true;
  EXPECT_EQ(OwnerOf(refund), Role::kAgency);
  EXPECT_EQ(LastFailure(refund)->code, "AM04");
  std::swap(refund.payouts[0], refund.payouts[1]);
  EXPECT_EQ(OwnerOf(refund), Role::kTax);
  EXPECT_EQ(LastFailure(RefundWith(RefundState::kPaid, {PayoutWith(PayoutResult::kPaid)})),
            nullptr);
  EXPECT_EQ(LastFailure(RefundWith(RefundState::kLocked)), nullptr);
}

TEST(RecoverableReasons, HaveNamesOfTheirOwn) {
  EXPECT_EQ(MachineName(RecoverableReason::kReversedAfterPayout), "REVERSED_AFTER_PAYOUT");
  EXPECT_EQ(MachineName(RecoverableReason::kReassessedAfterPayout), "REASSESSED_AFTER_PAYOUT");
  EXPECT_EQ(MachineName(RecoverableReason::kPaidTwice), "PAID_TWICE");
}

}  // namespace
}  // namespace levybridge::domain
