// The catalog: which runs there are, as a snapshot sees them, and what is remembered of them.
//
// A run is an immutable sorted list of records of one kind and fee period; of runs that hold the
// same key the newest counts. The list of runs changes seldom and is read at every lookup, so it is
// remembered by a version number that stands in the store and changes with it. Numbers of runs and
// versions are never given twice while the store is open, not even after a rollback; therefore what
// is remembered under one is right in every snapshot.
#pragma once

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <unordered_map>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "adapters/sqlite/connection.h"
#include "adapters/sqlite/run_filter.h"
#include "adapters/sqlite/run_key.h"

namespace levybridge::sqlite {

// Of the tables run: add, never renumber.
enum class RunState : uint8_t {
  kBuilding = 1,  // not looked at yet; after a restart it is left over and goes
  kLive = 2,
  kDropped = 3,  // another has taken its place; its blocks go step by step
};

// What a run is a part of.
struct RunScope {
  RunKind kind = RunKind::kObligations;
  domain::FeePeriod fee_period;
  friend auto operator<=>(const RunScope&, const RunScope&) = default;
};

struct RunInfo {
  int64_t run_no = 0;
  int64_t age = 0;  // the greater, the newer is what it holds
  int64_t rows = 0;
};

// The live runs of each scope, newest first.
struct RunList {
  int64_t version = 0;
  std::map<RunScope, std::vector<RunInfo>> runs;
};

// When rows become a run, and runs one run.
struct RunTuning {
  int64_t run_from_rows = 1000;      // of one fee period in one call; fewer stand as single rows
  int64_t flush_above_rows = 16384;  // single rows of a table, before some of them become a run
  int64_t flush_rows = 2048;         // in one step
  size_t merge_runs = 8;             // of about the same size become one
  size_t crowded_runs = 100;         // of one scope: merging no longer waits for a quiet moment
  size_t block_bytes = 16384;
  size_t part_rows = 2000;  // one thread encodes at least these; a short block at the end costs
  int64_t filter_cache_bytes = int64_t{96} << 20;
  int64_t group_rows = int64_t{1} << 20;  // of the runs that share one filter in memory
};

// One filter over the keys of several runs that were written one after the other: while a large
// file comes in there are many of them, and a new key is in none.
struct RunGroup {
  std::shared_ptr<const RunFilter> filter;  // to be asked with MayHoldShared
  std::vector<int64_t> run_nos;             // ascending; all keys of these are in the filter

  bool Covers(int64_t run_no) const {
    return std::binary_search(run_nos.begin(), run_nos.end(), run_no);
  }
};

// Shared by all connections of a store. Thread-safe.
class RunCache {
 public:
  explicit RunCache(const RunTuning& tuning = {}) : tuning_(tuning) {}

  const RunTuning& tuning() const { return tuning_; }
  // A number that no run and no version has; above all that the store knows.
  absl::StatusOr<int64_t> NewNumber(Connection& connection);
  std::shared_ptr<const RunList> FindList(int64_t version) const;
  void Remember(std::shared_ptr<const RunList> list);

  // The filter when it is in memory. `asked` counts the questions; `worth_reading` says that by now
  // they have cost more than reading the filter would.
  struct Answer {
    std::shared_ptr<const RunFilter> filter;
    bool worth_reading = false;
  };
  Answer FindFilter(const RunInfo& run, int64_t asked);
  void Remember(int64_t run_no, std::shared_ptr<const RunFilter> filter);
  void Forget(int64_t run_no);

  // The new run's keys join the newest group of its scope. A run that is not committed after all
  // does no harm there.
  void AddToGroup(const RunScope& scope, int64_t run_no, absl::Span<const uint64_t> hashes);
  std::vector<RunGroup> GroupsOf(const RunScope& scope) const;

  // Rows put singly since the last call, a sign that there may be something to flush.
  void CountSingleRows(int64_t rows);
  int64_t TakeSingleRows();
  // Marks a bulk write, during which merging waits.
  void NoteBulk();
  bool BulkWithin(std::chrono::milliseconds past) const;

 private:
  struct Remembered {
    std::shared_ptr<const RunFilter> filter;
    int64_t asked = 0;
    int64_t last_used = 0;
  };
  struct OpenGroup {
    RunScope scope;
    std::shared_ptr<RunFilter> filter;
    std::vector<int64_t> run_nos;
    int64_t rows = 0;
  };
  void MakeRoom(int64_t needed_bytes);
  OpenGroup& GroupFor(const RunScope& scope, int64_t rows);

  const RunTuning tuning_;
  mutable std::mutex mutex_;
  int64_t last_number_ = 0;  // 0: not read from the store yet
  std::vector<std::shared_ptr<const RunList>> lists_;
  std::unordered_map<int64_t, Remembered> filters_;
  int64_t filter_bytes_ = 0;
  std::deque<OpenGroup> groups_;  // oldest first
  int64_t uses_ = 0;
  std::atomic<int64_t> single_rows_ = 0;
  std::atomic<std::chrono::steady_clock::time_point> last_bulk_{};
};

// The runs as the connection's transaction sees them.
absl::StatusOr<std::shared_ptr<const RunList>> CurrentRuns(Connection& connection);
// Of one scope; empty when it has none.
absl::StatusOr<std::vector<RunInfo>> RunsOf(Connection& connection, const RunScope& scope);
// The filter of a run when it is in memory, or is worth reading now; else null.
absl::StatusOr<std::shared_ptr<const RunFilter>> FilterOf(Connection& connection,
                                                          const RunInfo& run, int64_t asked);
absl::StatusOr<std::shared_ptr<const RunFilter>> ReadFilter(Connection& connection, int64_t run_no);

// Changes of the table run: to be called inside a write.
absl::Status AddRun(Connection& connection, const RunScope& scope, const RunInfo& run,
                    RunState state);
absl::Status SetRunState(Connection& connection, int64_t run_no, RunState state);
// Makes the changed list known; to be called once, after the changes.
absl::Status BumpCatalog(Connection& connection);

}  // namespace levybridge::sqlite
