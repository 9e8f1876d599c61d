#include "adapters/sqlite/group_commit.h"

#include <functional>
#include <utility>

#include "adapters/sqlite/transaction.h"

namespace levybridge::sqlite {
namespace {

using SteadyClock = std::chrono::steady_clock;

void RollBack(Connection& connection) {
  // SQLite may have rolled back by itself after an I/O error; then there is nothing left to do.
  if (connection.InTransaction()) connection.Execute("ROLLBACK").IgnoreError();
}

}  // namespace

absl::Status GroupCommit::Write(Change change) {
  Request request;
  request.change = &change;
  return Submit(request);
}

absl::Status GroupCommit::RunAlone(Work work) {
  Request request;
  request.work = &work;
  return Submit(request);
}

absl::Status GroupCommit::Submit(Request& request) {
  std::unique_lock lock(mutex_);
  queue_.push_back(&request);
  ++waiting_;
  request.wake.wait(lock, [this, &request] {
    return request.answered || (!leading_ && queue_.front() == &request);
  });
  if (request.answered) return request.status;
  leading_ = true;
  Group waiting;
  waiting.swap(queue_);
  lock.unlock();

  Group group;
  if (request.work != nullptr) {
    --waiting_;
    request.status = (*request.work)(connection_);
    waiting.pop_front();
    group.push_back(&request);
  } else {
    group = RunGroup(waiting);
  }

  lock.lock();
  for (Request* done : group) {
    done->answered = true;
    if (done != &request) done->wake.notify_one();
  }
  // What did not run keeps its place before what came meanwhile.
  queue_.insert(queue_.begin(), waiting.begin(), waiting.end());
  lock.unlock();
  after_commit_(connection_);
  lock.lock();
  leading_ = false;
  if (!queue_.empty()) queue_.front()->wake.notify_one();
  return request.status;
}

GroupCommit::Group GroupCommit::RunGroup(Group& waiting) {
  Group done;
  const absl::Status together = RunTogether(waiting, done);
  if (together.ok()) return done;
  if (done.size() == 1) {
    if (done.front()->status.ok()) done.front()->status = together;
    return done;
  }
  for (Request* request : done) request->status = RunInOwnTransaction(*request->change);
  return done;
}

absl::Status GroupCommit::RunTogether(Group& waiting, Group& done) {
  const SteadyClock::time_point deadline = SteadyClock::now() + kGroupBudget;
  bool anything_done = false;
  do {
    Request* request = waiting.front();
    waiting.pop_front();
    --waiting_;
    done.push_back(request);
    if (!connection_.InTransaction()) {
      absl::Status begun = connection_.Run("BEGIN IMMEDIATE");
      if (!begun.ok()) return begun;
    }
    if (anything_done) {
      request->status = RunUnderSavepoint(*request->change);
    } else {
      SqliteTransaction transaction(connection_, &waiting_);
      request->status = (*request->change)(transaction);
      anything_done = request->status.ok();
      if (!anything_done) RollBack(connection_);
    }
    if (anything_done && !connection_.InTransaction()) {
      return absl::UnavailableError("store: the transaction was rolled back");
    }
  } while (!waiting.empty() && waiting.front()->change != nullptr && SteadyClock::now() < deadline);
  if (!connection_.InTransaction()) return absl::OkStatus();
  absl::Status committed = connection_.Run("COMMIT");
  if (!committed.ok()) RollBack(connection_);
  return committed;
}

absl::Status GroupCommit::RunUnderSavepoint(Change change) {
  absl::Status status = connection_.Run("SAVEPOINT one_change");
  if (!status.ok()) return status;
  SqliteTransaction transaction(connection_, &waiting_);
  status = change(transaction);
  if (!connection_.InTransaction()) return status;
  if (!status.ok()) connection_.Run("ROLLBACK TO one_change").IgnoreError();
  connection_.Run("RELEASE one_change").IgnoreError();
  return status;
}

absl::Status GroupCommit::RunInOwnTransaction(Change change) {
  absl::Status status = connection_.Run("BEGIN IMMEDIATE");
  if (!status.ok()) return status;
  SqliteTransaction transaction(connection_, &waiting_);
  status = change(transaction);
  if (status.ok() && !connection_.InTransaction()) {
    status = absl::UnavailableError("store: the transaction was rolled back");
  }
  if (status.ok()) status = connection_.Run("COMMIT");
  if (!status.ok()) RollBack(connection_);
  return status;
}

}  // namespace levybridge::sqlite
