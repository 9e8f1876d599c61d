// What PolicyBook computes once, when it is built: each policy as it stands in each region, with
// inherited parameters, granted months and the standing of every unit type, so that a decision only
// looks things up. Internal to the policy engine.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "gateway/domain/policy_book.h"

namespace levybridge::domain {

// What the fund's state lets a region grant.
enum class GrantState : uint8_t { kGranted, kParameterMissing, kFundBelowThreshold };

struct Grant {
  GrantState state = GrantState::kGranted;
  std::string_view missing_key;  // with kParameterMissing
  std::optional<FeePeriod> first;
  std::optional<FeePeriod> last;
  const Citation* citation = nullptr;
};

struct ResolvedUnitType {
  UnitStanding standing = UnitStanding::kNotListed;
  bool commitment_required = false;
  const Citation* citation = nullptr;
};

struct ResolvedPolicy {
  const Policy* policy = nullptr;
  RegionParameters parameters;
  std::array<ResolvedUnitType, kUnitTypeCount + 1> unit_types;
  Grant grant;
  HalvedComponents base;
  HalfFen half_fen = HalfFen::kUp;
  bool rounds_per_member = false;

  const ResolvedUnitType& Of(UnitType type) const { return unit_types[static_cast<size_t>(type)]; }
};

struct RegionPolicies {
  RegionCode region;
  std::vector<ResolvedPolicy> reductions;      // by window, ascending
  std::vector<ResolvedPolicy> rule_deferrals;  // by window, ascending
  std::vector<ResolvedPolicy> application_deferrals;
};

struct PolicyBook::Resolved {
  PolicyBookInput input;
  std::vector<RegionPolicies> regions;  // ascending by region

  // A region that nothing is configured for stands as its city, else its province, does.
  const RegionPolicies* Find(RegionCode region) const;
};

// Own parameters, then those of predecessors, city and province, then the policy's defaults.
RegionParameters ResolveParameters(const PolicyBookInput& input, const Policy& policy,
                                   RegionCode region);
// Is the policy in force in `region` (by its own list, or adopted there)?
bool IsInForce(const PolicyBookInput& input, const Policy& policy, RegionCode region,
               const RegionParameters& resolved);
// Every region that configuration or a policy names.
std::vector<RegionCode> NamedRegions(const PolicyBookInput& input);
ResolvedPolicy ResolvePolicy(const PolicyBookInput& input, const Policy& policy, RegionCode region);
// Every policy in force in `region`, resolved for it.
RegionPolicies PoliciesInForce(const PolicyBookInput& input, RegionCode region);
// The tier that holds `months`; null when it lies under the first.
const FundTier* TierOf(const FundRule& rule, FundMonths months);
// May an employer of this type defer under an application deferral in force in the region?
const ResolvedPolicy* ApplicationDeferralFor(const RegionPolicies& region, UnitType type);
// Null for a policy without a window (deferral on application).
const PolicyWindow* WindowOf(const Policy& policy);

// The parts of FindDefects that look at regions; every policy must be sound by itself.
void FindParameterDefects(const PolicyBookInput& input, std::vector<PolicyDefect>& defects);
void FindOverlaps(const PolicyBookInput& input, std::vector<PolicyDefect>& defects);

}  // namespace levybridge::domain
