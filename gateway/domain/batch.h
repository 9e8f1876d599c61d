// Batch: one submission of rows by one party, from its first chunk to its receipt.
//
// Customer rules: every row is accounted for (received = accepted + rejected, in rows and in fen);
// the same batch id with the same content gets the original receipt again, with other content a
// conflict that says what differs. Plain data. Persisted enums: never renumber.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "gateway/domain/batch_digest.h"
#include "gateway/domain/member_event.h"
#include "gateway/domain/party.h"
#include "gateway/domain/payment.h"
#include "gateway/domain/payout.h"
#include "gateway/domain/policy_registers.h"
#include "gateway/domain/statement.h"

namespace levybridge::domain {

enum class BatchKind : uint8_t {
  kAssessments = 1,
  kPayments = 2,
  kInstructionRejections = 3,
  kLateFees = 4,
  kTreasuryRefunds = 5,
  kStatement = 6,
  kAccounts = 7,
  kDeferrals = 8,
  kEligibleEmployers = 9,
  kMemberEvents = 10,
  kDeregistrations = 11,
  kPayoutResults = 12,
};
std::string_view MachineName(BatchKind kind);

enum class BatchState : uint8_t {
  kReceived = 1,  // complete and sealed; being decided
  kAccepted = 2,
  kPartlyAccepted = 3,
  kRejected = 4,
  kReceiving = 5,  // chunks still arriving
};
std::string_view MachineName(BatchState state);

struct RowTally {
  int64_t rows = 0;
  MoneySum fen;
  RowTally& operator+=(const RowTally& other);
  friend bool operator==(const RowTally&, const RowTally&) = default;
};

// A row the sender's adapter could not read as a row at all; kept with its raw text and reasons.
struct UnreadableRow {
  int64_t row = 0;
  std::string raw;  // the bytes as received, cut at 4096; any encoding
  std::vector<Problem> problems;
  Money stated;  // the row's amount as far as it could be read
  friend bool operator==(const UnreadableRow&, const UnreadableRow&) = default;
};

template <class Row>
struct NumberedRow {
  int64_t row = 0;  // data row of the file, from 1
  Row value;
  friend bool operator==(const NumberedRow&, const NumberedRow&) = default;
};

// Exactly kRowsPerChunk consecutive rows of the file (the last chunk may be shorter), readable and
// unreadable together.
struct BatchChunk {
  int64_t number = 0;     // from 0
  int64_t first_row = 1;  // number * kRowsPerChunk + 1
  std::variant<std::vector<NumberedRow<Assessment>>, std::vector<NumberedRow<PaymentLine>>,
               std::vector<NumberedRow<InstructionRejection>>,
               std::vector<NumberedRow<LateFeeCorrection>>, std::vector<NumberedRow<StatementLine>>,
               std::vector<NumberedRow<DeferralEntry>>, std::vector<NumberedRow<EligibleEmployer>>,
               std::vector<NumberedRow<MemberEvent>>, std::vector<NumberedRow<Deregistration>>,
               std::vector<NumberedRow<TreasuryRefund>>, std::vector<NumberedRow<AccountOnFile>>,
               std::vector<NumberedRow<PayoutReport>>>
      rows;
  std::vector<UnreadableRow> unreadable;
  int64_t RowCount() const;
  friend bool operator==(const BatchChunk&, const BatchChunk&) = default;
};

// What the sender said about the file beforehand.
struct Manifest {
  std::optional<int64_t> records;
  std::optional<MoneySum> total_before;
  std::optional<MoneySum> total_reduction;
  std::optional<MoneySum> total_after;
  std::optional<MoneySum> total_fen;  // as RowTally counts, for files other than assessments
  std::string file_sha256;  // lower-case hex; checked by the sender's adapter, kept as evidence
};

struct BatchHeader {
  BatchKind kind = BatchKind::kAssessments;
  PartyId party;
  BatchId batch_id;
  CivilDate business_date;
  bool all_or_nothing = false;
  bool dry_run = false;
  std::string file_name;  // <= 255 bytes, for people
  std::optional<Manifest> manifest;
  std::optional<Sha256Digest> content_digest;  // where the sender knew it beforehand
  std::optional<StatementHeader> statement;    // exactly for kStatement
};

struct Batch {
  int64_t batch_no = 0;  // assigned by the store
  BatchHeader header;
  BatchState state = BatchState::kReceiving;
  Timestamp received_at;          // of the first chunk
  int64_t chunks_received = 0;    // durable
  int64_t chunks_applied = 0;     // progress of the decision, survives a crash
  Sha256Digest content_digest{};  // of all chunks; set when the batch is sealed
  MoneySum total_before;          // of the assessments received: what a manifest is held against
  MoneySum total_reduction;
  MoneySum total_after;
  StatementTotals statement_totals;  // of the statement lines received
  RowTally received;
  RowTally accepted;
  RowTally rejected;
  int64_t already_accepted_rows = 0;  // of `accepted`: known before, nothing changed
  int64_t warnings = 0;
  std::string refusal_code;  // why the whole batch was rejected; empty otherwise
  std::string refusal_message;
  std::string receipt_no;  // set with the final state
};

// What a chunk adds to its batch's `received`: an assessment counts amount_before, a payment the
// sum of its components (a reversal negative), a late fee correction its fee, a statement line its
// closing balance, a treasury refund and a payout's result their amount, an entry of a register
// nothing, nor an event, nor an account; an unreadable row what could be read of it.
RowTally TallyOf(const BatchChunk& chunk);
Money AmountOf(const Assessment& row);
Money AmountOf(const PaymentLine& row);
Money AmountOf(const InstructionRejection& row);
Money AmountOf(const LateFeeCorrection& row);
Money AmountOf(const StatementLine& row);
Money AmountOf(const DeferralEntry& row);
Money AmountOf(const EligibleEmployer& row);
Money AmountOf(const MemberEvent& row);
Money AmountOf(const Deregistration& row);
Money AmountOf(const TreasuryRefund& row);
Money AmountOf(const AccountOnFile& row);
Money AmountOf(const PayoutReport& row);
// The digest of a chunk's content, unreadable rows included, in row order (docs/batch-digest.md).
Sha256Digest DigestOf(const BatchChunk& chunk);

}  // namespace levybridge::domain
