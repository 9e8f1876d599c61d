// Cipher: authenticated encryption of what must not be readable on disk (AES-256-GCM in the
// implementation). A text sealed by an older key opens as long as that key is configured.
// Thread-safe.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace levybridge::ports {

class Cipher {
 public:
  virtual ~Cipher() = default;
  // Seals with the newest key. `context` is authenticated with it: what is sealed for one place
  // does not open in another.
  virtual std::string Seal(std::string_view plain, std::string_view context) const = 0;
  // DATA_LOSS when it was changed or belongs elsewhere, FAILED_PRECONDITION when its key is not
  // configured. Neither says anything of the content.
  virtual absl::StatusOr<std::string> Open(std::string_view sealed,
                                           std::string_view context) const = 0;
  // False when it was sealed by an older key, or by none that is known.
  virtual bool IsSealedByNewestKey(std::string_view sealed) const = 0;
};

}  // namespace levybridge::ports
