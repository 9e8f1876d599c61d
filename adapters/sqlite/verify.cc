#include "adapters/sqlite/verify.h"

#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "adapters/sqlite/batch_fields.h"
#include "adapters/sqlite/deferral_fields.h"
#include "adapters/sqlite/instruction_fields.h"
#include "adapters/sqlite/month_fields.h"
#include "adapters/sqlite/objection_fields.h"
#include "adapters/sqlite/payment_fields.h"
#include "adapters/sqlite/refund_query_fields.h"
#include "adapters/sqlite/register_fields.h"
#include "adapters/sqlite/value.h"
#include "adapters/sqlite/verify_scan.h"
#include "gateway/ports/payments.h"

namespace levybridge::sqlite {
namespace {

// Above this size the file is checked without its indexes' content, which would take hours.
constexpr int64_t kQuickCheckAboveBytes = int64_t{8} << 30;

absl::Status CheckFile(VerifyScan& scan) {
  Query size(scan.connection,
             "SELECT page_count * page_size FROM pragma_page_count,"
             " pragma_page_size");
  const int64_t bytes = size.Next() ? size.Int(0) : 0;
  if (!size.status().ok()) return size.status();
  Query full(scan.connection, "PRAGMA integrity_check(100)");
  Query quick(scan.connection, "PRAGMA quick_check(100)");
  Query& check = bytes > kQuickCheckAboveBytes ? quick : full;
  while (check.Next()) {
    if (check.Blob(0) != "ok") scan.report.Add("file: " + std::string(check.Blob(0)));
  }
  return scan.End(check, "file");
}

// Rows of (key as text, value): each must hold a readable T.
template <class T>
absl::Status CheckValues(VerifyScan& scan, const char* table, const char* sql) {
  Query query(scan.connection, sql);
  while (query.Next()) {
    scan.Row(table);
    if (!DecodeValue<T>(query.Blob(1))) {
      scan.report.Add(absl::StrCat(table, " ", std::string(query.Blob(0)), ": damaged"));
    }
  }
  return scan.End(query, table);
}

// Likewise for blocks of T.
template <class T>
absl::Status CheckBlocks(VerifyScan& scan, const char* table, const char* sql) {
  Query query(scan.connection, sql);
  while (query.Next()) {
    scan.Row(table);
    const auto block = BlockReader::Open(query.Blob(1));
    bool sound = block.has_value();
    for (size_t i = 0; sound && i < block->count(); ++i) sound = block->Read<T>(i).has_value();
    if (!sound) scan.report.Add(absl::StrCat(table, " ", std::string(query.Blob(0)), ": damaged"));
  }
  return scan.End(query, table);
}

bool IsFinished(domain::BatchState state) {
  switch (state) {
    case domain::BatchState::kAccepted:
    case domain::BatchState::kPartlyAccepted:
    case domain::BatchState::kRejected:
      return true;
    case domain::BatchState::kReceived:
    case domain::BatchState::kReceiving:
      return false;
  }
  return false;
}

absl::Status CheckBatches(VerifyScan& scan) {
  Query query(scan.connection, "SELECT batch_no, value FROM batch");
  while (query.Next()) {
    scan.Row("batch");
    const auto batch = DecodeValue<domain::Batch>(query.Blob(1));
    if (!batch) {
      scan.report.Add(absl::StrCat("batch ", query.Int(0), ": damaged"));
      continue;
    }
    domain::RowTally decided = batch->accepted;
    decided += batch->rejected;
    if (IsFinished(batch->state) && decided != batch->received) {
      scan.report.Add(absl::StrCat("batch ", query.Int(0), ": received ", batch->received.rows,
                                   " rows and ", batch->received.fen.ToYuan(), ", decided ",
                                   decided.rows, " rows and ", decided.fen.ToYuan()));
    }
  }
  return scan.End(query, "batch");
}

absl::Status CheckInstructionSequence(VerifyScan& scan) {
  Query query(scan.connection,
              "SELECT first_sequence, last_sequence FROM instruction_chunk"
              " ORDER BY first_sequence");
  int64_t expected = 1;
  while (query.Next()) {
    if (query.Int(0) != expected) {
      scan.report.Add(absl::StrCat("instruction_chunk ", query.Int(0), ": the sequence goes on",
                                   " with ", query.Int(0), " where ", expected, " is due"));
    }
    expected = query.Int(1) + 1;
  }
  if (absl::Status status = scan.End(query, "instruction_chunk"); !status.ok()) return status;
  Query beyond(scan.connection, "SELECT sequence FROM instruction_outcome WHERE sequence>=?");
  beyond.Bind(expected);
  while (beyond.Next()) {
    scan.report.Add(absl::StrCat("instruction_outcome ", beyond.Int(0), ": no such instruction"));
  }
  return scan.End(beyond, "instruction_outcome");
}

absl::StatusOr<int64_t> CountRows(Connection& connection, const char* sql) {
  Query query(connection, sql);
  const int64_t count = query.Next() ? query.Int(0) : 0;
  if (!query.status().ok()) return query.status();
  return count;
}

// Every payment stands in the key table it belongs to, and nothing else does.
absl::Status CheckPayments(VerifyScan& scan) {
  Query query(scan.connection,
              "SELECT payment.pooling_area, payment.receipt, payment.line, value,"
              " EXISTS(SELECT 1 FROM payment_unapplied AS held WHERE"
              "  held.pooling_area=payment.pooling_area AND held.receipt=payment.receipt AND"
              "  held.line=payment.line) FROM payment");
  int64_t applied = 0;
  int64_t named = 0;
  while (query.Next()) {
    scan.Row("payment");
    const std::string key =
        absl::StrCat(query.Int(0), "/", std::string(query.Blob(1)), "/", query.Int(2));
    const auto payment = DecodeValue<domain::Payment>(query.Blob(3));
    if (!payment) {
      scan.report.Add(absl::StrCat("payment ", key, ": damaged"));
      continue;
    }
    const bool unapplied = ports::IsUnapplied(*payment);
    if (unapplied != (query.Int(4) != 0)) {
      scan.report.Add(absl::StrCat("payment ", key, ": the list of unapplied money is wrong"));
    }
    applied += payment->applied_to ? 1 : 0;
    named += unapplied && payment->line.unit_code && payment->line.fee_period ? 1 : 0;
  }
  if (absl::Status status = scan.End(query, "payment"); !status.ok()) return status;
  const auto applied_keys =
      CountRows(scan.connection,
                "SELECT count(*) FROM payment_applied AS key JOIN payment ON"
                " payment.pooling_area=key.payment_area AND payment.receipt=key.receipt AND"
                " payment.line=key.line");
  const auto named_keys = CountRows(scan.connection,
                                    "SELECT count(*) FROM payment_unapplied_for JOIN payment"
                                    " USING(pooling_area, receipt, line)");
  if (!applied_keys.ok()) return applied_keys.status();
  if (!named_keys.ok()) return named_keys.status();
  if (*applied_keys != applied) scan.report.Add("payment_applied: does not match the payments");
  if (*named_keys != named) scan.report.Add("payment_unapplied_for: does not match the payments");
  return absl::OkStatus();
}

absl::Status CheckTables(VerifyScan& scan) {
  absl::Status status = CheckBatches(scan);
  status.Update(
      CheckBlocks<domain::RowProblems>(scan, "batch_problem",
                                       "SELECT CAST(batch_no || '/' || last_row AS BLOB), value"
                                       " FROM batch_problem"));
  status.Update(CheckBlocks<domain::Instruction>(scan, "instruction_chunk",
                                                 "SELECT CAST(first_sequence AS BLOB), value"
                                                 " FROM instruction_chunk"));
  status.Update(CheckValues<domain::InstructionOutcome>(scan, "instruction_outcome",
                                                        "SELECT CAST(sequence AS BLOB), value FROM"
                                                        " instruction_outcome"));
  status.Update(CheckInstructionSequence(scan));
  status.Update(CheckPayments(scan));
  status.Update(
      CheckValues<domain::MonthRecord>(scan, "month_record",
                                       "SELECT CAST(pooling_area || '/' || month AS BLOB), value"
                                       " FROM month_record"));
  status.Update(CheckValues<domain::StatementLine>(
      scan, "statement_line",
      "SELECT CAST(batch_no || '/' || fee_period || '/' || unit_code AS"
      " BLOB), value FROM statement_line"));
  status.Update(CheckBlocks<domain::Difference>(
      scan, "difference_chunk",
      "SELECT CAST(comparison_no || '/' || first_offset AS BLOB), value"
      " FROM difference_chunk"));
  status.Update(
      CheckValues<domain::Objection>(scan, "objection", "SELECT number, value FROM objection"));
  status.Update(CheckValues<domain::RegisteredEmployer>(
      scan, "registered_employer",
      "SELECT CAST(pooling_area || '/' || unit_code AS BLOB), value FROM registered_employer"));
  status.Update(CheckValues<ports::RecordedMemberEvent>(
      scan, "member_event",
      "SELECT CAST(pooling_area || '/' || fee_period || '/' || unit_code AS BLOB), value"
      " FROM member_event"));
  status.Update(CheckValues<domain::RefundQuery>(
      scan, "refund_query", "SELECT CAST(id AS BLOB), value FROM refund_query"));
  status.Update(CheckValues<ports::MakeUpAnswer>(scan, "make_up_request",
                                                 "SELECT request_id, value FROM make_up_request"));
  return status;
}

}  // namespace

void VerifyReport::Add(std::string problem) {
  ++problem_count;
  if (problems.size() < kMaxProblemsListed) problems.push_back(std::move(problem));
}

absl::StatusOr<VerifyReport> VerifyStore(Connection& connection, VerifyProgress progress) {
  VerifyReport report;
  VerifyScan scan{connection, report, progress};
  absl::Status status = CheckFile(scan);
  if (status.ok()) status = CheckTables(scan);
  if (status.ok()) status = VerifyRuns(scan);
  if (status.ok()) status = VerifyLedger(scan);
  if (status.ok()) status = VerifyOffsets(scan);
  if (status.ok()) status = VerifyRefunds(scan);
  if (status.ok()) status = VerifySealed(scan);
  if (!status.ok()) return status;
  return report;
}

}  // namespace levybridge::sqlite
