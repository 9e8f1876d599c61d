#include "adapters/sqlite/run_upkeep.h"

#include <chrono>
#include <utility>

#include "adapters/sqlite/run_flush.h"

namespace levybridge::sqlite {
namespace {

constexpr std::chrono::seconds kBulkIsOver{2};
constexpr int64_t kBlocksPerDrop = 64;
constexpr int64_t kFencesPerDrop = 1024;

// Removes some of a run that nobody looks at any more; all of it in the end.
absl::Status DropSome(Connection& writer, int64_t run_no) {
  Query blocks(writer,
               "DELETE FROM run_block WHERE block IN (SELECT block FROM run_block"
               " WHERE block BETWEEN ? AND ? ORDER BY block LIMIT ?)");
  absl::Status status = blocks.Bind(run_no * kMaxBlocks)
                            .Bind((run_no + 1) * kMaxBlocks - 1)
                            .Bind(kBlocksPerDrop)
                            .Run();
  if (!status.ok() || writer.Changes() > 0) return status;
  Query fences(writer,
               "DELETE FROM run_fence WHERE run_no=? AND first_key IN (SELECT first_key FROM"
               " run_fence WHERE run_no=? LIMIT ?)");
  status = fences.Bind(run_no).Bind(run_no).Bind(kFencesPerDrop).Run();
  if (!status.ok() || writer.Changes() > 0) return status;
  Query filter(writer,
               "DELETE FROM run_filter WHERE rowid IN (SELECT rowid FROM run_filter"
               " WHERE run_no=? LIMIT 1)");
  status = filter.Bind(run_no).Run();
  if (!status.ok() || writer.Changes() > 0) return status;
  Query run(writer, "DELETE FROM run WHERE run_no=?");
  status = run.Bind(run_no).Run();
  if (status.ok()) writer.run_cache().Forget(run_no);
  return status;
}

}  // namespace

absl::StatusOr<bool> RunUpkeep::Step(bool unhurried) {
  if (reader_.run_cache().TakeSingleRows() > 0) {
    rows_to_look_at_ = {RunKind::kObligations, RunKind::kAssessments};
  }
  while (!rows_to_look_at_.empty()) {
    const RunKind kind = *rows_to_look_at_.begin();
    const auto flushed = FlushStep(kind);
    if (!flushed.ok() || *flushed) return flushed;
    rows_to_look_at_.erase(kind);
  }
  if (merge_ == nullptr) {
    const auto dropped = DropStep();
    if (!dropped.ok() || *dropped) return dropped;
  }
  return MergeStep(unhurried);
}

absl::StatusOr<bool> RunUpkeep::FlushStep(RunKind kind) {
  const auto scope = ChooseFlush(reader_, kind);
  if (!scope.ok()) return scope.status();
  if (!*scope) return false;
  absl::Status status = write_([&scope](Connection& writer) { return FlushRows(writer, **scope); });
  if (!status.ok()) return status;
  return true;
}

absl::Status RunUpkeep::StartMerge(bool unhurried) {
  RunCache& cache = reader_.run_cache();
  const bool quiet = unhurried || !cache.BulkWithin(kBulkIsOver);
  const auto list = CurrentRuns(reader_);
  if (!list.ok()) return list.status();
  for (const auto& [scope, runs] : (*list)->runs) {
    if (!quiet && runs.size() < cache.tuning().crowded_runs) continue;
    std::vector<RunInfo> sources = ChooseMerge(runs, cache.tuning());
    if (sources.empty()) continue;
    auto merge = RunMerge::Start(reader_, scope, std::move(sources));
    if (!merge.ok()) return merge.status();
    merge_ = *std::move(merge);
    return absl::OkStatus();
  }
  return absl::OkStatus();
}

absl::StatusOr<bool> RunUpkeep::MergeStep(bool unhurried) {
  if (merge_ == nullptr) {
    if (absl::Status status = StartMerge(unhurried); !status.ok()) return status;
    if (merge_ == nullptr) return false;
  }
  const auto complete = merge_->Step(reader_, write_);
  if (!complete.ok() || *complete) merge_.reset();
  if (!complete.ok()) return complete.status();
  return true;
}

absl::StatusOr<bool> RunUpkeep::DropStep() {
  // Between merges no run is being built, so what says so was left over.
  Query query(reader_, "SELECT run_no FROM run WHERE state<>? ORDER BY run_no LIMIT 1");
  const bool any = query.Bind(static_cast<int64_t>(RunState::kLive)).Next();
  if (!query.status().ok()) return query.status();
  if (!any) return false;
  const int64_t run_no = query.Int(0);
  query.Reset();
  absl::Status status = write_([run_no](Connection& writer) { return DropSome(writer, run_no); });
  if (!status.ok()) return status;
  return true;
}

}  // namespace levybridge::sqlite
