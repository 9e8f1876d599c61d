#include <algorithm>
#include <set>

#include "gateway/domain/policy_resolved.h"

namespace levybridge::domain {
namespace {

// Predecessors' own parameters, where they agree; FindDefects refuses those that do not.
RegionParameters ParametersOfPredecessors(const PolicyBookInput& input, const Policy& policy,
                                          RegionCode region) {
  RegionParameters inherited;
  const auto node = input.regions.nodes().find(region);
  if (node == input.regions.nodes().end()) return inherited;
  for (const RegionCode predecessor : node->second.successor_of) {
    const auto own = input.parameters.find({policy.id, predecessor});
    if (own != input.parameters.end()) inherited.InheritFrom(own->second);
  }
  return inherited;
}

void AddGroups(const std::vector<UnitTypeGroup>& groups, UnitStanding standing, bool commitment,
               ResolvedPolicy& resolved) {
  for (const UnitTypeGroup& group : groups) {
    for (const UnitType type : group.types) {
      resolved.unit_types[static_cast<size_t>(type)] = {standing, commitment, &group.citation};
    }
  }
}

void ResolveUnitTypes(const Policy& policy, ResolvedPolicy& resolved) {
  for (ResolvedUnitType& entry : resolved.unit_types) {
    entry.citation = &policy.unit_types.not_listed;
  }
  AddGroups(policy.unit_types.eligible, UnitStanding::kEligible, false, resolved);
  AddGroups(policy.unit_types.excluded, UnitStanding::kExcluded, false, resolved);
  AddGroups(policy.unit_types.commitment_required, UnitStanding::kEligible, true, resolved);
  for (const auto& [type, standing] : resolved.parameters.unit_types) {
    ResolvedUnitType& entry = resolved.unit_types[static_cast<size_t>(type)];
    entry.standing = standing;
    entry.commitment_required = false;
  }
}

Grant Missing(std::string_view key, const Citation* citation) {
  Grant grant;
  grant.state = GrantState::kParameterMissing;
  grant.missing_key = key;
  grant.citation = citation;
  return grant;
}

Grant Months(FeePeriod first, std::optional<int> months, FeePeriod widest_last,
             const Citation* citation) {
  Grant grant;
  grant.first = first;
  grant.last = months ? first.PlusMonths(*months - 1) : std::optional<FeePeriod>(widest_last);
  grant.citation = citation;
  return grant;
}

Grant GrantByFund(const FundRule& rule, const RegionParameters& parameters, FeePeriod first,
                  FeePeriod widest_last) {
  if (!parameters.fund_payable_months) return Missing("fund_payable_months", &rule.below);
  const FundTier* tier = TierOf(rule, *parameters.fund_payable_months);
  if (tier == nullptr) {
    if (rule.override_at_most_months && parameters.override_months) {
      return Months(first, parameters.override_months, widest_last, &rule.below);
    }
    Grant grant;
    grant.state = GrantState::kFundBelowThreshold;
    grant.citation = &rule.below;
    return grant;
  }
  if (!rule.months_decided_by_region) {
    return Months(first, std::nullopt, widest_last, &tier->citation);
  }
  if (!parameters.months) return Missing("months", &tier->citation);
  return Months(first, parameters.months, widest_last, &tier->citation);
}

Grant GrantOfReduction(const ReductionRules& rules, const RegionParameters& parameters) {
  Grant grant =
      rules.fund
          ? GrantByFund(*rules.fund, parameters, rules.window.first, rules.window.last)
          : Months(rules.window.first, std::nullopt, rules.window.last, &rules.window.citation);
  // Where nothing is granted, nothing has to be given back either.
  if (grant.state == GrantState::kGranted && !parameters.already_paid) {
    return Missing("already_paid", &rules.already_paid);
  }
  return grant;
}

// A region that starts later keeps the number of months.
Grant GrantOfRuleDeferral(const RuleDeferralRules& rules, const RegionParameters& parameters) {
  const FeePeriod first = parameters.first_period.value_or(rules.window.first);
  const int shift = first.index() - rules.window.first.index();
  const FeePeriod last = rules.window.last.PlusMonths(shift).value_or(rules.window.last);
  Grant grant = GrantByFund(rules.fund, parameters, first, last);
  grant.first = first;
  grant.last = last;
  return grant;
}

bool WindowIsEarlier(const ResolvedPolicy& a, const ResolvedPolicy& b) {
  return WindowOf(*a.policy)->first < WindowOf(*b.policy)->first;
}

}  // namespace

const FundTier* TierOf(const FundRule& rule, FundMonths months) {
  for (const FundTier& tier : rule.tiers) {
    if (months > tier.above && (!tier.up_to || months <= *tier.up_to)) return &tier;
  }
  return nullptr;
}

const PolicyWindow* WindowOf(const Policy& policy) {
  if (policy.reduction) return &policy.reduction->window;
  if (policy.rule_deferral) return &policy.rule_deferral->window;
  return nullptr;
}

RegionParameters ResolveParameters(const PolicyBookInput& input, const Policy& policy,
                                   RegionCode region) {
  RegionParameters resolved;
  for (const RegionCode level : input.regions.SelfAndAncestors(region)) {
    const auto own = input.parameters.find({policy.id, level});
    if (own != input.parameters.end()) resolved.InheritFrom(own->second);
    resolved.InheritFrom(ParametersOfPredecessors(input, policy, level));
  }
  resolved.InheritFrom(policy.defaults);
  return resolved;
}

bool IsInForce(const PolicyBookInput& input, const Policy& policy, RegionCode region,
               const RegionParameters& resolved) {
  const auto contains = [&](RegionCode outer) { return input.regions.Contains(outer, region); };
  if (std::any_of(policy.regions.begin(), policy.regions.end(), contains)) return true;
  if (std::none_of(policy.adoptable_in.begin(), policy.adoptable_in.end(), contains)) return false;
  if (resolved.adopted) return *resolved.adopted;
  // Parameters of its own are a city's way of taking a policy up; a province's are only defaults.
  for (const RegionCode level : input.regions.SelfAndAncestors(region)) {
    if (!level.IsProvince() && input.parameters.contains({policy.id, level})) return true;
  }
  return false;
}

std::vector<RegionCode> NamedRegions(const PolicyBookInput& input) {
  std::set<RegionCode> named;
  for (const auto& [region, node] : input.regions.nodes()) named.insert(region);
  for (const auto& [key, parameters] : input.parameters) named.insert(key.second);
  for (const Policy& policy : input.policies) {
    named.insert(policy.regions.begin(), policy.regions.end());
  }
  return {named.begin(), named.end()};
}

ResolvedPolicy ResolvePolicy(const PolicyBookInput& input, const Policy& policy,
                             RegionCode region) {
  ResolvedPolicy resolved;
  resolved.policy = &policy;
  resolved.parameters = ResolveParameters(input, policy, region);
  ResolveUnitTypes(policy, resolved);
  resolved.half_fen = resolved.parameters.half_fen.value_or(HalfFen::kUp);
  resolved.rounds_per_member = resolved.parameters.rounding_level == RoundingLevel::kMember;
  if (policy.reduction) {
    resolved.grant = GrantOfReduction(*policy.reduction, resolved.parameters);
    resolved.base = resolved.parameters.base.value_or(policy.reduction->base);
  }
  if (policy.rule_deferral) {
    resolved.grant = GrantOfRuleDeferral(*policy.rule_deferral, resolved.parameters);
  }
  return resolved;
}

RegionPolicies PoliciesInForce(const PolicyBookInput& input, RegionCode region) {
  RegionPolicies in_force{region, {}, {}, {}};
  for (const Policy& policy : input.policies) {
    ResolvedPolicy resolved = ResolvePolicy(input, policy, region);
    if (!IsInForce(input, policy, region, resolved.parameters)) continue;
    std::vector<ResolvedPolicy>& list = policy.reduction       ? in_force.reductions
                                        : policy.rule_deferral ? in_force.rule_deferrals
                                                               : in_force.application_deferrals;
    list.push_back(std::move(resolved));
  }
  std::sort(in_force.reductions.begin(), in_force.reductions.end(), WindowIsEarlier);
  std::sort(in_force.rule_deferrals.begin(), in_force.rule_deferrals.end(), WindowIsEarlier);
  return in_force;
}

}  // namespace levybridge::domain
