// Submit: sends a prepared file and tells people and programs what became of it.
//
// Customer rules: rows and money received, accepted and rejected; every refused row in
// FILE.rejects.csv with all its problems, to be corrected and sent again; exit 1 when anything was
// refused. A reject file that stands there already is left alone when the receipt is only repeated:
// somebody may be correcting it. Not thread-safe.
#pragma once

#include <map>
#include <string>

#include "absl/status/statusor.h"
#include "adapters/client/prepared_batch.h"
#include "adapters/client/receipt.h"
#include "adapters/client/row_problems.h"
#include "adapters/client/session.h"

namespace levybridge::client {

// What a submission is told as.
struct SubmissionReport {
  Receipt receipt;
  std::map<std::string, RowProblemList::Count> codes;  // problems by code
  std::string rejects_file;                            // empty: none was written
  uint64_t skipped_entries = 0;                        // of a bank's statement: no payouts
};

// At least batch_id, status, received, accepted, rejected, replayed, receipt.
Json ToJson(const SubmissionReport& report);
// The same for people, with what to do next.
std::string ToText(const SubmissionReport& report);

// `options` are those the batch was prepared with.
absl::StatusOr<ExitCode> SubmitAndReport(Session& session, const PrepareOptions& options,
                                         const PreparedBatch& batch);

}  // namespace levybridge::client
