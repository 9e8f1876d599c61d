// Certificate and revocation files, looked at as files: do they parse, whose are they, until when.
//
// For validating a configuration before anything runs on it. Who may connect is decided elsewhere,
// on the chain that TLS verified. Nothing of a private key leaves this but whether it fits.
// Functions without state: thread-safe.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "gateway/domain/civil_date.h"
#include "gateway/domain/party_directory.h"

namespace levybridge::settings {

struct CertificateFacts {
  std::string subject;               // one line, for people
  domain::Sha256Digest fingerprint;  // of the whole certificate (DER)
  domain::Sha256Digest key_digest;   // of its SubjectPublicKeyInfo (DER)
  domain::Timestamp not_before;
  domain::Timestamp not_after;
  bool is_authority = false;      // may issue certificates
  bool for_server = false;        // its extended key usage names serverAuth
  bool for_client = false;        // its extended key usage names clientAuth
  std::vector<std::string> uris;  // URI names, in order
};

struct RevocationListFacts {
  std::string issuer;
  domain::Timestamp next_update;  // when a newer list was promised; 0 when it does not say
};

// All certificates of a PEM file, in order, at least one; at most 1 MiB. INVALID_ARGUMENT or what
// ReadBoundedFile says.
absl::StatusOr<std::vector<CertificateFacts>> ReadCertificateFile(const std::string& path);

// All revocation lists of a PEM file, at least one.
absl::StatusOr<std::vector<RevocationListFacts>> ReadRevocationFile(const std::string& path);

// OK when `key_file` holds an unencrypted private key with these permissions and for the first
// certificate of `certificate_file`.
absl::Status CheckKeyBelongsTo(const std::string& key_file, const std::string& certificate_file);

}  // namespace levybridge::settings
