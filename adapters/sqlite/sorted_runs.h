// Sorted runs: writing them, finding keys in them, going through them in order.
//
// The blocks of a run are the rows (run number x kMaxBlocks + block) of run_block, so that they lie
// one behind the other; run_fence says with which key each begins. Everything here works inside the
// transaction of the connection it is given.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "adapters/sqlite/run_block.h"
#include "adapters/sqlite/run_catalog.h"

namespace levybridge::sqlite {

inline constexpr int64_t kMaxBlocks = int64_t{1} << 24;  // of a run

// Makes the blocks and the filter of a run from its records, in memory and in pieces.
class RunBuilder {
 public:
  struct Block {
    std::string first_key;
    std::string value;
  };

  // `expected_rows` is an upper bound. `keeps_hashes`: for runs that are to join a group.
  RunBuilder(RunKind kind, int64_t expected_rows, size_t block_bytes, bool keeps_hashes = true)
      : kind_(kind),
        block_bytes_(block_bytes),
        keeps_hashes_(keeps_hashes),
        filter_(expected_rows) {}

  // Keys strictly ascending.
  void Add(std::string_view key, std::string_view value);
  // Ends the last block.
  void Finish();
  // Takes in the records of `later`, whose keys all follow, and finishes both. Made with the same
  // arguments, so that parts of one run can be made side by side.
  void Append(RunBuilder&& later);
  // The blocks finished since the last call.
  std::vector<Block> TakeBlocks();
  int64_t rows() const { return rows_; }
  size_t waiting_bytes() const { return waiting_bytes_; }
  // After Finish.
  std::shared_ptr<const RunFilter> TakeFilter() {
    return std::make_shared<const RunFilter>(std::move(filter_));
  }
  // Of all records so far, as filters know them; none unless they are kept.
  absl::Span<const uint64_t> hashes() const { return hashes_; }

 private:
  void EndBlock();

  RunKind kind_;
  size_t block_bytes_;
  bool keeps_hashes_;
  RunFilter filter_;
  RunBlockWriter writer_;
  std::vector<Block> blocks_;
  size_t waiting_bytes_ = 0;
  int64_t rows_ = 0;
  std::vector<uint64_t> hashes_;
};

// Adds blocks to run `run_no`, of which the first is its block number `first_block`.
absl::Status InsertBlocks(Connection& connection, int64_t run_no, int64_t first_block,
                          absl::Span<const RunBuilder::Block> blocks);
inline constexpr size_t kFilterPartBytes = size_t{1} << 20;
// Adds part number `part` of the filter.
absl::Status InsertFilterPart(Connection& connection, int64_t run_no, const RunFilter& filter,
                              size_t part);
inline size_t FilterParts(const RunFilter& filter) {
  return (filter.bytes().size() + kFilterPartBytes - 1) / kFilterPartBytes;
}
// Makes a run of `rows` records, parts of it side by side: `add` puts those of first..end-1 into
// the builder it is given, in order.
RunBuilder BuildRun(RunKind kind, size_t rows, const RunTuning& tuning,
                    absl::FunctionRef<void(size_t first, size_t end, RunBuilder&)> add);
// Writes what is in `builder`, which is finished by this, as the newest run of its scope.
absl::Status WriteRun(Connection& connection, const RunScope& scope, RunBuilder& builder);

using FoundInRun = absl::FunctionRef<absl::Status(size_t index, std::string_view value)>;
// Calls `found` with the newest value of each key that the runs of `scope` hold, in no particular
// order; keys in any order. The value is valid within the call.
absl::Status FindInRuns(Connection& connection, const RunScope& scope,
                        absl::Span<const std::string_view> keys, FoundInRun found);

// Goes through one run.
class RunCursor {
 public:
  RunCursor(Connection& connection, int64_t run_no);

  // To the first record whose key is not less than `key`.
  absl::Status Seek(std::string_view key);
  absl::Status Next();
  bool AtEnd() const { return !block_; }
  const std::string& key() const { return key_; }
  // Valid until the next move.
  std::string_view value() const { return block_->Value(index_); }

 private:
  absl::Status OpenNextBlock();

  Connection& connection_;
  int64_t run_no_;
  std::unique_ptr<Query> blocks_;
  std::optional<RunBlockReader> block_;
  size_t index_ = 0;
  std::string key_;
};

// Goes through several runs as if they were one; of equal keys the first run's record counts.
class MergedCursor {
 public:
  MergedCursor(Connection& connection, absl::Span<const RunInfo> runs_newest_first);

  absl::Status Seek(std::string_view key);
  absl::Status Next();
  bool AtEnd() const { return heap_.empty(); }
  const std::string& key() const { return heap_.front()->cursor.key(); }
  std::string_view value() const { return heap_.front()->cursor.value(); }

 private:
  struct Source {
    RunCursor cursor;
    size_t rank;  // 0 = newest
  };
  static bool After(const Source* a, const Source* b);
  absl::Status AdvanceFront();

  std::vector<std::unique_ptr<Source>> sources_;
  std::vector<Source*> heap_;
};

}  // namespace levybridge::sqlite
