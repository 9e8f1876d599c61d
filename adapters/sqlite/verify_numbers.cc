#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "adapters/sqlite/assessment_numbers.h"
#include "adapters/sqlite/obligation_fields.h"
#include "adapters/sqlite/obligation_key.h"
#include "adapters/sqlite/obligation_scan.h"
#include "adapters/sqlite/obligations.h"
#include "adapters/sqlite/parties.h"
#include "adapters/sqlite/sorted_runs.h"
#include "adapters/sqlite/value.h"
#include "adapters/sqlite/verify_scan.h"

namespace levybridge::sqlite {
namespace {

using VisitNumber = absl::FunctionRef<absl::Status(const domain::ObligationKey& owner,
                                                   const domain::AssessmentNumber& number)>;

absl::Status VisitNumberRows(VerifyScan& scan, bool report_faults, VisitNumber visit) {
  Query query(scan.connection,
              "SELECT pooling_area, fee_period, unit_code, insurance_type, number FROM assessment");
  while (query.Next()) {
    if (report_faults) scan.Row("assessment");
    const auto owner = ReadKey(query, 0);
    const auto number = domain::AssessmentNumber::Parse(query.Blob(4));
    if (!owner || !number) {
      if (report_faults) scan.report.Add("assessment: a row is damaged");
      continue;
    }
    if (absl::Status status = visit(*owner, *number); !status.ok()) return status;
  }
  return scan.End(query, "assessment");
}

absl::Status VisitNumbersOfPeriod(VerifyScan& scan, domain::FeePeriod fee_period,
                                  bool report_faults, VisitNumber visit) {
  const auto runs = RunsOf(scan.connection, {RunKind::kAssessments, fee_period});
  if (!runs.ok()) return runs.status();
  int64_t expected = 0;
  for (const RunInfo& run : *runs) expected += run.rows;
  int64_t seen = 0;
  MergedCursor cursor(scan.connection, *runs);
  absl::Status status = cursor.Seek({});
  for (; status.ok() && !cursor.AtEnd(); status = cursor.Next()) {
    ++seen;
    if (report_faults) scan.Row("assessment");
    const auto owner = DecodeNumberOwner(cursor.value(), fee_period);
    const auto number = domain::AssessmentNumber::Parse(NumberOfKey(cursor.key()));
    if (!owner || !number) {
      if (report_faults) scan.report.Add("assessment: a record in a run is damaged");
      continue;
    }
    if (absl::Status visited = visit(*owner, *number); !visited.ok()) return visited;
  }
  if (status.ok() && seen != expected && report_faults) {
    scan.report.Add(absl::StrCat("assessment: of the numbers of ", fee_period.ToIso(), ", ",
                                 expected - seen, " stand in several runs"));
  }
  return status;
}

absl::Status VisitNumbers(VerifyScan& scan, bool report_faults, VisitNumber visit) {
  absl::Status status = VisitNumberRows(scan, report_faults, visit);
  const auto list = CurrentRuns(scan.connection);
  if (status.ok()) status = list.status();
  if (!status.ok()) return ReportDamage(scan, status);
  for (const auto& [scope, runs] : (*list)->runs) {
    if (scope.kind != RunKind::kAssessments) continue;
    status = ReportDamage(scan, VisitNumbersOfPeriod(scan, scope.fee_period, report_faults, visit));
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

bool Knows(const domain::Obligation& obligation, const domain::AssessmentNumber& number) {
  for (const domain::AssessmentChain& chain : obligation.chains) {
    for (const domain::AssessmentLink& link : chain.links) {
      if (link.assessment_no == number) return true;
    }
  }
  return false;
}

// Numbers are unique per agency, and an obligation does not say whose its number is.
absl::StatusOr<bool> IsTaken(VerifyScan& scan, const ports::AssessmentIdentity& identity) {
  const auto parties = AllParties(scan.connection);
  if (!parties.ok()) return parties.status();
  for (const auto& [party_no, party] : *parties) {
    const auto owner = FindNumbers(scan.connection, party_no, {&identity, 1});
    if (!owner.ok()) return owner.status();
    if (owner->front()) return true;
  }
  return false;
}

absl::Status ScanArea(VerifyScan& scan, domain::PoolingArea area, bool report_faults,
                      absl::FunctionRef<void(const domain::Obligation&)> visit) {
  const auto periods = PeriodsOf(scan.connection, area);
  if (!periods.ok()) return periods.status();
  const auto visit_stored = [&](const domain::ObligationKey& key, std::string_view value, bool&) {
    scan.Row("obligation");
    auto obligation = DecodeValue<domain::Obligation>(value);
    if (obligation) {
      obligation->key = key;
      visit(*obligation);
    } else if (report_faults) {
      scan.report.Add(absl::StrCat("obligation ", KeyText(key), ": damaged"));
    }
    return absl::OkStatus();
  };
  for (const domain::FeePeriod fee_period : *periods) {
    absl::Status status = ScanPeriod(scan.connection, area, fee_period, std::nullopt, visit_stored);
    if (!status.ok() && (!report_faults || !ReportDamage(scan, status).ok())) return status;
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status ScanObligations(VerifyScan& scan, bool report_faults,
                             absl::FunctionRef<void(const domain::Obligation&)> visit) {
  const auto areas = SqliteObligations(scan.connection).PoolingAreas();
  absl::Status status = areas.status();
  for (size_t i = 0; status.ok() && i < areas->size(); ++i) {
    status = ScanArea(scan, (*areas)[i], report_faults, visit);
  }
  if (report_faults) return ReportDamage(scan, status);
  // Told the first time.
  return status.code() == absl::StatusCode::kDataLoss ? absl::OkStatus() : status;
}

std::string LinkName(const std::string& key, const domain::AssessmentNumber& number) {
  return absl::StrCat(key, "|", number.value());
}

absl::Status AddNumbers(VerifyScan& scan, Fingerprints& numbers) {
  return VisitNumbers(
      scan, true, [&](const domain::ObligationKey& owner, const domain::AssessmentNumber& number) {
        const std::string text = KeyText(owner);
        numbers.Add(Fingerprints::BucketOf(text), LinkName(text, number), 1);
        return absl::OkStatus();
      });
}

absl::Status CompareNumbersInDetail(VerifyScan& scan) {
  const SqliteObligations obligations(scan.connection);
  absl::Status status =
      VisitNumbers(scan, false,
                   [&](const domain::ObligationKey& owner,
                       const domain::AssessmentNumber& number) -> absl::Status {
                     const auto found = obligations.Find({&owner, 1});
                     const bool readable = found.ok() && found->front().has_value();
                     if (!readable || !Knows(*found->front(), number)) {
                       scan.report.Add(absl::StrCat("assessment ", number.value(), ": obligation ",
                                                    KeyText(owner), " does not know it"));
                     }
                     return absl::OkStatus();
                   });
  if (!status.ok()) return status;
  return ScanObligations(scan, false, [&](const domain::Obligation& obligation) {
    for (const domain::AssessmentChain& chain : obligation.chains) {
      for (const domain::AssessmentLink& link : chain.links) {
        const auto taken = IsTaken(scan, {obligation.key.fee_period, link.assessment_no});
        if (taken.ok() && *taken) continue;
        scan.report.Add(absl::StrCat("obligation ", KeyText(obligation.key),
                                     ": its assessment number ", link.assessment_no.value(),
                                     " is not taken"));
      }
    }
  });
}

}  // namespace levybridge::sqlite
