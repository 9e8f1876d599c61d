// Checks of identifiers that carry check digits: the unified social credit code (统一社会信用代码,
// GB 32100-2015) and the CNAPS bank code (联行行号).
//
// Customer rule: registered codes with a wrong check digit exist, so a wrong check is a warning;
// a wrong length or character is an error. Pure functions: thread-safe, no allocation.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace levybridge::domain {

enum class CheckResult : uint8_t { kValid, kWrongCheckDigit, kMalformed };

// 18 characters of 0-9 and A-Z without I O S V Z (capitals only). Both check characters count: the
// last one, and that of the organisation code (GB 11714) inside, at positions 9 to 17.
CheckResult CheckUscc(std::string_view code);

// 12 digits, the last one an ISO 7064 MOD 11,10 check.
CheckResult CheckBankCode(std::string_view code);

// The kind of organisation that the first two digits of a unified social credit code name.
enum class UsccTypeHint : uint8_t {
  kGovernmentAgency,      // 11
  kPublicInstitution,     // 12
  kSocialOrganization,    // 51
  kPrivateNonEnterprise,  // 52
  kFoundation,            // 53
  kEnterprise,            // 91
  kIndividualBusiness,    // 92
};
// Nothing for other prefixes and for malformed codes.
std::optional<UsccTypeHint> UsccTypeHintOf(std::string_view code);

}  // namespace levybridge::domain
