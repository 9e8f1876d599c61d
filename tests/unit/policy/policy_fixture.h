// The policies as shipped, with the regions of the worked cases, and rows to ask about.
#pragma once

#include <fstream>
#include <sstream>
#include <string>

#include "adapters/settings/policy_book_files.h"
#include "gateway/domain/policy_book.h"

namespace levybridge::policy {

inline std::string SourcePath(const std::string& path) {
  return std::string(LEVYBRIDGE_SOURCE_DIR) + "/" + path;
}

inline std::string DataPath(const std::string& name) {
  return SourcePath("tests/unit/policy/data/" + name);
}

inline std::string ReadAll(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

inline settings::Loaded<domain::PolicyBook> ShippedBook() {
  return settings::LoadPolicyBook(SourcePath("config/policies"), DataPath("regions.yaml"));
}

inline std::string AllProblems(const std::vector<settings::ConfigProblem>& problems) {
  std::string text;
  for (const settings::ConfigProblem& problem : problems) text += problem.ToString() + "\n";
  return text;
}

inline domain::CivilDate Date(const char* text) { return *domain::CivilDate::Parse(text); }
inline domain::FeePeriod Period(const char* text) { return *domain::FeePeriod::Parse(text); }
inline domain::RegionCode Region(const char* text) { return *domain::RegionCode::Parse(text); }

// 5000 yuan medical and no maternity, stated, assessed in its own month.
inline domain::Assessment Row(const char* region, domain::UnitType type, const char* period) {
  const domain::FeePeriod fee_period = Period(period);
  return domain::Assessment{
      .assessment_no = *domain::AssessmentNumber::Parse("T1"),
      .unit_code = *domain::UnitCode::Parse("U1"),
      .uscc = {},
      .unit_name = "示例单位",
      .unit_type = type,
      .region = Region(region),
      .insurance_type = domain::InsuranceType::kEmployeeMedical,
      .fee_period = fee_period,
      .kind = domain::AssessmentKind::kRegular,
      .supersedes_no = {},
      .applied_on = fee_period.FirstDay(),
      .insured_count = {},
      .contribution_base = {},
      .employer_rate = {},
      .original_employer_rate = {},
      .employer_medical = domain::Money::Proven(500000),
      .maternity = {},
      .maternity_stated = true,
      .excluded_medical = {},
      .personal = {},
      .amount_before = domain::Money::Proven(500000),
      .reduction = {},
      .amount_after = {},
      .reduction_start = {},
      .reduction_end = {},
  };
}

inline domain::Decision DecideAlone(const domain::PolicyBook& book, const domain::Assessment& row,
                                    const domain::EmployerRegisters& registers = {}) {
  const domain::CivilDate day = row.applied_on.value_or(row.fee_period.FirstDay());
  return book.Decide(row, registers, domain::DecisionContext::Of(row, day));
}

inline bool Has(const std::vector<domain::Problem>& problems, domain::ProblemCode code) {
  for (const domain::Problem& problem : problems) {
    if (problem.code == code) return true;
  }
  return false;
}

}  // namespace levybridge::policy
