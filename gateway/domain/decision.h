// Decision: what a policy says about one assessment row, and on which clause it rests.
//
// Customer rule: "why was I not halved?" has an answer that quotes document and clause. The reasons
// are checked in the order of their numbers; the first that applies is given.
// Plain data. Persisted enums: never renumber.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/domain/civil_date.h"
#include "gateway/domain/fee_period.h"
#include "gateway/domain/money.h"
#include "gateway/domain/problem.h"

namespace levybridge::domain {

enum class DecisionKind : uint8_t { kReduced = 1, kFull = 2, kRefused = 3 };
std::string_view MachineName(DecisionKind kind);

enum class Reason : uint8_t {
  kNoPolicy = 1,
  kUnitTypeExcluded = 2,
  kUnitTypeNotListed = 3,
  kPeriodBeforeWindow = 4,
  kPeriodAfterWindow = 5,
  kRegionParameterMissing = 6,
  kFundBelowThreshold = 7,
  kAppliedAfterCutoff = 8,
  kRateNotRestored = 9,
  kHalved = 10,
  kInvalidRow = 11,  // the row lacks what the policy needs to decide; goes before all others
};
std::string_view MachineName(Reason reason);

enum class DeferralReason : uint8_t {
  kNone = 0,
  kUnitTypeExcluded = 1,
  kUnitTypeNotListed = 2,
  kRegionParameterMissing = 3,
  kFundBelowThreshold = 4,
  kCommitmentRequired = 5,
  kDeferredByRule = 6,
  kDeferredOnApplication = 7,
};
std::string_view MachineName(DeferralReason reason);  // "" for kNone

enum class DeferralScope : uint8_t { kNone = 0, kEmployer = 1, kWhole = 2 };
std::string_view MachineName(DeferralScope scope);  // "" for kNone

struct Citation;  // policy_model.h

// All string_views and pointers point into the PolicyBook that made the decision and live as long
// as it does.
struct Decision {
  DecisionKind kind = DecisionKind::kFull;
  Reason reason = Reason::kNoPolicy;
  std::string_view policy;  // policy id, "" with kNoPolicy
  std::string_view clause;
  const Citation* citation = nullptr;  // document, clause and quoted phrase; null with kNoPolicy
  Money reduction;
  Money maternity_reduction;  // the part of `reduction` that falls on maternity (documents that
                              // halve it)
  Money amount_after;
  std::optional<CivilDate> reduction_start;  // first and last day of the policy's window
  std::optional<CivilDate> reduction_end;
  // What is still unpaid of the row is due with this later period and bears no late fee.
  std::optional<FeePeriod> collected_with;

  DeferralReason deferral_reason = DeferralReason::kNone;
  std::string_view deferral_policy;
  std::string_view deferral_clause;
  const Citation* deferral_citation = nullptr;  // null with kNone
  std::optional<CivilDate> deferred_until;
  DeferralScope deferral_scope = DeferralScope::kNone;

  std::vector<Problem> problems;  // refusals explained, and warnings that travel with the row
};

}  // namespace levybridge::domain
