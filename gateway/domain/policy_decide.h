// The parts of a decision, as functions over one row and the policies resolved for its region.
// Internal to the policy engine; PolicyBook::Decide puts them together.
#pragma once

#include "gateway/domain/policy_resolved.h"

namespace levybridge::domain {

// Everything one decision looks at.
struct DecisionSubject {
  const Assessment& row;
  UnitType unit_type;  // as declared, or as the credit code hints
  const RegionPolicies& region;
  const EmployerRegisters& registers;
  const DecisionContext& context;

  CivilDate applied_or_business_date() const {
    return context.applied_on.value_or(context.business_date);
  }
};

// Fills the reduction's part of `decision`, amounts included.
void DecideReduction(const DecisionSubject& subject, Decision& decision);
// Fills the deferral's part; may turn the decision into a refusal (a region parameter is missing).
void DecideDeferral(const DeferralQuestion& question, const RegionPolicies& region,
                    Decision& decision);

// `entry` is in force on `day`, counted from the first day of its first fee period.
bool IsWithinDeferral(const DeferralEntry& entry, CivilDate day);

// half-up(amount x rate), exactly.
Money AmountAtRate(Money amount, RatePpm rate);

}  // namespace levybridge::domain
