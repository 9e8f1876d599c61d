#include "adapters/sqlite/obligation_scan.h"

#include <string_view>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "adapters/sqlite/obligation_fields.h"
#include "adapters/sqlite/obligation_key.h"
#include "adapters/sqlite/sorted_runs.h"
#include "adapters/sqlite/status.h"
#include "adapters/sqlite/value.h"

namespace levybridge::sqlite {
namespace {

using domain::ObligationKey;

// Goes through the single rows of an area and period.
class RowCursor {
 public:
  RowCursor(Connection& connection, domain::PoolingArea area, domain::FeePeriod fee_period,
            const std::optional<ObligationKey>& after)
      : query_(connection,
               "SELECT pooling_area, fee_period, unit_code, insurance_type, value FROM obligation"
               " WHERE pooling_area=? AND fee_period=? AND (unit_code, insurance_type) > (?,?)"
               " ORDER BY pooling_area, fee_period, unit_code, insurance_type") {
    query_.Bind(int64_t{area.region.number()})
        .Bind(int64_t{fee_period.index()})
        .Bind(after ? std::string_view(after->unit_code.value()) : std::string_view())
        .Bind(after ? static_cast<int64_t>(after->insurance_type) : 0);
  }

  absl::Status Next() {
    at_end_ = !query_.Next();
    if (at_end_) return query_.status();
    auto key = ReadKey(query_, 0);
    if (!key) return Damaged("obligation", absl::StrCat(query_.Int(0), "/", query_.Int(1)));
    key_ = std::move(key);
    run_key_.clear();
    AppendObligationKey(*key_, run_key_);
    return absl::OkStatus();
  }
  bool AtEnd() const { return at_end_; }
  const ObligationKey& key() const { return *key_; }
  const std::string& run_key() const { return run_key_; }
  std::string_view value() const { return query_.Blob(4); }

 private:
  Query query_;
  bool at_end_ = false;
  std::optional<ObligationKey> key_;
  std::string run_key_;
};

// Goes through an area's records in the runs of a period.
class AreaCursor {
 public:
  AreaCursor(Connection& connection, absl::Span<const RunInfo> runs, domain::PoolingArea area)
      : cursor_(connection, runs) {
    AppendAreaKey(area, area_key_);
  }
  absl::Status SeekAfter(const std::optional<ObligationKey>& after) {
    std::string from = area_key_;
    if (after) {
      from.clear();
      AppendObligationKey(*after, from);
    }
    absl::Status status = cursor_.Seek(from);
    if (status.ok() && after && !AtEnd() && cursor_.key() == from) status = cursor_.Next();
    return status;
  }
  absl::Status Next() { return cursor_.Next(); }
  bool AtEnd() const { return cursor_.AtEnd() || !absl::StartsWith(cursor_.key(), area_key_); }
  const std::string& run_key() const { return cursor_.key(); }
  std::string_view value() const { return cursor_.value(); }

 private:
  std::string area_key_;
  MergedCursor cursor_;
};

absl::Status VisitRunRecord(const AreaCursor& in_runs, domain::FeePeriod fee_period,
                            VisitStored visit, bool& go_on) {
  const auto key = ReadObligationKey(in_runs.run_key(), fee_period);
  if (!key) return Damaged("run_block", fee_period.ToIso());
  return visit(*key, in_runs.value(), go_on);
}

}  // namespace

absl::StatusOr<domain::Obligation> ReadObligation(const ObligationKey& key,
                                                  std::string_view value) {
  auto obligation = DecodeValue<domain::Obligation>(value);
  if (!obligation) return Damaged("obligation", KeyText(key));
  obligation->key = key;
  return *std::move(obligation);
}

absl::StatusOr<std::set<domain::FeePeriod>> PeriodsOf(Connection& connection,
                                                      domain::PoolingArea area) {
  std::set<domain::FeePeriod> periods;
  const auto list = CurrentRuns(connection);
  if (!list.ok()) return list.status();
  for (const auto& [scope, runs] : (*list)->runs) {
    if (scope.kind == RunKind::kObligations) periods.insert(scope.fee_period);
  }
  // From period to period: there are few of them, however many employers each has.
  Query next(connection,
             "SELECT fee_period FROM obligation WHERE pooling_area=? AND fee_period>?"
             " ORDER BY fee_period LIMIT 1");
  int64_t previous = -1;
  while (next.Bind(int64_t{area.region.number()}).Bind(previous).Next()) {
    previous = next.Int(0);
    const auto period = previous > INT32_MAX
                            ? std::nullopt
                            : domain::FeePeriod::FromIndex(static_cast<int32_t>(previous));
    if (!period) return Damaged("obligation", absl::StrCat(area.region.ToString(), "/", previous));
    periods.insert(*period);
    next.Reset();
  }
  if (!next.status().ok()) return next.status();
  return periods;
}

absl::Status ScanPeriod(Connection& connection, domain::PoolingArea area,
                        domain::FeePeriod fee_period, const std::optional<ObligationKey>& after,
                        VisitStored visit) {
  const auto runs = RunsOf(connection, {RunKind::kObligations, fee_period});
  if (!runs.ok()) return runs.status();
  AreaCursor in_runs(connection, *runs, area);
  absl::Status status = in_runs.SeekAfter(after);
  RowCursor rows(connection, area, fee_period, after);
  if (status.ok()) status = rows.Next();
  bool go_on = true;
  while (status.ok() && go_on && !(rows.AtEnd() && in_runs.AtEnd())) {
    int order = rows.AtEnd() ? 1 : -1;
    if (!rows.AtEnd() && !in_runs.AtEnd()) order = rows.run_key().compare(in_runs.run_key());
    // Of equal keys the row counts.
    status = order <= 0 ? visit(rows.key(), rows.value(), go_on)
                        : VisitRunRecord(in_runs, fee_period, visit, go_on);
    if (status.ok() && order >= 0) status = in_runs.Next();
    if (status.ok() && order <= 0) status = rows.Next();
  }
  return status;
}

}  // namespace levybridge::sqlite
