// Why somebody is turned away before a handler runs. The names are part of the interface: a client
// sees "REASON_CODE: text" as the status message, operators see the same code in log and metrics.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace levybridge::security {

// In the order in which they are checked. Not persisted.
enum class RefusalReason : uint8_t {
  kNoCertificate,
  kCertificateUntrusted,
  kCertificateWrongPurpose,
  kCertificateRevoked,
  kCertificateNotYetValid,
  kCertificateExpired,
  kNoPartyUri,
  kSeveralPartyUris,
  kBadPartyUri,
  kPartyUnknown,
  kPartyDisabled,
  kPartyNotInForce,
  kCertificateOriginNotAllowed,
  kMethodUnknown,
  kRoleNotAllowed,
  kTooManyStreams,
};
inline constexpr int kRefusalReasonCount = 16;

std::string_view MachineName(RefusalReason reason);  // "CERTIFICATE_REVOKED"

struct Refusal {
  RefusalReason reason;
  std::string text;  // what is wrong and what to do, Chinese and English
  // "CERTIFICATE_REVOKED: …", as it goes into the status message.
  std::string Message() const;
};

// The refusal with its standard text; `detail` is put in brackets behind it unless empty.
Refusal MakeRefusal(RefusalReason reason, std::string_view detail = {});

}  // namespace levybridge::security
