// What the bank says became of its payouts: a file that can't be is refused whole and changes
// nothing; what is known already has no effect; each row meets what the rows before it brought.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/exchange/refund_scene.h"

namespace levybridge::testing {
namespace {

using domain::BatchState;
using domain::Component;
using domain::Money;
using domain::PayoutReport;
using domain::PayoutResult;
using domain::RefundState;

constexpr Component kMedical = Component::kEmployerMedical;

class PayoutResults : public ::testing::Test {
 protected:
  void SetUp() override {
    int number = 1000;
    for (const char* unit : {"U1", "U2", "U3"}) {
      scene_.Overpay(unit, "30.00");
      scene_.File(RefundScene::Account(unit, "62220000000" + std::to_string(++number)));
    }
    for (const auto& fetched : scene_.Send("B1")) sequences_.push_back(fetched.sequence);
    ASSERT_EQ(sequences_.size(), 3u);
  }
  void TearDown() override { scene_.ExpectSound(); }

  PayoutReport Says(size_t payout, PayoutResult result, std::string_view reason = "",
                    bool by_statement = false) const {
    PayoutReport report = scene_.Says(sequences_[payout], result, reason, by_statement);
    report.amount = Yuan("30.00");
    return report;
  }
  struct World {
    std::vector<domain::Refund> refunds;
    std::vector<domain::ComponentBalance> balances;
    domain::RefundBatch batch;
    domain::RefundFunds funds;
    friend bool operator==(const World&, const World&) = default;
  };
  World Now() {
    World world{{}, {}, scene_.Batch("B1"), scene_.Funds()};
    for (const char* unit : {"U1", "U2", "U3"}) {
      world.refunds.push_back(scene_.RefundOf(unit));
      world.balances.push_back(scene_.Medical(unit));
    }
    return world;
  }
  void ExpectRefusedWhole(const std::vector<PayoutReport>& rows, std::string_view code) {
    const World before = Now();
    const auto result = scene_.Report(rows);
    ASSERT_TRUE(result.ok()) << result.status();
    EXPECT_EQ(result->batch.state, BatchState::kRejected);
    EXPECT_EQ(result->batch.refusal_code, code);
    EXPECT_EQ(result->batch.accepted.rows, 0);
    EXPECT_TRUE(Now() == before) << code;
  }

  RefundScene scene_;
  std::vector<int64_t> sequences_;
};

TEST_F(PayoutResults, PaidFailedAndUnknownEachHaveTheirEffect) {
  const auto result =
      scene_.Report({Says(0, PayoutResult::kPaid), Says(1, PayoutResult::kFailed, "AC01"),
                     Says(2, PayoutResult::kUnknown)});
  ASSERT_TRUE(result.ok()) << result.status();
  EXPECT_EQ(result->batch.state, BatchState::kAccepted);
  EXPECT_EQ(scene_.RefundOf("U1").state, RefundState::kPaid);
  EXPECT_EQ(scene_.RefundOf("U2").state, RefundState::kFailed);
  EXPECT_EQ(scene_.RefundOf("U2").payouts[0].reason_code, "AC01");
  EXPECT_EQ(scene_.RefundOf("U3").state, RefundState::kUnknown);
  EXPECT_EQ(scene_.Medical("U1").refunding, Money());
  EXPECT_EQ(scene_.Medical("U1").refunded, Yuan("30.00"));
  EXPECT_EQ(scene_.Medical("U2").refunded, Money());
  EXPECT_EQ(scene_.Medical("U2").refund_locked, Yuan("30.00"));
  EXPECT_EQ(scene_.Medical("U3").refunding, Yuan("30.00"));
  EXPECT_EQ(scene_.Funds().Free(kMedical), Yuan("30.00"));
  const domain::RefundBatch batch = scene_.Batch("B1");
  EXPECT_EQ(batch.tally(PayoutResult::kPaid).payouts, 1);
  EXPECT_EQ(batch.tally(PayoutResult::kFailed).payouts, 1);
  EXPECT_EQ(batch.tally(PayoutResult::kUnknown).payouts, 1);
  EXPECT_EQ(batch.tally(PayoutResult::kPending).payouts, 0);
  EXPECT_EQ(batch.tally(PayoutResult::kFailed).fen.fen(), 3000);
  EXPECT_EQ(batch.state, domain::RefundBatchState::kSettled);
}

TEST_F(PayoutResults, AFileWithAPayoutNobodyKnowsIsRefusedWhole) {
  for (const char* number : {"P000000000099", "R000000000001", "P1", "p000000000001", "无"}) {
    PayoutReport unknown = Says(1, PayoutResult::kPaid);
    unknown.payout_id = *domain::PayoutId::Parse(number);
    ExpectRefusedWhole({Says(0, PayoutResult::kPaid), unknown}, "UNKNOWN_PAYOUT");
  }
}

TEST_F(PayoutResults, AnotherBanksPayoutIsAsUnknownAsNone) {
  domain::BatchHeader header = scene_.exchange().Header<PayoutReport>("Z-other");
  header.party = *domain::PartyId::ParseUri("urn:levybridge:party:bank:420100:other");
  const World before = Now();
  const auto result =
      scene_.exchange().SubmitBatch<PayoutReport>(header, {Says(0, PayoutResult::kPaid)});
  ASSERT_TRUE(result.ok()) << result.status();
  EXPECT_EQ(result->batch.state, BatchState::kRejected);
  EXPECT_EQ(result->batch.refusal_code, "UNKNOWN_PAYOUT");
  EXPECT_TRUE(Now() == before);
}

TEST_F(PayoutResults, AFileWithAnotherAmountIsRefusedWhole) {
  PayoutReport wrong = Says(2, PayoutResult::kFailed, "AC01");
  wrong.amount = Yuan("29.99");
  ExpectRefusedWhole({Says(0, PayoutResult::kPaid), Says(1, PayoutResult::kPaid), wrong},
                     "AMOUNT_MISMATCH");
}

TEST_F(PayoutResults, AFileWithAResultThatCannotBeIsRefusedWhole) {
  ExpectRefusedWhole({Says(0, PayoutResult::kPaid), Says(1, PayoutResult::kReturned, "AC01")},
                     "WRONG_STATE");
  ASSERT_TRUE(scene_.Report({Says(0, PayoutResult::kPaid), Says(1, PayoutResult::kUnknown)}).ok());
  ExpectRefusedWhole({Says(2, PayoutResult::kPaid), Says(0, PayoutResult::kFailed, "AC01")},
                     "WRONG_STATE");
  ExpectRefusedWhole({Says(2, PayoutResult::kPaid), Says(1, PayoutResult::kPaid)}, "WRONG_STATE");
  ExpectRefusedWhole({Says(2, PayoutResult::kPaid), Says(1, PayoutResult::kFailed, "AC01")},
                     "WRONG_STATE");
}

TEST_F(PayoutResults, WhatComesToContradictItselfWithinOneFileIsRefusedWhole) {
  ExpectRefusedWhole({Says(0, PayoutResult::kPaid), Says(0, PayoutResult::kFailed, "AC01")},
                     "WRONG_STATE");
  ExpectRefusedWhole({Says(0, PayoutResult::kUnknown), Says(0, PayoutResult::kPaid)},
                     "WRONG_STATE");
}

TEST_F(PayoutResults, OneUnreadableRowLeavesTheWholeFileUnused) {
  const World before = Now();
  const auto header = scene_.exchange().Header<PayoutReport>("Z-unreadable");
  auto& intake = scene_.exchange().intake();
  const auto opened = intake.Open(header);
  ASSERT_TRUE(opened.ok());
  domain::BatchChunk chunk;
  chunk.rows = std::vector<domain::NumberedRow<PayoutReport>>{{1, Says(0, PayoutResult::kPaid)}};
  chunk.unreadable.push_back({2, "P000000000002,", {}, Yuan("30.00")});
  ASSERT_TRUE(intake.AppendChunk(opened->batch.batch_no, chunk).ok());
  const auto result = intake.Finish(opened->batch.batch_no, {2, std::nullopt}, nullptr);
  ASSERT_TRUE(result.ok()) << result.status();
  EXPECT_EQ(result->batch.state, BatchState::kRejected);
  EXPECT_EQ(result->batch.refusal_code, "UNREADABLE_ROW");
  EXPECT_TRUE(Now() == before);
}

TEST_F(PayoutResults, AFileThatIsNotWhatWasAnnouncedIsRefusedWhole) {
  const World before = Now();
  for (const bool wrong_sum : {true, false}) {
    domain::BatchHeader header = scene_.exchange().Header<PayoutReport>(scene_.NextId("Z"));
    header.manifest.emplace();
    header.manifest->records = wrong_sum ? 2 : 3;
    header.manifest->total_fen = domain::MoneySum(Yuan(wrong_sum ? "60.01" : "60.00"));
    const auto result = scene_.exchange().SubmitBatch<PayoutReport>(
        header, {Says(0, PayoutResult::kPaid), Says(1, PayoutResult::kPaid)});
    const bool refused = !result.ok() || result->batch.state == BatchState::kRejected;
    EXPECT_TRUE(refused);
    EXPECT_TRUE(Now() == before);
  }
}

TEST_F(PayoutResults, TheSameFileAgainGivesTheSameAnswerAndAnotherUnderItsIdAConflict) {
  const std::vector<PayoutReport> rows = {Says(0, PayoutResult::kFailed, "AC01")};
  const auto first = scene_.exchange().Submit<PayoutReport>("Z-1", rows);
  ASSERT_TRUE(first.ok()) << first.status();
  const World after = Now();
  const auto again = scene_.exchange().Submit<PayoutReport>("Z-1", rows);
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->batch.receipt_no, first->batch.receipt_no);
  const auto other = scene_.exchange().Submit<PayoutReport>("Z-1", {Says(0, PayoutResult::kPaid)});
  EXPECT_FALSE(other.ok());
  EXPECT_TRUE(Now() == after);
}

TEST_F(PayoutResults, OldNewsIsAcceptedAndChangesNothing) {
  ASSERT_TRUE(
      scene_.Report({Says(0, PayoutResult::kPaid), Says(1, PayoutResult::kFailed, "AC01")}).ok());
  const World before = Now();
  const auto result = scene_.Report(
      {Says(0, PayoutResult::kPaid), Says(0, PayoutResult::kPending),
       Says(0, PayoutResult::kUnknown), Says(0, PayoutResult::kPaid, "", true),
       Says(1, PayoutResult::kFailed, "AM04"), Says(1, PayoutResult::kPending),
       Says(1, PayoutResult::kReturned, "AC01", true), Says(2, PayoutResult::kPending)});
  ASSERT_TRUE(result.ok()) << result.status();
  EXPECT_EQ(result->batch.state, BatchState::kAccepted);
  EXPECT_EQ(result->batch.already_accepted_rows, 8);
  EXPECT_TRUE(Now() == before);
}

TEST_F(PayoutResults, PaidAndReturnedInOneFileIsAReturn) {
  const auto result =
      scene_.Report({Says(0, PayoutResult::kPaid), Says(1, PayoutResult::kReturned, "AC01", true),
                     Says(0, PayoutResult::kReturned, "AC01")});
  ASSERT_TRUE(result.ok()) << result.status();
  EXPECT_EQ(result->batch.state, BatchState::kAccepted);
  for (const char* unit : {"U1", "U2"}) {
    EXPECT_EQ(scene_.RefundOf(unit).state, RefundState::kReturned) << unit;
    EXPECT_EQ(scene_.Medical(unit).refund_locked, Yuan("30.00")) << unit;
    EXPECT_EQ(scene_.Medical(unit).refunded, Money()) << unit;
    EXPECT_EQ(scene_.Medical(unit).refunding, Money()) << unit;
  }
  EXPECT_EQ(scene_.Funds().Free(kMedical), Yuan("60.00"));
  EXPECT_EQ(scene_.Batch("B1").tally(PayoutResult::kReturned).payouts, 2);
  EXPECT_EQ(scene_.Batch("B1").state, domain::RefundBatchState::kPaying);
}

TEST_F(PayoutResults, FailedAndPaidInOneFileIsALateSuccess) {
  const auto result =
      scene_.Report({Says(0, PayoutResult::kFailed, "AC01"), Says(0, PayoutResult::kPaid)});
  ASSERT_TRUE(result.ok()) << result.status();
  EXPECT_EQ(result->batch.state, BatchState::kAccepted);
  EXPECT_EQ(scene_.RefundOf("U1").state, RefundState::kPaid);
  EXPECT_TRUE(scene_.RefundOf("U1").payouts[0].late_success);
  EXPECT_EQ(scene_.Medical("U1").refund_locked, Money());
  EXPECT_EQ(scene_.Medical("U1").refunded, Yuan("30.00"));
  EXPECT_TRUE(scene_.Recoverables().empty());
  const auto problems = scene_.exchange().Problems(result->batch.batch_no);
  ASSERT_EQ(problems.size(), 1u);
  EXPECT_EQ(problems[0].problems[0].code, domain::ProblemCode::kContradictsEarlier);
}

TEST_F(PayoutResults, TheMovementCountsByTheBanksValueDate) {
  PayoutReport april = Says(0, PayoutResult::kPaid);
  april.value_on = Date("2020-04-02");
  PayoutReport back = Says(0, PayoutResult::kReturned, "AC01");
  back.value_on = Date("2020-05-06");
  ASSERT_TRUE(scene_.Report({april, back}).ok());
  domain::Obligation obligation = *scene_.exchange().Find("U1", "2020-03");
  EXPECT_EQ(obligation.movement(Month("2020-03")).refunded[kMedical], Money());
  EXPECT_EQ(obligation.movement(Month("2020-04")).refunded[kMedical], Yuan("30.00"));
  EXPECT_EQ(obligation.movement(Month("2020-05")).refunded[kMedical], Yuan("-30.00"));
}

}  // namespace
}  // namespace levybridge::testing
