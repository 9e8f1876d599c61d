#include "adapters/settings/regions_file.h"

#include <set>

#include "adapters/settings/policy_file.h"

namespace levybridge::settings {

RegionsFile::RegionsFile(YamlFile file) : file_(std::move(file)) {
  const YamlValue root_value = file_.root();
  if (!root_value.present()) return;
  std::map<domain::RegionCode, domain::RegionTree::Node> nodes;
  {
    YamlMap root = root_value.AsMap();
    YamlMap regions = root.Required("regions").AsMap();
    for (const auto& [key, value] : regions.Entries()) {
      const std::optional<domain::RegionCode> region = key.AsRegion();
      if (!region) continue;
      regions_[*region] = value;
      nodes[*region] = ReadRegion(*region, value);
    }
  }
  CheckParents(nodes);
  tree_ = domain::RegionTree(std::move(nodes));
}

RegionsFile RegionsFile::Read(const std::string& path) { return RegionsFile(YamlFile::Read(path)); }

RegionsFile RegionsFile::FromText(std::string file_name, std::string_view text) {
  return RegionsFile(YamlFile::FromText(std::move(file_name), text));
}

domain::RegionTree::Node RegionsFile::ReadRegion(domain::RegionCode region,
                                                 const YamlValue& value) {
  domain::RegionTree::Node node;
  YamlMap map = value.AsMap();
  for (const auto& [key, entry] : map.Entries()) {
    const std::string name = key.AsText(64).value_or("");
    if (name == "name") {
      node.name = entry.AsText(200).value_or("");
    } else if (name == "parent") {
      node.parent = entry.AsRegion();
    } else if (name == "pools_itself") {
      node.pools_itself = entry.AsBool().value_or(false);
    } else if (name == "successor_of") {
      for (const YamlValue& element : entry.AsList(20)) {
        const std::optional<domain::RegionCode> predecessor = element.AsRegion();
        if (predecessor == region) element.ReportExpected("another region than this one");
        if (predecessor) node.successor_of.push_back(*predecessor);
      }
      places_[{"", region}]["successor_of"] = entry;
    } else if (!name.empty()) {
      Places& places = places_[{name, region}];
      places[""] = key;
      parameters_[{name, region}] = ReadRegionParameters(entry, places);
    }
  }
  return node;
}

// A region that lies in itself, over however many steps, has no city and no province.
void RegionsFile::CheckParents(
    const std::map<domain::RegionCode, domain::RegionTree::Node>& nodes) {
  for (const auto& [region, node] : nodes) {
    std::set<domain::RegionCode> seen = {region};
    const domain::RegionTree::Node* at = &node;
    while (at->parent) {
      if (!seen.insert(*at->parent).second) {
        regions_[region].Report("expected parents that end with a province, found a circle");
        break;
      }
      const auto next = nodes.find(*at->parent);
      if (next == nodes.end()) break;
      at = &next->second;
    }
  }
}

void RegionsFile::Report(const domain::PolicyDefect& defect) {
  if (!defect.region) return file_.Report(ExpectedText(defect));
  for (const std::string& policy : {defect.policy, std::string()}) {
    const auto places = places_.find({policy, *defect.region});
    if (places == places_.end()) continue;
    for (const std::string& key : {defect.key, std::string()}) {
      const auto place = places->second.find(key);
      if (place == places->second.end()) continue;
      return place->second.Report(ExpectedText(defect));
    }
  }
  const auto region = regions_.find(*defect.region);
  if (region != regions_.end()) return region->second.Report(ExpectedText(defect));
  file_.Report(ExpectedText(defect));
}

}  // namespace levybridge::settings
