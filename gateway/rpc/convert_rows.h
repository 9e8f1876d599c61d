// The rows of every kind of file, from the contract to the domain and back.
//
// A row that cannot be made into a domain value becomes an UnreadableRow with all its problems, so
// that it is counted and kept; its raw text is what the message held, cut at 4096 bytes (nothing
// for rows that may name an account). Arithmetic and policy are not looked at here. Thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>

#include "gateway/domain/batch.h"
#include "gateway/domain/decision.h"
#include "gateway/rpc/convert_values.h"
#include "levybridge/assessment/v1/assessment_row.pb.h"
#include "levybridge/assessment/v1/register_row.pb.h"
#include "levybridge/collection/v1/instruction.pb.h"
#include "levybridge/payment/v1/payment_row.pb.h"
#include "levybridge/reconciliation/v1/statement.pb.h"
#include "levybridge/refund/v1/account_service.pb.h"
#include "levybridge/refund/v1/payout_service.pb.h"

namespace levybridge::rpc {

class AssessmentRowView;  // assessment_row_view.h

// The row's value, or nothing and the problems in `fields`.
std::optional<domain::Assessment> FromWire(const assessment::v1::AssessmentRow& row,
                                           FieldReader& fields);
std::optional<domain::Assessment> FromWire(const AssessmentRowView& row, FieldReader& fields);
std::optional<domain::PaymentLine> FromWire(const payment::v1::PaymentRow& row,
                                            FieldReader& fields);
std::optional<domain::LateFeeCorrection> FromWire(const payment::v1::LateFeeRow& row,
                                                  FieldReader& fields);
std::optional<domain::InstructionRejection> FromWire(
    const collection::v1::InstructionRejectionRow& row, FieldReader& fields);
std::optional<domain::StatementLine> FromWire(const reconciliation::v1::StatementLine& row,
                                              FieldReader& fields);
std::optional<domain::DeferralEntry> FromWire(const assessment::v1::DeferralRow& row,
                                              FieldReader& fields);
std::optional<domain::EligibleEmployer> FromWire(const assessment::v1::EligibleEmployerRow& row,
                                                 FieldReader& fields);
std::optional<domain::MemberEvent> FromWire(const assessment::v1::MemberEventRow& row,
                                            FieldReader& fields);
std::optional<domain::Deregistration> FromWire(const assessment::v1::DeregistrationRow& row,
                                               FieldReader& fields);
std::optional<domain::TreasuryRefund> FromWire(const payment::v1::TreasuryRefundRow& row,
                                               FieldReader& fields);
std::optional<domain::AccountOnFile> FromWire(const refund::v1::AccountRow& row,
                                              FieldReader& fields);
std::optional<domain::PayoutReport> FromWire(const refund::v1::PayoutResultRow& row,
                                             FieldReader& fields);

// What an unreadable row counts as, as far as it can be told.
domain::Money StatedAmount(const assessment::v1::AssessmentRow& row);
domain::Money StatedAmount(const AssessmentRowView& row);
domain::Money StatedAmount(const payment::v1::PaymentRow& row);
domain::Money StatedAmount(const payment::v1::LateFeeRow& row);
domain::Money StatedAmount(const collection::v1::InstructionRejectionRow& row);
domain::Money StatedAmount(const reconciliation::v1::StatementLine& row);
domain::Money StatedAmount(const assessment::v1::DeferralRow& row);
domain::Money StatedAmount(const assessment::v1::EligibleEmployerRow& row);
domain::Money StatedAmount(const assessment::v1::MemberEventRow& row);
domain::Money StatedAmount(const assessment::v1::DeregistrationRow& row);
domain::Money StatedAmount(const payment::v1::TreasuryRefundRow& row);
domain::Money StatedAmount(const refund::v1::AccountRow& row);
domain::Money StatedAmount(const refund::v1::PayoutResultRow& row);

// False for rows that may name an account: nothing of one that can't be read is kept then.
template <class Row>
inline constexpr bool kMayBeQuoted = true;
template <>
inline constexpr bool kMayBeQuoted<refund::v1::AccountRow> = false;
template <>
inline constexpr bool kMayBeQuoted<refund::v1::PayoutResultRow> = false;

// `may_be_quoted`: see above; else raw text and the problems' parameters are left out.
domain::UnreadableRow FromWire(const common::v1::UnreadableRow& row, bool may_be_quoted = true);

void FillWire(const domain::Assessment& row, assessment::v1::AssessmentRow& message);
void FillWire(const domain::PaymentLine& row, payment::v1::PaymentRow& message);
void FillWire(const domain::StatementLine& row, reconciliation::v1::StatementLine& message);
void FillWire(const domain::Instruction& row, collection::v1::InstructionRow& message);
void FillWire(const domain::Decision& decision, assessment::v1::Decision& message);

}  // namespace levybridge::rpc
