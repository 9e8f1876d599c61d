#include "gateway/security/account_cipher.h"

#include <openssl/crypto.h>
#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

#include "absl/strings/str_cat.h"
#include "gateway/domain/check.h"
#include "gateway/domain/sha256.h"
#include "gateway/security/openssl_handles.h"

namespace levybridge::security {
namespace {

constexpr char kVersion = 1;
constexpr size_t kKeyBytes = 32;
constexpr size_t kKeyIdBytes = 8;
constexpr size_t kNonceBytes = 12;
constexpr size_t kTagBytes = 16;
constexpr size_t kHeaderBytes = 1 + kKeyIdBytes;
constexpr size_t kOverheadBytes = kHeaderBytes + kNonceBytes + kTagBytes;
constexpr std::string_view kKeyIdLabel = "levybridge account key\n";

using CipherContext = OpensslHandle<EVP_CIPHER_CTX, EVP_CIPHER_CTX_free>;
using KeyBytes = std::array<unsigned char, kKeyBytes>;

const unsigned char* BytesOf(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}
unsigned char* BytesOf(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

int LengthOf(std::string_view text) {
  LEVYBRIDGE_CHECK(text.size() <= static_cast<size_t>(std::numeric_limits<int>::max()),
                   "a text to be sealed is too long");
  return static_cast<int>(text.size());
}

// The header is authenticated with the context, and the two cannot run into each other: the header
// has a fixed length.
std::string Authenticated(std::string_view header, std::string_view context) {
  return absl::StrCat(std::string(header), std::string(context));
}

int ValueOf(char digit) {
  if (digit >= '0' && digit <= '9') return digit - '0';
  if (digit >= 'a' && digit <= 'f') return digit - 'a' + 10;
  if (digit >= 'A' && digit <= 'F') return digit - 'A' + 10;
  return -1;
}

bool ParseKey(std::string_view hex, KeyBytes& key) {
  if (hex.size() != 2 * kKeyBytes) return false;
  for (size_t i = 0; i < kKeyBytes; ++i) {
    const int high = ValueOf(hex[2 * i]);
    const int low = ValueOf(hex[2 * i + 1]);
    if (high < 0 || low < 0) return false;
    key[i] = static_cast<unsigned char>(high * 16 + low);
  }
  return true;
}

std::string_view Trimmed(std::string_view line) {
  constexpr std::string_view kBlanks = " \t\r";
  const size_t first = line.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return {};
  return line.substr(first, line.find_last_not_of(kBlanks) - first + 1);
}

absl::Status BadLine(size_t line, std::string_view what) {
  return absl::InvalidArgumentError(
      absl::StrCat("账户密钥 / account keys: line ", line, ": ", std::string(what)));
}

}  // namespace

struct AccountCipher::Key {
  explicit Key(const KeyBytes& given) : bytes(given) {
    domain::Sha256 hash;
    hash.Update(kKeyIdLabel);
    hash.Update({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
    id = std::string(hash.Finish().AsBytes().substr(0, kKeyIdBytes));
  }
  ~Key() { OPENSSL_cleanse(bytes.data(), bytes.size()); }
  Key(const Key&) = delete;
  Key& operator=(const Key&) = delete;

  KeyBytes bytes;
  std::string id;
};

AccountCipher::AccountCipher(std::vector<std::unique_ptr<const Key>> keys)
    : keys_(std::move(keys)) {}

AccountCipher::~AccountCipher() = default;

absl::StatusOr<std::unique_ptr<AccountCipher>> AccountCipher::FromText(std::string_view text) {
  std::vector<std::unique_ptr<const Key>> keys;
  for (size_t line_no = 1; !text.empty(); ++line_no) {
    const size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = Trimmed(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.empty() || line.front() == '#') continue;
    KeyBytes bytes{};
    const bool parsed = ParseKey(line, bytes);
    auto key = parsed ? std::make_unique<const Key>(bytes) : nullptr;
    OPENSSL_cleanse(bytes.data(), bytes.size());
    if (!parsed) return BadLine(line_no, "不是 64 位十六进制 / not 64 hexadecimal digits");
    if (std::any_of(keys.begin(), keys.end(),
                    [&key](const auto& known) { return known->id == key->id; })) {
      return BadLine(line_no, "密钥重复 / the key comes twice");
    }
    if (keys.size() == kMaxKeys) return BadLine(line_no, "密钥过多 / more than 16 keys");
    keys.push_back(std::move(key));
  }
  if (keys.empty()) {
    return absl::InvalidArgumentError("账户密钥 / account keys: 没有密钥 / there is no key");
  }
  return std::unique_ptr<AccountCipher>(new AccountCipher(std::move(keys)));
}

std::string AccountCipher::Seal(std::string_view plain, std::string_view context) const {
  const Key& key = *keys_.front();
  std::string sealed = kVersion + key.id;
  const std::string authenticated = Authenticated(sealed, context);
  sealed.resize(plain.size() + kOverheadBytes);
  unsigned char* nonce = BytesOf(sealed) + kHeaderBytes;
  unsigned char* body = nonce + kNonceBytes;
  LEVYBRIDGE_CHECK(RAND_bytes(nonce, kNonceBytes) == 1, "no randomness for a nonce");
  const CipherContext cipher(EVP_CIPHER_CTX_new());
  int length = 0;
  const bool sealed_it =
      cipher != nullptr &&
      EVP_EncryptInit_ex2(cipher.get(), EVP_aes_256_gcm(), key.bytes.data(), nonce, nullptr) == 1 &&
      EVP_EncryptUpdate(cipher.get(), nullptr, &length, BytesOf(authenticated),
                        LengthOf(authenticated)) == 1 &&
      EVP_EncryptUpdate(cipher.get(), body, &length, BytesOf(plain), LengthOf(plain)) == 1 &&
      EVP_EncryptFinal_ex(cipher.get(), body + plain.size(), &length) == 1 &&
      EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_GET_TAG, kTagBytes, body + plain.size()) == 1;
  LEVYBRIDGE_CHECK(sealed_it, "a text could not be sealed");
  return sealed;
}

absl::StatusOr<std::string> AccountCipher::Open(std::string_view sealed,
                                                std::string_view context) const {
  if (sealed.size() < kOverheadBytes || sealed.front() != kVersion) {
    return absl::DataLossError("not a sealed text");
  }
  const std::string_view id = sealed.substr(1, kKeyIdBytes);
  const auto key = std::find_if(keys_.begin(), keys_.end(),
                                [id](const auto& candidate) { return candidate->id == id; });
  if (key == keys_.end()) {
    return absl::FailedPreconditionError("sealed by a key that is not configured");
  }
  const std::string authenticated = Authenticated(sealed.substr(0, kHeaderBytes), context);
  const std::string_view nonce = sealed.substr(kHeaderBytes, kNonceBytes);
  const std::string_view body =
      sealed.substr(kHeaderBytes + kNonceBytes, sealed.size() - kOverheadBytes);
  std::string tag(sealed.substr(sealed.size() - kTagBytes));
  std::string plain(body.size() + 1, '\0');
  const CipherContext cipher(EVP_CIPHER_CTX_new());
  int length = 0;
  const bool opened =
      cipher != nullptr &&
      EVP_DecryptInit_ex2(cipher.get(), EVP_aes_256_gcm(), (*key)->bytes.data(), BytesOf(nonce),
                          nullptr) == 1 &&
      EVP_DecryptUpdate(cipher.get(), nullptr, &length, BytesOf(authenticated),
                        LengthOf(authenticated)) == 1 &&
      EVP_DecryptUpdate(cipher.get(), BytesOf(plain), &length, BytesOf(body), LengthOf(body)) ==
          1 &&
      EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_SET_TAG, kTagBytes, tag.data()) == 1 &&
      EVP_DecryptFinal_ex(cipher.get(), BytesOf(plain) + body.size(), &length) == 1;
  if (!opened) {
    OPENSSL_cleanse(plain.data(), plain.size());
    return absl::DataLossError("a sealed text was changed or belongs elsewhere");
  }
  plain.pop_back();
  return plain;
}

bool AccountCipher::IsSealedByNewestKey(std::string_view sealed) const {
  return sealed.size() >= kOverheadBytes && sealed.front() == kVersion &&
         sealed.substr(1, kKeyIdBytes) == keys_.front()->id;
}

}  // namespace levybridge::security
