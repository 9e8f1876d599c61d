#include "adapters/sqlite/sqlite_store.h"

#include <sqlite3.h>
#include <sys/stat.h>

#include <algorithm>
#include <chrono>
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
constexpr int kHalfMibInKib = 512;
constexpr int kUpkeepCacheKib = 4096;
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
                                  .cache_kib = options.cache_mib * kHalfMibInKib});
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

absl::StatusOr<std::unique_ptr<Connection>> OpenReader(const SqliteOptions& options,
                                                       int cache_kib) {
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
  auto connections = Connect(options);
  if (!connections.ok()) return connections.status();
  return std::unique_ptr<SqliteStore>(
      new SqliteStore(options, *std::move(lock), *std::move(connections)));
}

absl::StatusOr<SqliteStore::Connections> SqliteStore::Connect(const SqliteOptions& options) {
  Connections connections;
  const auto cache = std::make_shared<RunCache>(options.runs);
  auto writer = OpenWriter(options);
  if (!writer.ok()) return writer.status();
  connections.writer = *std::move(writer);
  connections.writer->ShareRunCache(cache);
  connections.writer->UseCipher(options.cipher);
  const int wanted = ReadConnections(options);
  while (connections.readers.size() < static_cast<size_t>(wanted)) {
    auto reader = OpenReader(options, options.cache_mib * kHalfMibInKib / wanted);
    if (!reader.ok()) return reader.status();
    (*reader)->ShareRunCache(cache);
    (*reader)->UseCipher(options.cipher);
    connections.readers.push_back(*std::move(reader));
  }
  auto upkeep = OpenReader(options, kUpkeepCacheKib);
  if (!upkeep.ok()) return upkeep.status();
  (*upkeep)->ShareRunCache(cache);
  connections.upkeep = *std::move(upkeep);
  return connections;
}

SqliteStore::SqliteStore(const SqliteOptions& options, StoreLock lock, Connections connections)
    : options_(options),
      lock_(std::move(lock)),
      writer_(std::move(connections.writer)),
      readers_(std::move(connections.readers)),
      group_commit_(*writer_, [this](Connection& connection) { AfterCommit(connection); }),
      upkeep_(std::move(connections.upkeep), group_commit_, wal_bytes_,
              options.checkpoint_above_bytes) {
  // Called with the log's pages after each commit; remembering them is all it does.
  sqlite3_wal_hook(
      writer_->handle(),
      [](void* self, sqlite3*, const char*, int pages) {
        constexpr int64_t kFrameBytes = 8192 + 24;
        static_cast<SqliteStore*>(self)->wal_bytes_ = pages * kFrameBytes;
        return SQLITE_OK;
      },
      this);
  if (options_.upkeep_thread) upkeep_.Start();
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
  const auto now = std::chrono::steady_clock::now();
  if (wal_bytes_ > options_.max_log_bytes) {
    // The writer outruns upkeep, or a reader stands in its way; the bound comes before speed.
    readers_.Expire(now);
    if (RestartLog(connection)) wal_bytes_ = 0;
  } else if (wal_bytes_ > options_.expire_readers_above_bytes) {
    readers_.Expire(now - std::chrono::milliseconds(options_.reader_limit_ms));
  }
  upkeep_.Wake();
}

absl::Status SqliteStore::RunUpkeep() { return upkeep_.RunAll(); }

absl::StatusOr<ResealCounts> SqliteStore::Reseal() {
  Resealing resealing;
  absl::StatusOr<bool> more = true;
  while (more.ok() && *more) {
    absl::Status status = group_commit_.RunAlone([&](Connection& writer) {
      absl::Status done = writer.Run("BEGIN IMMEDIATE");
      if (done.ok()) more = resealing.Step(writer);
      if (done.ok()) done = more.status();
      if (done.ok()) done = writer.Run("COMMIT");
      if (writer.InTransaction()) writer.Execute("ROLLBACK").IgnoreError();
      return done;
    });
    if (!status.ok()) return status;
  }
  return resealing.counts();
}

absl::Status SqliteStore::Backup(const std::string& target) {
  // In steps on the writing connection, which carries later writes over into the copy by itself.
  return CopyStore(target, [this](absl::FunctionRef<absl::Status(Connection&)> step) {
    return group_commit_.RunAlone(step);
  });
}

}  // namespace levybridge::sqlite
