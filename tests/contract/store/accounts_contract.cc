// Accounts on file, and the batches that bring them.
#include <optional>
#include <vector>

#include "tests/contract/store/refund_samples.h"
#include "tests/contract/store/store_contract.h"

namespace levybridge::contract {
namespace {

using ports::FiledAccount;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST_P(StoreContract, AccountsComeBackAsTheyWereFiled) {
  std::vector<FiledAccount> all = {SampleAccount(1, "2020-02-01"), SampleAccount(2, "2020-02-01"),
                                   SampleAccount(1, "2020-01-01")};
  MustWrite([&](ports::Transaction& t) {
    for (FiledAccount& account : all) account.filing_no = t.accounts().Add(account).value_or(-1);
    return absl::OkStatus();
  });
  EXPECT_EQ(all[0].filing_no, 1);
  EXPECT_EQ(all[2].filing_no, 3);
  Reopen();
  const std::vector<int64_t> numbers = {3, 4, 1};
  EXPECT_THAT(Read([&](const auto& t) { return t.accounts().Find(numbers); }),
              ElementsAre(all[2], std::nullopt, all[0]));
  EXPECT_THAT(Read([](const auto& t) { return t.accounts().OfEmployer(Employer(1)); }),
              ElementsAre(all[0], all[2]));
  EXPECT_THAT(Read([](const auto& t) { return t.accounts().OfEmployer(Employer(3)); }), IsEmpty());
  EXPECT_THAT(Read([](const auto& t) { return t.accounts().List(0, 9); }),
              ElementsAre(all[0], all[1], all[2]));
  EXPECT_THAT(Read([](const auto& t) { return t.accounts().List(1, 1); }), ElementsAre(all[1]));
}

TEST_P(StoreContract, TheAccountInForceIsTheNewestUpToTheDay) {
  std::vector<FiledAccount> all = {SampleAccount(1, "2020-02-01"), SampleAccount(1, "2020-03-01"),
                                   SampleAccount(1, "2020-03-01"), SampleAccount(1, "2020-01-01")};
  for (size_t i = 0; i < all.size(); ++i) all[i].filed_at.unix_ms = static_cast<int64_t>(i);
  MustWrite([&](ports::Transaction& t) {
    for (FiledAccount& account : all) account.filing_no = t.accounts().Add(account).value_or(-1);
    return absl::OkStatus();
  });
  const std::vector<domain::EmployerKey> employers = {Employer(2), Employer(1)};
  const auto in_force = [&](const char* day) {
    return Read([&](const auto& t) { return t.accounts().InForce(employers, Date(day)); });
  };
  EXPECT_THAT(in_force("2019-12-31"), ElementsAre(std::nullopt, std::nullopt));
  EXPECT_THAT(in_force("2020-01-31"), ElementsAre(std::nullopt, all[3]));
  EXPECT_THAT(in_force("2020-02-29"), ElementsAre(std::nullopt, all[0]));
  EXPECT_THAT(in_force("2020-03-01"), ElementsAre(std::nullopt, all[2]));
}

domain::BatchChunk AccountChunk() {
  const domain::Problem problem{domain::ProblemCode::kMissingValue, "bank_code", "", ""};
  return {.number = 0,
          .first_row = 1,
          .rows =
              std::vector<domain::NumberedRow<domain::AccountOnFile>>{
                  {1, SampleAccount(1, "2020-02-01").account}},
          .unreadable = {{2, "U2,6222000011112222,武汉某某公司", {problem}, Fen(0)}}};
}

TEST_P(StoreContract, ChunksOfFilingsTreasuryRefundsAndResultsComeBack) {
  const domain::BatchChunk accounts = AccountChunk();
  domain::BatchChunk refunds{
      .number = 0,
      .first_row = 1,
      .rows =
          std::vector<domain::NumberedRow<domain::TreasuryRefund>>{
              {1,
               {Key(1).unit_code, Area("420106").region, domain::InsuranceType::kEmployeeMedical,
                Period("2020-02"), domain::Component::kLateFee, Fen(5),
                *domain::TreasuryRefundNumber::Parse("TK-1"), Date("2020-05-01")}}},
      .unreadable = {}};
  domain::BatchChunk results{.number = 0,
                             .first_row = 1,
                             .rows =
                                 std::vector<domain::NumberedRow<domain::PayoutReport>>{
                                     {1,
                                      {domain::PayoutIdOf(3), domain::PayoutResult::kFailed, "AC04",
                                       "账户已销户", Fen(9), Date("2020-05-02"), true}}},
                             .unreadable = {}};
  const auto add = [](ports::Transaction& t, domain::BatchKind kind,
                      const domain::BatchChunk& chunk) {
    const int64_t batch_no = t.batches().Add(SampleBatch(1, kind)).value_or(-1);
    EXPECT_TRUE(t.batches().AppendChunk(batch_no, chunk, domain::Sha256Of("chunk")).ok());
  };
  MustWrite([&](ports::Transaction& t) {
    add(t, domain::BatchKind::kAccounts, accounts);
    add(t, domain::BatchKind::kTreasuryRefunds, refunds);
    add(t, domain::BatchKind::kPayoutResults, results);
    return absl::OkStatus();
  });
  Reopen();
  const auto chunk_of = [&](int64_t batch_no) {
    return Read([&](const auto& t) { return t.batches().ReadChunk(batch_no, 0); });
  };
  EXPECT_EQ(chunk_of(1), accounts);
  EXPECT_EQ(chunk_of(2), refunds);
  EXPECT_EQ(chunk_of(3), results);
  EXPECT_EQ(
      Read([](const auto& t) {
        return t.batches().List({.kind = domain::BatchKind::kAccounts, .party = {}, .region = {}});
      }).size(),
      1U);
}

}  // namespace
}  // namespace levybridge::contract
