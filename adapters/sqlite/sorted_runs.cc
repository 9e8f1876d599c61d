#include "adapters/sqlite/sorted_runs.h"

#include <algorithm>
#include <iterator>

#include "absl/strings/str_cat.h"
#include "adapters/sqlite/in_parallel.h"
#include "adapters/sqlite/status.h"

namespace levybridge::sqlite {
namespace {

constexpr size_t kMaxRunParts = 4;

absl::Status DamagedBlock(int64_t block) {
  return Damaged("run_block", absl::StrCat(block / kMaxBlocks, "/", block % kMaxBlocks));
}

// Finds single keys in one run. Keys that lie in the block at hand cost no further read.
class RunFinder {
 public:
  RunFinder(Connection& connection, int64_t run_no)
      : run_no_(run_no),
        fence_(connection,
               "SELECT block FROM run_fence WHERE run_no=? AND first_key<=?"
               " ORDER BY first_key DESC LIMIT 1"),
        read_(connection, "SELECT value FROM run_block WHERE block=?") {}

  // Nothing when the run does not hold it. The value is valid until the next call.
  absl::StatusOr<std::optional<std::string_view>> Find(std::string_view key) {
    if (!Covers(key)) {
      if (absl::Status status = Open(key); !status.ok()) return status;
      if (!block_) return std::nullopt;
    }
    const size_t at = block_->LowerBound(key);
    if (at == block_->count() || !block_->KeyIs(at, key)) return std::nullopt;
    return block_->Value(at);
  }

 private:
  bool Covers(std::string_view key) const {
    return block_ && first_key_ <= key && key <= last_key_;
  }

  absl::Status Open(std::string_view key) {
    block_.reset();
    fence_.Reset();
    if (!fence_.Bind(run_no_).Bind(key).Next()) return fence_.status();
    const int64_t block = fence_.Int(0);
    fence_.Reset();
    read_.Reset();
    if (!read_.Bind(block).Next()) {
      return read_.status().ok() ? DamagedBlock(block) : read_.status();
    }
    block_ = RunBlockReader::Open(read_.Blob(0));
    if (!block_) return DamagedBlock(block);
    block_->ReadKey(0, first_key_);
    block_->ReadKey(block_->count() - 1, last_key_);
    return absl::OkStatus();
  }

  int64_t run_no_;
  Query fence_;
  Query read_;
  std::optional<RunBlockReader> block_;
  std::string first_key_;
  std::string last_key_;
};

std::vector<uint64_t> HashesOf(RunKind kind, absl::Span<const std::string_view> keys) {
  std::vector<uint64_t> hashes;
  hashes.reserve(keys.size());
  for (const std::string_view key : keys) hashes.push_back(FilterHash(kind, key));
  return hashes;
}

// Which of many keys may stand in the next run.
class Sieve {
 public:
  Sieve(RunKind kind, absl::Span<const std::string_view> keys, std::vector<RunGroup> groups)
      : hashes_(HashesOf(kind, keys)),
        found_(keys.size()),
        all_(keys.size()),
        groups_(std::move(groups)),
        of_group_(groups_.size()) {
    for (size_t i = 0; i < all_.size(); ++i) all_[i] = static_cast<uint32_t>(i);
  }
  // Those that the run's group does not deny; all keys where it has none. Found ones are among
  // them.
  const std::vector<uint32_t>& Among(const RunInfo& run) {
    const auto group = std::find_if(groups_.begin(), groups_.end(), [&](const RunGroup& known) {
      return known.Covers(run.run_no);
    });
    if (group == groups_.end()) return all_;
    std::optional<std::vector<uint32_t>>& kept =
        of_group_[static_cast<size_t>(group - groups_.begin())];
    if (!kept) {
      kept.emplace();
      Keep(
          all_, [&](uint32_t index) { return group->filter->MayHoldShared(hashes_[index]); },
          *kept);
    }
    return *kept;
  }
  // Of `among`, those not found yet that the run's own filter does not deny; `filter` may be null.
  void Sift(const std::vector<uint32_t>& among, const RunFilter* filter,
            std::vector<uint32_t>& candidates) const {
    Keep(
        among,
        [&](uint32_t index) {
          return !found_[index] && (filter == nullptr || filter->MayHold(hashes_[index]));
        },
        candidates);
  }
  void Found(uint32_t index) {
    found_[index] = true;
    ++found_count_;
  }
  bool AllFound() const { return found_count_ == all_.size(); }

 private:
  // Without a branch on what the filter says.
  template <class Predicate>
  static void Keep(const std::vector<uint32_t>& from, Predicate wanted,
                   std::vector<uint32_t>& kept) {
    kept.resize(from.size());
    size_t count = 0;
    for (const uint32_t index : from) {
      kept[count] = index;
      count += wanted(index) ? 1 : 0;
    }
    kept.resize(count);
  }

  std::vector<uint64_t> hashes_;
  std::vector<char> found_;
  size_t found_count_ = 0;
  std::vector<uint32_t> all_;
  std::vector<RunGroup> groups_;
  std::vector<std::optional<std::vector<uint32_t>>> of_group_;
};

}  // namespace

void RunBuilder::Add(std::string_view key, std::string_view value) {
  if (writer_.count() > 0 && writer_.bytes() + key.size() + value.size() > block_bytes_) {
    EndBlock();
  }
  writer_.Add(key, value);
  const uint64_t hash = FilterHash(kind_, key);
  filter_.Add(hash);
  if (keeps_hashes_) hashes_.push_back(hash);
  ++rows_;
}

void RunBuilder::EndBlock() {
  Block block{writer_.first_key(), {}};
  block.value = writer_.Finish();
  waiting_bytes_ += block.value.size();
  blocks_.push_back(std::move(block));
}

void RunBuilder::Finish() {
  if (writer_.count() > 0) EndBlock();
}

void RunBuilder::Append(RunBuilder&& later) {
  Finish();
  later.Finish();
  waiting_bytes_ += later.waiting_bytes_;
  rows_ += later.rows_;
  std::move(later.blocks_.begin(), later.blocks_.end(), std::back_inserter(blocks_));
  hashes_.insert(hashes_.end(), later.hashes_.begin(), later.hashes_.end());
  filter_.Merge(later.filter_);
}

std::vector<RunBuilder::Block> RunBuilder::TakeBlocks() {
  waiting_bytes_ = 0;
  return std::exchange(blocks_, {});
}

absl::Status InsertBlocks(Connection& connection, int64_t run_no, int64_t first_block,
                          absl::Span<const RunBuilder::Block> blocks) {
  Query fence(connection, "INSERT INTO run_fence(run_no, first_key, block) VALUES(?,?,?)");
  Query insert(connection, "INSERT INTO run_block(block, value) VALUES(?,?)");
  int64_t number = run_no * kMaxBlocks + first_block;
  for (const RunBuilder::Block& block : blocks) {
    absl::Status status = insert.Bind(number).Bind(block.value).Run();
    if (status.ok()) status = fence.Bind(run_no).Bind(block.first_key).Bind(number).Run();
    if (!status.ok()) return status;
    ++number;
  }
  return absl::OkStatus();
}

absl::Status InsertFilterPart(Connection& connection, int64_t run_no, const RunFilter& filter,
                              size_t part) {
  Query insert(connection, "INSERT INTO run_filter(run_no, part, value) VALUES(?,?,?)");
  return insert.Bind(run_no)
      .Bind(static_cast<int64_t>(part))
      .Bind(filter.bytes().substr(part * kFilterPartBytes, kFilterPartBytes))
      .Run();
}

RunBuilder BuildRun(RunKind kind, size_t rows, const RunTuning& tuning,
                    absl::FunctionRef<void(size_t first, size_t end, RunBuilder&)> add) {
  const size_t part_count = std::max<size_t>(1, std::min(kMaxRunParts, rows / tuning.part_rows));
  std::vector<RunBuilder> parts;
  parts.reserve(part_count);
  for (size_t i = 0; i < part_count; ++i) {
    parts.emplace_back(kind, static_cast<int64_t>(rows), tuning.block_bytes);
  }
  InParallel(part_count, [&](size_t part) {
    add(rows * part / part_count, rows * (part + 1) / part_count, parts[part]);
  });
  for (size_t i = 1; i < part_count; ++i) parts.front().Append(std::move(parts[i]));
  return std::move(parts.front());
}

absl::Status WriteRun(Connection& connection, const RunScope& scope, RunBuilder& builder) {
  const auto number = connection.run_cache().NewNumber(connection);
  if (!number.ok()) return number.status();
  builder.Finish();
  const std::shared_ptr<const RunFilter> filter = builder.TakeFilter();
  absl::Status status = InsertBlocks(connection, *number, 0, builder.TakeBlocks());
  for (size_t part = 0; status.ok() && part < FilterParts(*filter); ++part) {
    status = InsertFilterPart(connection, *number, *filter, part);
  }
  if (status.ok()) {
    status = AddRun(connection, scope, {*number, *number, builder.rows()}, RunState::kLive);
  }
  if (status.ok()) status = BumpCatalog(connection);
  if (!status.ok()) return status;
  connection.run_cache().Remember(*number, filter);
  connection.run_cache().AddToGroup(scope, *number, builder.hashes());
  return absl::OkStatus();
}

absl::Status FindInRuns(Connection& connection, const RunScope& scope,
                        absl::Span<const std::string_view> keys, FoundInRun found) {
  const auto runs = RunsOf(connection, scope);
  if (!runs.ok()) return runs.status();
  if (runs->empty() || keys.empty()) return absl::OkStatus();
  Sieve sieve(scope.kind, keys, connection.run_cache().GroupsOf(scope));
  std::vector<uint32_t> candidates;
  for (const RunInfo& run : *runs) {
    const std::vector<uint32_t>& among = sieve.Among(run);
    if (among.empty()) continue;
    const auto filter = FilterOf(connection, run, static_cast<int64_t>(among.size()));
    if (!filter.ok()) return filter.status();
    sieve.Sift(among, filter->get(), candidates);
    if (candidates.empty()) continue;
    std::sort(candidates.begin(), candidates.end(),
              [keys](uint32_t a, uint32_t b) { return keys[a] < keys[b]; });
    RunFinder finder(connection, run.run_no);
    for (const uint32_t index : candidates) {
      const auto value = finder.Find(keys[index]);
      if (!value.ok()) return value.status();
      if (!*value) continue;
      if (absl::Status status = found(index, **value); !status.ok()) return status;
      sieve.Found(index);
    }
    if (sieve.AllFound()) break;
  }
  return absl::OkStatus();
}

RunCursor::RunCursor(Connection& connection, int64_t run_no)
    : connection_(connection), run_no_(run_no) {}

absl::Status RunCursor::Seek(std::string_view key) {
  block_.reset();
  blocks_.reset();
  int64_t first_block = run_no_ * kMaxBlocks;
  {
    Query fence(connection_,
                "SELECT block FROM run_fence WHERE run_no=? AND first_key<=?"
                " ORDER BY first_key DESC LIMIT 1");
    if (fence.Bind(run_no_).Bind(key).Next()) first_block = fence.Int(0);
    if (!fence.status().ok()) return fence.status();
  }
  blocks_ = std::make_unique<Query>(
      connection_, "SELECT value, block FROM run_block WHERE block BETWEEN ? AND ? ORDER BY block");
  blocks_->Bind(first_block).Bind((run_no_ + 1) * kMaxBlocks - 1);
  absl::Status status = OpenNextBlock();
  // Once is enough where the fences are what they must be.
  while (status.ok() && block_) {
    index_ = block_->LowerBound(key);
    if (index_ < block_->count()) {
      block_->ReadKey(index_, key_);
      break;
    }
    status = OpenNextBlock();
  }
  return status;
}

absl::Status RunCursor::OpenNextBlock() {
  block_.reset();
  index_ = 0;
  if (!blocks_->Next()) return blocks_->status();
  block_ = RunBlockReader::Open(blocks_->Blob(0));
  if (!block_) return DamagedBlock(blocks_->Int(1));
  block_->ReadKey(0, key_);
  return absl::OkStatus();
}

absl::Status RunCursor::Next() {
  if (++index_ == block_->count()) return OpenNextBlock();
  block_->ReadKey(index_, key_);
  return absl::OkStatus();
}

MergedCursor::MergedCursor(Connection& connection, absl::Span<const RunInfo> runs_newest_first) {
  for (const RunInfo& run : runs_newest_first) {
    sources_.push_back(
        std::make_unique<Source>(Source{RunCursor(connection, run.run_no), sources_.size()}));
  }
}

// The heap's front is the least key; of equal keys the newest.
bool MergedCursor::After(const Source* a, const Source* b) {
  const int order = a->cursor.key().compare(b->cursor.key());
  return order != 0 ? order > 0 : a->rank > b->rank;
}

absl::Status MergedCursor::Seek(std::string_view key) {
  heap_.clear();
  for (const auto& source : sources_) {
    if (absl::Status status = source->cursor.Seek(key); !status.ok()) return status;
    if (!source->cursor.AtEnd()) heap_.push_back(source.get());
  }
  std::make_heap(heap_.begin(), heap_.end(), After);
  return absl::OkStatus();
}

absl::Status MergedCursor::AdvanceFront() {
  std::pop_heap(heap_.begin(), heap_.end(), After);
  Source* source = heap_.back();
  if (absl::Status status = source->cursor.Next(); !status.ok()) return status;
  if (source->cursor.AtEnd()) {
    heap_.pop_back();
  } else {
    std::push_heap(heap_.begin(), heap_.end(), After);
  }
  return absl::OkStatus();
}

absl::Status MergedCursor::Next() {
  const std::string passed = key();
  do {
    if (absl::Status status = AdvanceFront(); !status.ok()) return status;
  } while (!heap_.empty() && key() == passed);
  return absl::OkStatus();
}

}  // namespace levybridge::sqlite
