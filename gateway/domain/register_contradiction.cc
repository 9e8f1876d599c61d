#include "gateway/domain/register_contradiction.h"

namespace levybridge::domain {
namespace {

bool Excludes(DeferralReason reason) {
  return reason == DeferralReason::kUnitTypeExcluded ||
         reason == DeferralReason::kUnitTypeNotListed;
}

}  // namespace

RegisterContradiction ContradictionOf(const PolicyBook& book, const DeferralQuestion& question) {
  if (question.registers.eligible.empty()) return RegisterContradiction::kNone;
  DeferralQuestion declared = question;
  declared.registers.eligible = {};
  const DeferralReason by_type = book.DecideDeferral(declared).deferral_reason;
  const DeferralReason by_register = book.DecideDeferral(question).deferral_reason;
  if (by_type == DeferralReason::kDeferredByRule && Excludes(by_register)) {
    return RegisterContradiction::kMayNotDefer;
  }
  if (Excludes(by_type) && by_register == DeferralReason::kDeferredByRule) {
    return RegisterContradiction::kMayDefer;
  }
  return RegisterContradiction::kNone;
}

}  // namespace levybridge::domain
