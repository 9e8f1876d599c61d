// regions.yaml: the regions that configuration says something about, and their policy parameters.
//
//   regions:
//     "420100": { name: 武汉市, wuhan-2020-reduction: { already_paid: refund } }
//     "420171": { name: 东湖高新区, parent: "420100", pools_itself: false }
//     "320613": { successor_of: ["320602", "320611"] }
//
// Every key of a region that is none of name, parent, pools_itself and successor_of is the id of a
// policy. Not thread-safe.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "adapters/settings/region_parameters.h"
#include "adapters/settings/strict_yaml.h"
#include "gateway/domain/policy_book.h"

namespace levybridge::settings {

class RegionsFile {
 public:
  static RegionsFile Read(const std::string& path);
  static RegionsFile FromText(std::string file_name, std::string_view text);

  const domain::RegionTree& tree() const { return tree_; }
  const domain::ParameterTable& parameters() const { return parameters_; }
  // A defect with a region.
  void Report(const domain::PolicyDefect& defect);
  std::vector<ConfigProblem> TakeProblems() { return file_.TakeProblems(); }

 private:
  explicit RegionsFile(YamlFile file);
  domain::RegionTree::Node ReadRegion(domain::RegionCode region, const YamlValue& value);
  void CheckParents(const std::map<domain::RegionCode, domain::RegionTree::Node>& nodes);

  YamlFile file_;
  domain::RegionTree tree_;
  domain::ParameterTable parameters_;
  std::map<domain::RegionCode, YamlValue> regions_;
  std::map<std::pair<std::string, domain::RegionCode>, Places> places_;  // "" is the whole entry
};

}  // namespace levybridge::settings
