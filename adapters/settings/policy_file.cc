#include "adapters/settings/policy_file.h"

#include <utility>

#include "adapters/settings/policy_reader.h"
#include "gateway/domain/concatenate.h"

namespace levybridge::settings {

std::string ExpectedText(const domain::PolicyDefect& defect) {
  return domain::Concatenate("expected ", defect.expected);
}

PolicyFile::PolicyFile(YamlFile file) : file_(std::move(file)) {
  const YamlValue root = file_.root();
  places_[""] = root;
  if (!root.present()) return;
  YamlMap map = root.AsMap();
  policy_ = PolicyReader(map, places_).Read();
}

PolicyFile PolicyFile::Read(const std::string& path) { return PolicyFile(YamlFile::Read(path)); }

PolicyFile PolicyFile::FromText(std::string file_name, std::string_view text) {
  return PolicyFile(YamlFile::FromText(std::move(file_name), text));
}

void PolicyFile::Report(const domain::PolicyDefect& defect) {
  // "fund.tiers", else "fund", else the document.
  std::string key = defect.key;
  while (true) {
    const auto place = places_.find(key);
    if (place != places_.end() && place->second.present()) {
      place->second.Report(ExpectedText(defect));
      return;
    }
    if (key.empty()) break;
    const size_t dot = key.rfind('.');
    key = dot == std::string::npos ? "" : key.substr(0, dot);
  }
  file_.Report(ExpectedText(defect));
}

}  // namespace levybridge::settings
