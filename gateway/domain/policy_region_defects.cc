#include <algorithm>
#include <string>

#include "gateway/domain/policy_resolved.h"

namespace levybridge::domain {
namespace {

// Two policies of one kind that would both decide a row.
bool Compete(const ResolvedPolicy& a, const ResolvedPolicy& b) {
  const PolicyWindow* first = WindowOf(*a.policy);
  const PolicyWindow* second = WindowOf(*b.policy);
  if (first == nullptr || second == nullptr) return true;  // no window: always
  FeePeriod first_last = first->last;
  FeePeriod second_last = second->last;
  if (a.policy->rule_deferral && a.grant.last) first_last = *a.grant.last;
  if (b.policy->rule_deferral && b.grant.last) second_last = *b.grant.last;
  return first->first <= second_last && second->first <= first_last;
}

void FindOverlapsAmong(const std::vector<ResolvedPolicy>& policies, RegionCode region,
                       std::vector<PolicyDefect>& defects) {
  for (size_t a = 0; a < policies.size(); ++a) {
    for (size_t b = a + 1; b < policies.size(); ++b) {
      if (!Compete(policies[a], policies[b])) continue;
      defects.push_back({policies[b].policy->id, std::nullopt, "window",
                         "a window that does not overlap the one of " + policies[a].policy->id +
                             ", which is in force in " + region.ToString() + " too"});
    }
  }
}

class ParameterChecker {
 public:
  ParameterChecker(const PolicyBookInput& input, const Policy& policy, RegionCode region,
                   std::vector<PolicyDefect>& defects)
      : input_(input), policy_(policy), region_(region), defects_(defects) {}

  void Check(const RegionParameters& own) {
    const RegionParameters resolved = ResolveParameters(input_, policy_, region_);
    CheckConcerned();
    if (policy_.reduction && policy_.reduction->fund) {
      CheckMonths(*policy_.reduction->fund, own, resolved);
    }
    if (policy_.rule_deferral && own.first_period) CheckFirstPeriod(*own.first_period);
    for (const RegionCode district : own.new_town_districts.value_or(std::vector<RegionCode>())) {
      if (!input_.regions.Contains(region_, district)) {
        Add("new_town_districts", "districts that lie in " + region_.ToString());
      }
    }
  }

 private:
  void Add(std::string key, std::string expected) {
    defects_.push_back({policy_.id, region_, std::move(key), std::move(expected)});
  }

  // A region within the policy's, or one that contains some of them (its keys are inherited).
  void CheckConcerned() {
    const auto related = [&](RegionCode other) {
      return input_.regions.Contains(other, region_) || input_.regions.Contains(region_, other);
    };
    const bool concerned =
        std::any_of(policy_.regions.begin(), policy_.regions.end(), related) ||
        std::any_of(policy_.adoptable_in.begin(), policy_.adoptable_in.end(), related);
    if (!concerned) Add("", "a region where " + policy_.id + " is, or can be, in force");
  }

  void CheckMonths(const FundRule& fund, const RegionParameters& own,
                   const RegionParameters& resolved) {
    if (own.override_months) {
      if (!fund.override_at_most_months) {
        Add("override_months", "no such key: the document leaves no room for it");
      } else if (*own.override_months > *fund.override_at_most_months) {
        Add("override_months",
            "at most " + std::to_string(*fund.override_at_most_months) + " months");
      }
    }
    if (!fund.months_decided_by_region || !resolved.months || !resolved.fund_payable_months) return;
    if (!own.months && !own.fund_payable_months) return;  // told where it was written
    const FundTier* tier = TierOf(fund, *resolved.fund_payable_months);
    if (tier == nullptr || !tier->at_most_months || *resolved.months <= *tier->at_most_months) {
      return;
    }
    Add(own.months ? "months" : "fund_payable_months",
        "at most " + std::to_string(*tier->at_most_months) + " months with this fund (" +
            tier->citation.document + " " + tier->citation.clause + "), found " +
            std::to_string(*resolved.months));
  }

  void CheckFirstPeriod(FeePeriod first) {
    const std::vector<FeePeriod>& choices = policy_.rule_deferral->first_periods;
    if (std::find(choices.begin(), choices.end(), first) != choices.end()) return;
    std::string names;
    for (const FeePeriod choice : choices) names += (names.empty() ? "" : ", ") + choice.ToIso();
    Add("first_period", "one of " + names);
  }

  const PolicyBookInput& input_;
  const Policy& policy_;
  RegionCode region_;
  std::vector<PolicyDefect>& defects_;
};

// Predecessors that set one key differently leave it open which holds.
void FindSuccessionConflicts(const PolicyBookInput& input, std::vector<PolicyDefect>& defects) {
  for (const auto& [region, node] : input.regions.nodes()) {
    for (const Policy& policy : input.policies) {
      const auto own = input.parameters.find({policy.id, region});
      RegionParameters forward = own == input.parameters.end() ? RegionParameters{} : own->second;
      RegionParameters backward = forward;
      const std::vector<RegionCode>& predecessors = node.successor_of;
      for (size_t index = 0; index < predecessors.size(); ++index) {
        const auto first = input.parameters.find({policy.id, predecessors[index]});
        const auto last =
            input.parameters.find({policy.id, predecessors[predecessors.size() - 1 - index]});
        if (first != input.parameters.end()) forward.InheritFrom(first->second);
        if (last != input.parameters.end()) backward.InheritFrom(last->second);
      }
      if (forward == backward) continue;
      defects.push_back(
          {policy.id, region, "successor_of",
           "predecessors whose parameters agree, or keys of its own for " + policy.id});
    }
  }
}

}  // namespace

void FindOverlaps(const PolicyBookInput& input, std::vector<PolicyDefect>& defects) {
  const size_t before = defects.size();
  for (const RegionCode region : NamedRegions(input)) {
    const RegionPolicies in_force = PoliciesInForce(input, region);
    FindOverlapsAmong(in_force.reductions, region, defects);
    FindOverlapsAmong(in_force.rule_deferrals, region, defects);
    FindOverlapsAmong(in_force.application_deferrals, region, defects);
    if (defects.size() > before) return;  // the same pair would come back for every district
  }
}

void FindParameterDefects(const PolicyBookInput& input, std::vector<PolicyDefect>& defects) {
  for (const auto& [key, parameters] : input.parameters) {
    const auto policy =
        std::find_if(input.policies.begin(), input.policies.end(),
                     [&wanted = key.first](const Policy& p) { return p.id == wanted; });
    if (policy == input.policies.end()) {
      defects.push_back({key.first, key.second, "", "the id of a policy that was read"});
      continue;
    }
    ParameterChecker(input, *policy, key.second, defects).Check(parameters);
  }
  FindSuccessionConflicts(input, defects);
}

}  // namespace levybridge::domain
