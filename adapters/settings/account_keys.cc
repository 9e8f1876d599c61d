#include "adapters/settings/account_keys.h"

#include <openssl/crypto.h>

#include <cstdlib>

#include "adapters/settings/bounded_file.h"
#include "gateway/domain/concatenate.h"

namespace levybridge::settings {
namespace {

constexpr size_t kMaxKeyFileBytes = 65'536;

}  // namespace

absl::StatusOr<std::string> ReadAccountKeys(const GatewaySettings& settings) {
  if (!settings.account_keys_file.empty()) {
    const absl::Status safe = CheckKeyFilePermissions(settings.account_keys_file);
    if (!safe.ok()) return safe;
    return ReadBoundedFile(settings.account_keys_file, kMaxKeyFileBytes);
  }
  if (settings.account_keys_environment.empty()) return std::string();
  const char* text = std::getenv(settings.account_keys_environment.c_str());
  if (text == nullptr || *text == '\0') {
    return absl::NotFoundError(
        domain::Concatenate("expected account keys in the environment variable ",
                            settings.account_keys_environment, ", found none"));
  }
  return std::string(text);
}

void WipeAccountKeys(std::string& text) { OPENSSL_cleanse(text.data(), text.size()); }

}  // namespace levybridge::settings
