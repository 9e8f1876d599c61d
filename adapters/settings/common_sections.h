// Sections that several configuration files share, and the small steps of reading them. Internal to
// this folder.
#pragma once

#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "adapters/settings/gateway_settings.h"
#include "adapters/settings/host_port.h"
#include "adapters/settings/strict_yaml.h"

namespace levybridge::settings {

// Keeps the default when the key is not there or was refused.
template <class T, class Read>
void Assign(T& target, std::optional<Read> read) {
  if (!read.has_value()) return;
  if constexpr (std::is_arithmetic_v<T>) {
    target = static_cast<T>(*read);  // the reader checked the bounds
  } else {
    target = std::move(*read);
  }
}

// One path, or a list of them; at least one when the key is there.
std::vector<std::string> ReadPaths(const YamlValue& value);

std::optional<HostPort> ReadAddress(const YamlValue& value);

// Keys that are not there keep what `log` has.
LogSettings ReadLogSection(const YamlValue& value, LogSettings log);

}  // namespace levybridge::settings
