// The policy book from its files: every *.yaml of the policies folder, and the regions file.
//
// Each file is read strictly by itself; then all are looked at together (overlapping policies,
// parameters a document does not allow), and what is wrong is told at the line that is to blame.
#pragma once

#include <string>
#include <vector>

#include "adapters/settings/config_problem.h"
#include "gateway/domain/policy_book.h"

namespace levybridge::settings {

Loaded<domain::PolicyBook> LoadPolicyBook(const std::string& policies_directory,
                                          const std::string& regions_file);

// A file by name and content, for callers that do not have it on disk.
struct NamedText {
  std::string name;
  std::string text;
};
Loaded<domain::PolicyBook> PolicyBookFromTexts(const std::vector<NamedText>& policies,
                                               const NamedText& regions);

}  // namespace levybridge::settings
