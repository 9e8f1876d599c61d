#include "gateway/domain/decision.h"

#include "gateway/domain/check.h"

namespace levybridge::domain {
namespace {

[[noreturn]] void NotAnEnumerator() {
  CheckFailed("enumerator", "a decision holds a value outside its list", __FILE__, __LINE__);
}

}  // namespace

std::string_view MachineName(DecisionKind kind) {
  switch (kind) {
    case DecisionKind::kReduced:
      return "reduced";
    case DecisionKind::kFull:
      return "full";
    case DecisionKind::kRefused:
      return "refused";
  }
  NotAnEnumerator();
}

std::string_view MachineName(Reason reason) {
  switch (reason) {
    case Reason::kNoPolicy:
      return "NO_POLICY";
    case Reason::kUnitTypeExcluded:
      return "UNIT_TYPE_EXCLUDED";
    case Reason::kUnitTypeNotListed:
      return "UNIT_TYPE_NOT_LISTED";
    case Reason::kPeriodBeforeWindow:
      return "PERIOD_BEFORE_WINDOW";
    case Reason::kPeriodAfterWindow:
      return "PERIOD_AFTER_WINDOW";
    case Reason::kRegionParameterMissing:
      return "REGION_PARAMETER_MISSING";
    case Reason::kFundBelowThreshold:
      return "FUND_BELOW_THRESHOLD";
    case Reason::kAppliedAfterCutoff:
      return "APPLIED_AFTER_CUTOFF";
    case Reason::kRateNotRestored:
      return "RATE_NOT_RESTORED";
    case Reason::kHalved:
      return "HALVED";
    case Reason::kInvalidRow:
      return "INVALID_ROW";
  }
  NotAnEnumerator();
}

std::string_view MachineName(DeferralReason reason) {
  switch (reason) {
    case DeferralReason::kNone:
      return "";
    case DeferralReason::kUnitTypeExcluded:
      return "UNIT_TYPE_EXCLUDED";
    case DeferralReason::kUnitTypeNotListed:
      return "UNIT_TYPE_NOT_LISTED";
    case DeferralReason::kRegionParameterMissing:
      return "REGION_PARAMETER_MISSING";
    case DeferralReason::kFundBelowThreshold:
      return "FUND_BELOW_THRESHOLD";
    case DeferralReason::kCommitmentRequired:
      return "COMMITMENT_REQUIRED";
    case DeferralReason::kDeferredByRule:
      return "DEFERRED_BY_RULE";
    case DeferralReason::kDeferredOnApplication:
      return "DEFERRED_ON_APPLICATION";
  }
  NotAnEnumerator();
}

std::string_view MachineName(DeferralScope scope) {
  switch (scope) {
    case DeferralScope::kNone:
      return "";
    case DeferralScope::kEmployer:
      return "employer";
    case DeferralScope::kWhole:
      return "whole";
  }
  NotAnEnumerator();
}

}  // namespace levybridge::domain
