#include "adapters/sqlite/run_catalog.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "adapters/sqlite/status.h"

namespace levybridge::sqlite {
namespace {

// Snapshots in use at the same time see a few different lists.
constexpr size_t kListsRemembered = 8;
// Each takes 2.5 MiB.
constexpr size_t kMostGroups = 16;
// Reading a filter pays when about one question per so many rows has been asked.
constexpr int64_t kRowsPerQuestion = 8192;

absl::StatusOr<int64_t> ReadVersion(Connection& connection) {
  Query query(connection, "SELECT value FROM counter WHERE name='run_catalog'");
  const int64_t version = query.Next() ? query.Int(0) : 0;
  if (!query.status().ok()) return query.status();
  return version;
}

absl::StatusOr<RunScope> ReadScope(const Query& query, int column) {
  const int64_t kind = query.Int(column);
  const int64_t period = query.Int(column + 1);
  const auto fee_period = period < 0 || period > INT32_MAX
                              ? std::nullopt
                              : domain::FeePeriod::FromIndex(static_cast<int32_t>(period));
  const bool known = kind == static_cast<int64_t>(RunKind::kObligations) ||
                     kind == static_cast<int64_t>(RunKind::kAssessments);
  if (!fee_period || !known) return Damaged("run", absl::StrCat(kind, "/", period));
  return RunScope{static_cast<RunKind>(kind), *fee_period};
}

absl::StatusOr<std::shared_ptr<const RunList>> ReadList(Connection& connection, int64_t version) {
  auto list = std::make_shared<RunList>();
  list->version = version;
  Query query(connection,
              "SELECT run_no, age, row_count, kind, fee_period FROM run WHERE state=?"
              " ORDER BY age DESC");
  query.Bind(static_cast<int64_t>(RunState::kLive));
  while (query.Next()) {
    const auto scope = ReadScope(query, 3);
    if (!scope.ok()) return scope.status();
    list->runs[*scope].push_back({query.Int(0), query.Int(1), query.Int(2)});
  }
  if (!query.status().ok()) return query.status();
  return list;
}

}  // namespace

absl::StatusOr<int64_t> RunCache::NewNumber(Connection& connection) {
  const std::lock_guard lock(mutex_);
  if (last_number_ == 0) {
    const auto version = ReadVersion(connection);
    if (!version.ok()) return version.status();
    Query query(connection, "SELECT coalesce(max(run_no), 0) FROM run");
    const int64_t highest = query.Next() ? query.Int(0) : 0;
    if (!query.status().ok()) return query.status();
    last_number_ = std::max(*version, highest);
  }
  return ++last_number_;
}

std::shared_ptr<const RunList> RunCache::FindList(int64_t version) const {
  const std::lock_guard lock(mutex_);
  for (const auto& list : lists_) {
    if (list->version == version) return list;
  }
  return nullptr;
}

void RunCache::Remember(std::shared_ptr<const RunList> list) {
  const std::lock_guard lock(mutex_);
  if (lists_.size() == kListsRemembered) lists_.erase(lists_.begin());
  lists_.push_back(std::move(list));
}

RunCache::Answer RunCache::FindFilter(const RunInfo& run, int64_t asked) {
  const std::lock_guard lock(mutex_);
  Remembered& remembered = filters_[run.run_no];
  remembered.last_used = ++uses_;
  remembered.asked += asked;
  return {remembered.filter, remembered.asked * kRowsPerQuestion >= run.rows};
}

void RunCache::Remember(int64_t run_no, std::shared_ptr<const RunFilter> filter) {
  const auto bytes = static_cast<int64_t>(filter->bytes().size());
  const std::lock_guard lock(mutex_);
  Remembered& remembered = filters_[run_no];
  if (remembered.filter != nullptr) return;
  MakeRoom(bytes);
  filters_[run_no] = {std::move(filter), 0, ++uses_};
  filter_bytes_ += bytes;
}

void RunCache::Forget(int64_t run_no) {
  const std::lock_guard lock(mutex_);
  const auto at = filters_.find(run_no);
  if (at == filters_.end()) return;
  if (at->second.filter != nullptr) {
    filter_bytes_ -= static_cast<int64_t>(at->second.filter->bytes().size());
  }
  filters_.erase(at);
}

// What was used longest ago goes first, but never everything: a filter larger than all the room
// there is still has to work.
void RunCache::MakeRoom(int64_t needed_bytes) {
  while (filter_bytes_ > 0 && filter_bytes_ + needed_bytes > tuning_.filter_cache_bytes) {
    auto oldest = filters_.end();
    for (auto at = filters_.begin(); at != filters_.end(); ++at) {
      if (at->second.filter == nullptr) continue;
      if (oldest == filters_.end() || at->second.last_used < oldest->second.last_used) oldest = at;
    }
    filter_bytes_ -= static_cast<int64_t>(oldest->second.filter->bytes().size());
    oldest->second = {};
  }
}

RunCache::OpenGroup& RunCache::GroupFor(const RunScope& scope, int64_t rows) {
  const auto newest = std::find_if(groups_.rbegin(), groups_.rend(),
                                   [&](const OpenGroup& group) { return group.scope == scope; });
  if (newest != groups_.rend() && newest->rows + rows <= tuning_.group_rows) return *newest;
  if (groups_.size() == kMostGroups) groups_.pop_front();
  return groups_.emplace_back(
      OpenGroup{scope, std::make_shared<RunFilter>(tuning_.group_rows), {}, 0});
}

void RunCache::AddToGroup(const RunScope& scope, int64_t run_no,
                          absl::Span<const uint64_t> hashes) {
  const auto rows = static_cast<int64_t>(hashes.size());
  if (rows > tuning_.group_rows) return;
  const std::lock_guard lock(mutex_);
  OpenGroup& group = GroupFor(scope, rows);
  for (const uint64_t hash : hashes) group.filter->AddShared(hash);
  group.run_nos.push_back(run_no);
  group.rows += rows;
}

std::vector<RunGroup> RunCache::GroupsOf(const RunScope& scope) const {
  std::vector<RunGroup> groups;
  const std::lock_guard lock(mutex_);
  for (const OpenGroup& group : groups_) {
    if (group.scope == scope) groups.push_back({group.filter, group.run_nos});
  }
  return groups;
}

void RunCache::CountSingleRows(int64_t rows) { single_rows_ += rows; }
int64_t RunCache::TakeSingleRows() { return single_rows_.exchange(0); }
void RunCache::NoteBulk() { last_bulk_ = std::chrono::steady_clock::now(); }
bool RunCache::BulkWithin(std::chrono::milliseconds past) const {
  return std::chrono::steady_clock::now() - last_bulk_.load() < past;
}

absl::StatusOr<std::shared_ptr<const RunList>> CurrentRuns(Connection& connection) {
  const auto version = ReadVersion(connection);
  if (!version.ok()) return version.status();
  RunCache& cache = connection.run_cache();
  if (auto known = cache.FindList(*version); known != nullptr) return known;
  auto list = ReadList(connection, *version);
  if (list.ok()) cache.Remember(*list);
  return list;
}

absl::StatusOr<std::vector<RunInfo>> RunsOf(Connection& connection, const RunScope& scope) {
  const auto list = CurrentRuns(connection);
  if (!list.ok()) return list.status();
  const auto at = (*list)->runs.find(scope);
  return at == (*list)->runs.end() ? std::vector<RunInfo>() : at->second;
}

absl::StatusOr<std::shared_ptr<const RunFilter>> ReadFilter(Connection& connection,
                                                            int64_t run_no) {
  std::string bytes;
  Query query(connection, "SELECT value FROM run_filter WHERE run_no=? ORDER BY part");
  query.Bind(run_no);
  while (query.Next()) bytes += query.Blob(0);
  if (!query.status().ok()) return query.status();
  auto filter = RunFilter::FromBytes(bytes);
  if (!filter) return Damaged("run_filter", absl::StrCat(run_no));
  return std::make_shared<const RunFilter>(*std::move(filter));
}

absl::StatusOr<std::shared_ptr<const RunFilter>> FilterOf(Connection& connection,
                                                          const RunInfo& run, int64_t asked) {
  RunCache& cache = connection.run_cache();
  RunCache::Answer answer = cache.FindFilter(run, asked);
  if (answer.filter != nullptr || !answer.worth_reading) return std::move(answer.filter);
  auto filter = ReadFilter(connection, run.run_no);
  if (filter.ok()) cache.Remember(run.run_no, *filter);
  return filter;
}

absl::Status AddRun(Connection& connection, const RunScope& scope, const RunInfo& run,
                    RunState state) {
  Query query(connection,
              "INSERT INTO run(run_no, kind, fee_period, age, row_count, state)"
              " VALUES(?,?,?,?,?,?)");
  return query.Bind(run.run_no)
      .Bind(static_cast<int64_t>(scope.kind))
      .Bind(int64_t{scope.fee_period.index()})
      .Bind(run.age)
      .Bind(run.rows)
      .Bind(static_cast<int64_t>(state))
      .Run();
}

absl::Status SetRunState(Connection& connection, int64_t run_no, RunState state) {
  Query query(connection, "UPDATE run SET state=? WHERE run_no=?");
  return query.Bind(static_cast<int64_t>(state)).Bind(run_no).Run();
}

absl::Status BumpCatalog(Connection& connection) {
  const auto number = connection.run_cache().NewNumber(connection);
  if (!number.ok()) return number.status();
  Query query(connection, "INSERT OR REPLACE INTO counter(name, value) VALUES('run_catalog', ?)");
  return query.Bind(*number).Run();
}

}  // namespace levybridge::sqlite
