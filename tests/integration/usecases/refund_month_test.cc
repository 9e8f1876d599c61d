// Refunds and closed months: what the bank dates into a closed month is booked in the next open one
// and points back; the closed month does not change.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gateway/domain/statement.h"
#include "tests/support/exchange/refund_scene.h"

namespace levybridge::testing {
namespace {

using domain::Component;
using domain::Money;
using domain::PayoutResult;
using domain::StatementLine;
using domain::StatementSide;

constexpr Component kMedical = Component::kEmployerMedical;

class RefundMonth : public ::testing::Test {
 protected:
  void SetUp() override {
    scene_.Overpay("U1", "0.00");
    receipt_ = scene_.Pay("U1", "30.00");
    scene_.File(RefundScene::Account("U1", "6222000000010001"));
    sequence_ = scene_.Send("B1").at(0).sequence;
  }
  void TearDown() override { scene_.ExpectSound(); }

  void Says(PayoutResult result, std::string_view value_on) {
    domain::PayoutReport report =
        scene_.Says(sequence_, result, result == PayoutResult::kPaid ? "" : "AC01");
    report.value_on = Date(value_on);
    const auto answer = scene_.Report({report});
    ASSERT_TRUE(answer.ok()) << answer.status();
    ASSERT_EQ(answer->batch.state, domain::BatchState::kAccepted) << answer->batch.refusal_code;
  }
  Money RefundedIn(std::string_view month) {
    domain::Obligation obligation = *scene_.exchange().Find("U1", "2020-03");
    return obligation.movement(Month(month)).refunded[kMedical];
  }
  std::optional<StatementLine> Line(std::string_view month) {
    return domain::LedgerLine(*scene_.exchange().Find("U1", "2020-03"), Month(month));
  }
  void State(StatementSide side, std::string_view month, const StatementLine& line) {
    Exchange& exchange = scene_.exchange();
    domain::BatchHeader header = exchange.Header<StatementLine>(scene_.NextId("S"));
    header.party = side == StatementSide::kAgency ? exchange.agency() : exchange.tax();
    domain::StatementTotals sum;
    sum.Add(line);
    domain::MoneySum collected = sum.collected_employer_medical;
    collected += sum.collected_maternity;
    collected += sum.collected_personal;
    header.statement = domain::StatementHeader{
        side,      exchange.wuhan(), Month(month), sum.lines,  sum.opening, sum.assessed,
        collected, sum.late_fee,     sum.refunded, sum.offset, sum.closing};
    const auto result = exchange.SubmitBatch<StatementLine>(header, {line});
    ASSERT_TRUE(result.ok()) << result.status();
    ASSERT_EQ(result->batch.state, domain::BatchState::kAccepted) << result->batch.refusal_code;
  }
  void Close(std::string_view month) {
    Exchange& exchange = scene_.exchange();
    const StatementLine line = *Line(month);
    State(StatementSide::kAgency, month, line);
    State(StatementSide::kTax, month, line);
    const auto record = exchange.comparison().Compare(exchange.wuhan(), Month(month));
    ASSERT_TRUE(record.ok()) << record.status();
    EXPECT_EQ(record->differences, 0);
    for (const domain::PartyId& party : {exchange.agency(), exchange.tax()}) {
      const auto confirmed = exchange.signing().Confirm(
          {party, exchange.wuhan(), Month(month), record->digest, false, "", ""});
      ASSERT_TRUE(confirmed.ok()) << confirmed.status();
    }
    const auto closed = exchange.signing().Close(exchange.wuhan(), Month(month));
    ASSERT_TRUE(closed.ok()) << closed.status();
  }
  // Entries of that kind that point back to March.
  int PointingBack(domain::EventKind kind) {
    int found = 0;
    EXPECT_TRUE(scene_.exchange()
                    .store()
                    .Read([&](const ports::Transaction& store) {
                      return store.journal().Scan(0, [&](const domain::JournalEntry& entry) {
                        const bool back =
                            entry.adjusts == Month("2020-03") && entry.month == Month("2020-04");
                        found += entry.kind == kind && back ? 1 : 0;
                        return true;
                      });
                    })
                    .ok());
    return found;
  }

  RefundScene scene_;
  std::string receipt_;
  int64_t sequence_ = 0;
};

TEST_F(RefundMonth, WhatIsOnItsWayIsNoMovementYet) {
  EXPECT_EQ(RefundedIn("2020-03"), Money());
  Close("2020-03");
  Says(PayoutResult::kPaid, "2020-04-02");
  EXPECT_EQ(RefundedIn("2020-03"), Money());
  EXPECT_EQ(RefundedIn("2020-04"), Yuan("30.00"));
  EXPECT_EQ(PointingBack(domain::EventKind::kRefundPaid), 0);
}

TEST_F(RefundMonth, APayoutDatedInAClosedMonthLandsInTheNextOpenOne) {
  Close("2020-03");
  const auto before = Line("2020-03");
  Says(PayoutResult::kPaid, "2020-03-26");
  EXPECT_EQ(Line("2020-03"), before);
  EXPECT_EQ(RefundedIn("2020-03"), Money());
  EXPECT_EQ(RefundedIn("2020-04"), Yuan("30.00"));
  EXPECT_EQ(Line("2020-04")->refunded, Yuan("30.00"));
  EXPECT_EQ(PointingBack(domain::EventKind::kRefundPaid), 1);
}

TEST_F(RefundMonth, AReturnOfAPayoutOfAClosedMonthLandsInTheNextOpenOne) {
  Says(PayoutResult::kPaid, "2020-03-26");
  EXPECT_EQ(RefundedIn("2020-03"), Yuan("30.00"));
  Close("2020-03");
  const auto before = Line("2020-03");
  Says(PayoutResult::kReturned, "2020-03-30");
  EXPECT_EQ(Line("2020-03"), before);
  EXPECT_EQ(RefundedIn("2020-04"), Yuan("-30.00"));
  EXPECT_EQ(PointingBack(domain::EventKind::kRefundReturned), 1);
  EXPECT_EQ(scene_.Medical("U1").refund_locked, Yuan("30.00"));
}

TEST_F(RefundMonth, AFailureReportedForAClosedMonthMovesNothing) {
  Close("2020-03");
  const auto before = Line("2020-03");
  Says(PayoutResult::kFailed, "2020-03-26");
  EXPECT_EQ(Line("2020-03"), before);
  EXPECT_EQ(RefundedIn("2020-04"), Money());
  EXPECT_EQ(scene_.Medical("U1").refund_locked, Yuan("30.00"));
}

TEST_F(RefundMonth, AnAnswerTakesTheConfirmationsOfItsOpenMonthAway) {
  Exchange& exchange = scene_.exchange();
  const StatementLine line = *Line("2020-03");
  State(StatementSide::kAgency, "2020-03", line);
  State(StatementSide::kTax, "2020-03", line);
  const auto record = exchange.comparison().Compare(exchange.wuhan(), Month("2020-03"));
  ASSERT_TRUE(record.ok());
  Says(PayoutResult::kPaid, "2020-03-26");
  EXPECT_FALSE(exchange.signing()
                   .Confirm({exchange.agency(), exchange.wuhan(), Month("2020-03"), record->digest,
                             false, "", ""})
                   .ok());
}

}  // namespace
}  // namespace levybridge::testing
