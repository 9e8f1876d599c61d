// Rows of files as messages of the contract, and lines of statements back. For this folder only: it
// shows Protobuf's types. A row is what docs/batch-digest.md calls its fields, so digest and
// message always come from the same value. Thread-safe: no state.
#pragma once

#include <cstdint>

#include "absl/status/statusor.h"
#include "gateway/domain/assessment.h"
#include "gateway/domain/batch.h"
#include "gateway/domain/instruction.h"
#include "gateway/domain/member_event.h"
#include "gateway/domain/payment.h"
#include "gateway/domain/payout.h"
#include "gateway/domain/policy_registers.h"
#include "gateway/domain/statement.h"
#include "levybridge/assessment/v1/assessment_row.pb.h"
#include "levybridge/assessment/v1/register_row.pb.h"
#include "levybridge/collection/v1/instruction.pb.h"
#include "levybridge/common/v1/batch.pb.h"
#include "levybridge/payment/v1/payment_row.pb.h"
#include "levybridge/reconciliation/v1/statement.pb.h"
#include "levybridge/refund/v1/account_service.pb.h"
#include "levybridge/refund/v1/payout_service.pb.h"

namespace levybridge::client {

void RowToWire(const domain::Assessment& row, assessment::v1::AssessmentRow& wire);
void RowToWire(const domain::PaymentLine& row, payment::v1::PaymentRow& wire);
void RowToWire(const domain::InstructionRejection& row,
               collection::v1::InstructionRejectionRow& wire);
void RowToWire(const domain::LateFeeCorrection& row, payment::v1::LateFeeRow& wire);
void RowToWire(const domain::StatementLine& row, reconciliation::v1::StatementLine& wire);
void RowToWire(const domain::DeferralEntry& row, assessment::v1::DeferralRow& wire);
void RowToWire(const domain::EligibleEmployer& row, assessment::v1::EligibleEmployerRow& wire);
void RowToWire(const domain::MemberEvent& row, assessment::v1::MemberEventRow& wire);
void RowToWire(const domain::Deregistration& row, assessment::v1::DeregistrationRow& wire);
void RowToWire(const domain::TreasuryRefund& row, payment::v1::TreasuryRefundRow& wire);
void RowToWire(const domain::AccountOnFile& row, refund::v1::AccountRow& wire);
void RowToWire(const domain::PayoutReport& row, refund::v1::PayoutResultRow& wire);
void UnreadableToWire(const domain::UnreadableRow& row, common::v1::UnreadableRow& wire);
void TotalsToWire(const domain::StatementTotals& totals, reconciliation::v1::StatementTotals& wire);

// False for rows that may name an account: of one that can't be read only its problems travel.
template <class Value>
inline constexpr bool kMayBeQuoted = true;
template <>
inline constexpr bool kMayBeQuoted<domain::AccountOnFile> = false;
template <>
inline constexpr bool kMayBeQuoted<domain::PayoutReport> = false;

// INTERNAL, naming the line and the field, when the gateway sent what can't be.
absl::StatusOr<domain::StatementLine> StatementLineFromWire(
    const reconciliation::v1::StatementLine& wire);

}  // namespace levybridge::client
