// Which certificates lead to a CA we trust, and why not when they do not.
//
// A TrustStore holds the configured CA certificates and the revocation lists of one moment. It says
// in OpenSSL's own words why a chain is refused. Thread-safe; results are remembered per chain,
// within bounds, so asking again for every call is cheap.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "gateway/domain/civil_date.h"
#include "gateway/security/certificate.h"
#include "gateway/security/revocation.h"

namespace levybridge::security {

// What the other side presented in the handshake.
struct PresentedChain {
  std::string certificate_pem;  // its own; empty when it brought none
  std::string chain_pem;        // what it sent along; may be empty
  friend bool operator==(const PresentedChain&, const PresentedChain&) = default;
};

// Everything about a chain that does not depend on the time of day.
struct ExaminedChain {
  CertificateFacts facts;                     // of the party's own certificate
  std::vector<domain::Sha256Digest> issuers;  // verified, from its issuer up to the anchor
  domain::Timestamp not_before;               // of the whole chain: the latest
  domain::Timestamp not_after;                // … the earliest
  bool revoked = false;                       // any certificate below the anchor
  std::string refusal;                        // OpenSSL's reason; empty when the chain holds
};

class TrustStore {
 public:
  // INVALID_ARGUMENT, naming the file, when a CA file holds no certificate or one that is not a CA.
  static absl::StatusOr<std::shared_ptr<const TrustStore>> Create(
      const std::vector<NamedPem>& authorities, RevocationLists revocations);
  ~TrustStore();
  TrustStore(const TrustStore&) = delete;
  TrustStore& operator=(const TrustStore&) = delete;

  // Never null. A certificate that cannot be read has a refusal too.
  std::shared_ptr<const ExaminedChain> Examine(const PresentedChain& presented) const;
  const RevocationLists& revocations() const { return revocations_; }

 private:
  struct Anchors;  // the OpenSSL side
  TrustStore(std::unique_ptr<Anchors> anchors, RevocationLists revocations);
  ExaminedChain ExamineAfresh(const PresentedChain& presented) const;

  std::unique_ptr<Anchors> anchors_;
  RevocationLists revocations_;
  mutable absl::Mutex mutex_;
  mutable absl::flat_hash_map<std::string, std::shared_ptr<const ExaminedChain>> examined_
      ABSL_GUARDED_BY(mutex_);
};

}  // namespace levybridge::security
