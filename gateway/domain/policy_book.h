// PolicyBook: every policy in force, resolved for every region, and the decisions that follow.
//
// Customer rule: the gateway decides every row exactly as the documents say, and can tell why. The
// book is data (policies and region parameters) checked by FindDefects; it is built once and
// replaced as a whole. Immutable after construction: thread-safe. Decisions point into the book,
// which must outlive them.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gateway/domain/assessment.h"
#include "gateway/domain/decision.h"
#include "gateway/domain/objection.h"
#include "gateway/domain/policy_model.h"
#include "gateway/domain/policy_registers.h"
#include "gateway/domain/problem.h"
#include "gateway/domain/region.h"

namespace levybridge::domain {

// Parameters as written in the regions file, by (policy id, region).
using ParameterTable = std::map<std::pair<std::string, RegionCode>, RegionParameters>;

struct PolicyBookInput {
  std::vector<Policy> policies;
  RegionTree regions;
  ParameterTable parameters;
};

// One thing that makes policies or parameters impossible. `policy` and `region` say whose, `key`
// which setting ("window", "months"); `expected` tells people what would be right.
struct PolicyDefect {
  std::string policy;                // empty: about the region alone
  std::optional<RegionCode> region;  // absent: about the policy itself
  std::string key;
  std::string expected;
};
std::vector<PolicyDefect> FindDefects(const PolicyBookInput& input);

// What a decision depends on beside the row. For a reassessment the gateway passes kind and
// application date of what it replaces.
struct DecisionContext {
  AssessmentKind kind = AssessmentKind::kRegular;
  std::optional<CivilDate> applied_on;  // as stated by the employer; absent: not stated
  CivilDate business_date;              // the batch's; stands in for an absent applied_on

  // The row taken by itself: a reassessment counts as regular.
  static DecisionContext Of(const Assessment& row, CivilDate business_date);
};

// What a deferral is decided by. The spans must outlive the call.
struct DeferralQuestion {
  RegionCode region;
  FeePeriod fee_period;
  UnitType unit_type;  // as declared
  EmployerRegisters registers;
  DecisionContext context;
};

// Why a deferral may not enter the register, with the clause that forbids it.
struct DeferralEntryDefect {
  enum class Kind : uint8_t {
    kNoDeferralPolicy = 1,
    kUnitTypeMayNotDefer = 2,
    kTooLong = 3,
    kBeyondLatestDate = 4,
    kOverlapsAnother = 5,
    kPeriodsReversed = 6,
  };
  Kind kind;
  const Citation* citation;  // null where no document is concerned
};

// A document that an application or an objection must come with and did not.
struct MissingDocument {
  std::string_view name;
  const Citation* citation;
};

class PolicyBook {
 public:
  // Without policies: everything is NO_POLICY.
  PolicyBook();
  // `input` must have no defects: the process stops otherwise.
  explicit PolicyBook(PolicyBookInput input);
  ~PolicyBook();
  PolicyBook(PolicyBook&&) noexcept;
  PolicyBook& operator=(PolicyBook&&) noexcept;

  // The decision on a checked row. Rows without the columns that the policy needs are kRefused with
  // kInvalidRow and the problems. Never fails, never allocates unless there is a problem to tell.
  Decision Decide(const Assessment& row, const EmployerRegisters& registers,
                  const DecisionContext& context) const;

  // Whether a row of this unit type, region and fee period is deferred, whatever else it says: for
  // deferrals whose employer's standing changed. Only the deferral's part is filled.
  Decision DecideDeferral(const DeferralQuestion& question) const;

  // What is wrong with the figures and dates the agency gave, compared with `decision`; empty when
  // all is right. What is absent is not compared (CheckAssessment reports it). Where only warnings
  // come back (rounding per member) the agency's figures stand. The decision's own problems are not
  // repeated.
  std::vector<Problem> Verify(const Assessment& row, const Decision& decision) const;

  // May `entry` stand in the register beside `others` of the same employer? `unit_type` where
  // known.
  std::vector<DeferralEntryDefect> CheckDeferralEntry(const DeferralEntry& entry,
                                                      std::optional<UnitType> unit_type,
                                                      absl::Span<const DeferralEntry> others) const;

  // What the policy wants `entry` to come with and it does not.
  std::vector<MissingDocument> MissingDocuments(const DeferralEntry& entry,
                                                std::optional<UnitType> unit_type) const;

  // Likewise for an objection about these fee periods: of the reductions in force there whose
  // window shares one with it, or else of every reduction in force there.
  std::vector<MissingDocument> MissingForObjection(const ObjectionFiling& filing) const;

  // Null when there is no such policy.
  const Policy* FindPolicy(std::string_view id) const;
  // Parameters with everything inherited; null when the policy is not in force in that region.
  const RegionParameters* ParametersOf(std::string_view policy_id, RegionCode region) const;
  const std::vector<Policy>& policies() const;
  const RegionTree& regions() const;

 private:
  struct Resolved;  // policy_resolved.h
  std::unique_ptr<const Resolved> resolved_;
};

}  // namespace levybridge::domain
