// IsKnown: whether a number read from disk is a value of a persisted enum. The switches have no
// default, so that the compiler asks for an answer when an enum grows.
#pragma once

#include "gateway/domain/batch.h"
#include "gateway/domain/codes.h"
#include "gateway/domain/decision.h"
#include "gateway/domain/instruction.h"
#include "gateway/domain/ledger.h"
#include "gateway/domain/member_event.h"
#include "gateway/domain/month.h"
#include "gateway/domain/overpayment.h"
#include "gateway/domain/payment.h"
#include "gateway/domain/payout_reason.h"
#include "gateway/domain/problem_codes.h"
#include "gateway/domain/refund.h"
#include "gateway/domain/refund_batch.h"
#include "gateway/domain/statement.h"

namespace levybridge::sqlite {

bool IsKnown(domain::InsuranceType value);
bool IsKnown(domain::UnitType value);
bool IsKnown(domain::AssessmentKind value);
bool IsKnown(domain::Component value);
bool IsKnown(domain::Role value);
bool IsKnown(domain::BatchKind value);
bool IsKnown(domain::BatchState value);
bool IsKnown(domain::InstructionAction value);
bool IsKnown(domain::InstructionState value);
bool IsKnown(domain::PaymentType value);
bool IsKnown(domain::Account value);
bool IsKnown(domain::EventKind value);
bool IsKnown(domain::OverpaymentUse value);
bool IsKnown(domain::StatementSide value);
bool IsKnown(domain::MonthState value);
bool IsKnown(domain::DifferenceCategory value);
bool IsKnown(domain::EligibleSource value);
bool IsKnown(domain::MemberTrigger value);
bool IsKnown(domain::DeferralScope value);
bool IsKnown(domain::ProblemCode value);
bool IsKnown(domain::RefundState value);
bool IsKnown(domain::RefundBatchState value);
bool IsKnown(domain::PayoutResult value);
bool IsKnown(domain::RecoverableReason value);

}  // namespace levybridge::sqlite
