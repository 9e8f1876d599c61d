#include "adapters/settings/policy_book_files.h"

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <system_error>
#include <utility>

#include "adapters/settings/policy_file.h"
#include "adapters/settings/regions_file.h"

namespace levybridge::settings {
namespace {

namespace fs = std::filesystem;

// Sorted, so that problems come in the same order everywhere.
std::vector<std::string> PolicyPaths(const std::string& directory,
                                     std::vector<ConfigProblem>& problems) {
  std::vector<std::string> paths;
  std::error_code error;
  for (fs::directory_iterator entry(directory, error), end; !error && entry != end;
       entry.increment(error)) {
    const fs::path& path = entry->path();
    if (path.extension() == ".yaml" && path.filename().string().front() != '.') {
      paths.push_back(path.string());
    }
  }
  if (error) {
    problems.push_back(
        {directory, 0, 0, "", "expected a folder of policy files, found: " + error.message()});
  } else if (paths.empty()) {
    problems.push_back({directory, 0, 0, "", "expected at least one policy (*.yaml), found none"});
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

void ReportDefects(const std::vector<domain::PolicyDefect>& defects,
                   std::vector<PolicyFile>& policies, RegionsFile& regions) {
  for (const domain::PolicyDefect& defect : defects) {
    // The last of that id: where two files share one, the second is the one too many.
    const auto policy =
        std::find_if(policies.rbegin(), policies.rend(), [&](const PolicyFile& file) {
          return file.policy() && file.policy()->id == defect.policy;
        });
    if (defect.region || policy == policies.rend()) {
      regions.Report(defect);
    } else {
      policy->Report(defect);
    }
  }
}

Loaded<domain::PolicyBook> Assemble(std::vector<PolicyFile> policies, RegionsFile regions,
                                    std::vector<ConfigProblem> problems) {
  const auto take = [&problems](std::vector<ConfigProblem> more) {
    problems.insert(problems.end(), std::make_move_iterator(more.begin()),
                    std::make_move_iterator(more.end()));
  };
  domain::PolicyBookInput input;
  for (PolicyFile& file : policies) {
    take(file.TakeProblems());
    if (file.policy()) input.policies.push_back(*file.policy());
  }
  take(regions.TakeProblems());
  input.regions = regions.tree();
  input.parameters = regions.parameters();
  if (HasErrors(problems)) return Loaded<domain::PolicyBook>::Failed(std::move(problems));
  ReportDefects(domain::FindDefects(input), policies, regions);
  for (PolicyFile& file : policies) take(file.TakeProblems());
  take(regions.TakeProblems());
  if (HasErrors(problems)) return Loaded<domain::PolicyBook>::Failed(std::move(problems));
  return Loaded<domain::PolicyBook>::Of(domain::PolicyBook(std::move(input)), std::move(problems));
}

}  // namespace

Loaded<domain::PolicyBook> LoadPolicyBook(const std::string& policies_directory,
                                          const std::string& regions_file) {
  std::vector<ConfigProblem> problems;
  std::vector<PolicyFile> policies;
  for (const std::string& path : PolicyPaths(policies_directory, problems)) {
    policies.push_back(PolicyFile::Read(path));
  }
  return Assemble(std::move(policies), RegionsFile::Read(regions_file), std::move(problems));
}

Loaded<domain::PolicyBook> PolicyBookFromTexts(const std::vector<NamedText>& policies,
                                               const NamedText& regions) {
  std::vector<PolicyFile> files;
  files.reserve(policies.size());
  for (const NamedText& policy : policies) {
    files.push_back(PolicyFile::FromText(policy.name, policy.text));
  }
  return Assemble(std::move(files), RegionsFile::FromText(regions.name, regions.text), {});
}

}  // namespace levybridge::settings
