// The files that make up the server's side of TLS, read at one go and checked before anyone uses
// them.
//
// Customer rule: a key that others can read is refused; new material replaces the old only when all
// of it is good. Errors name the file. Thread-safe: no state.
#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "gateway/domain/civil_date.h"

namespace levybridge::security {

struct CertificateFiles {
  std::string certificate;               // the server's, its intermediates after it
  std::string key;                       // its private key; mode 0600 or stricter
  std::vector<std::string> authorities;  // CAs whose certificates parties may bring; at least one
  std::vector<std::string> revocation_lists;  // may be empty
};

// A file's name and what was in it.
struct NamedPem {
  std::string file;
  std::string pem;
};

struct CertificateMaterial {
  NamedPem certificate;
  NamedPem key;
  std::vector<NamedPem> authorities;
  std::vector<NamedPem> revocation_lists;
};

// Each file is at most 8 MiB (revocation lists 64 MiB). NOT_FOUND, PERMISSION_DENIED (a key that
// group or others may read) or INVALID_ARGUMENT, the message beginning with the file's name.
absl::StatusOr<CertificateMaterial> ReadCertificateFiles(const CertificateFiles& files);
absl::StatusOr<std::vector<NamedPem>> ReadRevocationLists(const CertificateFiles& files);

// The server's own pair: the key belongs to the certificate, `now` lies in its dates, it is meant
// for servers (and only for them).
absl::Status CheckServerCertificate(const CertificateMaterial& material, domain::Timestamp now);

// Changes whenever one of the revocation list files is replaced or rewritten.
std::string RevocationListsVersion(const CertificateFiles& files);

}  // namespace levybridge::security
