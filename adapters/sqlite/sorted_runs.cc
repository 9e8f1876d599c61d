#include "adapters/sqlite/sorted_runs.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "adapters/sqlite/status.h"

namespace levybridge::sqlite {
namespace {

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

// Of the keys still looked for, those that the run may hold go to `candidates`.
void Sift(const RunFilter& filter, const std::vector<uint64_t>& hashes,
          const std::vector<uint32_t>& wanted, std::vector<uint32_t>& candidates) {
  candidates.clear();
  for (const uint32_t index : wanted) {
    if (filter.MayHold(hashes[index])) candidates.push_back(index);
  }
}

std::vector<uint64_t> HashesOf(RunKind kind, absl::Span<const std::string_view> keys) {
  std::vector<uint64_t> hashes;
  hashes.reserve(keys.size());
  for (const std::string_view key : keys) hashes.push_back(FilterHash(kind, key));
  return hashes;
}

}  // namespace

void RunBuilder::Add(std::string_view key, std::string_view value) {
  if (writer_.count() > 0 && writer_.bytes() + key.size() + value.size() > block_bytes_) {
    EndBlock();
  }
  writer_.Add(key, value);
  filter_.Add(FilterHash(kind_, key));
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
  if (status.ok()) connection.run_cache().Remember(*number, filter);
  return status;
}

absl::Status FindInRuns(Connection& connection, const RunScope& scope,
                        absl::Span<const std::string_view> keys, FoundInRun found) {
  const auto runs = RunsOf(connection, scope);
  if (!runs.ok()) return runs.status();
  if (runs->empty() || keys.empty()) return absl::OkStatus();
  const std::vector<uint64_t> hashes = HashesOf(scope.kind, keys);
  std::vector<uint32_t> wanted(keys.size());
  for (size_t i = 0; i < keys.size(); ++i) wanted[i] = static_cast<uint32_t>(i);
  std::vector<uint32_t> candidates;
  for (const RunInfo& run : *runs) {
    const auto filter = FilterOf(connection, run, static_cast<int64_t>(wanted.size()));
    if (!filter.ok()) return filter.status();
    candidates = wanted;
    if (*filter != nullptr) Sift(**filter, hashes, wanted, candidates);
    if (candidates.empty()) continue;
    std::sort(candidates.begin(), candidates.end(),
              [keys](uint32_t a, uint32_t b) { return keys[a] < keys[b]; });
    RunFinder finder(connection, run.run_no);
    std::vector<uint32_t> hits;
    for (const uint32_t index : candidates) {
      const auto value = finder.Find(keys[index]);
      if (!value.ok()) return value.status();
      if (!*value) continue;
      if (absl::Status status = found(index, **value); !status.ok()) return status;
      hits.push_back(index);
    }
    if (hits.empty()) continue;
    std::sort(hits.begin(), hits.end());
    std::erase_if(wanted, [&hits](uint32_t index) {
      return std::binary_search(hits.begin(), hits.end(), index);
    });
    if (wanted.empty()) break;
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
