#include <vector>

#include "tests/contract/store/samples.h"
#include "tests/contract/store/store_contract.h"

namespace levybridge::contract {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// MonthRecords have no operator==; these are the members a store could lose.
void ExpectSame(const domain::MonthRecord& a, const domain::MonthRecord& b) {
  EXPECT_EQ(a.pooling_area, b.pooling_area);
  EXPECT_EQ(a.month, b.month);
  EXPECT_EQ(a.state, b.state);
  EXPECT_EQ(a.comparison_no, b.comparison_no);
  EXPECT_EQ(a.compared_at, b.compared_at);
  EXPECT_EQ(a.journal_sequence, b.journal_sequence);
  EXPECT_EQ(a.agency_batch, b.agency_batch);
  EXPECT_EQ(a.tax_batch, b.tax_batch);
  EXPECT_EQ(a.agency, b.agency);
  EXPECT_EQ(a.tax, b.tax);
  EXPECT_EQ(a.ledger, b.ledger);
  EXPECT_EQ(a.matched, b.matched);
  EXPECT_EQ(a.differences, b.differences);
  EXPECT_EQ(a.digest, b.digest);
  ASSERT_EQ(a.by_agency.has_value(), b.by_agency.has_value());
  if (a.by_agency) {
    EXPECT_EQ(a.by_agency->party, b.by_agency->party);
    EXPECT_EQ(a.by_agency->at, b.by_agency->at);
    EXPECT_EQ(a.by_agency->refused, b.by_agency->refused);
    EXPECT_EQ(a.by_agency->reason, b.by_agency->reason);
  }
  EXPECT_EQ(a.by_tax.has_value(), b.by_tax.has_value());
  EXPECT_EQ(a.closed_at, b.closed_at);
}

TEST_P(StoreContract, MonthsAreKeptPerPoolingArea) {
  domain::MonthRecord march = SampleMonth("420100", "2020-03");
  MustWrite([&](ports::Transaction& t) {
    EXPECT_TRUE(t.months().Put(SampleMonth("420100", "2020-04")).ok());
    EXPECT_TRUE(t.months().Put(SampleMonth("330100", "2020-03")).ok());
    return t.months().Put(march);
  });
  march.state = domain::MonthState::kClosed;
  march.by_agency.reset();
  MustWrite([&](ports::Transaction& t) { return t.months().Put(march); });
  Reopen();
  const auto found =
      Read([](const auto& t) { return t.months().Find(Area("420100"), Month("2020-03")); });
  ASSERT_TRUE(found.has_value());
  ExpectSame(*found, march);
  EXPECT_FALSE(
      Read([](const auto& t) { return t.months().Find(Area("420100"), Month("2020-05")); }));
  const auto all = Read([](const auto& t) { return t.months().List(Area("420100")); });
  ASSERT_EQ(all.size(), 2U);
  ExpectSame(all[0], march);
  ExpectSame(all[1], SampleMonth("420100", "2020-04"));
}

TEST_P(StoreContract, StatementLinesComeBackInKeyOrderAndNeverTwice) {
  const std::vector<domain::StatementLine> lines = {SampleLine(3), SampleLine(1), SampleLine(2)};
  const std::vector<domain::StatementLine> clash = {SampleLine(4), SampleLine(2)};
  MustWrite([&](ports::Transaction& t) {
    EXPECT_TRUE(t.months().PutStatementLines(7, Area("420100"), lines).ok());
    EXPECT_TRUE(t.months().PutStatementLines(8, Area("420100"), clash).ok());
    EXPECT_EQ(t.months().PutStatementLines(7, Area("420100"), clash).code(),
              absl::StatusCode::kAlreadyExists);
    return absl::OkStatus();
  });
  const auto read = [&](int64_t batch_no, const std::optional<domain::ObligationKey>& after,
                        int32_t limit) {
    return Read(
        [&](const auto& t) { return t.months().ReadStatementLines(batch_no, after, limit); });
  };
  EXPECT_THAT(read(7, std::nullopt, 9), ElementsAre(lines[1], lines[2], lines[0]));
  EXPECT_THAT(read(7, std::nullopt, 1), ElementsAre(lines[1]));
  EXPECT_THAT(read(7, Key(1), 9), ElementsAre(lines[2], lines[0]));
  EXPECT_THAT(read(7, Key(3), 9), IsEmpty());
  MustWrite([](ports::Transaction& t) { return t.months().DropStatementLines(7); });
  EXPECT_THAT(read(7, std::nullopt, 9), IsEmpty());
  EXPECT_EQ(read(8, std::nullopt, 9).size(), 2U);
}

TEST_P(StoreContract, TheNewestStatementOfASideIsInForce) {
  const auto find = [&](domain::StatementSide side) {
    return Read([&](const auto& t) {
      return t.months().FindStatement(Area("420100"), Month("2020-03"), side);
    });
  };
  EXPECT_EQ(find(domain::StatementSide::kAgency), 0);
  for (const int64_t batch_no : {5, 9}) {
    MustWrite([&](ports::Transaction& t) {
      return t.months().PutStatement(Area("420100"), Month("2020-03"),
                                     domain::StatementSide::kAgency, batch_no);
    });
  }
  EXPECT_EQ(find(domain::StatementSide::kAgency), 9);
  EXPECT_EQ(find(domain::StatementSide::kTax), 0);
}

TEST_P(StoreContract, DifferencesAreReadBackFromAnOffset) {
  std::vector<domain::Difference> differences;
  for (int64_t n = 0; n < 700; ++n) differences.push_back(SampleDifference(n));
  const auto first = absl::MakeConstSpan(differences).first(300);
  const auto rest = absl::MakeConstSpan(differences).subspan(300);
  MustWrite([&](ports::Transaction& t) {
    EXPECT_EQ(t.months().NextComparison().value_or(0), 1);
    EXPECT_EQ(t.months().NextComparison().value_or(0), 2);
    EXPECT_TRUE(t.months().AppendDifferences(1, first).ok());
    EXPECT_TRUE(t.months().AppendDifferences(2, first).ok());
    return t.months().AppendDifferences(1, rest);
  });
  const auto read = [&](int64_t comparison_no, int64_t offset, int32_t limit) {
    return Read(
        [&](const auto& t) { return t.months().ReadDifferences(comparison_no, offset, limit); });
  };
  EXPECT_EQ(read(1, 0, 1000), differences);
  EXPECT_THAT(read(1, 299, 2), ElementsAre(differences[299], differences[300]));
  EXPECT_THAT(read(1, 699, 5), ElementsAre(differences[699]));
  EXPECT_THAT(read(1, 700, 5), IsEmpty());
  MustWrite([](ports::Transaction& t) { return t.months().DropDifferences(1); });
  EXPECT_THAT(read(1, 0, 10), IsEmpty());
  EXPECT_EQ(read(2, 0, 1000).size(), 300U);
}

}  // namespace
}  // namespace levybridge::contract
