#include <algorithm>

#include "gateway/domain/policy_decide.h"

namespace levybridge::domain {
namespace {

void Set(Decision& decision, const ResolvedPolicy& policy, DeferralReason reason,
         const Citation* citation) {
  decision.deferral_policy = policy.policy->id;
  decision.deferral_reason = reason;
  decision.deferral_citation = citation;
  decision.deferral_clause = citation == nullptr ? std::string_view() : citation->clause;
}

void SetDeferred(Decision& decision, const ResolvedPolicy& policy, CivilDate until) {
  decision.deferred_until = until;
  decision.deferral_scope = policy.parameters.deferral_scope.value_or(DeferralScope::kWhole);
}

void DecideByRule(const DeferralQuestion& question, const ResolvedPolicy& policy,
                  Decision& decision) {
  const RuleDeferralRules& rules = *policy.policy->rule_deferral;
  const UnitType type = TypeByRegister(question.registers.eligible, question.fee_period.LastDay())
                            .value_or(question.unit_type);
  const ResolvedUnitType& unit_type = policy.Of(type);
  if (unit_type.standing == UnitStanding::kExcluded) {
    Set(decision, policy, DeferralReason::kUnitTypeExcluded, unit_type.citation);
  } else if (unit_type.standing == UnitStanding::kNotListed) {
    Set(decision, policy, DeferralReason::kUnitTypeNotListed, unit_type.citation);
  } else if (policy.grant.state == GrantState::kParameterMissing) {
    Set(decision, policy, DeferralReason::kRegionParameterMissing, policy.grant.citation);
    decision.problems.push_back({ProblemCode::kRegionParameterMissing, "region",
                                 std::string(policy.grant.missing_key), policy.policy->id});
    decision.kind = DecisionKind::kRefused;
  } else if (policy.grant.state == GrantState::kFundBelowThreshold) {
    Set(decision, policy, DeferralReason::kFundBelowThreshold, policy.grant.citation);
  } else if (unit_type.commitment_required) {
    Set(decision, policy, DeferralReason::kCommitmentRequired, unit_type.citation);
  } else {
    Set(decision, policy, DeferralReason::kDeferredByRule, &rules.citation);
    SetDeferred(decision, policy, rules.made_up_by);
  }
}

const DeferralEntry* EntryFor(const DeferralQuestion& question) {
  const FeePeriod period = question.fee_period;
  const CivilDate applied_on = question.context.applied_on.value_or(question.context.business_date);
  for (const DeferralEntry& entry : question.registers.deferrals) {
    const bool covers = entry.first_fee_period <= period && period <= entry.last_fee_period;
    if (covers && entry.deferred_until >= applied_on) return &entry;
  }
  return nullptr;
}

void DecideOnApplication(const DeferralQuestion& question, const RegionPolicies& region,
                         Decision& decision) {
  const DeferralEntry* entry = EntryFor(question);
  if (entry == nullptr) return;
  const ResolvedPolicy* policy = ApplicationDeferralFor(region, question.unit_type);
  if (policy == nullptr) {
    decision.problems.push_back({ProblemCode::kDeferralEntryIgnored, "unit_type",
                                 std::string(MachineName(question.unit_type)),
                                 std::string(ChineseName(question.unit_type))});
    return;
  }
  Set(decision, *policy, DeferralReason::kDeferredOnApplication,
      &policy->policy->application_deferral->citation);
  SetDeferred(decision, *policy, entry->deferred_until);
}

}  // namespace

void DecideDeferral(const DeferralQuestion& question, const RegionPolicies& region,
                    Decision& decision) {
  // Who makes a back-payment or a prepayment is paying.
  if (question.context.kind != AssessmentKind::kRegular &&
      question.context.kind != AssessmentKind::kReassessment) {
    return;
  }
  for (const ResolvedPolicy& policy : region.rule_deferrals) {
    const Grant& grant = policy.grant;
    if (*grant.first <= question.fee_period && question.fee_period <= *grant.last) {
      DecideByRule(question, policy, decision);
      break;
    }
  }
  if (decision.deferral_reason != DeferralReason::kDeferredByRule &&
      !question.registers.deferrals.empty() && !region.application_deferrals.empty()) {
    DecideOnApplication(question, region, decision);
  }
}

}  // namespace levybridge::domain
