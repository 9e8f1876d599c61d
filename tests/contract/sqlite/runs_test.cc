// Sorted runs: keys, blocks, filters, which runs are merged, and a store that is made of them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "adapters/sqlite/migrations.h"
#include "adapters/sqlite/run_block.h"
#include "adapters/sqlite/run_catalog.h"
#include "adapters/sqlite/run_filter.h"
#include "adapters/sqlite/run_key.h"
#include "adapters/sqlite/run_merge.h"
#include "adapters/sqlite/sqlite_store.h"
#include "tests/contract/sqlite/ledger_play.h"
#include "tests/contract/sqlite/older_schema.h"
#include "tests/contract/sqlite/run_options.h"
#include "tests/contract/sqlite/temporary_directory.h"
#include "tests/contract/store/samples.h"

namespace levybridge::contract {
namespace {

using sqlite::RunBlockReader;
using sqlite::RunBlockWriter;
using sqlite::RunInfo;
using sqlite::SqliteStore;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

std::string RunKeyOf(const domain::ObligationKey& key) {
  std::string bytes;
  sqlite::AppendObligationKey(key, bytes);
  return bytes;
}

TEST(RunKey, SortsAsTheObligationKeyAndComesBack) {
  std::vector<domain::ObligationKey> keys;
  for (const char* area : {"330100", "420100"}) {
    for (const char* unit : {"A", "AB", "AB ", "ABC", "B", "单位"}) {
      for (const auto type :
           {domain::InsuranceType::kEmployeeMedical, domain::InsuranceType::kMaternity}) {
        keys.push_back({Area(area), Period("2020-02"), *domain::UnitCode::Parse(unit), type});
      }
    }
  }
  std::sort(keys.begin(), keys.end());
  for (size_t i = 0; i < keys.size(); ++i) {
    EXPECT_EQ(sqlite::ReadObligationKey(RunKeyOf(keys[i]), Period("2020-02")), keys[i]);
    if (i > 0) {
      EXPECT_LT(RunKeyOf(keys[i - 1]), RunKeyOf(keys[i]));
    }
  }
  EXPECT_EQ(sqlite::ReadObligationKey("short", Period("2020-02")), std::nullopt);
}

TEST(RunBlock, FindsEveryRecordAndNothingElse) {
  RunBlockWriter writer;
  for (int i = 0; i < 100; i += 2) {
    writer.Add(absl::StrCat("key", 100 + i), absl::StrCat("value", i));
  }
  const std::string bytes = writer.Finish();
  const auto block = RunBlockReader::Open(bytes);
  ASSERT_TRUE(block.has_value());
  EXPECT_EQ(block->count(), 50U);
  for (int i = 0; i < 100; ++i) {
    const std::string key = absl::StrCat("key", 100 + i);
    const size_t at = block->LowerBound(key);
    EXPECT_EQ(at, static_cast<size_t>((i + 1) / 2));
    EXPECT_EQ(at < 50 && block->KeyIs(at, key), i % 2 == 0);
    if (i % 2 == 0) {
      EXPECT_EQ(block->Value(at), absl::StrCat("value", i));
    }
  }
  EXPECT_EQ(block->LowerBound("a"), 0U);
  EXPECT_EQ(block->LowerBound(""), 0U);
  EXPECT_EQ(block->LowerBound("z"), 50U);
}

TEST(RunBlock, ReadsDamagedBytesWithoutHarm) {
  RunBlockWriter writer;
  for (int i = 0; i < 9; ++i) writer.Add(absl::StrCat("key", i), std::string(20, 'v'));
  const std::string sound = writer.Finish();
  EXPECT_FALSE(RunBlockReader::Open("").has_value());
  std::mt19937_64 random(5);
  for (size_t cut = 0; cut < sound.size(); ++cut) {
    EXPECT_FALSE(RunBlockReader::Open(sound.substr(0, cut)).has_value()) << cut;
    std::string damaged = sound;
    damaged[cut] = static_cast<char>(random());
    const auto block = RunBlockReader::Open(damaged);
    std::string key;
    for (size_t i = 0; block && i < block->count(); ++i) {
      block->ReadKey(i, key);
      EXPECT_LE(block->Value(i).size(), damaged.size());
      EXPECT_LE(block->LowerBound(key), block->count());
    }
  }
}

TEST(RunFilter, NeverDeniesAKeyAndSeldomTakesAnotherForOne) {
  constexpr int kKeys = 20'000;
  sqlite::RunFilter filter(kKeys);
  const auto hash = [](int i) { return sqlite::RunHash(absl::StrCat("key", i)); };
  for (int i = 0; i < kKeys; ++i) filter.Add(hash(i));
  const auto again = sqlite::RunFilter::FromBytes(filter.bytes());
  ASSERT_TRUE(again.has_value());
  int mistaken = 0;
  for (int i = 0; i < kKeys; ++i) {
    EXPECT_TRUE(again->MayHold(hash(i)));
    if (again->MayHold(hash(kKeys + i))) ++mistaken;
  }
  EXPECT_LT(mistaken, kKeys / 500);
  EXPECT_FALSE(sqlite::RunFilter::FromBytes("not a line").has_value());
}

TEST(RunFilter, PartsMergeIntoWhatOneWouldHaveBeen) {
  constexpr int kKeys = 3'000;
  sqlite::RunFilter whole(kKeys);
  sqlite::RunFilter first(kKeys);
  sqlite::RunFilter second(kKeys);
  sqlite::RunFilter shared(kKeys);
  for (int i = 0; i < kKeys; ++i) {
    const uint64_t hash = sqlite::RunHash(absl::StrCat("key", i));
    whole.Add(hash);
    shared.AddShared(hash);
    (i < kKeys / 3 ? first : second).Add(hash);
  }
  first.Merge(second);
  EXPECT_EQ(first.bytes(), whole.bytes());
  EXPECT_EQ(shared.bytes(), whole.bytes());
  for (int i = 0; i < 2 * kKeys; ++i) {
    const uint64_t hash = sqlite::RunHash(absl::StrCat("key", i));
    EXPECT_EQ(shared.MayHoldShared(hash), whole.MayHold(hash));
  }
}

TEST(RunGroups, HoldRunsUntilTheyAreFullAndTheOldestGoes) {
  sqlite::RunTuning tuning;
  tuning.group_rows = 10;
  sqlite::RunCache cache(tuning);
  const sqlite::RunScope march{sqlite::RunKind::kObligations, Period("2020-03")};
  const sqlite::RunScope numbers{sqlite::RunKind::kAssessments, Period("2020-03")};
  const std::vector<uint64_t> few = {1, 2, 3, 4};
  for (int64_t run_no = 1; run_no <= 5; ++run_no) cache.AddToGroup(march, run_no, few);
  cache.AddToGroup(numbers, 6, few);
  cache.AddToGroup(march, 7, std::vector<uint64_t>(11, 9));  // too many for any
  const auto groups = cache.GroupsOf(march);
  ASSERT_EQ(groups.size(), 3U);
  EXPECT_TRUE(groups[0].Covers(1) && groups[0].Covers(2) && groups[2].Covers(5));
  EXPECT_FALSE(groups[0].Covers(3) || groups[2].Covers(6) || groups[2].Covers(7));
  EXPECT_EQ(cache.GroupsOf(numbers).size(), 1U);
  for (int64_t run_no = 10; run_no < 50; ++run_no) cache.AddToGroup(march, run_no, few);
  EXPECT_TRUE(cache.GroupsOf(numbers).empty());
  EXPECT_FALSE(cache.GroupsOf(march).front().Covers(1));
  EXPECT_TRUE(cache.GroupsOf(march).back().Covers(49));
}

TEST(ChooseMerge, TakesTheSmallestNeighboursAndLeavesLargeRunsAlone) {
  sqlite::RunTuning tuning;
  tuning.run_from_rows = 1000;
  tuning.merge_runs = 3;
  EXPECT_THAT(sqlite::ChooseMerge({}, tuning), IsEmpty());
  const RunInfo small{1, 1, 2000};
  const RunInfo large{2, 2, 9'000'000};
  EXPECT_THAT(sqlite::ChooseMerge({small, small, large}, tuning), IsEmpty());
  EXPECT_THAT(sqlite::ChooseMerge({small, small, large, small}, tuning), IsEmpty());
  EXPECT_THAT(sqlite::ChooseMerge({small, small, small, large}, tuning), SizeIs(3));
  // Neighbours in age only: what lies between is never jumped over.
  EXPECT_THAT(sqlite::ChooseMerge({large, small, large, small, large}, tuning), SizeIs(5));
}

sqlite::SqliteOptions Options(const testing::TemporaryDirectory& directory,
                              const sqlite::RunTuning& tuning) {
  sqlite::SqliteOptions options{.path = directory.File("store.db")};
  options.runs = tuning;
  options.upkeep_thread = false;
  return options;
}

std::unique_ptr<SqliteStore> MustOpen(const sqlite::SqliteOptions& options) {
  auto opened = SqliteStore::Open(options);
  EXPECT_TRUE(opened.ok()) << opened.status();
  return opened.ok() ? *std::move(opened) : nullptr;
}

void Play(SqliteStore& store, int64_t from, int64_t to) {
  for (int64_t n = from; n <= to; ++n) {
    const absl::Status status =
        store.Write([n](ports::Transaction& transaction) { return PlayEvent(transaction, n); });
    ASSERT_TRUE(status.ok()) << status;
  }
}

std::vector<std::string> ProblemsOf(const SqliteStore& store) {
  const auto report = store.Verify([](std::string_view, int64_t) {});
  EXPECT_TRUE(report.ok()) << report.status();
  return report.ok() ? report->problems : std::vector<std::string>();
}

void RunSql(const std::string& path, const std::string& sql) {
  auto connection = sqlite::Connection::Open({.path = path});
  ASSERT_TRUE(connection.ok()) << connection.status();
  const absl::Status status = (*connection)->Execute(sql.c_str());
  ASSERT_TRUE(status.ok()) << status;
}

int64_t Count(const std::string& path, const char* sql) {
  auto connection = sqlite::Connection::Open({.path = path});
  EXPECT_TRUE(connection.ok()) << connection.status();
  sqlite::Query query(**connection, sql);
  return query.Next() ? query.Int(0) : -1;
}

TEST(Upkeep, MovesRowsIntoFewRunsAndRemovesWhatWasMerged) {
  const testing::TemporaryDirectory directory;
  const auto options = Options(directory, AllInRuns());
  auto store = MustOpen(options);
  Play(*store, 1, 40);
  ASSERT_TRUE(store->RunUpkeep().ok());
  EXPECT_THAT(ProblemsOf(*store), IsEmpty());
  store.reset();
  EXPECT_EQ(Count(options.path, "SELECT count(*) FROM obligation"), 0);
  EXPECT_EQ(Count(options.path, "SELECT count(*) FROM assessment"), 0);
  EXPECT_EQ(Count(options.path, "SELECT count(*) FROM run WHERE state<>2"), 0);
  EXPECT_LE(Count(options.path, "SELECT count(*) FROM run"), 8);
  EXPECT_EQ(Count(options.path, "SELECT sum(row_count) FROM run WHERE kind=1"), 40);
  EXPECT_EQ(Count(options.path,
                  "SELECT count(*) FROM run_block WHERE block/16777216 NOT IN"
                  " (SELECT run_no FROM run)"),
            0);
}

TEST(Upkeep, RunsOnItsOwnThreadWhileOthersReadAndWrite) {
  const testing::TemporaryDirectory directory;
  auto options = Options(directory, AllInRuns());
  options.upkeep_thread = true;
  auto store = MustOpen(options);
  for (int64_t n = 1; n <= 60; ++n) {
    Play(*store, n, n);
    const auto events = EventsIn(*store, n);
    ASSERT_TRUE(events.ok()) << events.status();
    EXPECT_THAT(*events, SizeIs(n));
  }
  EXPECT_THAT(ProblemsOf(*store), IsEmpty());
}

TEST(Upkeep, AReaderGoesOnInItsSnapshotWhileItsRunsAreMergedAway) {
  const testing::TemporaryDirectory directory;
  auto store = MustOpen(Options(directory, AllInRuns()));
  Play(*store, 1, 12);
  int64_t seen = 0;
  const absl::Status read = store->Read([&](const ports::Transaction& transaction) {
    return transaction.obligations().Scan(Area("420100"), std::nullopt,
                                          [&](const domain::Obligation& obligation) {
                                            EXPECT_EQ(obligation.key, Key(++seen));
                                            Play(*store, 100 + seen, 100 + seen);
                                            EXPECT_TRUE(store->RunUpkeep().ok());
                                            return true;
                                          });
  });
  EXPECT_TRUE(read.ok()) << read;
  EXPECT_EQ(seen, 12);
}

TEST(Upkeep, GoesOnWhereAMergeWasCutOff) {
  const testing::TemporaryDirectory directory;
  const auto options = Options(directory, AllInRuns());
  auto store = MustOpen(options);
  Play(*store, 1, 10);
  ASSERT_TRUE(store->RunUpkeep().ok());
  store.reset();
  RunSql(options.path,
         "INSERT INTO run VALUES(900, 1, 24241, 900, 0, 1);"
         "INSERT INTO run_block VALUES(900*16777216, x'00');"
         "INSERT INTO run_fence VALUES(900, x'00', 900*16777216);"
         "INSERT INTO run_filter VALUES(900, 0, x'00')");
  store = MustOpen(options);
  EXPECT_THAT(ProblemsOf(*store), IsEmpty());
  ASSERT_TRUE(store->RunUpkeep().ok());
  EXPECT_EQ(Count(options.path, "SELECT count(*) FROM run_block WHERE block/16777216=900"), 0);
  EXPECT_EQ(Count(options.path, "SELECT count(*) FROM run_fence WHERE run_no=900"), 0);
  EXPECT_EQ(Count(options.path, "SELECT count(*) FROM run_filter WHERE run_no=900"), 0);
  EXPECT_EQ(Count(options.path, "SELECT count(*) FROM run WHERE run_no=900"), 0);
}

TEST(Migrations, RowsOfAnOlderStoreMoveIntoRunsAndStayWhatTheyWere) {
  const testing::TemporaryDirectory directory;
  const auto options = Options(directory, AllInRuns());
  {
    sqlite::SqliteOptions rows_only = options;
    rows_only.runs = {};
    Play(*MustOpen(rows_only), 1, 20);
  }
  RunSql(options.path, absl::StrCat(kWithoutRuns, kWithoutRefunds, "PRAGMA user_version=5"));
  auto store = MustOpen(options);
  ASSERT_NE(store, nullptr);
  EXPECT_THAT(ProblemsOf(*store), IsEmpty());
  ASSERT_TRUE(store->RunUpkeep().ok());
  EXPECT_EQ(Count(options.path, "SELECT count(*) FROM obligation"), 0);
  EXPECT_THAT(ProblemsOf(*store), IsEmpty());
  const auto events = EventsIn(*store, 20);
  ASSERT_TRUE(events.ok()) << events.status();
  EXPECT_THAT(*events, SizeIs(20));
}

struct Damage {
  const char* sql;
  const char* named;
};

class VerifyRuns : public ::testing::TestWithParam<Damage> {};

TEST_P(VerifyRuns, NamesWhatIsWrong) {
  const testing::TemporaryDirectory directory;
  const auto options = Options(directory, AllInRuns());
  auto store = MustOpen(options);
  Play(*store, 1, 12);
  ASSERT_TRUE(store->RunUpkeep().ok());
  EXPECT_THAT(ProblemsOf(*store), IsEmpty());
  store.reset();
  RunSql(options.path, GetParam().sql);
  store = MustOpen(options);
  EXPECT_THAT(ProblemsOf(*store), Contains(HasSubstr(GetParam().named)));
}

INSTANTIATE_TEST_SUITE_P(
    EachTable, VerifyRuns,
    ::testing::Values(Damage{"UPDATE run_block SET value=substr(value, 1, 9)", "is damaged"},
                      Damage{"DELETE FROM run_block WHERE block=(SELECT max(block) FROM run_block)",
                             "are due"},
                      Damage{"DELETE FROM run_fence", "is not found by its first key"},
                      Damage{"UPDATE run_filter SET value=zeroblob(64)", "the filter denies"},
                      Damage{"DELETE FROM run_filter", "run_filter"},
                      Damage{"DELETE FROM run WHERE kind=1", "which does not exist"},
                      Damage{"DELETE FROM run WHERE kind=2", "is not taken"},
                      Damage{"DELETE FROM obligation_area", "is missing"}));

// Many employers, changed again and again in large and small numbers, against a plain map.
TEST(RunsProperty, RandomPutsAndUpkeepAgreeWithAPlainMap) {
  for (uint64_t seed = 1; seed <= 2; ++seed) {
    std::mt19937_64 random(seed);
    const testing::TemporaryDirectory directory;
    auto store = MustOpen(Options(directory, seed % 2 == 0 ? AllInRuns() : RowsOverRuns()));
    std::map<domain::ObligationKey, domain::Obligation> model;
    for (int round = 0; round < 40; ++round) {
      std::vector<domain::Obligation> put;
      for (uint64_t count = random() % 12; count > 0; --count) {
        put.push_back(SampleObligation(static_cast<int64_t>(random() % 60), "420100",
                                       random() % 4 == 0 ? "2020-03" : "2020-02"));
        put.back().balance(domain::Component::kInterest).due =
            Fen(static_cast<int64_t>(random() % 1000));
      }
      ASSERT_TRUE(
          store->Write([&](ports::Transaction& t) { return t.obligations().Put(put); }).ok());
      for (const domain::Obligation& each : put) model.insert_or_assign(each.key, each);
      if (random() % 3 == 0) {
        ASSERT_TRUE(store->RunUpkeep().ok());
      }
      std::vector<domain::ObligationKey> keys;
      for (int64_t n = 0; n < 60; ++n) keys.push_back(Key(n));
      std::shuffle(keys.begin(), keys.end(), random);
      const absl::Status read = store->Read([&](const ports::Transaction& t) {
        const auto found = t.obligations().Find(keys);
        if (!found.ok()) return found.status();
        for (size_t i = 0; i < keys.size(); ++i) {
          const auto at = model.find(keys[i]);
          EXPECT_EQ((*found)[i], at == model.end() ? std::nullopt : std::optional(at->second));
        }
        std::vector<domain::Obligation> scanned;
        absl::Status status = t.obligations().Scan(Area("420100"), std::nullopt,
                                                   [&](const domain::Obligation& obligation) {
                                                     scanned.push_back(obligation);
                                                     return true;
                                                   });
        EXPECT_EQ(scanned.size(), model.size());
        auto expected = model.begin();
        for (const auto& obligation : scanned) EXPECT_EQ(obligation, (expected++)->second);
        return status;
      });
      ASSERT_TRUE(read.ok()) << read << " seed " << seed << " round " << round;
      ASSERT_FALSE(::testing::Test::HasFailure()) << "seed " << seed << " round " << round;
    }
  }
}

}  // namespace
}  // namespace levybridge::contract
