#include "adapters/sqlite/migrations.h"

#include <array>

#include "absl/strings/str_cat.h"

namespace levybridge::sqlite {
namespace {

// Keys that sort as the scans need them stand in the tables without rowid; large blobs, which would
// weigh down the inner pages of such a tree, in ordinary ones.
constexpr const char* kVersion1 = R"sql(
CREATE TABLE counter(
  name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE party(
  party_no INTEGER PRIMARY KEY, uri BLOB NOT NULL UNIQUE);

CREATE TABLE batch(
  batch_no INTEGER PRIMARY KEY, kind INTEGER NOT NULL, party_no INTEGER NOT NULL,
  batch_id BLOB NOT NULL, state INTEGER NOT NULL, value BLOB NOT NULL);
CREATE UNIQUE INDEX batch_by_id ON batch(party_no, kind, batch_id);
CREATE INDEX batch_by_party ON batch(party_no, kind, batch_no);
CREATE INDEX batch_unfinished ON batch(batch_no) WHERE state IN (1, 5);
CREATE TABLE batch_chunk(
  chunk INTEGER PRIMARY KEY, digest BLOB NOT NULL, value BLOB NOT NULL);
CREATE TABLE batch_problem(
  batch_no INTEGER NOT NULL, last_row INTEGER NOT NULL, value BLOB NOT NULL,
  PRIMARY KEY(batch_no, last_row)) WITHOUT ROWID;

CREATE TABLE obligation(
  pooling_area INTEGER NOT NULL, fee_period INTEGER NOT NULL, unit_code BLOB NOT NULL,
  insurance_type INTEGER NOT NULL, value BLOB NOT NULL,
  PRIMARY KEY(pooling_area, fee_period, unit_code, insurance_type)) WITHOUT ROWID;
CREATE TABLE assessment(
  agency_no INTEGER NOT NULL, fee_period INTEGER NOT NULL, number BLOB NOT NULL,
  pooling_area INTEGER NOT NULL, unit_code BLOB NOT NULL, insurance_type INTEGER NOT NULL,
  PRIMARY KEY(agency_no, fee_period, number)) WITHOUT ROWID;

CREATE TABLE instruction_chunk(
  first_sequence INTEGER PRIMARY KEY, last_sequence INTEGER NOT NULL,
  pooling_area INTEGER NOT NULL, value BLOB NOT NULL);
CREATE TABLE instruction_area(pooling_area INTEGER PRIMARY KEY);
CREATE TABLE instruction_outcome(
  sequence INTEGER PRIMARY KEY, state INTEGER NOT NULL, value BLOB NOT NULL);
CREATE INDEX instruction_outcome_by_state ON instruction_outcome(state, sequence);
CREATE TABLE pull_position(
  party_no INTEGER PRIMARY KEY, delivered INTEGER NOT NULL, acknowledged INTEGER NOT NULL);

CREATE TABLE payment(
  pooling_area INTEGER NOT NULL, receipt BLOB NOT NULL, line INTEGER NOT NULL, value BLOB NOT NULL,
  PRIMARY KEY(pooling_area, receipt, line)) WITHOUT ROWID;
CREATE TABLE payment_unapplied(
  pooling_area INTEGER NOT NULL, receipt BLOB NOT NULL, line INTEGER NOT NULL,
  PRIMARY KEY(pooling_area, receipt, line)) WITHOUT ROWID;
CREATE TABLE payment_unapplied_for(
  pooling_area INTEGER NOT NULL, fee_period INTEGER NOT NULL, unit_code BLOB NOT NULL,
  insurance_type INTEGER NOT NULL, receipt BLOB NOT NULL, line INTEGER NOT NULL,
  PRIMARY KEY(pooling_area, fee_period, unit_code, insurance_type, receipt, line)) WITHOUT ROWID;
CREATE TABLE payment_applied(
  pooling_area INTEGER NOT NULL, fee_period INTEGER NOT NULL, unit_code BLOB NOT NULL,
  insurance_type INTEGER NOT NULL, payment_area INTEGER NOT NULL, receipt BLOB NOT NULL,
  line INTEGER NOT NULL,
  PRIMARY KEY(pooling_area, fee_period, unit_code, insurance_type, payment_area, receipt, line)
  ) WITHOUT ROWID;

CREATE TABLE journal_chunk(
  first_sequence INTEGER PRIMARY KEY, count INTEGER NOT NULL, value BLOB NOT NULL);
CREATE TABLE ledger_balance(
  pooling_area INTEGER NOT NULL, month INTEGER NOT NULL, account INTEGER NOT NULL,
  component INTEGER NOT NULL, fen_high INTEGER NOT NULL, fen_low INTEGER NOT NULL,
  PRIMARY KEY(pooling_area, month, account, component)) WITHOUT ROWID;

CREATE TABLE month_record(
  pooling_area INTEGER NOT NULL, month INTEGER NOT NULL, value BLOB NOT NULL,
  PRIMARY KEY(pooling_area, month)) WITHOUT ROWID;
CREATE TABLE statement(
  pooling_area INTEGER NOT NULL, month INTEGER NOT NULL, side INTEGER NOT NULL,
  batch_no INTEGER NOT NULL, PRIMARY KEY(pooling_area, month, side)) WITHOUT ROWID;
CREATE TABLE statement_line(
  batch_no INTEGER NOT NULL, pooling_area INTEGER NOT NULL, fee_period INTEGER NOT NULL,
  unit_code BLOB NOT NULL, insurance_type INTEGER NOT NULL, value BLOB NOT NULL,
  PRIMARY KEY(batch_no, pooling_area, fee_period, unit_code, insurance_type)) WITHOUT ROWID;
CREATE TABLE difference_chunk(
  comparison_no INTEGER NOT NULL, first_offset INTEGER NOT NULL, count INTEGER NOT NULL,
  value BLOB NOT NULL, PRIMARY KEY(comparison_no, first_offset)) WITHOUT ROWID;
)sql";

constexpr const char* kVersion2 = R"sql(
CREATE TABLE objection(
  pooling_area INTEGER NOT NULL, received_on INTEGER NOT NULL, number BLOB NOT NULL,
  agency_no INTEGER NOT NULL, unit_code BLOB NOT NULL, open INTEGER NOT NULL,
  decide_by INTEGER NOT NULL, value BLOB NOT NULL,
  PRIMARY KEY(pooling_area, received_on, number, agency_no)) WITHOUT ROWID;
CREATE UNIQUE INDEX objection_by_number ON objection(agency_no, number);
)sql";

// The registers that agencies keep of single employers.
constexpr const char* kVersion3 = R"sql(
CREATE TABLE registered_employer(
  pooling_area INTEGER NOT NULL, unit_code BLOB NOT NULL, value BLOB NOT NULL,
  PRIMARY KEY(pooling_area, unit_code)) WITHOUT ROWID;
)sql";

// Deferrals as a life; next_issue is NULL where no instruction goes out by itself. Obligations
// learn their employer's type and registered employers a planned deregistration: both absent, one
// byte 0 at the end of what is stored already.
constexpr const char* kVersion4 = R"sql(
CREATE TABLE deferral(
  id INTEGER PRIMARY KEY, pooling_area INTEGER NOT NULL, unit_code BLOB NOT NULL,
  fee_period INTEGER NOT NULL, insurance_type INTEGER NOT NULL, next_issue INTEGER,
  value BLOB NOT NULL);
CREATE UNIQUE INDEX deferral_by_obligation ON deferral(
  pooling_area, unit_code, fee_period, insurance_type);
CREATE INDEX deferral_due ON deferral(next_issue, id) WHERE next_issue IS NOT NULL;
CREATE TABLE member_event(
  pooling_area INTEGER NOT NULL, fee_period INTEGER NOT NULL, unit_code BLOB NOT NULL,
  insurance_type INTEGER NOT NULL, member_ref BLOB NOT NULL, value BLOB NOT NULL,
  PRIMARY KEY(pooling_area, fee_period, unit_code, insurance_type, member_ref)) WITHOUT ROWID;
CREATE TABLE make_up_request(
  agency_no INTEGER NOT NULL, request_id BLOB NOT NULL, value BLOB NOT NULL,
  PRIMARY KEY(agency_no, request_id)) WITHOUT ROWID;
UPDATE obligation SET value=CAST(value || X'00' AS BLOB);
UPDATE registered_employer SET value=CAST(value || X'00' AS BLOB);
)sql";

// Overpayments to be offset, by employer, and what each instruction took from them.
constexpr const char* kVersion5 = R"sql(
CREATE TABLE credit(
  pooling_area INTEGER NOT NULL, unit_code BLOB NOT NULL, fee_period INTEGER NOT NULL,
  insurance_type INTEGER NOT NULL, value BLOB NOT NULL,
  PRIMARY KEY(pooling_area, unit_code, fee_period, insurance_type)) WITHOUT ROWID;
CREATE TABLE offset_use(
  sequence INTEGER PRIMARY KEY, pooling_area INTEGER NOT NULL, value BLOB NOT NULL);
CREATE INDEX offset_use_by_area ON offset_use(pooling_area);
)sql";

// Sorted runs (docs/adr/0006-sorted-runs.md). The tables obligation and assessment go on as the
// places of single rows, so what stands in them moves into runs bit by bit, while serving.
constexpr const char* kSortedRuns = R"sql(
CREATE TABLE run(
  run_no INTEGER PRIMARY KEY, kind INTEGER NOT NULL, fee_period INTEGER NOT NULL,
  age INTEGER NOT NULL, row_count INTEGER NOT NULL, state INTEGER NOT NULL);
CREATE TABLE run_fence(
  run_no INTEGER NOT NULL, first_key BLOB NOT NULL, block INTEGER NOT NULL,
  PRIMARY KEY(run_no, first_key)) WITHOUT ROWID;
CREATE TABLE run_block(block INTEGER PRIMARY KEY, value BLOB NOT NULL);
CREATE TABLE run_filter(
  run_no INTEGER NOT NULL, part INTEGER NOT NULL, value BLOB NOT NULL, PRIMARY KEY(run_no, part));
CREATE TABLE obligation_area(pooling_area INTEGER PRIMARY KEY);
INSERT INTO obligation_area
  WITH RECURSIVE next(area) AS (
    SELECT min(pooling_area) FROM obligation
    UNION ALL
    SELECT (SELECT min(pooling_area) FROM obligation WHERE pooling_area > area) FROM next
      WHERE area IS NOT NULL)
  SELECT area FROM next WHERE area IS NOT NULL;
)sql";

// Refunds. A refund's columns repeat what it is found by, so that a search reads no value in vain;
// refund_in_batch tells the batch it is in and the batches of its payouts. Of accounts on file
// column `sealed` is encrypted (sealed.h), as are whole values of batch_chunk.
constexpr const char* kRefunds = R"sql(
CREATE TABLE refund(
  refund_no INTEGER PRIMARY KEY, pooling_area INTEGER NOT NULL, unit_code BLOB NOT NULL,
  fee_period INTEGER NOT NULL, insurance_type INTEGER NOT NULL, batch_no INTEGER NOT NULL,
  state INTEGER NOT NULL, value BLOB NOT NULL);
CREATE INDEX refund_by_obligation ON refund(pooling_area, unit_code, fee_period, insurance_type);
CREATE INDEX refund_by_state ON refund(state);
CREATE INDEX refund_waiting ON refund(batch_no) WHERE state=1;
CREATE TABLE refund_in_batch(
  batch_no INTEGER NOT NULL, refund_no INTEGER NOT NULL,
  PRIMARY KEY(batch_no, refund_no)) WITHOUT ROWID;
CREATE TABLE payout(sequence INTEGER PRIMARY KEY, refund_no INTEGER NOT NULL);
CREATE TABLE payout_position(
  party_no INTEGER PRIMARY KEY, delivered INTEGER NOT NULL, acknowledged INTEGER NOT NULL);
CREATE TABLE refund_batch(
  batch_no INTEGER PRIMARY KEY, batch_id BLOB NOT NULL, pooling_area INTEGER NOT NULL,
  paying_unit INTEGER NOT NULL, state INTEGER NOT NULL, value BLOB NOT NULL);
CREATE UNIQUE INDEX refund_batch_by_id ON refund_batch(batch_id, pooling_area);
CREATE INDEX refund_batch_by_unit ON refund_batch(paying_unit);
CREATE INDEX refund_batch_to_fetch ON refund_batch(batch_no) WHERE state IN (5, 6);
CREATE TABLE refund_funds(paying_unit INTEGER PRIMARY KEY, value BLOB NOT NULL);
CREATE TABLE recoverable(
  recoverable_no INTEGER PRIMARY KEY, pooling_area INTEGER NOT NULL, unit_code BLOB NOT NULL,
  fee_period INTEGER NOT NULL, insurance_type INTEGER NOT NULL, value BLOB NOT NULL);
CREATE INDEX recoverable_by_obligation ON recoverable(
  pooling_area, unit_code, fee_period, insurance_type);
CREATE TABLE treasury_refund(
  pooling_area INTEGER NOT NULL, fee_period INTEGER NOT NULL, unit_code BLOB NOT NULL,
  insurance_type INTEGER NOT NULL, component INTEGER NOT NULL, number BLOB NOT NULL,
  value BLOB NOT NULL,
  PRIMARY KEY(pooling_area, fee_period, unit_code, insurance_type, component, number)
  ) WITHOUT ROWID;
CREATE TABLE refund_request(
  party_no INTEGER NOT NULL, request_id BLOB NOT NULL, content BLOB NOT NULL,
  PRIMARY KEY(party_no, request_id)) WITHOUT ROWID;

CREATE TABLE account(
  filing_no INTEGER PRIMARY KEY, pooling_area INTEGER NOT NULL, unit_code BLOB NOT NULL,
  effective_on INTEGER NOT NULL, value BLOB NOT NULL, sealed BLOB NOT NULL);
CREATE INDEX account_by_employer ON account(pooling_area, unit_code, effective_on);

CREATE TABLE refund_query(
  id INTEGER PRIMARY KEY, asked_no INTEGER NOT NULL, number BLOB NOT NULL,
  unit_code BLOB NOT NULL, open INTEGER NOT NULL, value BLOB NOT NULL);
CREATE UNIQUE INDEX refund_query_by_number ON refund_query(asked_no, number);
CREATE INDEX refund_query_by_unit ON refund_query(unit_code);
CREATE INDEX refund_query_open ON refund_query(id) WHERE open=1;
)sql";

constexpr std::array<const char*, kSchemaVersion> kSteps = {
    kVersion1, kVersion2, kVersion3, kVersion4, kVersion5, kSortedRuns, kRefunds};

absl::StatusOr<int64_t> ReadNumber(Connection& connection, const char* sql) {
  Query query(connection, sql);
  const int64_t value = query.Next() ? query.Int(0) : 0;
  if (!query.status().ok()) return query.status();
  return value;
}

absl::Status RunStep(Connection& connection, int from) {
  absl::Status status = connection.Execute("BEGIN IMMEDIATE");
  if (!status.ok()) return status;
  status = connection.Execute(kSteps[static_cast<size_t>(from)]);
  if (status.ok()) {
    const std::string mark = absl::StrCat("PRAGMA application_id=", kApplicationId,
                                          "; PRAGMA user_version=", from + 1, ";");
    status = connection.Execute(mark.c_str());
  }
  if (status.ok()) status = connection.Execute("COMMIT");
  if (!status.ok() && connection.InTransaction()) connection.Execute("ROLLBACK").IgnoreError();
  return status;
}

}  // namespace

absl::StatusOr<int> ReadSchemaVersion(Connection& connection) {
  const auto application = ReadNumber(connection, "PRAGMA application_id");
  if (!application.ok()) return application.status();
  const auto version = ReadNumber(connection, "PRAGMA user_version");
  if (!version.ok()) return version.status();
  const auto tables = ReadNumber(connection, "SELECT count(*) FROM sqlite_schema");
  if (!tables.ok()) return tables.status();
  if (*application != kApplicationId && (*application != 0 || *tables != 0 || *version != 0)) {
    return absl::FailedPreconditionError("store: this file is not a levybridge store");
  }
  if (*version > kSchemaVersion) {
    return absl::FailedPreconditionError(absl::StrCat(
        "store: refused: the file has schema version ", *version,
        ", this program knows versions up to ", kSchemaVersion, "; use the newer program"));
  }
  return static_cast<int>(*version);
}

absl::Status Migrate(Connection& connection) {
  absl::StatusOr<int> version = ReadSchemaVersion(connection);
  if (!version.ok()) return version.status();
  for (int from = *version; from < kSchemaVersion; ++from) {
    if (absl::Status status = RunStep(connection, from); !status.ok()) return status;
  }
  return absl::OkStatus();
}

}  // namespace levybridge::sqlite
