// Reads the keys a region may settle for a policy; the same keys are a policy's `defaults`.
//
// Every key is optional: what is unset is inherited. docs/policies.md lists them. Internal to this
// folder.
#pragma once

#include <map>
#include <string>

#include "adapters/settings/strict_yaml.h"
#include "gateway/domain/policy_parameters.h"

namespace levybridge::settings {

// Where a key stands, for problems that only show when files are looked at together. A handle is
// valid while its YamlFile lives.
using Places = std::map<std::string, YamlValue>;

// Adds each key that is there to `places`.
domain::RegionParameters ReadRegionParameters(const YamlValue& value, Places& places);

// A list of components: [employer_medical, maternity].
std::optional<domain::HalvedComponents> ReadComponents(const YamlValue& value);

std::optional<domain::FundMonths> ReadFundMonths(const YamlValue& value);

}  // namespace levybridge::settings
