#include "adapters/sqlite/run_flush.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "adapters/sqlite/assessment_numbers.h"
#include "adapters/sqlite/obligation_key.h"
#include "adapters/sqlite/sorted_runs.h"
#include "adapters/sqlite/status.h"

namespace levybridge::sqlite {
namespace {

// A record on its way from the table to the run.
struct Moved {
  std::string key;
  std::string value;
};

absl::Status DeleteObligation(Query& remove, const domain::ObligationKey& key) {
  return BindKey(remove, key).Run();
}

absl::StatusOr<std::vector<Moved>> TakeObligations(Connection& connection,
                                                   domain::FeePeriod fee_period, int64_t limit) {
  std::vector<Moved> moved;
  std::vector<domain::ObligationKey> keys;
  Query query(connection,
              "SELECT pooling_area, fee_period, unit_code, insurance_type, value FROM obligation"
              " WHERE fee_period=? LIMIT ?");
  query.Bind(int64_t{fee_period.index()}).Bind(limit);
  while (query.Next()) {
    auto key = ReadKey(query, 0);
    if (!key) return Damaged("obligation", absl::StrCat(query.Int(0), "/", query.Int(1)));
    Moved record{{}, std::string(query.Blob(4))};
    AppendObligationKey(*key, record.key);
    moved.push_back(std::move(record));
    keys.push_back(*std::move(key));
  }
  if (!query.status().ok()) return query.status();
  Query remove(connection,
               "DELETE FROM obligation WHERE pooling_area=? AND fee_period=? AND unit_code=?"
               " AND insurance_type=?");
  for (const domain::ObligationKey& key : keys) {
    if (absl::Status status = DeleteObligation(remove, key); !status.ok()) return status;
  }
  return moved;
}

struct NumberRow {
  int64_t agency_no;
  std::string number;
  domain::ObligationKey owner;
};

absl::StatusOr<std::vector<NumberRow>> ReadNumberRows(Connection& connection,
                                                      domain::FeePeriod fee_period, int64_t limit) {
  std::vector<NumberRow> rows;
  Query query(connection,
              "SELECT pooling_area, fee_period, unit_code, insurance_type, number, agency_no"
              " FROM assessment WHERE fee_period=? LIMIT ?");
  query.Bind(int64_t{fee_period.index()}).Bind(limit);
  while (query.Next()) {
    auto owner = ReadKey(query, 0);
    if (!owner) return Damaged("assessment", std::string(query.Blob(4)));
    rows.push_back({query.Int(5), std::string(query.Blob(4)), *std::move(owner)});
  }
  if (!query.status().ok()) return query.status();
  return rows;
}

absl::StatusOr<std::vector<Moved>> TakeNumbers(Connection& connection, domain::FeePeriod fee_period,
                                               int64_t limit) {
  const auto rows = ReadNumberRows(connection, fee_period, limit);
  if (!rows.ok()) return rows.status();
  std::vector<Moved> moved;
  Query remove(connection,
               "DELETE FROM assessment WHERE agency_no=? AND fee_period=? AND number=?");
  for (const NumberRow& row : *rows) {
    Moved record;
    AppendAssessmentKey(row.agency_no, row.number, record.key);
    EncodeNumberOwner(row.owner, record.value);
    moved.push_back(std::move(record));
    absl::Status status =
        remove.Bind(row.agency_no).Bind(int64_t{fee_period.index()}).Bind(row.number).Run();
    if (!status.ok()) return status;
  }
  return moved;
}

}  // namespace

absl::StatusOr<std::optional<RunScope>> ChooseFlush(Connection& connection, RunKind kind) {
  const int64_t limit = connection.run_cache().tuning().flush_above_rows;
  Query obligations(connection,
                    "SELECT fee_period, sum(n) OVER () FROM (SELECT fee_period, count(*) AS n FROM"
                    " (SELECT fee_period FROM obligation LIMIT ?) GROUP BY fee_period)"
                    " ORDER BY n DESC LIMIT 1");
  Query numbers(connection,
                "SELECT fee_period, sum(n) OVER () FROM (SELECT fee_period, count(*) AS n FROM"
                " (SELECT fee_period FROM assessment LIMIT ?) GROUP BY fee_period)"
                " ORDER BY n DESC LIMIT 1");
  Query& query = kind == RunKind::kObligations ? obligations : numbers;
  if (!query.Bind(limit + 1).Next() || query.Int(1) <= limit) {
    if (!query.status().ok()) return query.status();
    return std::nullopt;
  }
  const auto period = domain::FeePeriod::FromIndex(static_cast<int32_t>(query.Int(0)));
  if (!period) return Damaged("obligation", absl::StrCat("fee period ", query.Int(0)));
  return RunScope{kind, *period};
}

absl::Status FlushRows(Connection& connection, const RunScope& scope) {
  const RunTuning& tuning = connection.run_cache().tuning();
  auto moved = scope.kind == RunKind::kObligations
                   ? TakeObligations(connection, scope.fee_period, tuning.flush_rows)
                   : TakeNumbers(connection, scope.fee_period, tuning.flush_rows);
  if (!moved.ok()) return moved.status();
  if (moved->empty()) return absl::OkStatus();
  std::sort(moved->begin(), moved->end(),
            [](const Moved& a, const Moved& b) { return a.key < b.key; });
  RunBuilder builder(scope.kind, static_cast<int64_t>(moved->size()), tuning.block_bytes);
  for (const Moved& record : *moved) builder.Add(record.key, record.value);
  return WriteRun(connection, scope, builder);
}

}  // namespace levybridge::sqlite
