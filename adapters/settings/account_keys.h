// The keys of account data at rest, where the gateway's configuration says they are.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "adapters/settings/gateway_settings.h"

namespace levybridge::settings {

// The text that holds the keys; empty when none are configured. A file that others than its owner
// can touch is refused, and so is an environment variable that is not set. The caller hands it to
// WipeAccountKeys when it has read the keys. No error holds anything of the text.
absl::StatusOr<std::string> ReadAccountKeys(const GatewaySettings& settings);

// Overwrites the text in memory.
void WipeAccountKeys(std::string& text);

}  // namespace levybridge::settings
