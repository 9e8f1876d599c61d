// What decides about calls at one moment: parties, CAs and revocation lists, always replaced
// together.
//
// Customer rule: new certificates, CAs, CRLs and parties are validated before they replace the old;
// a bad reload keeps the old ones, with an error in log and metrics. A snapshot never changes;
// whoever holds one keeps it alive. Thread-safe.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "gateway/domain/party_directory.h"
#include "gateway/ports/clock.h"
#include "gateway/security/certificate_files.h"
#include "gateway/security/identity.h"
#include "gateway/security/refusal.h"
#include "gateway/security/security_log.h"
#include "gateway/security/server_identity.h"
#include "gateway/security/trust.h"

namespace levybridge::security {

class SecuritySnapshot {
 public:
  SecuritySnapshot(domain::PartyDirectory parties, std::shared_ptr<const TrustStore> trust)
      : parties_(std::move(parties)), trust_(std::move(trust)) {}

  // Chain, purpose, revocation and dates: what a handshake is refused for.
  std::optional<Refusal> RefuseChain(const PresentedChain& chain, domain::Timestamp now) const;
  // All of it and who it is: what a call is refused for, except the limit on streams.
  std::variant<domain::PartyId, Refusal> Decide(const PresentedIdentity& identity,
                                                std::string_view method,
                                                domain::Timestamp now) const;
  const domain::PartyDirectory& parties() const { return parties_; }
  const TrustStore& trust() const { return *trust_; }

 private:
  std::optional<Refusal> RefuseParty(const domain::PartyId& party, const ExaminedChain& examined,
                                     domain::Timestamp now) const;
  domain::PartyDirectory parties_;
  std::shared_ptr<const TrustStore> trust_;
};

class SecurityState {
 public:
  // Reads and checks everything. The error names the file. `clock` and `log` outlive the state.
  static absl::StatusOr<std::unique_ptr<SecurityState>> Load(CertificateFiles files,
                                                             domain::PartyDirectory parties,
                                                             const ports::Clock& clock,
                                                             SecurityLog& log);

  std::shared_ptr<const SecuritySnapshot> Current() const;
  // The server's certificate in use; gRPC takes a new one within a second.
  const ServerIdentity& identity() const { return *identity_; }

  // Everything anew. On error nothing has changed, and it is logged and counted.
  absl::Status Reload(CertificateFiles files, domain::PartyDirectory parties);

  // Takes new revocation lists when their files changed, and looks whether one has run out. Cheap
  // when nothing did. Errors are logged and counted once per change.
  void LookAtRevocationLists();

 private:
  SecurityState(const ports::Clock& clock, SecurityLog& log) : clock_(clock), log_(log) {}
  absl::Status Replace(CertificateFiles files, domain::PartyDirectory parties)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(reload_mutex_);
  absl::Status CheckRevocationsKept(const TrustStore& trust, const CertificateFiles& files) const
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(reload_mutex_);
  absl::Status ReplaceRevocationLists() ABSL_EXCLUSIVE_LOCKS_REQUIRED(reload_mutex_);

  const ports::Clock& clock_;
  SecurityLog& log_;
  std::unique_ptr<ServerIdentity> identity_;
  absl::Mutex reload_mutex_;  // one reload at a time
  CertificateFiles files_ ABSL_GUARDED_BY(reload_mutex_);
  std::vector<NamedPem> authorities_ ABSL_GUARDED_BY(reload_mutex_);
  std::string revocation_version_ ABSL_GUARDED_BY(reload_mutex_);
  mutable absl::Mutex mutex_;
  std::shared_ptr<const SecuritySnapshot> current_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace levybridge::security
