// GroupCommit: the one writer of a store, and how many small writes share one sync.
//
// Whoever calls Write while nobody is writing becomes the leader: it runs its own change and those
// that queue up behind it inside one transaction of SQLite, each under a savepoint of its own, and
// commits once. A change that fails is rolled back alone (the first needs no savepoint for that,
// which spares a large change a copy of every page it touches). When the commit itself fails (disk
// full, I/O), or SQLite had to roll everything back, each change is run again in a transaction of
// its own, so that a large change cannot take small ones down with it; a change may therefore run
// more than once, possibly on another caller's thread. A group takes no further change after
// kGroupBudget. Write must not be called from within a change. Thread-safe.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <utility>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "adapters/sqlite/connection.h"
#include "gateway/ports/store.h"

namespace levybridge::sqlite {

inline constexpr std::chrono::milliseconds kGroupBudget{5};

class GroupCommit {
 public:
  using Change = absl::FunctionRef<absl::Status(ports::Transaction&)>;
  using Work = absl::FunctionRef<absl::Status(Connection&)>;

  // The connection must outlive this object and is used by it alone. `after_commit` runs on the
  // writing thread when the group has been answered.
  GroupCommit(Connection& connection, std::function<void(Connection&)> after_commit)
      : connection_(connection), after_commit_(std::move(after_commit)) {}

  // Returns when the change is durable, or with the reason why nothing of it remains.
  absl::Status Write(Change change);
  // Runs `work` alone on the writing connection, outside any transaction.
  absl::Status RunAlone(Work work);

 private:
  struct Request {
    const Change* change = nullptr;  // exactly one of the two is set
    const Work* work = nullptr;
    absl::Status status;
    bool answered = false;
    std::condition_variable wake;
  };
  using Group = std::deque<Request*>;

  absl::Status Submit(Request& request);
  // Runs what can run together from the front of `waiting`, takes it from there and returns it.
  Group RunGroup(Group& waiting);
  // As far as one transaction goes; an error means that nothing of it remains.
  absl::Status RunTogether(Group& waiting, Group& done);
  absl::Status RunUnderSavepoint(Change change);
  absl::Status RunInOwnTransaction(Change change);

  Connection& connection_;
  std::function<void(Connection&)> after_commit_;
  std::mutex mutex_;
  std::deque<Request*> queue_;
  bool leading_ = false;
  std::atomic<int64_t> waiting_ = 0;  // submitted and not yet begun
};

}  // namespace levybridge::sqlite
