// RunUpkeep: keeps the runs few and the single rows few, in small steps while the store serves.
//
// Single rows that have become many wander into runs; runs that have become many are merged; runs
// that were merged away, or left unfinished by a crash, are removed. Each step is one short
// transaction and leaves a sound store, so that upkeep may stop after any of them. Merging waits
// while a large batch is being written, until a scope is too crowded. Used by one thread at a time.
#pragma once

#include <memory>
#include <set>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "adapters/sqlite/connection.h"
#include "adapters/sqlite/run_merge.h"

namespace levybridge::sqlite {

class RunUpkeep {
 public:
  // The connection must outlive this object and is used by it alone.
  RunUpkeep(Connection& reader, WriteStep write) : reader_(reader), write_(std::move(write)) {}

  // One step; false when there was nothing to do. `unhurried` merges even beside a large batch.
  absl::StatusOr<bool> Step(bool unhurried);

 private:
  absl::StatusOr<bool> DropStep();
  absl::StatusOr<bool> FlushStep(RunKind kind);
  absl::StatusOr<bool> MergeStep(bool unhurried);
  absl::Status StartMerge(bool unhurried);

  Connection& reader_;
  const WriteStep write_;
  std::unique_ptr<RunMerge> merge_;
  std::set<RunKind> rows_to_look_at_ = {RunKind::kObligations, RunKind::kAssessments};
};

}  // namespace levybridge::sqlite
