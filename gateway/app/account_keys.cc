#include "gateway/app/account_keys.h"

#include <string>

#include "adapters/settings/account_keys.h"

namespace levybridge::app {
namespace {

absl::Status Named(const settings::GatewaySettings& settings, const absl::Status& status) {
  const std::string key =
      settings.account_keys_file.empty() ? "account_keys_environment" : "account_keys_file";
  return {status.code(), key + ": " + std::string(status.message())};
}

}  // namespace

absl::StatusOr<std::unique_ptr<security::AccountCipher>> OpenAccountCipher(
    const settings::GatewaySettings& settings) {
  auto text = settings::ReadAccountKeys(settings);
  if (!text.ok()) return Named(settings, text.status());
  if (settings.account_keys_file.empty() && settings.account_keys_environment.empty()) {
    return nullptr;
  }
  auto cipher = security::AccountCipher::FromText(*text);
  settings::WipeAccountKeys(*text);
  if (!cipher.ok()) return Named(settings, cipher.status());
  return cipher;
}

}  // namespace levybridge::app
