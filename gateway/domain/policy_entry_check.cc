#include <algorithm>

#include "gateway/domain/policy_resolved.h"

namespace levybridge::domain {
namespace {

using Kind = DeferralEntryDefect::Kind;

// The first day that is too late; nothing when no number of months limits the deferral.
std::optional<CivilDate> FirstDayTooLate(const DeferralEntry& entry, const ResolvedPolicy& policy) {
  std::optional<int> months = policy.policy->application_deferral->at_most_months;
  const std::optional<int>& of_region = policy.parameters.deferral_max_months;
  if (of_region && (!months || *of_region < *months)) months = of_region;
  if (!months) return std::nullopt;
  const bool after_first =
      policy.parameters.deferral_runs_from == DeferralStart::kDayAfterFirstPeriod;
  const std::optional<FeePeriod> start = entry.first_fee_period.PlusMonths(after_first ? 1 : 0);
  const std::optional<FeePeriod> end = start ? start->PlusMonths(*months) : std::nullopt;
  if (!end) return std::nullopt;
  return end->FirstDay();
}

void CheckLimits(const DeferralEntry& entry, const ResolvedPolicy& policy,
                 std::vector<DeferralEntryDefect>& defects) {
  const ApplicationDeferralRules& rules = *policy.policy->application_deferral;
  const std::optional<CivilDate> too_late = FirstDayTooLate(entry, policy);
  if (too_late && entry.deferred_until >= *too_late) {
    defects.push_back({Kind::kTooLong, &rules.duration});
  }
  if (rules.not_beyond && entry.deferred_until > *rules.not_beyond) {
    defects.push_back({Kind::kBeyondLatestDate, &rules.duration});
  }
}

// The policy an entry stands under: that of its unit type where one is known and may defer, else
// the region's first.
const ResolvedPolicy& PolicyFor(const RegionPolicies& region, std::optional<UnitType> unit_type) {
  const ResolvedPolicy* allowed = unit_type ? ApplicationDeferralFor(region, *unit_type) : nullptr;
  return allowed != nullptr ? *allowed : region.application_deferrals.front();
}

void AddMissing(const std::vector<std::string>& wanted, const std::vector<DocumentDigest>& given,
                const Citation& citation, std::vector<MissingDocument>& missing) {
  for (const std::string& name : wanted) {
    if (std::none_of(given.begin(), given.end(),
                     [&](const DocumentDigest& document) { return document.name == name; })) {
      missing.push_back({name, &citation});
    }
  }
}

bool SharesFeePeriod(const PolicyWindow* window, const ObjectionFiling& filing) {
  return window != nullptr && window->first <= filing.last_fee_period &&
         filing.first_fee_period <= window->last;
}

}  // namespace

std::vector<DeferralEntryDefect> PolicyBook::CheckDeferralEntry(
    const DeferralEntry& entry, std::optional<UnitType> unit_type,
    absl::Span<const DeferralEntry> others) const {
  std::vector<DeferralEntryDefect> defects;
  if (entry.last_fee_period < entry.first_fee_period) {
    defects.push_back({Kind::kPeriodsReversed, nullptr});
  }
  const RegionPolicies* region = resolved_->Find(entry.region);
  if (region == nullptr || region->application_deferrals.empty()) {
    defects.push_back({Kind::kNoDeferralPolicy, nullptr});
  } else {
    const ResolvedPolicy& policy = PolicyFor(*region, unit_type);
    if (unit_type && ApplicationDeferralFor(*region, *unit_type) == nullptr) {
      defects.push_back({Kind::kUnitTypeMayNotDefer, policy.Of(*unit_type).citation});
    }
    CheckLimits(entry, policy, defects);
  }
  if (std::any_of(others.begin(), others.end(),
                  [&](const DeferralEntry& other) { return Overlap(entry, other); })) {
    defects.push_back({Kind::kOverlapsAnother, nullptr});
  }
  return defects;
}

std::vector<MissingDocument> PolicyBook::MissingDocuments(const DeferralEntry& entry,
                                                          std::optional<UnitType> unit_type) const {
  std::vector<MissingDocument> missing;
  const RegionPolicies* region = resolved_->Find(entry.region);
  if (region == nullptr || region->application_deferrals.empty()) return missing;
  const ResolvedPolicy& policy = PolicyFor(*region, unit_type);
  const ApplicationDeferralRules& rules = *policy.policy->application_deferral;
  AddMissing(rules.documents, entry.documents, rules.citation, missing);
  return missing;
}

std::vector<MissingDocument> PolicyBook::MissingForObjection(const ObjectionFiling& filing) const {
  std::vector<MissingDocument> missing;
  const RegionPolicies* region = resolved_->Find(filing.region);
  if (region == nullptr) return missing;
  const auto concerned = [&](const ResolvedPolicy& policy) {
    return SharesFeePeriod(WindowOf(*policy.policy), filing);
  };
  const bool any = std::any_of(region->reductions.begin(), region->reductions.end(), concerned);
  for (const ResolvedPolicy& policy : region->reductions) {
    if (any && !concerned(policy)) continue;
    for (const Duty& duty : policy.policy->duties) {
      if (duty.topic != kObjectionDuty) continue;
      AddMissing(duty.documents, filing.documents, duty.citation, missing);
    }
  }
  return missing;
}

}  // namespace levybridge::domain
