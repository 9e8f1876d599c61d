#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <random>
#include <set>
#include <thread>
#include <vector>

#include "adapters/sqlite/sqlite_store.h"
#include "tests/contract/sqlite/ledger_play.h"
#include "tests/contract/sqlite/run_options.h"
#include "tests/contract/sqlite/temporary_directory.h"
#include "tests/support/fault_vfs.h"

namespace levybridge::contract {
namespace {

using levybridge::testing::Fault;
using levybridge::testing::FaultVfs;
using sqlite::SqliteStore;

// Checkpoints and changes of runs after nearly every commit, so that faults also meet them.
sqlite::SqliteOptions Options(const std::string& path, const FaultVfs& vfs) {
  sqlite::SqliteOptions options;
  options.path = path;
  options.vfs = vfs.name();
  options.read_connections = 1;
  options.checkpoint_above_bytes = 200'000;
  options.runs = AllInRuns();
  options.runs.merge_runs = 3;
  options.upkeep_thread = false;
  return options;
}

std::set<int64_t> EventsOf(const SqliteStore& store, int64_t highest) {
  const auto events = EventsIn(store, highest);
  EXPECT_TRUE(events.ok()) << events.status();
  return events.value_or(std::set<int64_t>());
}

void ExpectSound(const SqliteStore& store) {
  const auto report = store.Verify([](std::string_view, int64_t) {});
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_THAT(report->problems, ::testing::IsEmpty());
  EXPECT_GT(report->rows_checked, 0);
}

// Plays events until the power goes; adds to `acknowledged` what was answered OK. Gives the event
// whose answer was an error: it may be there or not.
int64_t PlayUntilDark(SqliteStore& store, int64_t from, int64_t to,
                      std::set<int64_t>& acknowledged) {
  for (int64_t n = from; n <= to; ++n) {
    const absl::Status status =
        store.Write([n](ports::Transaction& transaction) { return PlayEvent(transaction, n); });
    if (!status.ok()) return n;
    acknowledged.insert(n);
    // It may meet the fault too; what it leaves must be sound.
    if (n % 6 == 0) store.RunUpkeep().IgnoreError();
  }
  return 0;
}

class PowerLoss : public ::testing::TestWithParam<int> {};

TEST_P(PowerLoss, EverythingAcknowledgedIsThereAndNothingIsHalfDone) {
  std::mt19937_64 random(static_cast<uint64_t>(GetParam()));
  const testing::TemporaryDirectory directory;
  FaultVfs vfs("fault-power-loss");
  const std::string path = directory.File("store.db");
  std::set<int64_t> acknowledged;
  std::set<int64_t> uncertain;
  int64_t next = 1;
  for (int crash = 0; crash < 4; ++crash) {
    vfs.StrikeAfter(Fault::kPowerLoss, 1 + static_cast<int64_t>(random() % 900));
    auto opened = SqliteStore::Open(Options(path, vfs));
    if (opened.ok()) {
      const int64_t failed = PlayUntilDark(**opened, next, next + 40, acknowledged);
      if (failed != 0) uncertain.insert(failed);
      next = failed == 0 ? next + 41 : failed + 1;
      opened->reset();
    }
    vfs.Restart(random);
    auto reopened = SqliteStore::Open(Options(path, vfs));
    ASSERT_TRUE(reopened.ok()) << reopened.status();
    const std::set<int64_t> events = EventsOf(**reopened, next);
    for (const int64_t n : acknowledged) EXPECT_TRUE(events.contains(n)) << "lost event " << n;
    for (const int64_t n : events) {
      EXPECT_TRUE(acknowledged.contains(n) || uncertain.contains(n)) << "invented event " << n;
    }
    if (!events.empty()) ExpectSound(**reopened);
    // What survived once has to survive from now on.
    acknowledged = events;
  }
}
INSTANTIATE_TEST_SUITE_P(Seeds, PowerLoss, ::testing::Range(1, 61));

class FailingDisk : public ::testing::TestWithParam<std::tuple<Fault, int>> {};

TEST_P(FailingDisk, AFailedWriteIsReportedAndTheStoreGoesOnWhenTheDiskDoes) {
  const auto [fault, seed] = GetParam();
  std::mt19937_64 random(static_cast<uint64_t>(seed));
  const testing::TemporaryDirectory directory;
  FaultVfs vfs("fault-failing-disk");
  const std::string path = directory.File("store.db");
  auto opened = SqliteStore::Open(Options(path, vfs));
  ASSERT_TRUE(opened.ok()) << opened.status();
  std::set<int64_t> acknowledged;
  for (int64_t n = 1; n <= 60; ++n) {
    if (n % 10 == 5) vfs.StrikeAfter(fault, 1 + static_cast<int64_t>(random() % 40), 2);
    const absl::Status status = (*opened)->Write(
        [n](ports::Transaction& transaction) { return PlayEvent(transaction, n); });
    if (status.ok()) {
      acknowledged.insert(n);
      if (n % 4 == 0) (*opened)->RunUpkeep().IgnoreError();
    } else {
      EXPECT_TRUE(status.code() == absl::StatusCode::kUnavailable ||
                  status.code() == absl::StatusCode::kResourceExhausted)
          << status;
    }
  }
  vfs.ClearFaults();
  EXPECT_EQ(EventsOf(**opened, 60), acknowledged);
  // Even when the power goes now, without a further sync.
  vfs.StrikeAfter(Fault::kPowerLoss, 1);
  opened->reset();
  vfs.Restart(random);
  opened = SqliteStore::Open(Options(path, vfs));
  ASSERT_TRUE(opened.ok()) << opened.status();
  EXPECT_EQ(EventsOf(**opened, 60), acknowledged);
  ExpectSound(**opened);
}
INSTANTIATE_TEST_SUITE_P(Seeds, FailingDisk,
                         ::testing::Combine(::testing::Values(Fault::kWriteError, Fault::kSyncError,
                                                              Fault::kDiskFull),
                                            ::testing::Range(1, 9)));

TEST(DiskFull, IsToldAsSuchAndReadsGoOn) {
  const testing::TemporaryDirectory directory;
  FaultVfs vfs("fault-disk-full");
  auto opened = SqliteStore::Open(Options(directory.File("store.db"), vfs));
  ASSERT_TRUE(opened.ok()) << opened.status();
  SqliteStore& store = **opened;
  ASSERT_TRUE(store.Write([](ports::Transaction& t) { return PlayEvent(t, 1); }).ok());
  vfs.StrikeAfter(Fault::kDiskFull, 1, 1'000'000);
  const absl::Status full = store.Write([](ports::Transaction& t) { return PlayEvent(t, 2); });
  EXPECT_EQ(full.code(), absl::StatusCode::kResourceExhausted) << full;
  EXPECT_EQ(EventsOf(store, 2), std::set<int64_t>{1});
  vfs.ClearFaults();
  EXPECT_TRUE(store.Write([](ports::Transaction& t) { return PlayEvent(t, 2); }).ok());
  EXPECT_EQ(EventsOf(store, 2), (std::set<int64_t>{1, 2}));
}

TEST(GroupCommit, ManyWritersShareASlowSync) {
  constexpr int kWriters = 16;
  constexpr int kWritesEach = 5;
  const testing::TemporaryDirectory directory;
  FaultVfs vfs("fault-slow-sync");
  auto opened = SqliteStore::Open(Options(directory.File("store.db"), vfs));
  ASSERT_TRUE(opened.ok()) << opened.status();
  SqliteStore& store = **opened;
  vfs.DelaySyncs(5);
  const int64_t syncs_before = vfs.syncs();
  std::atomic<int> failures = 0;
  std::vector<std::thread> writers;
  for (int writer = 0; writer < kWriters; ++writer) {
    writers.emplace_back([&, writer] {
      for (int i = 0; i < kWritesEach; ++i) {
        const int64_t n = 1 + writer * kWritesEach + i;
        const auto status = store.Write([n](ports::Transaction& transaction) {
          return transaction.instructions().PutOutcome(n, {});
        });
        if (!status.ok()) ++failures;
      }
    });
  }
  for (std::thread& writer : writers) writer.join();
  EXPECT_EQ(failures, 0);
  EXPECT_LT(vfs.syncs() - syncs_before, kWriters * kWritesEach / 2);
}

}  // namespace
}  // namespace levybridge::contract
