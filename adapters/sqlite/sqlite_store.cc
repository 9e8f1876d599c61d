#include "adapters/sqlite/sqlite_store.h"

#include <sqlite3.h>
#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "adapters/sqlite/backup.h"
#include "adapters/sqlite/migrations.h"
#include "adapters/sqlite/status.h"
#include "adapters/sqlite/transaction.h"

namespace levybridge::sqlite {
namespace {

constexpr int kMaxReadConnections = 64;
constexpr mode_t kOwnerOnly = 0600;
constexpr mode_t kOwnerOnlyDirectory = 0700;

absl::Status MakeDirectoryOf(const std::string& path) {
  const std::filesystem::path directory = std::filesystem::path(path).parent_path();
  std::error_code error;
  if (directory.empty() || std::filesystem::exists(directory, error)) return absl::OkStatus();
  std::filesystem::create_directories(directory.parent_path(), error);
  if (mkdir(directory.c_str(), kOwnerOnlyDirectory) != 0 &&
      !std::filesystem::exists(directory, error)) {
    return absl::UnavailableError(absl::StrCat("store: cannot make ", directory.string()));
  }
  return absl::OkStatus();
}

// SQLite gives its log and shared-memory files the mode of the main file.
absl::Status MakePrivate(const std::string& path) {
  if (chmod(path.c_str(), kOwnerOnly) != 0) {
    return absl::UnavailableError(absl::StrCat("store: cannot restrict access to ", path));
  }
  return absl::OkStatus();
}

int ReadConnections(const SqliteOptions& options) {
  return std::clamp(options.read_connections, 1, kMaxReadConnections);
}

absl::StatusOr<std::unique_ptr<Connection>> OpenWriter(const SqliteOptions& options) {
  auto opened = Connection::Open({.path = options.path,
                                  .vfs = options.vfs,
                                  .create = true,
                                  .busy_timeout_ms = options.busy_timeout_ms,
                                  .cache_kib = options.cache_mib * 512});
  if (!opened.ok()) return opened.status();
  Connection& writer = **opened;
  const auto version = ReadSchemaVersion(writer);
  if (!version.ok()) return version.status();
  absl::Status status = writer.Execute(
      "PRAGMA page_size=8192; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
      "PRAGMA wal_autocheckpoint=0; PRAGMA journal_size_limit=67108864;");
  if (!status.ok()) return status;
  // A fresh file exists only from here on.
  if (options.vfs.empty()) status = MakePrivate(options.path);
  if (status.ok()) status = Migrate(writer);
  if (!status.ok()) return status;
  return opened;
}

absl::StatusOr<std::unique_ptr<Connection>> OpenReader(const SqliteOptions& options) {
  const int cache_kib = options.cache_mib * 512 / ReadConnections(options);
  auto opened = Connection::Open({.path = options.path,
                                  .vfs = options.vfs,
                                  .busy_timeout_ms = options.busy_timeout_ms,
                                  .cache_kib = cache_kib});
  if (!opened.ok()) return opened.status();
  absl::Status status = (*opened)->Execute("PRAGMA query_only=ON; PRAGMA wal_autocheckpoint=0;");
  if (!status.ok()) return status;
  return opened;
}

}  // namespace

absl::StatusOr<std::unique_ptr<SqliteStore>> SqliteStore::Open(const SqliteOptions& options) {
  if (absl::Status status = MakeDirectoryOf(options.path); !status.ok()) return status;
  auto lock = StoreLock::Acquire(options.path);
  if (!lock.ok()) return lock.status();
  auto writer = OpenWriter(options);
  if (!writer.ok()) return writer.status();
  std::vector<std::unique_ptr<Connection>> readers;
  const int wanted = ReadConnections(options);
  while (readers.size() < static_cast<size_t>(wanted)) {
    auto reader = OpenReader(options);
    if (!reader.ok()) return reader.status();
    readers.push_back(*std::move(reader));
  }
  return std::unique_ptr<SqliteStore>(
      new SqliteStore(options, *std::move(lock), *std::move(writer), std::move(readers)));
}

SqliteStore::SqliteStore(const SqliteOptions& options, StoreLock lock,
                         std::unique_ptr<Connection> writer,
                         std::vector<std::unique_ptr<Connection>> readers)
    : options_(options),
      lock_(std::move(lock)),
      writer_(std::move(writer)),
      readers_(std::move(readers)),
      group_commit_(*writer_, [this](Connection& connection) { AfterCommit(connection); }) {
  // Called with the log's pages after each commit; remembering them is all it does.
  sqlite3_wal_hook(
      writer_->handle(),
      [](void* self, sqlite3*, const char*, int pages) {
        constexpr int64_t kFrameBytes = 8192 + 24;
        static_cast<SqliteStore*>(self)->wal_bytes_ = pages * kFrameBytes;
        return SQLITE_OK;
      },
      this);
}

SqliteStore::~SqliteStore() = default;

absl::Status SqliteStore::Write(absl::FunctionRef<absl::Status(ports::Transaction&)> change) {
  return group_commit_.Write(change);
}

absl::Status SqliteStore::Read(
    absl::FunctionRef<absl::Status(const ports::Transaction&)> query) const {
  return ReadConnection([query](Connection& connection) {
    const SqliteTransaction transaction(connection);
    return query(transaction);
  });
}

absl::Status SqliteStore::ReadConnection(absl::FunctionRef<absl::Status(Connection&)> query) const {
  const ReaderPool::Loan loan(readers_);
  Connection& connection = loan.connection();
  // The snapshot is taken by the first statement that looks at the file, hence the second one.
  absl::Status status = connection.Run("BEGIN");
  if (status.ok()) status = connection.Run("SELECT 1 FROM counter LIMIT 1");
  if (status.ok()) status = query(connection);
  if (connection.InTransaction()) connection.Execute("ROLLBACK").IgnoreError();
  return status;
}

absl::StatusOr<VerifyReport> SqliteStore::Verify(VerifyProgress progress) const {
  absl::StatusOr<VerifyReport> report = VerifyReport();
  absl::Status status = ReadConnection([&](Connection& connection) {
    report = VerifyStore(connection, progress);
    return report.status();
  });
  if (!status.ok()) return status;
  return report;
}

void SqliteStore::AfterCommit(Connection& connection) {
  if (wal_bytes_ <= options_.checkpoint_above_bytes) return;
  if (wal_bytes_ > options_.expire_readers_above_bytes) {
    readers_.Expire(std::chrono::steady_clock::now() -
                    std::chrono::milliseconds(options_.reader_limit_ms));
  }
  // Never waits for a reader: what a reader still needs is taken in after a later commit.
  sqlite3_busy_timeout(connection.handle(), 0);
  int left = 0;
  int done = 0;
  const int code = sqlite3_wal_checkpoint_v2(connection.handle(), nullptr,
                                             SQLITE_CHECKPOINT_TRUNCATE, &left, &done);
  sqlite3_busy_timeout(connection.handle(), options_.busy_timeout_ms);
  if (code == SQLITE_OK) wal_bytes_ = 0;
}

absl::Status SqliteStore::Backup(const std::string& target) {
  // In steps on the writing connection, which carries later writes over into the copy by itself.
  return CopyStore(target, [this](absl::FunctionRef<absl::Status(Connection&)> step) {
    return group_commit_.RunAlone(step);
  });
}

}  // namespace levybridge::sqlite
