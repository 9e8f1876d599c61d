// SqliteStore: the embedded store, one file beside the gateway.
//
// Customer rules: what Write has answered OK survives kill -9 and power loss (WAL, every commit
// synced); one store belongs to one gateway (StoreLock). Many small writes share one sync
// (GroupCommit), reads run beside the writer on connections of their own, and the write-ahead log
// is bounded: it is taken into the file beside the writer (StoreUpkeep), and readers that keep it
// from shrinking for too long are told to give up. Thread-safe. Write must not be called from
// within Write, nor Read from within Read. Files are readable by their owner alone.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "adapters/sqlite/connection.h"
#include "adapters/sqlite/group_commit.h"
#include "adapters/sqlite/reader_pool.h"
#include "adapters/sqlite/reseal.h"
#include "adapters/sqlite/run_catalog.h"
#include "adapters/sqlite/store_lock.h"
#include "adapters/sqlite/store_upkeep.h"
#include "adapters/sqlite/verify.h"
#include "gateway/ports/cipher.h"
#include "gateway/ports/store.h"

namespace levybridge::sqlite {

struct SqliteOptions {
  std::string path{};        // its directory is created when it is missing
  int read_connections = 4;  // reads that can run at the same time, 1..64
  int cache_mib = 128;       // of pages in memory: half for the writer, half for all readers
  int busy_timeout_ms = 5000;
  std::string vfs{};  // SQLite's name of another file layer, for tests; empty: the system's
  // Above this the log is taken into the file.
  int64_t checkpoint_above_bytes = int64_t{64} << 20;
  // Above this, readers older than `reader_limit_ms` are told to give up.
  int64_t expire_readers_above_bytes = int64_t{128} << 20;
  int reader_limit_ms = 10000;
  // Above this all readers are, and writers wait for the log to be taken in.
  int64_t max_log_bytes = int64_t{192} << 20;
  RunTuning runs{};
  // Seals accounts at rest; outlives the store. Without one they can be neither written nor read.
  const ports::Cipher* cipher = nullptr;
  // False: upkeep happens in RunUpkeep() alone.
  bool upkeep_thread = true;
};

class SqliteStore final : public ports::Store {
 public:
  // Creates or migrates the store. FAILED_PRECONDITION when it is in use, newer than this program,
  // or not a levybridge store.
  static absl::StatusOr<std::unique_ptr<SqliteStore>> Open(const SqliteOptions& options);
  ~SqliteStore() override;

  absl::Status Write(absl::FunctionRef<absl::Status(ports::Transaction&)> change) override;
  absl::Status Read(
      absl::FunctionRef<absl::Status(const ports::Transaction&)> query) const override;

  // Copies the store, as it is at the end of the copy, to `target` while it goes on serving.
  // `target` appears complete and synced, or not at all. ALREADY_EXISTS when there is such a file.
  absl::Status Backup(const std::string& target);

  // Whether everything in the store is what it must be (verify.h). Reads one snapshot throughout,
  // so on a busy store it may be told to give up: UNAVAILABLE.
  absl::StatusOr<VerifyReport> Verify(VerifyProgress progress) const;

  // Does at once what upkeep would do in the background: single rows into runs, runs merged, the
  // log taken into the file. Safe to stop anywhere; UNAVAILABLE or RESOURCE_EXHAUSTED as in Write.
  absl::Status RunUpkeep();

  // Seals by the cipher's newest key whatever an older one sealed, in many small transactions.
  absl::StatusOr<ResealCounts> Reseal();

  // Of the write-ahead log, as it was after the last commit.
  int64_t wal_bytes() const { return wal_bytes_; }

 private:
  // Runs `query` on a read connection inside a transaction.
  absl::Status ReadConnection(absl::FunctionRef<absl::Status(Connection&)> query) const;
  struct Connections {
    std::unique_ptr<Connection> writer;
    std::vector<std::unique_ptr<Connection>> readers;
    std::unique_ptr<Connection> upkeep;
  };
  static absl::StatusOr<Connections> Connect(const SqliteOptions& options);
  SqliteStore(const SqliteOptions& options, StoreLock lock, Connections connections);
  void AfterCommit(Connection& connection);

  const SqliteOptions options_;
  StoreLock lock_;
  std::unique_ptr<Connection> writer_;
  mutable ReaderPool readers_;
  std::atomic<int64_t> wal_bytes_ = 0;
  GroupCommit group_commit_;
  StoreUpkeep upkeep_;
};

}  // namespace levybridge::sqlite
