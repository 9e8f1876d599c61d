// What is sealed: accounts and the chunks of batches that hold account data. Where the store has a
// cipher each of them must open; without one only their form is looked at.
#include <string>

#include "absl/strings/str_cat.h"
#include "adapters/sqlite/accounts.h"
#include "adapters/sqlite/batch_chunk.h"
#include "adapters/sqlite/sealed.h"
#include "adapters/sqlite/verify_scan.h"

namespace levybridge::sqlite {
namespace {

// Neither damage nor a key that is missing is a reason to stop looking.
void ReportUnreadable(VerifyScan& scan, const std::string& place, const absl::Status& status) {
  if (status.ok()) return;
  const bool no_key = status.code() == absl::StatusCode::kFailedPrecondition;
  scan.report.Add(
      absl::StrCat(place, no_key ? ": sealed by a key that is not configured" : ": damaged"));
}

absl::Status CheckAccounts(VerifyScan& scan) {
  Query query(scan.connection,
              "SELECT filing_no, pooling_area, unit_code, effective_on, value, sealed FROM account"
              " ORDER BY filing_no");
  int64_t expected = 1;
  while (query.Next()) {
    scan.Row("account");
    if (query.Int(0) != expected) {
      scan.report.Add(
          absl::StrCat("account ", query.Int(0), ": comes where ", expected, " is due"));
    }
    expected = query.Int(0) + 1;
    if (scan.connection.cipher() == nullptr) continue;
    ReportUnreadable(scan, absl::StrCat("account ", query.Int(0)),
                     ReadAccount(scan.connection, query).status());
  }
  return scan.End(query, "account");
}

absl::Status CheckChunks(VerifyScan& scan) {
  Query query(scan.connection,
              "SELECT chunk, batch_chunk.value, kind FROM batch_chunk LEFT JOIN batch"
              " ON batch.batch_no=(chunk >> 20)");
  static_assert(kChunkBits == 20);
  while (query.Next()) {
    scan.Row("batch_chunk");
    const int64_t batch_no = query.Int(0) >> kChunkBits;
    const int64_t chunk_number = query.Int(0) & (kMaxChunks - 1);
    const std::string place = absl::StrCat("batch_chunk ", batch_no, "/", chunk_number);
    const bool sealed = IsSealedChunk(query.Blob(1));
    if (sealed != IsSealedKind(static_cast<domain::BatchKind>(query.Int(2)))) {
      scan.report.Add(absl::StrCat(place, sealed ? ": sealed" : ": not sealed"));
    }
    if (sealed && scan.connection.cipher() == nullptr) continue;
    ReportUnreadable(scan, place,
                     DecodeChunk(scan.connection, batch_no, chunk_number, query.Blob(1)).status());
  }
  return scan.End(query, "batch_chunk");
}

}  // namespace

absl::Status VerifySealed(VerifyScan& scan) {
  absl::Status status = CheckChunks(scan);
  if (status.ok()) status = CheckAccounts(scan);
  return status;
}

}  // namespace levybridge::sqlite
