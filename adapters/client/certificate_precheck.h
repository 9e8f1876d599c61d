// Looks at an adapter's own certificate before it connects.
//
// Customer rule: a TLS handshake that the gateway refuses looks to the client like a gateway that
// is not there. So the adapter checks beforehand what it can know by itself (dates, key, issuer,
// purpose, name), and when a connection fails nevertheless, it names both possible causes.
// Thread-safe: no state.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "gateway/domain/civil_date.h"
#include "gateway/domain/party.h"

namespace levybridge::client {

struct OwnCertificateFiles {
  std::string certificate;
  std::string key;        // mode 0600 or stricter
  std::string authority;  // the CAs that this adapter trusts, PEM
};

struct OwnCertificate {
  domain::PartyId party;
  std::string serial;           // upper-case hexadecimal
  domain::Timestamp not_after;  // still valid at this instant
};

// Reads the files and checks them. Everything that is wrong with them would make the gateway refuse
// the handshake or every call: FAILED_PRECONDITION, the message beginning with the file, in Chinese
// and English. NOT_FOUND when a file cannot be read, PERMISSION_DENIED for a key that others can
// read.
absl::StatusOr<OwnCertificate> CheckOwnCertificate(const OwnCertificateFiles& files,
                                                   domain::Timestamp now);

// What to tell a person whose connection failed although the check above found nothing.
std::string ExplainUnreachable(std::string_view address, const OwnCertificate& own);

}  // namespace levybridge::client
