#include "adapters/settings/common_sections.h"

#include <utility>

namespace levybridge::settings {

std::vector<std::string> ReadPaths(const YamlValue& value) {
  std::vector<std::string> paths;
  if (!value.IsList()) {
    if (std::optional<std::string> path = value.AsPath()) paths.push_back(std::move(*path));
    return paths;
  }
  for (const YamlValue& element : value.AsList(100)) {
    if (std::optional<std::string> path = element.AsPath()) paths.push_back(std::move(*path));
  }
  return paths;
}

std::optional<HostPort> ReadAddress(const YamlValue& value) {
  return value.AsParsed(HostPort::Parse, "an address and a port like 127.0.0.1:7443");
}

LogSettings ReadLogSection(const YamlValue& value, LogSettings log) {
  YamlMap map = value.AsMap();
  Assign(log.level, map.Optional("level").AsEnum<LogLevel>({{"debug", LogLevel::kDebug},
                                                            {"info", LogLevel::kInfo},
                                                            {"warning", LogLevel::kWarning},
                                                            {"error", LogLevel::kError}}));
  Assign(log.format, map.Optional("format").AsEnum<LogFormat>(
                         {{"text", LogFormat::kText}, {"json", LogFormat::kJson}}));
  Assign(log.file, map.Optional("file").AsPath());
  return log;
}

}  // namespace levybridge::settings
