#include "gateway/domain/identifiers_check.h"

#include <array>
#include <cstddef>

namespace levybridge::domain {
namespace {

constexpr size_t kUsccLength = 18;
constexpr size_t kBankCodeLength = 12;
constexpr std::string_view kUsccAlphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";
constexpr std::array<int, 17> kUsccWeights = {1,  3,  9,  27, 19, 26, 16, 17, 20,
                                              29, 25, 13, 8,  24, 10, 30, 28};
constexpr size_t kOrganisationStart = 8;
constexpr std::array<int, 8> kOrganisationWeights = {3, 7, 9, 10, 5, 8, 4, 2};

// Value of each byte in the alphabet of unified social credit codes; -1 outside it.
constexpr std::array<int8_t, 256> kUsccValues = [] {
  std::array<int8_t, 256> values{};
  values.fill(-1);
  for (size_t i = 0; i < kUsccAlphabet.size(); ++i) {
    values[static_cast<unsigned char>(kUsccAlphabet[i])] = static_cast<int8_t>(i);
  }
  return values;
}();

int UsccValue(char c) { return kUsccValues[static_cast<unsigned char>(c)]; }

// Organisation codes count all 26 letters: A is 10, Z is 35.
int OrganisationValue(char c) { return c <= '9' ? c - '0' : c - 'A' + 10; }

bool OrganisationCheckHolds(std::string_view code) {
  int sum = 0;
  for (size_t i = 0; i < kOrganisationWeights.size(); ++i) {
    sum += OrganisationValue(code[kOrganisationStart + i]) * kOrganisationWeights[i];
  }
  const int check = 11 - sum % 11;
  const char expected = check == 10 ? 'X' : (check == 11 ? '0' : static_cast<char>('0' + check));
  return code[kOrganisationStart + kOrganisationWeights.size()] == expected;
}

}  // namespace

CheckResult CheckUscc(std::string_view code) {
  if (code.size() != kUsccLength) return CheckResult::kMalformed;
  int sum = 0;
  for (size_t i = 0; i < kUsccLength; ++i) {
    const int value = UsccValue(code[i]);
    if (value < 0) return CheckResult::kMalformed;
    if (i < kUsccWeights.size()) sum += value * kUsccWeights[i];
  }
  const int expected = (31 - sum % 31) % 31;
  if (UsccValue(code.back()) != expected || !OrganisationCheckHolds(code)) {
    return CheckResult::kWrongCheckDigit;
  }
  return CheckResult::kValid;
}

CheckResult CheckBankCode(std::string_view code) {
  if (code.size() != kBankCodeLength) return CheckResult::kMalformed;
  for (const char c : code) {
    if (c < '0' || c > '9') return CheckResult::kMalformed;
  }
  int product = 10;
  for (const char c : code.substr(0, kBankCodeLength - 1)) {
    const int total = (product + (c - '0')) % 10;
    product = (total == 0 ? 10 : total) * 2 % 11;
  }
  const bool holds = (product + (code.back() - '0')) % 10 == 1;
  return holds ? CheckResult::kValid : CheckResult::kWrongCheckDigit;
}

std::optional<UsccTypeHint> UsccTypeHintOf(std::string_view code) {
  if (CheckUscc(code) == CheckResult::kMalformed) return std::nullopt;
  const std::string_view prefix = code.substr(0, 2);
  if (prefix == "11") return UsccTypeHint::kGovernmentAgency;
  if (prefix == "12") return UsccTypeHint::kPublicInstitution;
  if (prefix == "51") return UsccTypeHint::kSocialOrganization;
  if (prefix == "52") return UsccTypeHint::kPrivateNonEnterprise;
  if (prefix == "53") return UsccTypeHint::kFoundation;
  if (prefix == "91") return UsccTypeHint::kEnterprise;
  if (prefix == "92") return UsccTypeHint::kIndividualBusiness;
  return std::nullopt;
}

}  // namespace levybridge::domain
