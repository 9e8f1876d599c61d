#include "adapters/sqlite/run_merge.h"

#include <algorithm>
#include <utility>

namespace levybridge::sqlite {
namespace {

constexpr size_t kPageBytes = size_t{1} << 20;

int64_t RowsOf(const std::vector<RunInfo>& runs) {
  int64_t rows = 0;
  for (const RunInfo& run : runs) rows += run.rows;
  return rows;
}

// Runs of one class are merged with each other: the next class is `merge_runs` times as large.
int ClassOf(const RunInfo& run, const RunTuning& tuning) {
  int size_class = 0;
  for (int64_t limit = 4 * tuning.run_from_rows; limit < run.rows;
       limit *= static_cast<int64_t>(tuning.merge_runs)) {
    ++size_class;
  }
  return size_class;
}

}  // namespace

absl::StatusOr<std::unique_ptr<RunMerge>> RunMerge::Start(Connection& reader, const RunScope& scope,
                                                          std::vector<RunInfo> sources) {
  RunCache& cache = reader.run_cache();
  const auto number = cache.NewNumber(reader);
  if (!number.ok()) return number.status();
  return std::unique_ptr<RunMerge>(
      new RunMerge(scope, std::move(sources), *number, cache.tuning()));
}

RunMerge::RunMerge(const RunScope& scope, std::vector<RunInfo> sources, int64_t run_no,
                   const RunTuning& tuning)
    : scope_(scope),
      sources_(std::move(sources)),
      run_no_(run_no),
      builder_(scope.kind, RowsOf(sources_), tuning.block_bytes, /*keeps_hashes=*/false) {}

absl::Status RunMerge::ReadPage(Connection& reader) {
  MergedCursor cursor(reader, sources_);
  absl::Status status = cursor.Seek(last_key_ ? std::string_view(*last_key_) : std::string_view());
  if (status.ok() && last_key_ && !cursor.AtEnd() && cursor.key() == *last_key_) {
    status = cursor.Next();
  }
  while (status.ok() && !cursor.AtEnd() && builder_.waiting_bytes() < kPageBytes) {
    builder_.Add(cursor.key(), cursor.value());
    last_key_ = cursor.key();
    status = cursor.Next();
  }
  if (!status.ok() || !cursor.AtEnd()) return status;
  builder_.Finish();
  filter_ = builder_.TakeFilter();
  return absl::OkStatus();
}

absl::Status RunMerge::WritePage(Connection& writer) {
  absl::Status status;
  if (!added_) {
    status = AddRun(writer, scope_, {run_no_, sources_.front().age, 0}, RunState::kBuilding);
  }
  const std::vector<RunBuilder::Block> blocks = builder_.TakeBlocks();
  if (status.ok()) status = InsertBlocks(writer, run_no_, next_block_, blocks);
  next_block_ += static_cast<int64_t>(blocks.size());
  added_ = true;
  return status;
}

absl::Status RunMerge::Swap(Connection& writer) {
  Query finish(writer, "UPDATE run SET state=?, row_count=? WHERE run_no=?");
  absl::Status status =
      finish.Bind(static_cast<int64_t>(RunState::kLive)).Bind(builder_.rows()).Bind(run_no_).Run();
  for (size_t i = 0; status.ok() && i < sources_.size(); ++i) {
    status = SetRunState(writer, sources_[i].run_no, RunState::kDropped);
  }
  if (status.ok()) status = BumpCatalog(writer);
  return status;
}

absl::StatusOr<bool> RunMerge::Step(Connection& reader, const WriteStep& write) {
  if (filter_ == nullptr) {
    absl::Status status = reader.Run("BEGIN");
    if (status.ok()) status = ReadPage(reader);
    if (reader.InTransaction()) reader.Execute("ROLLBACK").IgnoreError();
    if (status.ok()) status = write([this](Connection& writer) { return WritePage(writer); });
    if (!status.ok()) return status;
    return false;
  }
  if (next_part_ < FilterParts(*filter_)) {
    absl::Status status = write([this](Connection& writer) {
      return InsertFilterPart(writer, run_no_, *filter_, next_part_);
    });
    if (!status.ok()) return status;
    ++next_part_;
    return false;
  }
  reader.run_cache().Remember(run_no_, filter_);
  absl::Status status = write([this](Connection& writer) { return Swap(writer); });
  if (!status.ok()) return status;
  return true;
}

std::vector<RunInfo> ChooseMerge(const std::vector<RunInfo>& newest_first,
                                 const RunTuning& tuning) {
  int largest = 0;
  for (const RunInfo& run : newest_first) largest = std::max(largest, ClassOf(run, tuning));
  for (int size_class = 0; size_class <= largest; ++size_class) {
    std::vector<RunInfo> neighbours;
    size_t of_class = 0;
    for (const RunInfo& run : newest_first) {
      const int class_of_run = ClassOf(run, tuning);
      if (class_of_run > size_class) {
        if (of_class >= tuning.merge_runs) break;
        neighbours.clear();
        of_class = 0;
        continue;
      }
      neighbours.push_back(run);
      // Smaller ones come along, but a large run is not written again for their sake alone.
      of_class += class_of_run == size_class ? 1 : 0;
    }
    if (of_class >= tuning.merge_runs) return neighbours;
  }
  return {};
}

}  // namespace levybridge::sqlite
