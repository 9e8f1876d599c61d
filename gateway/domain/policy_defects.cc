#include <algorithm>
#include <set>

#include "gateway/domain/policy_resolved.h"

namespace levybridge::domain {
namespace {

class PolicyChecker {
 public:
  PolicyChecker(const Policy& policy, std::vector<PolicyDefect>& defects)
      : policy_(policy), defects_(defects) {}

  void Check() {
    const int forms = (policy_.reduction ? 1 : 0) + (policy_.rule_deferral ? 1 : 0) +
                      (policy_.application_deferral ? 1 : 0);
    if (forms != 1) Add("kind", "exactly one of a reduction and the two kinds of deferral");
    if (policy_.regions.empty() && policy_.adoptable_in.empty()) {
      Add("regions", "at least one region in regions or adoptable_in");
    }
    CheckUnitTypes();
    if (policy_.reduction) CheckReduction(*policy_.reduction);
    if (policy_.rule_deferral) CheckRuleDeferral(*policy_.rule_deferral);
    CheckReports();
  }

 private:
  void Add(std::string key, std::string expected) {
    defects_.push_back({policy_.id, std::nullopt, std::move(key), std::move(expected)});
  }

  void CheckUnitTypes() {
    std::set<UnitType> seen;
    const auto add = [&](const std::vector<UnitTypeGroup>& groups) {
      for (const UnitTypeGroup& group : groups) {
        for (const UnitType type : group.types) {
          if (seen.insert(type).second) continue;
          Add("unit_types",
              "each unit type once, found " + std::string(MachineName(type)) + " more than once");
        }
      }
    };
    add(policy_.unit_types.eligible);
    add(policy_.unit_types.excluded);
    add(policy_.unit_types.commitment_required);
    if (policy_.unit_types.eligible.empty()) {
      Add("unit_types.eligible", "at least one eligible unit type");
    }
  }

  void CheckWindow(const PolicyWindow& window, const std::string& key) {
    if (window.last < window.first) Add(key, "a last month that is not before the first");
  }

  void CheckTier(const FundRule& fund, size_t index) {
    const FundTier& tier = fund.tiers[index];
    const bool is_last = index + 1 == fund.tiers.size();
    if (tier.up_to && *tier.up_to <= tier.above) Add("fund.tiers", "up_to greater than above");
    if (!tier.up_to && !is_last) Add("fund.tiers", "up_to in every tier but the last");
    if (!is_last && tier.up_to && *tier.up_to < fund.tiers[index + 1].above) {
      Add("fund.tiers", "tiers without a gap: each begins where the one before ends");
    }
    if (!is_last && tier.up_to && *tier.up_to > fund.tiers[index + 1].above) {
      Add("fund.tiers", "tiers that do not overlap: each begins where the one before ends");
    }
  }

  void CheckFund(const FundRule& fund, const PolicyWindow& window) {
    const int widest = window.last.index() - window.first.index() + 1;
    if (fund.tiers.empty()) Add("fund.tiers", "at least one tier");
    for (size_t index = 0; index < fund.tiers.size(); ++index) {
      CheckTier(fund, index);
      const std::optional<int>& cap = fund.tiers[index].at_most_months;
      if (fund.months_decided_by_region && !cap) Add("fund.tiers", "at_most_months in every tier");
      if (cap && *cap > widest) Add("fund.tiers", "at_most_months within the window");
    }
    if (!fund.tiers.empty() && fund.tiers.back().up_to) {
      Add("fund.tiers", "a last tier without up_to, so that no fund falls outside");
    }
    if (fund.override_at_most_months && *fund.override_at_most_months > widest) {
      Add("fund.override_at_most_months", "a number within the window");
    }
  }

  void CheckReduction(const ReductionRules& rules) {
    CheckWindow(rules.window, "window");
    if (!rules.base.employer_medical && !rules.base.maternity) {
      Add("base", "at least one component to halve");
    }
    if (rules.fund) CheckFund(*rules.fund, rules.window);
    if (rules.back_payment && rules.back_payment->applied_from <= rules.window.first.FirstDay()) {
      Add("back_payment.applied_from", "a day after the window begins");
    }
    if (rules.collected_together &&
        rules.collected_together->with <= rules.collected_together->period) {
      Add("collected_together.with", "a month after the one it is collected with");
    }
    const bool excepted = rules.back_payment && (rules.back_payment->excepted_within_deferral ||
                                                 rules.back_payment->excepted_within_late_handling);
    if (excepted && rules.back_payment->exception.clause.empty()) {
      Add("back_payment.exception", "the clause that makes the exception");
    }
  }

  void CheckRuleDeferral(const RuleDeferralRules& rules) {
    CheckWindow(rules.window, "window");
    CheckFund(rules.fund, rules.window);
    if (rules.made_up_by <= rules.window.last.LastDay()) {
      Add("made_up_by", "a day after the last deferred month");
    }
    const bool own_first_allowed = std::find(rules.first_periods.begin(), rules.first_periods.end(),
                                             rules.window.first) != rules.first_periods.end();
    if (!own_first_allowed) Add("first_periods", "the window's own first month among the choices");
  }

  void CheckReports() {
    for (const ReportDuty& report : policy_.reports) {
      if (report.last_month < report.first_month) {
        Add("reports", "a last month that is not before the first");
      }
    }
  }

  const Policy& policy_;
  std::vector<PolicyDefect>& defects_;
};

}  // namespace

std::vector<PolicyDefect> FindDefects(const PolicyBookInput& input) {
  std::vector<PolicyDefect> defects;
  std::set<std::string_view> ids;
  for (const Policy& policy : input.policies) {
    if (!ids.insert(policy.id).second) {
      defects.push_back({policy.id, std::nullopt, "policy", "an id that no other policy has"});
    }
    PolicyChecker(policy, defects).Check();
  }
  // What follows resolves policies, which takes sound ones.
  if (!defects.empty()) return defects;
  FindParameterDefects(input, defects);
  FindOverlaps(input, defects);
  return defects;
}

}  // namespace levybridge::domain
