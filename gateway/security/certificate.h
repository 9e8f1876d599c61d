// What a certificate says, as plain data: the one place where certificates are taken apart.
//
// Values are immutable and thread-safe. Nothing here is trusted by itself: signatures and dates are
// checked in trust.h.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "gateway/domain/civil_date.h"
#include "gateway/domain/sha256.h"

namespace levybridge::security {

struct CertificateFacts {
  std::string serial;   // upper-case hexadecimal, as openssl prints it
  std::string subject;  // RFC 2253 text, for logs only
  std::string issuer;   // likewise
  domain::Timestamp not_before;
  domain::Timestamp not_after;       // still valid at this instant
  std::vector<std::string> uris;     // URI subject alternative names
  bool client_purpose = false;       // extended key usage names clientAuth
  bool server_purpose = false;       // … serverAuth
  bool authority = false;            // may sign other certificates
  domain::Sha256Digest fingerprint;  // SHA-256 of the certificate (DER)
  domain::Sha256Digest key_digest;   // SHA-256 of its SubjectPublicKeyInfo (DER)
};

// The first certificate of a PEM text. INVALID_ARGUMENT when there is none or it is malformed.
absl::StatusOr<CertificateFacts> ReadCertificate(std::string_view pem);

// Does this private key belong to this certificate? FAILED_PRECONDITION when not, INVALID_ARGUMENT
// when either cannot be read. The message never holds key material.
absl::Status CheckKeyBelongs(std::string_view key_pem, std::string_view certificate_pem);

}  // namespace levybridge::security
