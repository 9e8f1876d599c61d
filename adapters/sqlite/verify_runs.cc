#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "adapters/sqlite/obligation_key.h"
#include "adapters/sqlite/obligations.h"
#include "adapters/sqlite/sorted_runs.h"
#include "adapters/sqlite/verify_scan.h"

namespace levybridge::sqlite {
namespace {

// What has been seen of a run so far.
struct RunCheck {
  RunScope scope;
  RunInfo run;
  const RunFilter& filter;
  std::string last_key{};
  int64_t rows = 0;
  int64_t blocks = 0;

  void Fault(VerifyScan& scan, const std::string& what) const {
    scan.report.Add(absl::StrCat("run ", run.run_no, ": ", what));
  }
};

void CheckRecords(VerifyScan& scan, const RunBlockReader& block, RunCheck& check) {
  std::string key;
  for (size_t i = 0; i < block.count(); ++i) {
    block.ReadKey(i, key);
    if (check.rows > 0 && key <= check.last_key) {
      check.Fault(scan, absl::StrCat("block ", check.blocks, " is not in order"));
    }
    if (!check.filter.MayHold(FilterHash(check.scope.kind, key))) {
      check.Fault(scan, absl::StrCat("the filter denies a record of block ", check.blocks));
    }
    check.last_key = key;
    ++check.rows;
  }
}

absl::Status CheckRun(VerifyScan& scan, const RunScope& scope, const RunInfo& run) {
  const auto filter = ReadFilter(scan.connection, run.run_no);
  if (!filter.ok()) return filter.status();
  RunCheck check{scope, run, **filter};
  Query blocks(scan.connection,
               "SELECT block, value FROM run_block WHERE block BETWEEN ? AND ? ORDER BY block");
  Query fence(scan.connection, "SELECT block FROM run_fence WHERE run_no=? AND first_key=?");
  std::string first_key;
  blocks.Bind(run.run_no * kMaxBlocks).Bind((run.run_no + 1) * kMaxBlocks - 1);
  while (blocks.Next()) {
    scan.Row("run_block");
    const auto block = RunBlockReader::Open(blocks.Blob(1));
    if (!block) {
      check.Fault(scan, absl::StrCat("block ", check.blocks, " is damaged"));
    } else {
      block->ReadKey(0, first_key);
      if (!fence.Bind(run.run_no).Bind(first_key).Next() || fence.Int(0) != blocks.Int(0)) {
        check.Fault(scan, absl::StrCat("block ", check.blocks, " is not found by its first key"));
      }
      fence.Reset();
      CheckRecords(scan, *block, check);
    }
    ++check.blocks;
  }
  if (check.rows != run.rows) {
    check.Fault(scan, absl::StrCat("holds ", check.rows, " records where ", run.rows, " are due"));
  }
  return scan.End(blocks, "run_block");
}

// Blocks of runs that nobody knows would never be removed.
absl::Status CheckOwners(VerifyScan& scan) {
  Query next(scan.connection, "SELECT block FROM run_block WHERE block>=? ORDER BY block LIMIT 1");
  Query owner(scan.connection, "SELECT 1 FROM run WHERE run_no=?");
  int64_t from = 0;
  while (next.Bind(from).Next()) {
    const int64_t run_no = next.Int(0) / kMaxBlocks;
    if (!owner.Bind(run_no).Next()) {
      scan.report.Add(absl::StrCat("run_block: blocks of run ", run_no, ", which does not exist"));
    }
    owner.Reset();
    next.Reset();
    from = (run_no + 1) * kMaxBlocks;
  }
  return scan.End(next, "run_block");
}

// An area that is not listed would not be looked at at all.
absl::Status CheckAreas(VerifyScan& scan) {
  Query query(scan.connection,
              "SELECT DISTINCT pooling_area FROM obligation WHERE pooling_area NOT IN"
              " (SELECT pooling_area FROM obligation_area)");
  while (query.Next()) {
    scan.report.Add(absl::StrCat("obligation_area: ", query.Int(0), " is missing"));
  }
  if (absl::Status status = scan.End(query, "obligation_area"); !status.ok()) return status;
  const auto areas = SqliteObligations(scan.connection).PoolingAreas();
  const auto list = CurrentRuns(scan.connection);
  if (!areas.ok()) return areas.status();
  if (!list.ok()) return list.status();
  std::set<domain::PoolingArea> known(areas->begin(), areas->end());
  for (const auto& [scope, runs] : (*list)->runs) {
    if (scope.kind != RunKind::kObligations) continue;
    MergedCursor cursor(scan.connection, runs);
    absl::Status status = cursor.Seek({});
    while (status.ok() && !cursor.AtEnd()) {
      const auto key = ReadObligationKey(cursor.key(), scope.fee_period);
      if (!key) return absl::DataLossError("store: a key in a run is damaged");
      if (known.insert(key->pooling_area).second) {
        scan.report.Add(
            absl::StrCat("obligation_area: ", key->pooling_area.region.ToString(), " is missing"));
      }
      // On to the next area.
      std::string after;
      AppendAreaKey(key->pooling_area, after);
      after += '\xFF';
      status = cursor.Seek(after);
    }
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status VerifyRuns(VerifyScan& scan) {
  const auto list = CurrentRuns(scan.connection);
  if (!list.ok()) return ReportDamage(scan, list.status());
  for (const auto& [scope, runs] : (*list)->runs) {
    for (const RunInfo& run : runs) {
      absl::Status status = ReportDamage(scan, CheckRun(scan, scope, run));
      if (!status.ok()) return status;
    }
  }
  absl::Status status = ReportDamage(scan, CheckOwners(scan));
  if (status.ok()) status = ReportDamage(scan, CheckAreas(scan));
  return status;
}

}  // namespace levybridge::sqlite
