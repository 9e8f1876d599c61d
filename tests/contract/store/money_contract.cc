// Journal and payments.
#include <map>
#include <vector>

#include "tests/contract/store/samples.h"
#include "tests/contract/store/store_contract.h"

namespace levybridge::contract {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<domain::JournalEntry> ScanJournal(const ports::Transaction& t, int64_t after,
                                              size_t limit = 10000) {
  std::vector<domain::JournalEntry> entries;
  EXPECT_TRUE(t.journal()
                  .Scan(after,
                        [&](const domain::JournalEntry& entry) {
                          entries.push_back(entry);
                          return entries.size() < limit;
                        })
                  .ok());
  return entries;
}

TEST_P(StoreContract, JournalEntriesGetSequencesWithoutGapAndComeBackInOrder) {
  EXPECT_EQ(Read([](const auto& t) { return t.journal().LastSequence(); }), 0);
  std::vector<domain::JournalEntry> entries;
  for (int64_t n = 1; n <= 2500; ++n) entries.push_back(SampleEntry(n));
  MustWrite([&](ports::Transaction& t) { return t.journal().Append(entries); });
  MustWrite([](ports::Transaction& t) {
    const domain::JournalEntry last = SampleEntry(2501);
    return t.journal().Append({&last, 1});
  });
  Reopen();
  EXPECT_EQ(Read([](const auto& t) { return t.journal().LastSequence(); }), 2501);
  const absl::Status status = store().Read([&](const ports::Transaction& t) {
    const auto all = ScanJournal(t, 0);
    EXPECT_EQ(all.size(), 2501U);
    for (size_t i = 0; i < all.size(); ++i) {
      domain::JournalEntry expected = SampleEntry(static_cast<int64_t>(i) + 1);
      expected.sequence = static_cast<int64_t>(i) + 1;
      EXPECT_EQ(all[i], expected);
    }
    EXPECT_EQ(ScanJournal(t, 2000, 1).at(0).sequence, 2001);
    EXPECT_THAT(ScanJournal(t, 2501), IsEmpty());
    return absl::OkStatus();
  });
  EXPECT_TRUE(status.ok()) << status;
}

TEST_P(StoreContract, AnUnbalancedEntryIsRefusedWithAllThatCameWithIt) {
  std::vector<domain::JournalEntry> entries = {SampleEntry(1), SampleEntry(2)};
  entries[1].postings[0].amount = Fen(99999);
  MustWrite([&](ports::Transaction& t) {
    EXPECT_EQ(t.journal().Append(entries).code(), absl::StatusCode::kInvalidArgument);
    return absl::OkStatus();
  });
  EXPECT_EQ(Read([](const auto& t) { return t.journal().LastSequence(); }), 0);
  EXPECT_THAT(Read([](const auto& t) { return t.journal().Balances(std::nullopt); }), IsEmpty());
}

TEST_P(StoreContract, RunningBalancesAreTheSumsOfThePostingsBeyond64Bits) {
  std::vector<domain::JournalEntry> entries(1100, SampleEntry(1));
  for (domain::JournalEntry& entry : entries) {
    entry.postings.clear();
    domain::Post(entry, domain::Component::kPersonal, domain::Account::kReceivable,
                 domain::Account::kLevied, Fen(domain::Money::kMaxFen));
  }
  for (int round = 0; round < 2; ++round) {
    MustWrite([&](ports::Transaction& t) { return t.journal().Append(entries); });
  }
  const domain::JournalEntry elsewhere = SampleEntry(4, "330100");
  MustWrite([&](ports::Transaction& t) { return t.journal().Append({&elsewhere, 1}); });
  const auto sum = domain::MoneySum::FromFen(static_cast<__int128>(domain::Money::kMaxFen) * 2200);
  const auto negative = domain::MoneySum::FromFen(-sum.fen());
  const auto balance = [](domain::Account account, domain::MoneySum fen) {
    return ports::AccountBalance{Area("420100"), Month("2020-03"), account,
                                 domain::Component::kPersonal, fen};
  };
  EXPECT_THAT(Read([](const auto& t) { return t.journal().Balances(Area("420100")); }),
              ::testing::UnorderedElementsAre(balance(domain::Account::kReceivable, sum),
                                              balance(domain::Account::kLevied, negative)));
  EXPECT_EQ(Read([](const auto& t) { return t.journal().Balances(std::nullopt); }).size(), 4U);
}

TEST_P(StoreContract, PaymentsComeBackAsTheyWerePut) {
  std::vector<domain::Payment> payments = {SamplePayment(1), SamplePayment(2)};
  payments[1].applied_to = Key(2);
  payments[1].line.type = domain::PaymentType::kReversal;
  payments[1].line.reverses = payments[0].line.id;
  MustWrite([&](ports::Transaction& t) { return t.payments().Put(payments); });
  Reopen();
  const std::vector<domain::PaymentKey> keys = {{Area("420100"), payments[1].line.id},
                                                {Area("330100"), payments[1].line.id},
                                                {Area("420100"), payments[0].line.id}};
  EXPECT_THAT(Read([&](const auto& t) { return t.payments().Find(keys); }),
              ElementsAre(payments[1], std::nullopt, payments[0]));
}

TEST_P(StoreContract, MoneyIsUnappliedUntilItIsAppliedOrTakenBack) {
  std::vector<domain::Payment> payments;
  for (int64_t n = 0; n < 5; ++n) payments.push_back(SamplePayment(n));
  payments[3].line.type = domain::PaymentType::kReversal;
  payments[4].line.unit_code.reset();
  MustWrite([&](ports::Transaction& t) { return t.payments().Put(payments); });
  const auto list = [&](const std::optional<domain::PaymentKey>& after, int32_t limit) {
    return Read(
        [&](const auto& t) { return t.payments().ListUnapplied(Area("420100"), after, limit); });
  };
  const domain::PaymentKey first{Area("420100"), payments[0].line.id};
  EXPECT_THAT(list(std::nullopt, 9),
              ElementsAre(payments[0], payments[1], payments[2], payments[4]));
  EXPECT_THAT(list(std::nullopt, 2), ElementsAre(payments[0], payments[1]));
  EXPECT_THAT(list(first, 9), ElementsAre(payments[1], payments[2], payments[4]));
  EXPECT_THAT(Read([](const auto& t) { return t.payments().UnappliedFor(Key(1)); }),
              ElementsAre(payments[1]));
  EXPECT_TRUE(Read([](const auto& t) { return t.payments().HasUnapplied(Area("420100")); }));
  EXPECT_FALSE(Read([](const auto& t) { return t.payments().HasUnapplied(Area("330100")); }));

  payments[0].applied_to = Key(7);
  payments[1].applied_to = Key(7);
  payments[2].reversed = payments[2].line.amounts;
  payments[4].applied_to = Key(8);
  MustWrite([&](ports::Transaction& t) { return t.payments().Put(payments); });
  EXPECT_THAT(list(std::nullopt, 9), IsEmpty());
  EXPECT_THAT(Read([](const auto& t) { return t.payments().UnappliedFor(Key(1)); }), IsEmpty());
  EXPECT_FALSE(Read([](const auto& t) { return t.payments().HasUnapplied(Area("420100")); }));
  EXPECT_THAT(Read([](const auto& t) { return t.payments().AppliedTo(Key(7)); }),
              ElementsAre(payments[0], payments[1]));
  payments[1].applied_to.reset();
  MustWrite([&](ports::Transaction& t) { return t.payments().Put({&payments[1], 1}); });
  EXPECT_THAT(Read([](const auto& t) { return t.payments().AppliedTo(Key(7)); }),
              ElementsAre(payments[0]));
  EXPECT_THAT(list(std::nullopt, 9), ElementsAre(payments[1]));
}

}  // namespace
}  // namespace levybridge::contract
