#include <algorithm>

#include "gateway/domain/policy_decide.h"

namespace levybridge::domain {
namespace {

struct Verdict {
  DecisionKind kind;
  Reason reason;
  const Citation* citation;
};

// The policy whose window holds the period; else the last that began before it; else the first.
const ResolvedPolicy& PolicyFor(const std::vector<ResolvedPolicy>& reductions, FeePeriod period) {
  const ResolvedPolicy* chosen = &reductions.front();
  for (const ResolvedPolicy& candidate : reductions) {
    if (candidate.policy->reduction->window.first <= period) chosen = &candidate;
  }
  return *chosen;
}

// Columns that only the policy makes necessary.
bool LacksColumns(const DecisionSubject& subject, const ResolvedPolicy& policy,
                  std::vector<Problem>& problems) {
  const size_t before = problems.size();
  if (!policy.base.maternity && !subject.row.maternity_stated) {
    problems.push_back({ProblemCode::kMaternityMissing, "maternity", {}, {}});
  }
  if (policy.policy->reduction->back_payment &&
      subject.context.kind == AssessmentKind::kBackPayment && !subject.context.applied_on) {
    problems.push_back({ProblemCode::kAppliedOnMissing, "applied_on", {}, {}});
  }
  return problems.size() > before;
}

bool IsWithinAnyDeferral(const DecisionSubject& subject, const ResolvedPolicy& policy,
                         CivilDate applied_on) {
  if (ApplicationDeferralFor(subject.region, subject.unit_type) == nullptr) return false;
  const bool must_cover = policy.parameters.deferral_must_cover_period.value_or(false);
  return std::any_of(subject.registers.deferrals.begin(), subject.registers.deferrals.end(),
                     [&](const DeferralEntry& entry) {
                       const bool covers = entry.first_fee_period <= subject.row.fee_period &&
                                           subject.row.fee_period <= entry.last_fee_period;
                       return IsWithinDeferral(entry, applied_on) && (covers || !must_cover);
                     });
}

Verdict JudgeBackPayment(const DecisionSubject& subject, const ResolvedPolicy& policy,
                         std::vector<Problem>& problems) {
  const BackPaymentRule& rule = *policy.policy->reduction->back_payment;
  const CivilDate applied_on = subject.applied_or_business_date();
  if (applied_on < rule.applied_from) {
    return {DecisionKind::kReduced, Reason::kHalved, &rule.in_time};
  }
  const Verdict excepted = {DecisionKind::kReduced, Reason::kHalved, &rule.exception};
  if (rule.excepted_within_deferral && IsWithinAnyDeferral(subject, policy, applied_on)) {
    return excepted;
  }
  if (rule.excepted_within_late_handling) {
    const std::optional<CivilDate>& until = policy.parameters.late_handling_until;
    if (until && applied_on <= *until) return excepted;
    if (!until) {
      problems.push_back({ProblemCode::kLateHandlingDateUnset, "applied_on",
                          subject.row.region.ToString(), "late_handling_until"});
    }
  }
  return {DecisionKind::kFull, Reason::kAppliedAfterCutoff, &rule.after_cutoff};
}

bool RateIsRestored(const DecisionSubject& subject, const ResolvedPolicy& policy,
                    std::vector<Problem>& problems) {
  const Assessment& row = subject.row;
  if (!row.contribution_base || !row.original_employer_rate) {
    if (policy.parameters.rate_was_lowered != true) return true;
    const bool base_missing = !row.contribution_base;
    problems.push_back({ProblemCode::kContributionBaseMissing,
                        base_missing ? "contribution_base" : "original_employer_rate",
                        {},
                        {}});
    return false;
  }
  const Money expected = AmountAtRate(*row.contribution_base, *row.original_employer_rate);
  const int64_t difference = std::abs(expected.fen() - row.employer_medical.fen());
  if (difference == 0) return true;
  const int64_t tolerance = policy.rounds_per_member ? row.insured_count.value_or(0) : 0;
  const bool stands = difference <= tolerance;
  problems.push_back({stands ? ProblemCode::kRoundingDifference : ProblemCode::kRateNotRestored,
                      "employer_medical", row.employer_medical.ToYuan(), expected.ToYuan()});
  return stands;
}

Verdict JudgeGrant(const DecisionSubject& subject, const ResolvedPolicy& policy,
                   std::vector<Problem>& problems) {
  const Grant& grant = policy.grant;
  if (grant.state == GrantState::kParameterMissing) {
    problems.push_back({ProblemCode::kRegionParameterMissing, "region",
                        std::string(grant.missing_key), policy.policy->id});
    return {DecisionKind::kRefused, Reason::kRegionParameterMissing, grant.citation};
  }
  if (grant.state == GrantState::kFundBelowThreshold) {
    return {DecisionKind::kFull, Reason::kFundBelowThreshold, grant.citation};
  }
  if (subject.row.fee_period > *grant.last) {
    return {DecisionKind::kFull, Reason::kPeriodAfterWindow, grant.citation};
  }
  const ReductionRules& rules = *policy.policy->reduction;
  Verdict verdict = {DecisionKind::kReduced, Reason::kHalved, &rules.base_citation};
  if (rules.back_payment && subject.context.kind == AssessmentKind::kBackPayment) {
    verdict = JudgeBackPayment(subject, policy, problems);
    if (verdict.kind == DecisionKind::kFull) return verdict;
  }
  if (rules.rate_check && !RateIsRestored(subject, policy, problems)) {
    return {DecisionKind::kRefused, Reason::kRateNotRestored, &*rules.rate_check};
  }
  return verdict;
}

// The reasons in the order of their precedence.
Verdict Judge(const DecisionSubject& subject, const ResolvedPolicy& policy,
              std::vector<Problem>& problems) {
  const ReductionRules& rules = *policy.policy->reduction;
  const ResolvedUnitType& unit_type = policy.Of(subject.unit_type);
  switch (unit_type.standing) {
    case UnitStanding::kExcluded:
      return {DecisionKind::kFull, Reason::kUnitTypeExcluded, unit_type.citation};
    case UnitStanding::kNotListed:
      return {DecisionKind::kFull, Reason::kUnitTypeNotListed, unit_type.citation};
    case UnitStanding::kEligible:
      break;
  }
  const PolicyWindow& window = rules.window;
  if (subject.row.fee_period < window.first) {
    return {DecisionKind::kFull, Reason::kPeriodBeforeWindow,
            window.before ? &*window.before : &window.citation};
  }
  if (subject.row.fee_period > window.last) {
    return {DecisionKind::kFull, Reason::kPeriodAfterWindow,
            window.after ? &*window.after : &window.citation};
  }
  return JudgeGrant(subject, policy, problems);
}

int64_t HalfToPay(int64_t base_fen, HalfFen half_fen) {
  return half_fen == HalfFen::kUp ? (base_fen + 1) / 2 : base_fen / 2;
}

// False when the row's figures cannot be halved (negative, or out of bounds after all).
bool Halve(const Assessment& row, const ResolvedPolicy& policy, Decision& decision) {
  const int64_t medical_base =
      policy.base.employer_medical ? row.employer_medical.fen() - row.excluded_medical.fen() : 0;
  const int64_t maternity_base = policy.base.maternity ? row.maternity.fen() : 0;
  if (medical_base < 0 || maternity_base < 0) return false;
  const int64_t base = medical_base + maternity_base;
  const int64_t reduction = base - HalfToPay(base, policy.half_fen);
  const int64_t of_medical = medical_base - HalfToPay(medical_base, policy.half_fen);
  const std::optional<Money> reduced = Money::FromFen(reduction);
  if (!reduced) return false;
  const std::optional<Money> after = CheckedSubtract(row.amount_before, *reduced);
  if (!after) return false;
  decision.reduction = *reduced;
  decision.maternity_reduction = Money::Proven(reduction - std::min(reduction, of_medical));
  decision.amount_after = *after;
  decision.reduction_start = policy.grant.first->FirstDay();
  decision.reduction_end = policy.grant.last->LastDay();
  return true;
}

}  // namespace

bool IsWithinDeferral(const DeferralEntry& entry, CivilDate day) {
  return day <= entry.deferred_until && entry.first_fee_period.FirstDay() <= day;
}

Money AmountAtRate(Money amount, RatePpm rate) {
  constexpr __int128 kMillion = 1'000'000;
  const __int128 product = static_cast<__int128>(amount.fen()) * rate.ppm;
  return Money::Proven(static_cast<int64_t>((product + kMillion / 2) / kMillion));
}

void DecideReduction(const DecisionSubject& subject, Decision& decision) {
  if (subject.region.reductions.empty()) return;
  const ResolvedPolicy& policy = PolicyFor(subject.region.reductions, subject.row.fee_period);
  decision.policy = policy.policy->id;
  if (LacksColumns(subject, policy, decision.problems)) {
    decision.kind = DecisionKind::kRefused;
    decision.reason = Reason::kInvalidRow;
    return;
  }
  const Verdict verdict = Judge(subject, policy, decision.problems);
  decision.kind = verdict.kind;
  decision.reason = verdict.reason;
  decision.citation = verdict.citation;
  if (verdict.citation != nullptr) decision.clause = verdict.citation->clause;
  if (verdict.kind != DecisionKind::kReduced) return;
  if (!Halve(subject.row, policy, decision)) {
    decision.kind = DecisionKind::kRefused;
    decision.reason = Reason::kInvalidRow;
    decision.problems.push_back({ProblemCode::kExcludedExceedsMedical, "excluded_medical",
                                 subject.row.excluded_medical.ToYuan(),
                                 subject.row.employer_medical.ToYuan()});
    return;
  }
  const std::optional<CollectedTogether>& together = policy.policy->reduction->collected_together;
  if (together && together->period == subject.row.fee_period) {
    decision.collected_with = together->with;
  }
}

}  // namespace levybridge::domain
