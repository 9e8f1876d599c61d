// TestCipher: a cipher for tests of stores, which hides nothing from who knows it but everything
// from who looks for plain text in a file. What was sealed for another context, or changed, does
// not open. A later generation opens what earlier ones sealed.
#pragma once

#include <string>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "gateway/domain/sha256.h"
#include "gateway/ports/cipher.h"

namespace levybridge::testing {

class TestCipher final : public ports::Cipher {
 public:
  explicit TestCipher(char generation = 1) : generation_(generation) {}

  std::string Seal(std::string_view plain, std::string_view context) const override {
    std::string sealed(1, generation_);
    sealed += TagOf(plain, context);
    for (const char c : plain) sealed.push_back(Masked(c));
    return sealed;
  }
  absl::StatusOr<std::string> Open(std::string_view sealed,
                                   std::string_view context) const override {
    if (sealed.size() < kHeader) return absl::DataLossError("too short");
    if (sealed.front() > generation_) return absl::FailedPreconditionError("unknown key");
    std::string plain;
    for (const char c : sealed.substr(kHeader)) plain.push_back(Masked(c));
    if (TagOf(plain, context) != sealed.substr(1, kHeader - 1)) {
      return absl::DataLossError("changed or elsewhere");
    }
    return plain;
  }
  bool IsSealedByNewestKey(std::string_view sealed) const override {
    return !sealed.empty() && sealed.front() == generation_;
  }

 private:
  static constexpr size_t kHeader = 1 + 32;
  static char Masked(char c) { return static_cast<char>(static_cast<unsigned char>(c) ^ 0xA5U); }
  static std::string TagOf(std::string_view plain, std::string_view context) {
    return std::string(
        domain::Sha256Of(absl::StrCat(std::string(context), "\n", std::string(plain))).AsBytes());
  }

  const char generation_;
};

}  // namespace levybridge::testing
