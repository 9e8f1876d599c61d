#include "adapters/sqlite/known_enums.h"

namespace levybridge::sqlite {

bool IsKnown(domain::InsuranceType value) {
  switch (value) {
    case domain::InsuranceType::kEmployeeMedical:
    case domain::InsuranceType::kCivilServantSupplement:
    case domain::InsuranceType::kLargeAmount:
    case domain::InsuranceType::kRetiredCadres:
    case domain::InsuranceType::kEnterpriseSupplement:
    case domain::InsuranceType::kResidents:
    case domain::InsuranceType::kMaternity:
      return true;
  }
  return false;
}

bool IsKnown(domain::UnitType value) {
  switch (value) {
    case domain::UnitType::kEnterpriseLarge:
    case domain::UnitType::kEnterpriseMedium:
    case domain::UnitType::kEnterpriseSmall:
    case domain::UnitType::kEnterpriseMicro:
    case domain::UnitType::kEnterprise:
    case domain::UnitType::kIndividualBusinessUnit:
    case domain::UnitType::kIndividualBusinessPerson:
    case domain::UnitType::kPrivateNonEnterprise:
    case domain::UnitType::kSocialOrganization:
    case domain::UnitType::kFoundation:
    case domain::UnitType::kLawFirm:
    case domain::UnitType::kAccountingFirm:
    case domain::UnitType::kGovernmentAgency:
    case domain::UnitType::kPublicInstitution:
    case domain::UnitType::kPublicInstitutionEnterprisePension:
    case domain::UnitType::kFlexibleEmployment:
    case domain::UnitType::kFiscalFunded:
      return true;
  }
  return false;
}

bool IsKnown(domain::AssessmentKind value) {
  switch (value) {
    case domain::AssessmentKind::kRegular:
    case domain::AssessmentKind::kBackPayment:
    case domain::AssessmentKind::kPrepayment:
    case domain::AssessmentKind::kReassessment:
      return true;
  }
  return false;
}

bool IsKnown(domain::Component value) {
  switch (value) {
    case domain::Component::kEmployerMedical:
    case domain::Component::kMaternity:
    case domain::Component::kPersonal:
    case domain::Component::kLateFee:
    case domain::Component::kInterest:
      return true;
  }
  return false;
}

bool IsKnown(domain::Role value) {
  switch (value) {
    case domain::Role::kAgency:
    case domain::Role::kTax:
    case domain::Role::kFundFinance:
    case domain::Role::kFiscal:
    case domain::Role::kBank:
    case domain::Role::kAuditor:
      return true;
  }
  return false;
}

bool IsKnown(domain::BatchKind value) {
  switch (value) {
    case domain::BatchKind::kAssessments:
    case domain::BatchKind::kPayments:
    case domain::BatchKind::kInstructionRejections:
    case domain::BatchKind::kLateFees:
    case domain::BatchKind::kStatement:
    case domain::BatchKind::kDeferrals:
    case domain::BatchKind::kEligibleEmployers:
    case domain::BatchKind::kMemberEvents:
    case domain::BatchKind::kDeregistrations:
    case domain::BatchKind::kTreasuryRefunds:
    case domain::BatchKind::kAccounts:
    case domain::BatchKind::kPayoutResults:
      return true;
  }
  return false;
}

bool IsKnown(domain::BatchState value) {
  switch (value) {
    case domain::BatchState::kReceived:
    case domain::BatchState::kAccepted:
    case domain::BatchState::kPartlyAccepted:
    case domain::BatchState::kRejected:
    case domain::BatchState::kReceiving:
      return true;
  }
  return false;
}

bool IsKnown(domain::InstructionAction value) {
  switch (value) {
    case domain::InstructionAction::kCollect:
    case domain::InstructionAction::kAdjust:
    case domain::InstructionAction::kCancel:
    case domain::InstructionAction::kDeferredDue:
      return true;
  }
  return false;
}

bool IsKnown(domain::InstructionState value) {
  switch (value) {
    case domain::InstructionState::kIssued:
    case domain::InstructionState::kDelivered:
    case domain::InstructionState::kAcknowledged:
    case domain::InstructionState::kRejectedByTax:
    case domain::InstructionState::kSuperseded:
    case domain::InstructionState::kCancelled:
      return true;
  }
  return false;
}

bool IsKnown(domain::PaymentType value) {
  switch (value) {
    case domain::PaymentType::kPayment:
    case domain::PaymentType::kReversal:
      return true;
  }
  return false;
}

bool IsKnown(domain::Account value) {
  switch (value) {
    case domain::Account::kReceivable:
    case domain::Account::kLevied:
    case domain::Account::kPaidNotBooked:
    case domain::Account::kTreasury:
    case domain::Account::kUnapplied:
    case domain::Account::kOverpaymentHeld:
    case domain::Account::kDeferred:
    case domain::Account::kOffsetClearing:
    case domain::Account::kRefundLocked:
    case domain::Account::kRefundInTransit:
    case domain::Account::kRefundPaid:
    case domain::Account::kRecoverable:
    case domain::Account::kRefundFunds:
    case domain::Account::kFiscalRelease:
    case domain::Account::kRefundedByTreasury:
      return true;
  }
  return false;
}

bool IsKnown(domain::EventKind value) {
  switch (value) {
    case domain::EventKind::kAssessed:
    case domain::EventKind::kReassessed:
    case domain::EventKind::kPaid:
    case domain::EventKind::kBooked:
    case domain::EventKind::kReversed:
    case domain::EventKind::kHeldUnapplied:
    case domain::EventKind::kAppliedLater:
    case domain::EventKind::kLateFeeCorrected:
    case domain::EventKind::kDeferralEnded:
    case domain::EventKind::kDeferredAgain:
    case domain::EventKind::kOffsetGiven:
    case domain::EventKind::kOffsetReceived:
    case domain::EventKind::kOffsetTakenBack:
    case domain::EventKind::kDeferralBegun:
    case domain::EventKind::kRefundLocked:
    case domain::EventKind::kRefundUnlocked:
    case domain::EventKind::kRefundSent:
    case domain::EventKind::kRefundPaid:
    case domain::EventKind::kRefundFailed:
    case domain::EventKind::kRefundReturned:
    case domain::EventKind::kRefundPaidTwice:
    case domain::EventKind::kRefundedByTreasury:
    case domain::EventKind::kFundsReleased:
    case domain::EventKind::kRecoverableSettled:
      return true;
  }
  return false;
}

bool IsKnown(domain::OverpaymentUse value) {
  switch (value) {
    case domain::OverpaymentUse::kRefund:
    case domain::OverpaymentUse::kOffset:
      return true;
  }
  return false;
}

bool IsKnown(domain::StatementSide value) {
  switch (value) {
    case domain::StatementSide::kAgency:
    case domain::StatementSide::kTax:
    case domain::StatementSide::kBank:
      return true;
  }
  return false;
}

bool IsKnown(domain::MonthState value) {
  switch (value) {
    case domain::MonthState::kOpen:
    case domain::MonthState::kCompared:
    case domain::MonthState::kConfirmed:
    case domain::MonthState::kClosed:
      return true;
  }
  return false;
}

bool IsKnown(domain::DifferenceCategory value) {
  switch (value) {
    case domain::DifferenceCategory::kAmountDiffers:
    case domain::DifferenceCategory::kAssessedUnknownToTax:
    case domain::DifferenceCategory::kAtTaxNeverAssessed:
    case domain::DifferenceCategory::kPaidMissingHere:
    case domain::DifferenceCategory::kPaidMissingAtTax:
    case domain::DifferenceCategory::kPaidUnapplied:
    case domain::DifferenceCategory::kPaidNotBooked:
    case domain::DifferenceCategory::kAgencyMissing:
    case domain::DifferenceCategory::kAgencyUnknownHere:
      return true;
  }
  return false;
}

bool IsKnown(domain::EligibleSource value) {
  switch (value) {
    case domain::EligibleSource::kJointList:
    case domain::EligibleSource::kCommitment:
      return true;
  }
  return false;
}

bool IsKnown(domain::MemberTrigger value) {
  switch (value) {
    case domain::MemberTrigger::kLeft:
    case domain::MemberTrigger::kRetired:
    case domain::MemberTrigger::kTransferred:
      return true;
  }
  return false;
}

bool IsKnown(domain::DeferralScope value) {
  switch (value) {
    case domain::DeferralScope::kNone:
    case domain::DeferralScope::kEmployer:
    case domain::DeferralScope::kWhole:
      return true;
  }
  return false;
}

bool IsKnown(domain::ProblemCode value) {
  return domain::ProblemCodeFromNumber(static_cast<uint16_t>(value)).has_value();
}

bool IsKnown(domain::RefundState value) {
  switch (value) {
    case domain::RefundState::kLocked:
    case domain::RefundState::kProposed:
    case domain::RefundState::kAccountsConfirmed:
    case domain::RefundState::kFundsRequested:
    case domain::RefundState::kFunded:
    case domain::RefundState::kPaying:
    case domain::RefundState::kPaid:
    case domain::RefundState::kFailed:
    case domain::RefundState::kUnknown:
    case domain::RefundState::kAccountCorrected:
    case domain::RefundState::kRetryApproved:
    case domain::RefundState::kNeedsDecision:
    case domain::RefundState::kReturned:
    case domain::RefundState::kReleased:
      return true;
  }
  return false;
}

bool IsKnown(domain::RefundBatchState value) {
  switch (value) {
    case domain::RefundBatchState::kLocked:
    case domain::RefundBatchState::kProposed:
    case domain::RefundBatchState::kAccountsConfirmed:
    case domain::RefundBatchState::kFundsRequested:
    case domain::RefundBatchState::kFunded:
    case domain::RefundBatchState::kPaying:
    case domain::RefundBatchState::kSettled:
    case domain::RefundBatchState::kWithdrawn:
    case domain::RefundBatchState::kGathering:
      return true;
  }
  return false;
}

bool IsKnown(domain::PayoutResult value) {
  switch (value) {
    case domain::PayoutResult::kPaid:
    case domain::PayoutResult::kFailed:
    case domain::PayoutResult::kPending:
    case domain::PayoutResult::kUnknown:
    case domain::PayoutResult::kReturned:
      return true;
  }
  return false;
}

bool IsKnown(domain::RecoverableReason value) {
  switch (value) {
    case domain::RecoverableReason::kReversedAfterPayout:
    case domain::RecoverableReason::kReassessedAfterPayout:
    case domain::RecoverableReason::kPaidTwice:
      return true;
  }
  return false;
}

}  // namespace levybridge::sqlite
