// One policy document's rules for one kind of relief (config/policies/*.yaml) as a domain::Policy.
//
// Customer rule: policies are data, validated strictly: a rule without document, clause and the
// phrase it rests on is an error, and so are unknown keys, gaps, overlaps and impossible windows,
// each with file, line and key. docs/policies.md describes the format. Not thread-safe.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/settings/region_parameters.h"
#include "adapters/settings/strict_yaml.h"
#include "gateway/domain/policy_book.h"

namespace levybridge::settings {

// The file stays open so that defects found later (against other policies and regions) can name
// their line.
class PolicyFile {
 public:
  static PolicyFile Read(const std::string& path);
  static PolicyFile FromText(std::string file_name, std::string_view text);

  // Absent when the file could not be read as a policy; TakeProblems() says why.
  const std::optional<domain::Policy>& policy() const { return policy_; }
  void Report(const domain::PolicyDefect& defect);
  std::vector<ConfigProblem> TakeProblems() { return file_.TakeProblems(); }

 private:
  explicit PolicyFile(YamlFile file);

  YamlFile file_;
  Places places_;
  std::optional<domain::Policy> policy_;
};

// What `defect` says a person should have written, as the end of a message.
std::string ExpectedText(const domain::PolicyDefect& defect);

}  // namespace levybridge::settings
