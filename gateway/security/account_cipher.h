// AccountCipher: the encryption of account data at rest, AES-256-GCM.
//
// Customer rule: account numbers and names are encrypted at rest. A sealed text is one version
// byte, eight bytes that name the key, a random 96-bit nonce, the ciphertext and a 128-bit tag; all
// of it and the context are authenticated. The first key seals, every key opens. Keys are wiped
// from memory with the object and cannot be printed; no error holds anything of one. Immutable,
// thread-safe. Stops the process when there is no randomness.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "gateway/ports/cipher.h"

namespace levybridge::security {

class AccountCipher final : public ports::Cipher {
 public:
  static constexpr size_t kMaxKeys = 16;

  // One key per line, the newest first, each 64 hexadecimal digits; blank lines and lines that
  // begin with # do not count. INVALID_ARGUMENT, naming the line, for anything else, for no key,
  // more than kMaxKeys or one that comes twice. The caller wipes `text`.
  static absl::StatusOr<std::unique_ptr<AccountCipher>> FromText(std::string_view text);
  ~AccountCipher() override;

  std::string Seal(std::string_view plain, std::string_view context) const override;
  absl::StatusOr<std::string> Open(std::string_view sealed,
                                   std::string_view context) const override;
  bool IsSealedByNewestKey(std::string_view sealed) const override;

 private:
  struct Key;
  explicit AccountCipher(std::vector<std::unique_ptr<const Key>> keys);

  std::vector<std::unique_ptr<const Key>> keys_;  // never empty
};

}  // namespace levybridge::security
