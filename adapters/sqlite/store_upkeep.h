// StoreUpkeep: what a store does beside serving: it takes the write-ahead log into the file and
// keeps the runs in order (run_upkeep.h), on a thread of its own.
//
// The writer is never held for long: the log is taken in by passes beside it, and only what was
// written during the last of them, a few MiB, while it waits; runs change in steps of about a MiB.
// What fails is tried again later; it costs room and speed, never truth. Thread-safe.
#pragma once

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "adapters/sqlite/connection.h"
#include "adapters/sqlite/group_commit.h"
#include "adapters/sqlite/run_upkeep.h"

namespace levybridge::sqlite {

class StoreUpkeep {
 public:
  // `wal_bytes` is the size of the log after the last commit; it is set to zero when the log starts
  // again from its beginning. All of them outlive this object. Does nothing before Start or RunAll.
  StoreUpkeep(std::unique_ptr<Connection> connection, GroupCommit& writer,
              std::atomic<int64_t>& wal_bytes, int64_t checkpoint_above_bytes);
  // Waits for the step at work.
  ~StoreUpkeep();

  void Start();
  // There may be something to do.
  void Wake();
  // Everything there is to do, now, on this thread.
  absl::Status RunAll();

 private:
  void Loop();
  // One step; false when there was nothing to do.
  absl::StatusOr<bool> Step(bool unhurried);
  absl::Status Checkpoint();

  std::unique_ptr<Connection> connection_;
  GroupCommit& writer_;
  std::atomic<int64_t>& wal_bytes_;
  const int64_t checkpoint_above_bytes_;
  std::mutex step_mutex_;  // over `connection_` and `runs_`
  RunUpkeep runs_;
  std::mutex mutex_;  // over what follows
  std::condition_variable changed_;
  bool awake_ = false;
  bool stopping_ = false;
  std::thread thread_;
};

// Takes what is in the log into the file as far as no reader needs it, and lets the next write
// start from the log's beginning; on the writing connection, which it holds meanwhile. False when a
// reader or another checkpoint was in the way.
bool RestartLog(Connection& writer);

}  // namespace levybridge::sqlite
