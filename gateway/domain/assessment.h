// Assessment (核定): one row of what an agency assessed: employer x insurance type x fee period,
// with its amounts before and after reduction.
//
// Invariants of a *checked* assessment (CheckAssessment returned no error): amount_before =
// employer_medical + maternity, before - reduction = after, all of them >= 0, excluded_medical <=
// employer_medical, exactly in fen. Whether the reduction is the right one is policy's question.
// Plain data: not thread-safe while being changed.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "gateway/domain/bounded_text.h"
#include "gateway/domain/civil_date.h"
#include "gateway/domain/codes.h"
#include "gateway/domain/fee_period.h"
#include "gateway/domain/money.h"
#include "gateway/domain/problem.h"
#include "gateway/domain/region.h"

namespace levybridge::domain {

// A contribution rate in millionths: 8 % is 80 000. 0..1 000 000.
struct RatePpm {
  int32_t ppm = 0;
  friend auto operator<=>(RatePpm, RatePpm) = default;
};
// "0.08", "8%", "8.25%"; at most six decimals of the plain number. Nothing otherwise.
std::optional<RatePpm> ParseRate(std::string_view text);

struct Assessment {
  AssessmentNumber assessment_no;
  UnitCode unit_code;
  std::string uscc;       // 18 characters or empty
  std::string unit_name;  // 1..200 characters
  UnitType unit_type;
  RegionCode region;
  InsuranceType insurance_type;
  FeePeriod fee_period;
  AssessmentKind kind = AssessmentKind::kRegular;
  std::optional<AssessmentNumber> supersedes_no;  // set exactly for reassessments
  std::optional<CivilDate> applied_on;
  std::optional<int64_t> insured_count;  // >= 0
  std::optional<Money> contribution_base;
  std::optional<RatePpm> employer_rate;
  std::optional<RatePpm> original_employer_rate;
  Money employer_medical;
  Money maternity;
  bool maternity_stated = false;  // an explicit 0 counts as stated
  Money excluded_medical;
  Money personal;
  Money amount_before;
  std::optional<Money> reduction;     // absent only in `policy evaluate` input
  std::optional<Money> amount_after;  // likewise
  std::optional<CivilDate> reduction_start;
  std::optional<CivilDate> reduction_end;

  friend bool operator==(const Assessment&, const Assessment&) = default;
};

// Every problem of form and arithmetic that the row shows by itself (no policy, no store).
// `for_submission`: reduction and amount_after are required too.
std::vector<Problem> CheckAssessment(const Assessment& row, bool for_submission);

// The row as canonical bytes: what "same content" means. Fields in the order above, in canonical
// text form, each ended by 0x1F, the row by 0x1E; docs/batch-digest.md describes it for clients in
// other languages. Appends to `out`.
void AppendCanonicalBytes(const Assessment& row, std::string& out);

}  // namespace levybridge::domain
