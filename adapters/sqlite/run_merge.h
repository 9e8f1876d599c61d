// RunMerge: several neighbouring runs of a scope become one, step by step.
//
// The sources stay in use until the last step, which puts the finished run in their place; a merge
// that is cut off leaves a run that nobody looks at (RunState::kBuilding) and that upkeep removes.
// Sources are read page by page, each page under a snapshot of its own, so that a long merge does
// not keep the write-ahead log from shrinking; runs never change, so that every snapshot will do.
// Used by one thread at a time.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "adapters/sqlite/sorted_runs.h"

namespace levybridge::sqlite {

// Runs a change in a transaction of its own on the writing connection.
using WriteStep = std::function<absl::Status(absl::FunctionRef<absl::Status(Connection&)>)>;

class RunMerge {
 public:
  // `sources` are neighbours by age, newest first. Writes nothing yet.
  static absl::StatusOr<std::unique_ptr<RunMerge>> Start(Connection& reader, const RunScope& scope,
                                                         std::vector<RunInfo> sources);

  // Does about a MiB of the work; true when the merge is complete. After an error the merge must be
  // given up.
  absl::StatusOr<bool> Step(Connection& reader, const WriteStep& write);
  int64_t run_no() const { return run_no_; }

 private:
  RunMerge(const RunScope& scope, std::vector<RunInfo> sources, int64_t run_no,
           const RunTuning& tuning);
  absl::Status ReadPage(Connection& reader);
  absl::Status WritePage(Connection& writer);
  absl::Status Swap(Connection& writer);

  const RunScope scope_;
  const std::vector<RunInfo> sources_;
  const int64_t run_no_;
  RunBuilder builder_;
  std::optional<std::string> last_key_;
  bool added_ = false;
  int64_t next_block_ = 0;
  std::shared_ptr<const RunFilter> filter_;  // once everything has been read
  size_t next_part_ = 0;
};

// Which runs to merge next, newest first; empty when the list is in order. Takes the smallest runs
// that have enough neighbours of about their size.
std::vector<RunInfo> ChooseMerge(const std::vector<RunInfo>& newest_first, const RunTuning& tuning);

}  // namespace levybridge::sqlite
