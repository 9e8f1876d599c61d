// SHA-256: the digest behind batch digests, manifests and receipts. A thin wrapper, so that no
// library type shows. Sha256 is not thread-safe; digests are plain values.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace levybridge::domain {

struct Sha256Digest {
  std::array<uint8_t, 32> bytes{};

  std::string ToHex() const;  // 64 lower-case digits
  // Exactly 64 hex digits of either case, or nothing.
  static std::optional<Sha256Digest> FromHex(std::string_view hex);
  // Exactly 32 bytes, or nothing.
  static std::optional<Sha256Digest> FromBytes(std::string_view raw);
  std::string_view AsBytes() const;  // valid while this lives
  friend auto operator<=>(const Sha256Digest&, const Sha256Digest&) = default;
};

// A digest in the making. Stops the process when the library cannot work (out of memory).
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(Sha256&&) noexcept;
  Sha256& operator=(Sha256&&) noexcept;

  void Update(std::string_view bytes);
  // The digest of everything so far; afterwards the object starts again from nothing.
  Sha256Digest Finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

Sha256Digest Sha256Of(std::string_view bytes);

}  // namespace levybridge::domain
