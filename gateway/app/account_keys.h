// The cipher of account data, from the keys that the configuration names.
#pragma once

#include <memory>

#include "absl/status/statusor.h"
#include "adapters/settings/gateway_settings.h"
#include "gateway/security/account_cipher.h"

namespace levybridge::app {

// Null when no keys are configured. An error names the setting and never anything of a key.
absl::StatusOr<std::unique_ptr<security::AccountCipher>> OpenAccountCipher(
    const settings::GatewaySettings& settings);

}  // namespace levybridge::app
