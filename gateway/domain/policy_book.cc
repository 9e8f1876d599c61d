#include "gateway/domain/policy_book.h"

#include <algorithm>

#include "gateway/domain/check.h"
#include "gateway/domain/policy_resolved.h"

namespace levybridge::domain {
const RegionPolicies* PolicyBook::Resolved::Find(RegionCode region) const {
  for (const RegionCode level : {region, region.City(), region.Province()}) {
    const auto found =
        std::lower_bound(regions.begin(), regions.end(), level,
                         [](const RegionPolicies& a, RegionCode b) { return a.region < b; });
    if (found != regions.end() && found->region == level) return &*found;
  }
  return nullptr;
}

const ResolvedPolicy* ApplicationDeferralFor(const RegionPolicies& region, UnitType type) {
  for (const ResolvedPolicy& policy : region.application_deferrals) {
    if (policy.Of(type).standing == UnitStanding::kEligible) return &policy;
  }
  return nullptr;
}

DecisionContext DecisionContext::Of(const Assessment& row, CivilDate business_date) {
  const bool reassessment = row.kind == AssessmentKind::kReassessment;
  return {reassessment ? AssessmentKind::kRegular : row.kind, row.applied_on, business_date};
}

PolicyBook::PolicyBook() : PolicyBook(PolicyBookInput{}) {}

PolicyBook::PolicyBook(PolicyBookInput input) {
  LEVYBRIDGE_CHECK(FindDefects(input).empty(), "policies with defects made it into a book");
  auto resolved = std::make_unique<Resolved>();
  resolved->input = std::move(input);
  for (const RegionCode region : NamedRegions(resolved->input)) {
    resolved->regions.push_back(PoliciesInForce(resolved->input, region));
  }
  resolved_ = std::move(resolved);
}

PolicyBook::~PolicyBook() = default;
PolicyBook::PolicyBook(PolicyBook&&) noexcept = default;
PolicyBook& PolicyBook::operator=(PolicyBook&&) noexcept = default;

const Policy* PolicyBook::FindPolicy(std::string_view id) const {
  for (const Policy& policy : resolved_->input.policies) {
    if (policy.id == id) return &policy;
  }
  return nullptr;
}

const RegionParameters* PolicyBook::ParametersOf(std::string_view policy_id,
                                                 RegionCode region) const {
  const RegionPolicies* in_force = resolved_->Find(region);
  if (in_force == nullptr) return nullptr;
  for (const auto* list :
       {&in_force->reductions, &in_force->rule_deferrals, &in_force->application_deferrals}) {
    for (const ResolvedPolicy& policy : *list) {
      if (policy.policy->id == policy_id) return &policy.parameters;
    }
  }
  return nullptr;
}

const std::vector<Policy>& PolicyBook::policies() const { return resolved_->input.policies; }
const RegionTree& PolicyBook::regions() const { return resolved_->input.regions; }

}  // namespace levybridge::domain
