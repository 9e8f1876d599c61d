// Flow 6: statements, comparison, confirmation, closing, and what arrives late.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gateway/usecases/refusal.h"
#include "tests/support/exchange/exchange.h"

namespace levybridge::testing {
namespace {

using domain::Assessment;
using domain::BatchState;
using domain::DifferenceCategory;
using domain::MonthState;
using domain::StatementLine;
using domain::StatementSide;

class MonthFlow : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(exchange_
                    .Submit<Assessment>("B1", {Exchange::Row("A1", "U1"), Exchange::Row("A2", "U2"),
                                               Exchange::Row("A3", "U3")})
                    .ok());
    ASSERT_TRUE(
        exchange_
            .Submit<domain::PaymentLine>("P1", {Exchange::Payment("R1", "U1", "500.00", "200.00"),
                                                Exchange::Payment("R2", "U2", "500.00", "0.00")})
            .ok());
  }
  void TearDown() override { EXPECT_EQ(exchange_.LedgerFault(), ""); }

  std::vector<StatementLine> LinesOf(const std::vector<std::string>& units) const {
    std::vector<StatementLine> lines;
    for (const std::string& unit : units) {
      lines.push_back(*domain::LedgerLine(*exchange_.Find(unit, "2020-03"), Month("2020-03")));
    }
    return lines;
  }
  absl::StatusOr<usecases::FinishedBatch> Submit(const std::string& id, StatementSide side,
                                                 const std::vector<StatementLine>& lines,
                                                 std::string_view month = "2020-03") {
    domain::BatchHeader header = exchange_.Header<StatementLine>(id);
    header.party = side == StatementSide::kAgency ? exchange_.agency() : exchange_.tax();
    domain::StatementTotals sum;
    for (const StatementLine& line : lines) sum.Add(line);
    domain::MoneySum collected = sum.collected_employer_medical;
    collected += sum.collected_maternity;
    collected += sum.collected_personal;
    header.statement = domain::StatementHeader{
        side,      exchange_.wuhan(), Month(month), sum.lines,  sum.opening, sum.assessed,
        collected, sum.late_fee,      sum.refunded, sum.offset, sum.closing};
    return exchange_.SubmitBatch(header, lines);
  }
  absl::StatusOr<domain::MonthRecord> Compare() {
    return exchange_.comparison().Compare(exchange_.wuhan(), Month("2020-03"));
  }
  absl::StatusOr<domain::MonthRecord> Confirm(const domain::PartyId& party,
                                              const domain::Sha256Digest& digest) {
    return exchange_.signing().Confirm(
        {party, exchange_.wuhan(), Month("2020-03"), digest, false, "", ""});
  }
  Exchange exchange_;
};

TEST_F(MonthFlow, EqualStatementsMatchAndCloseOverTheSameTotals) {
  const auto lines = LinesOf({"U1", "U2", "U3"});
  ASSERT_EQ(Submit("S1", StatementSide::kAgency, lines)->batch.state, BatchState::kAccepted);
  ASSERT_EQ(Submit("S2", StatementSide::kTax, lines)->batch.state, BatchState::kAccepted);
  const auto record = Compare();
  ASSERT_TRUE(record.ok()) << record.status();
  EXPECT_EQ(record->matched, 3);
  EXPECT_EQ(record->differences, 0);
  EXPECT_EQ(record->agency, record->ledger);
  const auto early = exchange_.signing().Close(exchange_.wuhan(), Month("2020-03"));
  EXPECT_EQ(usecases::ReasonOf(early.status()), "MONTH_NOT_CONFIRMED");
  ASSERT_TRUE(Confirm(exchange_.agency(), record->digest).ok());
  EXPECT_EQ(Confirm(exchange_.tax(), record->digest)->state, MonthState::kConfirmed);
  const auto closed = exchange_.signing().Close(exchange_.wuhan(), Month("2020-03"));
  EXPECT_EQ(closed->state, MonthState::kClosed);
}

TEST_F(MonthFlow, EachKindOfDifferenceIsFoundAndNothingElse) {
  std::vector<StatementLine> agency = LinesOf({"U1", "U2"});
  std::vector<StatementLine> tax = LinesOf({"U1", "U3"});
  tax[0].collected_personal = Yuan("150.00");
  tax[0].closing = tax[0].closing + Yuan("50.00");
  StatementLine invented = tax[1];
  invented.unit_code = *domain::UnitCode::Parse("U9");
  tax.push_back(invented);
  ASSERT_EQ(Submit("S1", StatementSide::kAgency, agency)->batch.state, BatchState::kAccepted);
  ASSERT_EQ(Submit("S2", StatementSide::kTax, tax)->batch.state, BatchState::kAccepted);
  ASSERT_TRUE(Compare().ok());
  const auto found = exchange_.signing().Differences(exchange_.wuhan(), Month("2020-03"), 0, 100);
  std::vector<std::pair<std::string, DifferenceCategory>> seen;
  for (const auto& d : *found) seen.emplace_back(d.key.unit_code.value(), d.category);
  EXPECT_THAT(seen, ::testing::UnorderedElementsAre(
                        std::pair("U1", DifferenceCategory::kPaidMissingAtTax),
                        std::pair("U2", DifferenceCategory::kAssessedUnknownToTax),
                        std::pair("U3", DifferenceCategory::kAgencyMissing),
                        std::pair("U9", DifferenceCategory::kAtTaxNeverAssessed)));
}

TEST_F(MonthFlow, UnbookedAndUnappliedMoneyAreKindsOfTheirOwn) {
  domain::PaymentLine unbooked = Exchange::Payment("R7", "U3", "5.00", "0.00");
  unbooked.booked_on.reset();
  ASSERT_TRUE(exchange_
                  .Submit<domain::PaymentLine>(
                      "P7", {unbooked, Exchange::Payment("R8", "U8", "9.00", "0.00")})
                  .ok());
  const auto lines = LinesOf({"U1", "U2", "U3"});
  ASSERT_TRUE(Submit("S1", StatementSide::kAgency, lines).ok());
  ASSERT_TRUE(Submit("S2", StatementSide::kTax, lines).ok());
  ASSERT_TRUE(Compare().ok());
  const auto found = exchange_.signing().Differences(exchange_.wuhan(), Month("2020-03"), 0, 100);
  ASSERT_EQ(found->size(), 2u);
  EXPECT_EQ((*found)[0].category, DifferenceCategory::kPaidNotBooked);
  EXPECT_EQ((*found)[0].ledger, Yuan("5.00"));
  EXPECT_EQ((*found)[1].category, DifferenceCategory::kPaidUnapplied);
}

TEST_F(MonthFlow, ComparingAgainWithNothingNewKeepsWhatWasConfirmed) {
  const auto lines = LinesOf({"U1", "U2", "U3"});
  ASSERT_TRUE(Submit("S1", StatementSide::kAgency, lines).ok());
  ASSERT_TRUE(Submit("S2", StatementSide::kTax, lines).ok());
  const auto record = Compare();
  ASSERT_TRUE(Confirm(exchange_.agency(), record->digest).ok());
  const auto again = Compare();
  EXPECT_EQ(again->comparison_no, record->comparison_no);
  EXPECT_TRUE(again->by_agency.has_value());
  ASSERT_TRUE(Submit("S3", StatementSide::kTax, LinesOf({"U1", "U2"})).ok());
  const auto anew = Compare();
  EXPECT_NE(anew->comparison_no, record->comparison_no);
  EXPECT_FALSE(anew->by_agency.has_value());
  EXPECT_EQ(anew->differences, 1);
}

TEST_F(MonthFlow, AMovementAfterTheComparisonTakesTheConfirmationsAway) {
  const auto lines = LinesOf({"U1", "U2", "U3"});
  ASSERT_TRUE(Submit("S1", StatementSide::kAgency, lines).ok());
  ASSERT_TRUE(Submit("S2", StatementSide::kTax, lines).ok());
  const auto record = Compare();
  ASSERT_TRUE(Confirm(exchange_.agency(), record->digest).ok());
  ASSERT_TRUE(
      exchange_.Submit<domain::PaymentLine>("P9", {Exchange::Payment("R9", "U3", "1.00", "0.00")})
          .ok());
  const auto late = Confirm(exchange_.tax(), record->digest);
  EXPECT_EQ(usecases::ReasonOf(late.status()), "MONTH_NOT_COMPARED");
  const auto again = Compare();
  EXPECT_NE(again->digest, record->digest);
  EXPECT_EQ(usecases::ReasonOf(Confirm(exchange_.tax(), record->digest).status()),
            "MONTH_DIGEST_DIFFERS");
}

TEST_F(MonthFlow, WhatArrivesLateLandsInTheOpenMonthAndPointsBack) {
  const auto lines = LinesOf({"U1", "U2", "U3"});
  ASSERT_TRUE(Submit("S1", StatementSide::kAgency, lines).ok());
  ASSERT_TRUE(Submit("S2", StatementSide::kTax, lines).ok());
  const auto record = Compare();
  ASSERT_TRUE(Confirm(exchange_.agency(), record->digest).ok());
  ASSERT_TRUE(Confirm(exchange_.tax(), record->digest).ok());
  ASSERT_TRUE(exchange_.signing().Close(exchange_.wuhan(), Month("2020-03")).ok());
  const auto before = domain::LedgerLine(*exchange_.Find("U3", "2020-03"), Month("2020-03"));
  ASSERT_TRUE(
      exchange_.Submit<domain::PaymentLine>("P9", {Exchange::Payment("R9", "U3", "100.00", "0.00")})
          .ok());
  const auto obligation = *exchange_.Find("U3", "2020-03");
  EXPECT_EQ(domain::LedgerLine(obligation, Month("2020-03")), before);
  EXPECT_EQ(domain::LedgerLine(obligation, Month("2020-04"))->collected_employer_medical,
            Yuan("100.00"));
  bool points_back = false;
  ASSERT_TRUE(exchange_.store()
                  .Read([&](const ports::Transaction& store) {
                    return store.journal().Scan(0, [&](const domain::JournalEntry& entry) {
                      points_back |= entry.adjusts == Month("2020-03");
                      return true;
                    });
                  })
                  .ok());
  EXPECT_TRUE(points_back);
  EXPECT_EQ(usecases::ReasonOf(Compare().status()), "MONTH_CLOSED");
  const auto statement = Submit("S9", StatementSide::kTax, lines);
  EXPECT_EQ(usecases::ReasonOf(statement.status()), "MONTH_CLOSED");
}

TEST_F(MonthFlow, AStatementWithWrongTotalsOrFromTheWrongSideIsRefusedWhole) {
  auto lines = LinesOf({"U1", "U2", "U3"});
  lines[0].closing = lines[0].closing + Yuan("1.00");
  const auto unbalanced = Submit("S1", StatementSide::kAgency, lines);
  EXPECT_EQ(unbalanced->batch.state, BatchState::kRejected);
  EXPECT_EQ(unbalanced->batch.refusal_code, "STATEMENT_HAS_BAD_LINES");
  lines = LinesOf({"U1", "U1"});
  EXPECT_EQ(Submit("S2", StatementSide::kAgency, lines)->batch.state, BatchState::kRejected);
  EXPECT_EQ(usecases::ReasonOf(Compare().status()), "STATEMENT_MISSING");
}

TEST_F(MonthFlow, AnEarlierOpenMonthMustCloseFirst) {
  exchange_.business_date = Date("2020-02-20");
  Assessment february = Exchange::Row("F1", "U5");
  february.fee_period = Period("2020-02");
  ASSERT_EQ(exchange_.Submit<Assessment>("B0", {february})->batch.state, BatchState::kAccepted);
  auto lines = LinesOf({"U1", "U2", "U3"});
  StatementLine carried = *domain::LedgerLine(*exchange_.Find("U5", "2020-02"), Month("2020-03"));
  lines.push_back(carried);
  ASSERT_TRUE(Submit("S1", StatementSide::kAgency, lines).ok());
  ASSERT_TRUE(Submit("S2", StatementSide::kTax, lines).ok());
  const auto record = Compare();
  EXPECT_EQ(record->differences, 0);
  ASSERT_TRUE(Confirm(exchange_.agency(), record->digest).ok());
  ASSERT_TRUE(Confirm(exchange_.tax(), record->digest).ok());
  EXPECT_EQ(
      usecases::ReasonOf(exchange_.signing().Close(exchange_.wuhan(), Month("2020-03")).status()),
      "EARLIER_MONTH_OPEN");
}

}  // namespace
}  // namespace levybridge::testing
