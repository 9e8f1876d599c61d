// A slow, obvious second reading of the five documents: no tables shared with the engine, no YAML,
// one function per document, written from the documents' sentences.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "gateway/domain/assessment.h"
#include "gateway/domain/policy_registers.h"

namespace levybridge::property {

// What a region sets; keys as in the regions file, everything as small numbers and texts.
struct ReferenceRegion {
  std::optional<int> fund_tenths;  // 8.1 months is 81
  std::optional<int> months;
  std::optional<int> override_months;
  bool already_paid_set = false;
  bool rate_was_lowered = false;
  std::optional<std::string> first_period;
  std::optional<std::string> late_handling_until;
};
// By "policy/region".
using ReferenceRegions = std::map<std::string, ReferenceRegion>;

struct ReferenceAnswer {
  std::string decision = "full";
  std::string reason = "NO_POLICY";
  int64_t reduction = 0;
  std::string window_end;  // "2020-06", empty when not halved
  std::string deferral_reason;
  std::string deferred_until;
};

ReferenceAnswer Answer(const domain::Assessment& row, const ReferenceRegions& regions,
                       const std::vector<domain::DeferralEntry>& deferrals,
                       const std::vector<domain::EligibleEmployer>& eligible);

}  // namespace levybridge::property
