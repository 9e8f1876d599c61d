// The registers an agency keeps, from their files: deferrals and eligible employers.
//
// Every row is read strictly; a row with problems is not taken and told with its number. Deferrals
// that the policy does not allow, or that overlap an earlier one of the same employer, are refused
// with the clause, as they would be when submitted. Not thread-safe.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "gateway/domain/policy_book.h"
#include "gateway/domain/policy_registers.h"

namespace levybridge::policy {

// A row that was not taken, and why, in Chinese and English.
struct RefusedEntry {
  std::string file;
  int64_t row = 0;
  std::string chinese;
  std::string english;
};

template <class Entry>
struct RegisterFile {
  std::vector<Entry> entries;
  std::vector<RefusedEntry> refused;
};

absl::StatusOr<RegisterFile<domain::DeferralEntry>> ReadDeferrals(const std::string& path,
                                                                  const domain::PolicyBook& book);
absl::StatusOr<RegisterFile<domain::EligibleEmployer>> ReadEligible(const std::string& path);

}  // namespace levybridge::policy
