// VerifyScan: what the parts of verify share: the connection, the report, progress. The parts:
// verify_ledger.cc (journal and balances), verify_numbers.cc (obligations and assessment numbers),
// verify_runs.cc (the form of the runs), verify_deferrals.cc, verify_offsets.cc, verify_refunds.cc
// with verify_refund_batches.cc, verify_sealed.cc (accounts and chunks) and verify.cc (all the
// rest).
#pragma once

#include <string>
#include <string_view>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "adapters/sqlite/fingerprint.h"
#include "adapters/sqlite/verify.h"
#include "gateway/domain/obligation.h"

namespace levybridge::sqlite {

struct VerifyScan {
  Connection& connection;
  VerifyReport& report;
  VerifyProgress progress;

  // Counts a row of `table`.
  void Row(std::string_view table) {
    constexpr int64_t kRowsPerReport = 10000;
    if (++report.rows_checked % kRowsPerReport == 0) progress(table, report.rows_checked);
  }
  // Ends a scan: a query that failed is itself a problem of the store, unless there is no going on.
  absl::Status End(const Query& query, std::string_view table) {
    if (query.status().ok()) return absl::OkStatus();
    if (query.status().code() != absl::StatusCode::kDataLoss) return query.status();
    report.Add(std::string(table) + ": " + std::string(query.status().message()));
    return absl::OkStatus();
  }
};

// What went wrong with a part: damage goes to the report, other failures are for the caller.
inline absl::Status ReportDamage(VerifyScan& scan, const absl::Status& status) {
  if (status.code() != absl::StatusCode::kDataLoss) return status;
  scan.report.Add(std::string(status.message()));
  return absl::OkStatus();
}

absl::Status VerifyLedger(VerifyScan& scan);
// Runs, blocks, fences and filters fit each other.
absl::Status VerifyRuns(VerifyScan& scan);

// All readable obligations, from rows and runs; faults of form go to the report.
absl::Status ScanObligations(VerifyScan& scan, bool report_faults,
                             absl::FunctionRef<void(const domain::Obligation&)> visit);
// Names the link between an obligation and an assessment number, for fingerprints.
std::string LinkName(const std::string& key, const domain::AssessmentNumber& number);
absl::Status AddNumbers(VerifyScan& scan, Fingerprints& numbers);
// Numbers without obligation, then obligations without number, one by one.
absl::Status CompareNumbersInDetail(VerifyScan& scan);
absl::Status VerifyOffsets(VerifyScan& scan);
absl::Status VerifyRefunds(VerifyScan& scan);
// Called by VerifyRefunds.
absl::Status VerifyRefundBatches(VerifyScan& scan);
absl::Status VerifySealed(VerifyScan& scan);

// `deferred_by_obligation`: what each obligation has deferred, added by AddDeferred.
absl::Status VerifyDeferrals(VerifyScan& scan, const Fingerprints& deferred_by_obligation);
// `key` names the obligation.
inline void AddDeferred(const std::string& key, const domain::ComponentAmounts& amounts,
                        Fingerprints& sums) {
  const size_t bucket = Fingerprints::BucketOf(key);
  for (const domain::Component component : domain::kAllComponents) {
    if (amounts[component].IsZero()) continue;
    const std::string name = key + "|" + std::string(domain::MachineName(component));
    sums.Add(bucket, name, amounts[component].fen());
  }
}

}  // namespace levybridge::sqlite
