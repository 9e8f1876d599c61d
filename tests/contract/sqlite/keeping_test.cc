// What keeps a store whole beside its transactions: lock, migrations, backup, verify.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <fstream>
#include <set>
#include <string>
#include <thread>

#include "absl/strings/str_cat.h"
#include "adapters/sqlite/backup.h"
#include "adapters/sqlite/migrations.h"
#include "adapters/sqlite/sqlite_store.h"
#include "tests/contract/sqlite/ledger_play.h"
#include "tests/contract/sqlite/older_schema.h"
#include "tests/contract/sqlite/temporary_directory.h"
#include "tests/contract/store/samples.h"

namespace levybridge::contract {
namespace {

using sqlite::Connection;
using sqlite::SqliteStore;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::unique_ptr<SqliteStore> MustOpen(const std::string& path) {
  auto opened = SqliteStore::Open({.path = path});
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

void RunSql(const std::string& path, const std::string& sql) {
  auto connection = Connection::Open({.path = path, .create = true});
  ASSERT_TRUE(connection.ok()) << connection.status();
  const absl::Status status = (*connection)->Execute(sql.c_str());
  ASSERT_TRUE(status.ok()) << status;
}

std::vector<std::string> ProblemsOf(const SqliteStore& store) {
  const auto report = store.Verify([](std::string_view, int64_t) {});
  EXPECT_TRUE(report.ok()) << report.status();
  return report.ok() ? report->problems : std::vector<std::string>();
}

TEST(StoreLock, ASecondOpeningIsRefusedAndNamesTheHolder) {
  const testing::TemporaryDirectory directory;
  const std::string path = directory.File("store.db");
  auto first = MustOpen(path);
  const absl::Status second = SqliteStore::Open({.path = path}).status();
  EXPECT_EQ(second.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(second.message()), HasSubstr(absl::StrCat("process ", getpid())));
  first.reset();
  EXPECT_TRUE(SqliteStore::Open({.path = path}).ok());
}

TEST(StoreLock, AnotherProcessIsRefusedToo) {
  const testing::TemporaryDirectory directory;
  const std::string path = directory.File("store.db");
  const auto held = sqlite::StoreLock::Acquire(path);
  ASSERT_TRUE(held.ok()) << held.status();
  const pid_t child = fork();
  if (child == 0) {
    const auto lock = sqlite::StoreLock::Acquire(path);
    _exit(lock.status().code() == absl::StatusCode::kFailedPrecondition ? 0 : 1);
  }
  int result = -1;
  ASSERT_EQ(waitpid(child, &result, 0), child);
  EXPECT_TRUE(WIFEXITED(result) && WEXITSTATUS(result) == 0);
}

TEST(StoreFile, IsReadableByItsOwnerAlone) {
  const testing::TemporaryDirectory directory;
  const std::string path = directory.File("inner/store.db");
  const auto store = MustOpen(path);
  Play(*store, 1, 1);
  struct stat info {};
  for (const char* suffix : {"", "-wal", "-shm", ".lock"}) {
    ASSERT_EQ(stat((path + suffix).c_str(), &info), 0) << suffix;
    EXPECT_EQ(info.st_mode & 0777, 0600U) << suffix;
  }
  ASSERT_EQ(stat(directory.File("inner").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0700U);
}

TEST(Migrations, AFileNewerThanTheProgramIsRefusedUnchanged) {
  const testing::TemporaryDirectory directory;
  const std::string path = directory.File("store.db");
  MustOpen(path).reset();
  RunSql(path, absl::StrCat("PRAGMA user_version=", sqlite::kSchemaVersion + 1));
  const absl::Status status = SqliteStore::Open({.path = path}).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(status.message()), HasSubstr("newer program"));
}

TEST(Migrations, AnotherProgramsFileIsRefused) {
  const testing::TemporaryDirectory directory;
  const std::string path = directory.File("store.db");
  RunSql(path, "CREATE TABLE somebody_elses(x)");
  const absl::Status status = SqliteStore::Open({.path = path}).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(status.message()), HasSubstr("not a levybridge store"));
}

TEST(Migrations, AFileCutOffBeforeItsFirstStepIsBroughtToThePresentVersion) {
  const testing::TemporaryDirectory directory;
  const std::string path = directory.File("store.db");
  RunSql(path, absl::StrCat("PRAGMA application_id=", sqlite::kApplicationId));
  const auto store = MustOpen(path);
  ASSERT_NE(store, nullptr);
  Play(*store, 1, 2);
  auto connection = Connection::Open({.path = path});
  ASSERT_TRUE(connection.ok());
  EXPECT_EQ(sqlite::ReadSchemaVersion(**connection).value_or(-1), sqlite::kSchemaVersion);
}

TEST(Migrations, AFileOfTheThirdVersionKeepsItsObligationsAndRegisters) {
  const testing::TemporaryDirectory directory;
  const std::string path = directory.File("store.db");
  const domain::RegisteredEmployer employer{
      {Area("420100"), Key(1).unit_code}, {}, {}, std::nullopt};
  {
    const auto store = MustOpen(path);
    Play(*store, 1, 3);
    ASSERT_TRUE(
        store->Write([&](ports::Transaction& t) {
               return t.registers().Put({&employer, 1});
             })
            .ok());
  }
  RunSql(path,
         absl::StrCat("UPDATE obligation SET value=substr(value, 1, length(value) - 1);"
                      "UPDATE registered_employer SET value=substr(value, 1, length(value) - 1);"
                      "DROP TABLE deferral; DROP TABLE member_event; DROP TABLE make_up_request;"
                      "DROP TABLE credit; DROP TABLE offset_use;",
                      kWithoutRuns, kWithoutRefunds, "PRAGMA user_version=3"));
  const auto store = MustOpen(path);
  ASSERT_NE(store, nullptr);
  EXPECT_THAT(ProblemsOf(*store), IsEmpty());
  EXPECT_EQ(EventsIn(*store, 3)->size(), 3U);
  ASSERT_TRUE(store
                  ->Read([&](const ports::Transaction& t) {
                    const auto found = t.registers().Find({&employer.key, 1});
                    EXPECT_EQ(found.value().front(), employer);
                    return found.status();
                  })
                  .ok());
}

TEST(Backup, TakenWhileWritingRestoresToASoundStore) {
  const testing::TemporaryDirectory directory;
  auto store = MustOpen(directory.File("store.db"));
  Play(*store, 1, 30);
  std::atomic<int64_t> written = 30;
  std::atomic<bool> finished = false;
  std::thread writer([&] {
    while (!finished) Play(*store, written + 1, written + 1), ++written;
  });
  const absl::Status backed_up = store->Backup(directory.File("backup.db"));
  finished = true;
  writer.join();
  ASSERT_TRUE(backed_up.ok()) << backed_up;
  EXPECT_EQ(store->Backup(directory.File("backup.db")).code(), absl::StatusCode::kAlreadyExists);

  const std::string restored = directory.File("restored.db");
  ASSERT_TRUE(sqlite::RestoreStore(directory.File("backup.db"), restored, false).ok());
  EXPECT_EQ(sqlite::RestoreStore(directory.File("backup.db"), restored, false).code(),
            absl::StatusCode::kAlreadyExists);
  EXPECT_EQ(
      sqlite::RestoreStore(directory.File("backup.db"), directory.File("store.db"), true).code(),
      absl::StatusCode::kFailedPrecondition);
  const auto copy = MustOpen(restored);
  const auto events = EventsIn(*copy, written);
  ASSERT_TRUE(events.ok()) << events.status();
  EXPECT_GE(events->size(), 30U);
  EXPECT_EQ(*events->rbegin(), static_cast<int64_t>(events->size()));
  EXPECT_THAT(ProblemsOf(*copy), IsEmpty());
}

TEST(Backup, ADamagedBackupIsNotRestored) {
  const testing::TemporaryDirectory directory;
  auto store = MustOpen(directory.File("store.db"));
  Play(*store, 1, 30);
  const std::string backup = directory.File("backup.db");
  ASSERT_TRUE(store->Backup(backup).ok());
  {
    std::fstream file(backup, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(8192 * 5);
    file << std::string(8192 * 4, '\x5A');
  }
  const absl::Status status = sqlite::RestoreStore(backup, directory.File("restored.db"), false);
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss) << status;
  EXPECT_NE(access(directory.File("restored.db").c_str(), F_OK), 0);
}

struct Damage {
  const char* sql;
  const char* named;  // what a problem of verify must say
};

class Verify : public ::testing::TestWithParam<Damage> {};

TEST_P(Verify, NamesWhatIsWrong) {
  const testing::TemporaryDirectory directory;
  const std::string path = directory.File("store.db");
  auto store = MustOpen(path);
  Play(*store, 1, 5);
  ASSERT_TRUE(store->Write(PlayOffset).ok());
  EXPECT_THAT(ProblemsOf(*store), IsEmpty());
  store.reset();
  RunSql(path, GetParam().sql);
  store = MustOpen(path);
  EXPECT_THAT(ProblemsOf(*store), Contains(HasSubstr(GetParam().named)));
}

TEST(VerifyDeferrals, NamesWhatIsHeldWithoutBeingDeferredAndPartsWithoutInstruction) {
  const testing::TemporaryDirectory directory;
  const auto store = MustOpen(directory.File("store.db"));
  Play(*store, 1, 1);
  domain::Deferral deferral{.id = 0,
                            .key = Key(1),
                            .chain = 0,
                            .scope = domain::DeferralScope::kEmployer,
                            .on_application = false,
                            .policy = "p",
                            .clause = {},
                            .document = {},
                            .agenda = {},
                            .deregisters_on = {},
                            .demand = SampleInstruction(0),
                            .held = {},
                            .parts = {},
                            .blocked = false};
  deferral.held[domain::Component::kMaternity] = Fen(5);
  deferral.parts.push_back({9999, {}, Date("2020-03-31"), Date("2020-03-31"), {}});
  ASSERT_TRUE(store->Write([&](ports::Transaction& t) {
                     return t.deferrals().Put({&deferral, 1});
                   })
                  .ok());
  EXPECT_THAT(
      ProblemsOf(*store),
      ::testing::IsSupersetOf({HasSubstr("holds 0.05 of maternity"), HasSubstr("not its chain's"),
                               HasSubstr("more or less deferred than is held")}));
}

INSTANTIATE_TEST_SUITE_P(
    EachTable, Verify,
    ::testing::Values(
        Damage{"UPDATE obligation SET value=x'0100' WHERE unit_code=CAST('U00000003' AS BLOB)",
               "obligation 420100/2020-02/U00000003/310: damaged"},
        Damage{"DELETE FROM obligation WHERE unit_code=CAST('U00000003' AS BLOB)",
               "obligation 420100/2020-02/U00000003/310: due of employer_medical differs"},
        Damage{"DELETE FROM journal_chunk WHERE first_sequence=2", "where 2 is due"},
        Damage{"UPDATE journal_chunk SET value=substr(value,1,30) WHERE first_sequence=2",
               "journal_chunk 2: damaged"},
        Damage{"UPDATE ledger_balance SET fen_low=fen_low+1", "where the postings come to"},
        Damage{"DELETE FROM ledger_balance", "missing, the postings come to"},
        Damage{"DELETE FROM assessment WHERE number=CAST('HD2' AS BLOB)", "HD2 is not taken"},
        Damage{"UPDATE assessment SET unit_code=CAST('U9' AS BLOB)"
               " WHERE number=CAST('HD2' AS BLOB)",
               "does not know it"},
        Damage{"DELETE FROM instruction_chunk WHERE first_sequence=2", "where 2 is due"},
        Damage{"UPDATE instruction_chunk SET value=x'01' WHERE first_sequence=2",
               "instruction_chunk 2: damaged"},
        Damage{"UPDATE batch SET value=x'' WHERE batch_no=1", "batch 1: damaged"},
        Damage{"UPDATE batch_chunk SET value=x'01FF' WHERE chunk>>20=2",
               "batch_chunk 2/0: damaged"},
        Damage{"DELETE FROM payment_unapplied", "the list of unapplied money is wrong"},
        Damage{"DELETE FROM payment_unapplied_for", "payment_unapplied_for"},
        Damage{"UPDATE payment SET value=x'02'", "damaged"},
        Damage{"DELETE FROM offset_use", "U00000001/310: offset_given of employer_medical differs"},
        Damage{"UPDATE offset_use SET value=x'01'", "offset_use 5: damaged"},
        Damage{"UPDATE credit SET value=x'01'", "credit 420100/2020-02/U00000001/310: damaged"},
        Damage{"DELETE FROM obligation WHERE unit_code=CAST('U00000001' AS BLOB)",
               "credit 420100/2020-02/U00000001/310: no such obligation"}));

TEST(Damage, OfAStoredValueIsDataLossThatNamesTableAndKey) {
  const testing::TemporaryDirectory directory;
  const std::string path = directory.File("store.db");
  MustOpen(path)->Write([](ports::Transaction& t) { return PlayEvent(t, 3); }).IgnoreError();
  RunSql(path, "UPDATE obligation SET value=substr(value, 1, 20)");
  const auto store = MustOpen(path);
  const absl::Status status = store->Read([](const ports::Transaction& transaction) {
    const domain::ObligationKey key = Key(3);
    return transaction.obligations().Find({&key, 1}).status();
  });
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
  EXPECT_THAT(std::string(status.message()),
              HasSubstr("table obligation, key 420100/2020-02/U00000003/310"));
}

TEST(WriteAheadLog, StaysBoundedUnderALongReader) {
  const testing::TemporaryDirectory directory;
  sqlite::SqliteOptions options;
  options.path = directory.File("store.db");
  options.checkpoint_above_bytes = 1 << 20;
  options.expire_readers_above_bytes = 2 << 20;
  options.reader_limit_ms = 0;
  auto opened = SqliteStore::Open(options);
  ASSERT_TRUE(opened.ok()) << opened.status();
  SqliteStore& store = **opened;
  Play(store, 1, 3);
  int64_t next = 4;
  const absl::Status read = store.Read([&](const ports::Transaction& transaction) {
    return transaction.obligations().Scan(
        Area("420100"), std::nullopt, [&](const domain::Obligation&) {
          std::thread writer([&] { Play(store, next, next + 60); });
          writer.join();
          next += 61;
          return true;
        });
  });
  EXPECT_EQ(read.code(), absl::StatusCode::kUnavailable) << read;
  Play(store, next, next);
  ASSERT_TRUE(store.RunUpkeep().ok());
  EXPECT_LT(store.wal_bytes(), 2 << 20);
}

TEST(WriteAheadLog, NeverPassesItsBoundByMoreThanOneCommitHoweverYoungTheReaderIs) {
  constexpr int64_t kBound = 2 << 20;
  constexpr int64_t kOneCommit = 1 << 20;
  const testing::TemporaryDirectory directory;
  sqlite::SqliteOptions options;
  options.path = directory.File("store.db");
  options.checkpoint_above_bytes = 1 << 20;
  options.max_log_bytes = kBound;
  auto opened = SqliteStore::Open(options);
  ASSERT_TRUE(opened.ok()) << opened.status();
  SqliteStore& store = **opened;
  Play(store, 1, 1);
  int64_t next = 2;
  int64_t highest = 0;
  const absl::Status read = store.Read([&](const ports::Transaction& transaction) {
    std::thread writer([&] {
      while (store.wal_bytes() <= kBound && next < 1000) Play(store, next, next), ++next;
    });
    writer.join();
    return transaction.instructions().NextSequence().status();
  });
  EXPECT_EQ(read.code(), absl::StatusCode::kUnavailable) << read;
  for (const int64_t end = next + 200; next < end; ++next) {
    Play(store, next, next);
    highest = std::max(highest, store.wal_bytes());
  }
  EXPECT_LT(highest, kBound + kOneCommit);
}

}  // namespace
}  // namespace levybridge::contract
