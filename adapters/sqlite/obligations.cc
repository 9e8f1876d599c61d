#include "adapters/sqlite/obligations.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "adapters/sqlite/obligation_fields.h"
#include "adapters/sqlite/obligation_key.h"
#include "adapters/sqlite/obligation_rows.h"
#include "adapters/sqlite/obligation_scan.h"
#include "adapters/sqlite/parties.h"
#include "adapters/sqlite/run_keys.h"
#include "adapters/sqlite/sorted_runs.h"
#include "adapters/sqlite/status.h"
#include "adapters/sqlite/value.h"

namespace levybridge::sqlite {
namespace {

using domain::Obligation;
using domain::ObligationKey;

absl::Status RememberAreas(Connection& connection, absl::Span<const Obligation> obligations) {
  Query remember(connection, "INSERT OR IGNORE INTO obligation_area(pooling_area) VALUES(?)");
  const Obligation* previous = nullptr;
  for (const Obligation& obligation : obligations) {
    const domain::PoolingArea area = obligation.key.pooling_area;
    if (previous != nullptr && previous->key.pooling_area == area) continue;
    previous = &obligation;
    absl::Status status = remember.Bind(int64_t{area.region.number()}).Run();
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

// Ascending by key; of those with the same key only the last.
void SortAndKeepLast(std::vector<const Obligation*>& obligations) {
  const auto less = [](const Obligation* a, const Obligation* b) { return a->key < b->key; };
  if (!std::is_sorted(obligations.begin(), obligations.end(), less)) {
    std::stable_sort(obligations.begin(), obligations.end(), less);
  }
  const auto same = [](const Obligation* a, const Obligation* b) { return a->key == b->key; };
  const auto kept = std::unique(obligations.rbegin(), obligations.rend(), same);
  obligations.erase(obligations.begin(), kept.base());
}

// Takes out of `obligations` those that have a single row: a row counts before any run, so that is
// what has to change.
absl::StatusOr<std::vector<const Obligation*>> TakeThoseWithRows(
    Connection& connection, std::vector<const Obligation*>& obligations) {
  std::vector<const ObligationKey*> keys;
  keys.reserve(obligations.size());
  for (const Obligation* obligation : obligations) keys.push_back(&obligation->key);
  std::vector<const Obligation*> with_row;
  absl::Status status = FindObligationRows(connection, keys, [&](size_t index, std::string_view) {
    with_row.push_back(std::exchange(obligations[index], nullptr));
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  if (!with_row.empty()) std::erase(obligations, nullptr);
  return with_row;
}

// Obligations of one fee period, many enough for a run.
absl::Status PutAsRun(Connection& connection, std::vector<const Obligation*> obligations) {
  SortAndKeepLast(obligations);
  const auto with_row = TakeThoseWithRows(connection, obligations);
  if (!with_row.ok()) return with_row.status();
  absl::Status status = PutObligationRows(connection, *with_row);
  if (!status.ok() || obligations.empty()) return status;
  RunCache& cache = connection.run_cache();
  cache.NoteBulk();
  const auto add = [&](size_t first, size_t end, RunBuilder& part) {
    std::string key;
    std::string value;
    for (size_t i = first; i < end; ++i) {
      key.clear();
      AppendObligationKey(obligations[i]->key, key);
      EncodeValue(*obligations[i], value);
      part.Add(key, value);
    }
  };
  RunBuilder builder = BuildRun(RunKind::kObligations, obligations.size(), cache.tuning(), add);
  const RunScope scope{RunKind::kObligations, obligations.front()->key.fee_period};
  return WriteRun(connection, scope, builder);
}

using ByType = std::map<domain::InsuranceType, Obligation>;

// A unit's obligations in one run that are not known from a newer place.
absl::Status AddFromRun(Connection& connection, const RunInfo& run, domain::FeePeriod fee_period,
                        const std::string& unit_key, ByType& found) {
  const auto filter = FilterOf(connection, run, 1);
  if (!filter.ok()) return filter.status();
  if (*filter != nullptr && !(*filter)->MayHold(UnitFilterHash(unit_key))) return absl::OkStatus();
  RunCursor cursor(connection, run.run_no);
  absl::Status status = cursor.Seek(unit_key);
  while (status.ok() && !cursor.AtEnd() && absl::StartsWith(cursor.key(), unit_key)) {
    const auto key = ReadObligationKey(cursor.key(), fee_period);
    if (!key) return Damaged("run_block", absl::StrCat(run.run_no));
    if (!found.contains(key->insurance_type)) {
      auto obligation = ReadObligation(*key, cursor.value());
      if (!obligation.ok()) return obligation.status();
      found.emplace(key->insurance_type, *std::move(obligation));
    }
    status = cursor.Next();
  }
  return status;
}

absl::Status AddFromRows(Connection& connection, domain::PoolingArea area,
                         domain::FeePeriod fee_period, const domain::UnitCode& unit_code,
                         ByType& found) {
  Query rows(connection,
             "SELECT pooling_area, fee_period, unit_code, insurance_type, value FROM obligation"
             " WHERE pooling_area=? AND fee_period=? AND unit_code=? ORDER BY insurance_type");
  rows.Bind(int64_t{area.region.number()})
      .Bind(int64_t{fee_period.index()})
      .Bind(unit_code.value());
  while (rows.Next()) {
    const auto key = ReadKey(rows, 0);
    if (!key) return Damaged("obligation", absl::StrCat(rows.Int(0), "/", rows.Int(1)));
    auto obligation = ReadObligation(*key, rows.Blob(4));
    if (!obligation.ok()) return obligation.status();
    found.emplace(key->insurance_type, *std::move(obligation));
  }
  return rows.status();
}

}  // namespace

absl::StatusOr<std::vector<std::optional<Obligation>>> SqliteObligations::Find(
    absl::Span<const ObligationKey> keys) const {
  std::vector<std::optional<Obligation>> answers(keys.size());
  const auto take = [&](size_t index, std::string_view value) -> absl::Status {
    auto obligation = ReadObligation(keys[index], value);
    if (!obligation.ok()) return obligation.status();
    answers[index] = *std::move(obligation);
    return absl::OkStatus();
  };
  std::vector<const ObligationKey*> pointers;
  pointers.reserve(keys.size());
  for (const ObligationKey& key : keys) pointers.push_back(&key);
  absl::Status status = FindObligationRows(connection_, pointers, take);
  if (!status.ok()) return status;
  std::map<domain::FeePeriod, RunKeys> left;
  for (size_t i = 0; i < keys.size(); ++i) {
    if (answers[i]) continue;
    RunKeys& of_period = left[keys[i].fee_period];
    AppendObligationKey(keys[i], of_period.bytes());
    of_period.End(i);
  }
  for (const auto& of_period : left) {
    const RunKeys& run_keys = of_period.second;
    const auto take_of_period = [&](size_t index, std::string_view value) {
      return take(run_keys.tag(index), value);
    };
    status = FindInRuns(connection_, {RunKind::kObligations, of_period.first}, run_keys.Views(),
                        take_of_period);
    if (!status.ok()) return status;
  }
  return answers;
}

absl::Status SqliteObligations::Put(absl::Span<const Obligation> obligations) {
  if (absl::Status status = RememberAreas(connection_, obligations); !status.ok()) return status;
  std::map<domain::FeePeriod, std::vector<const Obligation*>> by_period;
  for (const Obligation& obligation : obligations) {
    by_period[obligation.key.fee_period].push_back(&obligation);
  }
  const int64_t run_from_rows = connection_.run_cache().tuning().run_from_rows;
  for (auto& [fee_period, of_period] : by_period) {
    absl::Status status = static_cast<int64_t>(of_period.size()) < run_from_rows
                              ? PutObligationRows(connection_, of_period)
                              : PutAsRun(connection_, std::move(of_period));
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<std::optional<ObligationKey>>> SqliteObligations::FindAssessments(
    const domain::PartyId& agency, absl::Span<const ports::AssessmentIdentity> identities) const {
  const auto agency_no = FindPartyNo(connection_, agency);
  if (!agency_no.ok()) return agency_no.status();
  if (!agency_no->has_value()) {
    return std::vector<std::optional<ObligationKey>>(identities.size());
  }
  return FindNumbers(connection_, **agency_no, identities, &free_numbers_);
}

absl::Status SqliteObligations::PutAssessments(
    const domain::PartyId& agency, absl::Span<const ports::AssessmentIdentity> identities,
    absl::Span<const ObligationKey> keys) {
  if (identities.size() != keys.size()) {
    return absl::InvalidArgumentError("store: each assessment number needs its obligation's key");
  }
  for (size_t i = 0; i < identities.size(); ++i) {
    if (identities[i].fee_period != keys[i].fee_period) {
      return absl::InvalidArgumentError(
          "store: an assessment number belongs to an obligation of another fee period");
    }
  }
  const auto agency_no = InternParty(connection_, agency);
  if (!agency_no.ok()) return agency_no.status();
  return TakeNumbers(connection_, *agency_no, identities, keys, free_numbers_);
}

absl::Status SqliteObligations::Scan(domain::PoolingArea pooling_area,
                                     const std::optional<ObligationKey>& after,
                                     absl::FunctionRef<bool(const Obligation&)> visit) const {
  if (after && after->pooling_area > pooling_area) return absl::OkStatus();
  const bool within = after && after->pooling_area == pooling_area;
  const auto periods = PeriodsOf(connection_, pooling_area);
  if (!periods.ok()) return periods.status();
  bool wanted = true;
  const auto visit_stored = [&](const ObligationKey& key, std::string_view value,
                                bool& go_on) -> absl::Status {
    const auto obligation = ReadObligation(key, value);
    if (!obligation.ok()) return obligation.status();
    wanted = go_on = visit(*obligation);
    return absl::OkStatus();
  };
  for (const domain::FeePeriod fee_period : *periods) {
    if (within && fee_period < after->fee_period) continue;
    const bool first = within && fee_period == after->fee_period;
    absl::Status status = ScanPeriod(connection_, pooling_area, fee_period,
                                     first ? after : std::nullopt, visit_stored);
    if (!status.ok() || !wanted) return status;
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<Obligation>> SqliteObligations::OfUnit(
    domain::PoolingArea pooling_area, const domain::UnitCode& unit_code) const {
  const auto periods = PeriodsOf(connection_, pooling_area);
  if (!periods.ok()) return periods.status();
  std::string unit_key;
  AppendUnitKey(pooling_area, unit_code, unit_key);
  std::vector<Obligation> obligations;
  for (const domain::FeePeriod fee_period : *periods) {
    ByType found;
    absl::Status status = AddFromRows(connection_, pooling_area, fee_period, unit_code, found);
    const auto runs = RunsOf(connection_, {RunKind::kObligations, fee_period});
    if (status.ok()) status = runs.status();
    for (size_t i = 0; status.ok() && i < runs->size(); ++i) {
      status = AddFromRun(connection_, (*runs)[i], fee_period, unit_key, found);
    }
    if (!status.ok()) return status;
    for (auto& [type, obligation] : found) obligations.push_back(std::move(obligation));
  }
  return obligations;
}

absl::StatusOr<std::vector<domain::PoolingArea>> SqliteObligations::PoolingAreas() const {
  std::vector<domain::PoolingArea> areas;
  Query query(connection_, "SELECT pooling_area FROM obligation_area ORDER BY pooling_area");
  while (query.Next()) {
    const auto area = ReadPoolingArea(query.Int(0));
    if (!area) return Damaged("obligation_area", absl::StrCat(query.Int(0)));
    areas.push_back(*area);
  }
  if (!query.status().ok()) return query.status();
  return areas;
}

}  // namespace levybridge::sqlite
