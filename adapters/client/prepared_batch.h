// PreparedBatch: a file that was read, counted, digested and cut into chunks, ready to be sent.
//
// Customer rules: every row travels, readable or not; a manifest that disagrees refuses the file
// before anything is sent; a batch id that nobody states is the digest of the content, so the same
// file sent twice is one batch. Memory is bounded by a few chunks, which wait in a Spool. Two
// threads share the work. Errors: what adapters/files refuses, and errors of the disk. Movable.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "adapters/client/spool.h"
#include "adapters/client/upload.h"
#include "adapters/files/csv_reader.h"
#include "adapters/files/manifest.h"
#include "gateway/domain/batch.h"
#include "gateway/domain/fee_period.h"
#include "gateway/domain/region.h"

namespace levybridge::client {

struct PreparedBatch {
  domain::BatchKind kind = domain::BatchKind::kAssessments;
  std::string batch_id;
  std::unique_ptr<Spool> chunks;
  UploadJob job;
  uint64_t unreadable_rows = 0;
  std::string unknown_columns;                 // of the file, comma-separated; for a warning
  std::span<const files::ColumnSpec> columns;  // none: not a table, and no reject file
  uint64_t skipped_entries = 0;                // of a bank's statement, that are no payouts
};

struct PrepareOptions {
  std::string path;
  std::string scratch_folder;
  files::CsvOptions csv;
  std::optional<domain::BatchId> batch_id;         // default: the manifest's, else the digest
  std::optional<domain::CivilDate> business_date;  // default: the manifest's, else `today`
  domain::CivilDate today;
  bool dry_run = false;
  bool all_or_nothing = false;
};

struct StatementTarget {
  domain::AccountingMonth month;
  domain::RegionCode region;
};

// FILE.manifest.yaml is used when it is there; its totals are those of assessments.
absl::StatusOr<PreparedBatch> PrepareAssessments(const PrepareOptions& options);
absl::StatusOr<PreparedBatch> PreparePayments(const PrepareOptions& options);
absl::StatusOr<PreparedBatch> PrepareRejections(const PrepareOptions& options);
absl::StatusOr<PreparedBatch> PrepareLateFees(const PrepareOptions& options);
absl::StatusOr<PreparedBatch> PrepareDeferrals(const PrepareOptions& options);
absl::StatusOr<PreparedBatch> PrepareEligibleEmployers(const PrepareOptions& options);
absl::StatusOr<PreparedBatch> PrepareMemberEvents(const PrepareOptions& options);
absl::StatusOr<PreparedBatch> PrepareDeregistrations(const PrepareOptions& options);
absl::StatusOr<PreparedBatch> PrepareAccounts(const PrepareOptions& options);
absl::StatusOr<PreparedBatch> PrepareTreasuryRefunds(const PrepareOptions& options);
// What a bank says about payouts, told by its content: pain.002, camt.053 or camt.054, else the CSV
// of results with domestic codes. Entries of a statement that are no payout, or are not booked, are
// left out and counted. A status about payouts that the file does not list refuses it, for only the
// bank knows which they are.
absl::StatusOr<PreparedBatch> PreparePayoutResults(const PrepareOptions& options);
// The bank's own books: the CSV of movements with its trailer, camt.053 or camt.054.
absl::StatusOr<PreparedBatch> PreparePayoutStatement(const PrepareOptions& options);
absl::StatusOr<PreparedBatch> PrepareStatement(const PrepareOptions& options,
                                               const StatementTarget& target);

}  // namespace levybridge::client
