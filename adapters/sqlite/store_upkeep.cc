#include "adapters/sqlite/store_upkeep.h"

#include <spdlog/spdlog.h>
#include <sqlite3.h>

#include <chrono>
#include <string>
#include <utility>

namespace levybridge::sqlite {
namespace {

// Looks even when nobody wakes it: merging waits for a quiet moment.
constexpr std::chrono::milliseconds kLookAgain{500};
constexpr int kPasses = 4;
// Taken in while the writer waits: at most about 2 MiB.
constexpr int kPagesAtLast = 256;

absl::Status InTransaction(Connection& writer,
                           absl::FunctionRef<absl::Status(Connection&)> change) {
  absl::Status status = writer.Run("BEGIN IMMEDIATE");
  if (status.ok()) status = change(writer);
  if (status.ok()) status = writer.Run("COMMIT");
  if (writer.InTransaction()) writer.Execute("ROLLBACK").IgnoreError();
  return status;
}

// A pass beside the writer; gives the pages that are still to be taken in, -1 when it was not let.
int PassiveCheckpoint(Connection& connection) {
  int pages = 0;
  int taken = 0;
  const int code = sqlite3_wal_checkpoint_v2(connection.handle(), nullptr,
                                             SQLITE_CHECKPOINT_PASSIVE, &pages, &taken);
  return code == SQLITE_OK ? pages - taken : -1;
}

}  // namespace

bool RestartLog(Connection& writer) {
  // Never waits for a reader: what a reader still needs is taken in later.
  int timeout_ms = 0;
  {
    Query query(writer, "PRAGMA busy_timeout");
    if (query.Next()) timeout_ms = static_cast<int>(query.Int(0));
  }
  sqlite3_busy_timeout(writer.handle(), 0);
  const int code = sqlite3_wal_checkpoint_v2(writer.handle(), nullptr, SQLITE_CHECKPOINT_RESTART,
                                             nullptr, nullptr);
  sqlite3_busy_timeout(writer.handle(), timeout_ms);
  return code == SQLITE_OK;
}

StoreUpkeep::StoreUpkeep(std::unique_ptr<Connection> connection, GroupCommit& writer,
                         std::atomic<int64_t>& wal_bytes, int64_t checkpoint_above_bytes)
    : connection_(std::move(connection)),
      writer_(writer),
      wal_bytes_(wal_bytes),
      checkpoint_above_bytes_(checkpoint_above_bytes),
      runs_(*connection_, [this](absl::FunctionRef<absl::Status(Connection&)> change) {
        return writer_.RunAlone([change](Connection& connection_of_writer) {
          return InTransaction(connection_of_writer, change);
        });
      }) {}

StoreUpkeep::~StoreUpkeep() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_one();
  if (thread_.joinable()) thread_.join();
}

void StoreUpkeep::Start() {
  thread_ = std::thread([this] { Loop(); });
}

void StoreUpkeep::Wake() {
  {
    const std::lock_guard lock(mutex_);
    awake_ = true;
  }
  changed_.notify_one();
}

void StoreUpkeep::Loop() {
  bool failing = false;
  while (true) {
    const absl::StatusOr<bool> more = Step(false);
    if (!more.ok() && !failing) {
      spdlog::error("存储维护失败，稍后重试 upkeep of the store failed and will be tried again: {}",
                    std::string(more.status().message()));
    }
    failing = !more.ok();
    std::unique_lock lock(mutex_);
    // A step wakes this thread itself by what it writes; without a pause it would never rest while
    // a reader stands in the way of the log.
    awake_ = false;
    if (!more.ok() || !*more) {
      changed_.wait_for(lock, kLookAgain, [this] { return stopping_ || awake_; });
    }
    if (stopping_) return;
  }
}

absl::Status StoreUpkeep::RunAll() {
  while (true) {
    const absl::StatusOr<bool> more = Step(true);
    if (!more.ok() || !*more) return more.status();
  }
}

absl::StatusOr<bool> StoreUpkeep::Step(bool unhurried) {
  const std::lock_guard lock(step_mutex_);
  if (wal_bytes_ > checkpoint_above_bytes_) {
    if (absl::Status status = Checkpoint(); !status.ok()) return status;
    // A reader stands in the way. What merging writes now would only make the log outgrow its
    // bound, at which every reader is told to give up, short ones too; they come first.
    if (!unhurried && wal_bytes_ > checkpoint_above_bytes_) return false;
  }
  return runs_.Step(unhurried);
}

absl::Status StoreUpkeep::Checkpoint() {
  for (int pass = 0; pass < kPasses; ++pass) {
    const int left = PassiveCheckpoint(*connection_);
    if (left >= 0 && left <= kPagesAtLast) break;
  }
  return writer_.RunAlone([this](Connection& writer) {
    if (RestartLog(writer)) wal_bytes_ = 0;
    return absl::OkStatus();
  });
}

}  // namespace levybridge::sqlite
