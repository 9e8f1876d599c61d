// What both policy commands read: policies, regions and registers.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "adapters/policy/evaluate.h"
#include "adapters/policy/register_files.h"
#include "gateway/domain/policy_book.h"
#include "gateway/domain/policy_registers.h"

namespace levybridge::policy {

struct PolicyOptions {
  std::string policies;       // folder
  std::string regions;        // file
  std::string deferrals;      // file; empty: none
  std::string eligible;       // file; empty: none
  std::string business_date;  // empty: today
  bool json = false;
};

struct PolicyInputs {
  domain::PolicyBook book;
  domain::RegisterIndex registers;
  std::vector<RefusedEntry> refused_entries;
  domain::CivilDate business_date;
  bool business_date_given = false;

  EvaluateInput ForEvaluation() const {
    return {book, registers, business_date, business_date_given};
  }
};

// The status' message is for people and names file and line.
absl::StatusOr<PolicyInputs> LoadPolicyInputs(const PolicyOptions& options);

}  // namespace levybridge::policy
