#include <atomic>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/contract/store/samples.h"
#include "tests/contract/store/store_contract.h"

namespace levybridge::contract {
namespace {

absl::Status PutOne(ports::Transaction& transaction, int64_t n) {
  const domain::Obligation obligation = SampleObligation(n);
  return transaction.obligations().Put({&obligation, 1});
}

size_t Count(const ports::Transaction& transaction) {
  size_t count = 0;
  EXPECT_TRUE(transaction.obligations()
                  .Scan(Area("420100"), std::nullopt,
                        [&count](const domain::Obligation&) {
                          ++count;
                          return true;
                        })
                  .ok());
  return count;
}

TEST_P(StoreContract, AFailedChangeLeavesNothingAndGivesItsOwnError) {
  const absl::Status status = store().Write([](ports::Transaction& transaction) {
    EXPECT_TRUE(PutOne(transaction, 1).ok());
    return absl::AbortedError("on second thoughts");
  });
  EXPECT_EQ(status, absl::AbortedError("on second thoughts"));
  EXPECT_EQ(Read([](const auto& t) { return absl::StatusOr<size_t>(Count(t)); }), 0U);
}

TEST_P(StoreContract, AChangeSeesWhatItWrote) {
  MustWrite([](ports::Transaction& transaction) {
    EXPECT_TRUE(PutOne(transaction, 1).ok());
    EXPECT_EQ(Count(transaction), 1U);
    return absl::OkStatus();
  });
}

TEST_P(StoreContract, AReadKeepsItsSnapshotWhileOthersWrite) {
  MustWrite([](ports::Transaction& transaction) { return PutOne(transaction, 1); });
  const absl::Status status = store().Read([&](const ports::Transaction& transaction) {
    std::thread writer([this] { MustWrite([](ports::Transaction& t) { return PutOne(t, 2); }); });
    writer.join();
    EXPECT_EQ(Count(transaction), 1U);
    return absl::OkStatus();
  });
  EXPECT_TRUE(status.ok()) << status;
  EXPECT_EQ(Read([](const auto& t) { return absl::StatusOr<size_t>(Count(t)); }), 2U);
}

TEST_P(StoreContract, AReadHandsBackTheErrorOfItsQuery) {
  const absl::Status status =
      store().Read([](const ports::Transaction&) { return absl::NotFoundError("looked in vain"); });
  EXPECT_EQ(status, absl::NotFoundError("looked in vain"));
}

TEST_P(StoreContract, EightWritersAtOnceLoseNothingAndFailuresStayAlone) {
  constexpr int kWriters = 8;
  constexpr int kWritesEach = 40;
  std::atomic<int> wrong_answers = 0;
  std::vector<std::thread> writers;
  for (int writer = 0; writer < kWriters; ++writer) {
    writers.emplace_back([&, writer] {
      for (int i = 0; i < kWritesEach; ++i) {
        const bool fails = i % 4 == 3;
        const absl::Status status = store().Write([&](ports::Transaction& transaction) {
          absl::Status put = PutOne(transaction, writer * kWritesEach + i);
          return put.ok() && fails ? absl::AbortedError("meant to fail") : put;
        });
        if (status.ok() == fails) ++wrong_answers;
      }
    });
  }
  for (std::thread& writer : writers) writer.join();
  EXPECT_EQ(wrong_answers, 0);
  Reopen();
  EXPECT_EQ(Read([](const auto& t) { return absl::StatusOr<size_t>(Count(t)); }),
            size_t{kWriters * kWritesEach * 3 / 4});
}

TEST_P(StoreContract, ReadersRunBesideWriters) {
  std::atomic<bool> finished = false;
  std::atomic<int> went_backwards = 0;
  std::vector<std::thread> readers;
  for (int reader = 0; reader < 4; ++reader) {
    readers.emplace_back([&] {
      size_t before = 0;
      while (!finished) {
        const size_t now = Read([](const auto& t) { return absl::StatusOr<size_t>(Count(t)); });
        if (now < before) ++went_backwards;
        before = now;
      }
    });
  }
  for (int64_t n = 0; n < 100; ++n) {
    MustWrite([n](ports::Transaction& transaction) { return PutOne(transaction, n); });
  }
  finished = true;
  for (std::thread& reader : readers) reader.join();
  EXPECT_EQ(went_backwards, 0);
}

}  // namespace
}  // namespace levybridge::contract
