#include "gateway/domain/sha256.h"

#include <openssl/evp.h>

#include <algorithm>

#include "gateway/domain/check.h"

namespace levybridge::domain {
namespace {

constexpr size_t kDigestSize = 32;

int HexValue(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

struct FreeContext {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};
struct FreeAlgorithm {
  void operator()(EVP_MD* algorithm) const { EVP_MD_free(algorithm); }
};

// Fetched once: looking an algorithm up costs more than hashing a row.
const EVP_MD* Algorithm() {
  static const std::unique_ptr<EVP_MD, FreeAlgorithm> kAlgorithm(
      EVP_MD_fetch(nullptr, "SHA256", nullptr));
  LEVYBRIDGE_CHECK(kAlgorithm != nullptr, "SHA-256 is not available");
  return kAlgorithm.get();
}

}  // namespace

struct Sha256::State {
  std::unique_ptr<EVP_MD_CTX, FreeContext> context;

  void Start() {
    LEVYBRIDGE_CHECK(context != nullptr, "no memory for a digest");
    LEVYBRIDGE_CHECK(EVP_DigestInit_ex(context.get(), Algorithm(), nullptr) == 1,
                     "a digest cannot be started");
  }
};

std::string Sha256Digest::ToHex() const {
  constexpr char kHex[] = "0123456789abcdef";
  std::string out;
  out.reserve(2 * bytes.size());
  for (const uint8_t byte : bytes) {
    out.push_back(kHex[byte >> 4]);
    out.push_back(kHex[byte & 15]);
  }
  return out;
}

std::optional<Sha256Digest> Sha256Digest::FromHex(std::string_view hex) {
  if (hex.size() != 2 * kDigestSize) return std::nullopt;
  Sha256Digest digest;
  for (size_t i = 0; i < kDigestSize; ++i) {
    const int high = HexValue(hex[2 * i]);
    const int low = HexValue(hex[2 * i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    digest.bytes[i] = static_cast<uint8_t>(high * 16 + low);
  }
  return digest;
}

std::optional<Sha256Digest> Sha256Digest::FromBytes(std::string_view raw) {
  if (raw.size() != kDigestSize) return std::nullopt;
  Sha256Digest digest;
  std::transform(raw.begin(), raw.end(), digest.bytes.begin(),
                 [](char c) { return static_cast<uint8_t>(c); });
  return digest;
}

std::string_view Sha256Digest::AsBytes() const {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

Sha256::Sha256() : state_(std::make_unique<State>()) {
  state_->context.reset(EVP_MD_CTX_new());
  state_->Start();
}
Sha256::~Sha256() = default;
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;

void Sha256::Update(std::string_view bytes) {
  LEVYBRIDGE_CHECK(EVP_DigestUpdate(state_->context.get(), bytes.data(), bytes.size()) == 1,
                   "a digest cannot be continued");
}

Sha256Digest Sha256::Finish() {
  Sha256Digest digest;
  unsigned int size = 0;
  LEVYBRIDGE_CHECK(EVP_DigestFinal_ex(state_->context.get(), digest.bytes.data(), &size) == 1 &&
                       size == digest.bytes.size(),
                   "a digest cannot be finished");
  state_->Start();
  return digest;
}

Sha256Digest Sha256Of(std::string_view bytes) {
  Sha256 hash;
  hash.Update(bytes);
  return hash.Finish();
}

}  // namespace levybridge::domain
