#include "gateway/domain/batch.h"

#include <limits>

namespace levybridge::domain {

std::string_view MachineName(BatchKind kind) {
  switch (kind) {
    case BatchKind::kAssessments:
      return "assessments";
    case BatchKind::kPayments:
      return "payments";
    case BatchKind::kInstructionRejections:
      return "instruction_rejections";
    case BatchKind::kLateFees:
      return "late_fees";
    case BatchKind::kStatement:
      return "statement";
    case BatchKind::kDeferrals:
      return "deferrals";
    case BatchKind::kEligibleEmployers:
      return "eligible_employers";
    case BatchKind::kMemberEvents:
      return "member_events";
    case BatchKind::kDeregistrations:
      return "deregistrations";
    case BatchKind::kTreasuryRefunds:
      return "treasury_refunds";
    case BatchKind::kAccounts:
      return "accounts";
    case BatchKind::kPayoutResults:
      return "payout_results";
  }
  return "";
}

std::string_view MachineName(BatchState state) {
  switch (state) {
    case BatchState::kReceived:
      return "received";
    case BatchState::kAccepted:
      return "accepted";
    case BatchState::kPartlyAccepted:
      return "partly_accepted";
    case BatchState::kRejected:
      return "rejected";
    case BatchState::kReceiving:
      return "receiving";
  }
  return "";
}

RowTally& RowTally::operator+=(const RowTally& other) {
  rows += other.rows;
  fen += other.fen;
  return *this;
}

int64_t BatchChunk::RowCount() const {
  const size_t readable = std::visit([](const auto& list) { return list.size(); }, rows);
  return static_cast<int64_t>(readable + unreadable.size());
}

Money AmountOf(const Assessment& row) { return row.amount_before; }

Money AmountOf(const PaymentLine& row) {
  const Money sum = row.amounts.Sum().value_or(Money());
  return row.type == PaymentType::kReversal ? -sum : sum;
}

Money AmountOf(const InstructionRejection&) { return Money(); }

Money AmountOf(const LateFeeCorrection& row) { return row.late_fee_due; }

Money AmountOf(const StatementLine& row) { return row.closing; }

Money AmountOf(const DeferralEntry&) { return Money(); }

Money AmountOf(const EligibleEmployer&) { return Money(); }

Money AmountOf(const MemberEvent&) { return Money(); }

Money AmountOf(const Deregistration&) { return Money(); }

Money AmountOf(const TreasuryRefund& row) { return row.amount; }

Money AmountOf(const AccountOnFile&) { return Money(); }

Money AmountOf(const PayoutReport& row) { return row.amount.value_or(Money()); }

RowTally TallyOf(const BatchChunk& chunk) {
  RowTally tally{chunk.RowCount(), {}};
  std::visit(
      [&tally](const auto& rows) {
        for (const auto& row : rows) tally.fen += AmountOf(row.value);
      },
      chunk.rows);
  for (const UnreadableRow& row : chunk.unreadable) tally.fen += row.stated;
  return tally;
}

Sha256Digest DigestOf(const BatchChunk& chunk) {
  std::string bytes;
  auto unreadable = chunk.unreadable.begin();
  const auto add_unreadable_before = [&](int64_t row) {
    for (; unreadable != chunk.unreadable.end() && unreadable->row < row; ++unreadable) {
      AppendUnreadableRow(unreadable->raw, bytes);
    }
  };
  std::visit(
      [&](const auto& rows) {
        for (const auto& row : rows) {
          add_unreadable_before(row.row);
          AppendCanonicalBytes(row.value, bytes);
        }
      },
      chunk.rows);
  add_unreadable_before(std::numeric_limits<int64_t>::max());
  return ChunkDigestOfBytes(bytes);
}

}  // namespace levybridge::domain
