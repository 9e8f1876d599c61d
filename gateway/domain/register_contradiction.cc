#include "gateway/domain/register_contradiction.h"

namespace levybridge::domain {

bool ExcludesEmployer(DeferralReason reason) {
  return reason == DeferralReason::kUnitTypeExcluded ||
         reason == DeferralReason::kUnitTypeNotListed;
}

RegisterContradiction ContradictionOf(const PolicyBook& book, const DeferralQuestion& question) {
  if (question.registers.eligible.empty()) return RegisterContradiction::kNone;
  DeferralQuestion declared = question;
  declared.registers.eligible = {};
  const DeferralReason by_type = book.DecideDeferral(declared).deferral_reason;
  const DeferralReason by_register = book.DecideDeferral(question).deferral_reason;
  if (by_type == DeferralReason::kDeferredByRule && ExcludesEmployer(by_register)) {
    return RegisterContradiction::kMayNotDefer;
  }
  if (ExcludesEmployer(by_type) && by_register == DeferralReason::kDeferredByRule) {
    return RegisterContradiction::kMayDefer;
  }
  return RegisterContradiction::kNone;
}

}  // namespace levybridge::domain
