#include "gateway/security/security_state.h"

#include <utility>

#include "gateway/domain/concatenate.h"
#include "gateway/security/permissions.h"

namespace levybridge::security {
namespace {

absl::StatusOr<std::shared_ptr<const TrustStore>> MakeTrust(
    const std::vector<NamedPem>& authorities, const std::vector<NamedPem>& lists,
    domain::Timestamp now) {
  absl::StatusOr<RevocationLists> revocations = RevocationLists::Create(lists, authorities, now);
  if (!revocations.ok()) return revocations.status();
  return TrustStore::Create(authorities, *std::move(revocations));
}

std::optional<Refusal> RefuseStanding(domain::PartyStanding standing) {
  switch (standing) {
    case domain::PartyStanding::kActive:
      return std::nullopt;
    case domain::PartyStanding::kUnknown:
      return MakeRefusal(RefusalReason::kPartyUnknown);
    case domain::PartyStanding::kDisabled:
      return MakeRefusal(RefusalReason::kPartyDisabled);
    case domain::PartyStanding::kNotYetValid:
    case domain::PartyStanding::kNoLongerValid:
      return MakeRefusal(RefusalReason::kPartyNotInForce);
  }
  return MakeRefusal(RefusalReason::kPartyUnknown);
}

std::optional<Refusal> RefuseExamined(const ExaminedChain& examined, domain::Timestamp now) {
  if (!examined.refusal.empty()) {
    return MakeRefusal(RefusalReason::kCertificateUntrusted, examined.refusal);
  }
  if (!examined.facts.client_purpose || examined.facts.server_purpose) {
    return MakeRefusal(RefusalReason::kCertificateWrongPurpose);
  }
  if (examined.revoked) return MakeRefusal(RefusalReason::kCertificateRevoked);
  if (now < examined.not_before) {
    return MakeRefusal(RefusalReason::kCertificateNotYetValid,
                       domain::ToIsoUtc(examined.not_before));
  }
  if (now > examined.not_after) {
    return MakeRefusal(RefusalReason::kCertificateExpired, domain::ToIsoUtc(examined.not_after));
  }
  return std::nullopt;
}

}  // namespace

std::optional<Refusal> SecuritySnapshot::RefuseChain(const PresentedChain& chain,
                                                     domain::Timestamp now) const {
  if (chain.certificate_pem.empty()) return MakeRefusal(RefusalReason::kNoCertificate);
  return RefuseExamined(*trust_->Examine(chain), now);
}

std::optional<Refusal> SecuritySnapshot::RefuseParty(const domain::PartyId& party,
                                                     const ExaminedChain& examined,
                                                     domain::Timestamp now) const {
  if (std::optional<Refusal> refusal =
          RefuseStanding(parties_.StandingOf(party, domain::DateInShanghai(now)))) {
    return refusal;
  }
  const domain::Party* entry = parties_.Find(party);
  if (entry == nullptr) return MakeRefusal(RefusalReason::kPartyUnknown);
  if (!entry->origin.Admits(examined.issuers, examined.facts.key_digest)) {
    return MakeRefusal(RefusalReason::kCertificateOriginNotAllowed);
  }
  return std::nullopt;
}

std::variant<domain::PartyId, Refusal> SecuritySnapshot::Decide(const PresentedIdentity& identity,
                                                                std::string_view method,
                                                                domain::Timestamp now) const {
  if (identity.chain.certificate_pem.empty()) return MakeRefusal(RefusalReason::kNoCertificate);
  const std::shared_ptr<const ExaminedChain> examined = trust_->Examine(identity.chain);
  if (std::optional<Refusal> refusal = RefuseExamined(*examined, now)) return *std::move(refusal);
  if (identity.uris.empty()) return MakeRefusal(RefusalReason::kNoPartyUri);
  if (identity.uris.size() > 1) return MakeRefusal(RefusalReason::kSeveralPartyUris);
  // Two readers of the same certificate must agree on the name before anything rests on it.
  std::optional<domain::PartyId> party = domain::PartyId::ParseUri(identity.uris.front());
  if (!party || examined->facts.uris != identity.uris) {
    return MakeRefusal(RefusalReason::kBadPartyUri);
  }
  if (std::optional<Refusal> refusal = RefuseParty(*party, *examined, now)) {
    return *std::move(refusal);
  }
  const MethodPermission* permission = FindPermission(method);
  if (permission == nullptr) return MakeRefusal(RefusalReason::kMethodUnknown);
  if (!permission->roles.Contains(party->role)) {
    return MakeRefusal(RefusalReason::kRoleNotAllowed, domain::MachineName(party->role));
  }
  return *std::move(party);
}

absl::StatusOr<std::unique_ptr<SecurityState>> SecurityState::Load(CertificateFiles files,
                                                                   domain::PartyDirectory parties,
                                                                   const ports::Clock& clock,
                                                                   SecurityLog& log) {
  std::unique_ptr<SecurityState> state(new SecurityState(clock, log));
  const absl::MutexLock lock(&state->reload_mutex_);
  if (absl::Status error = state->Replace(std::move(files), std::move(parties)); !error.ok()) {
    return error;
  }
  return state;
}

std::shared_ptr<const SecuritySnapshot> SecurityState::Current() const {
  const absl::MutexLock lock(&mutex_);
  return current_;
}

// Everything is checked before anything is replaced; the server's identity comes last among what
// can fail, the snapshot after it.
absl::Status SecurityState::Replace(CertificateFiles files, domain::PartyDirectory parties) {
  const domain::Timestamp now = clock_.Now();
  std::string version = RevocationListsVersion(files);
  const absl::StatusOr<CertificateMaterial> material = ReadCertificateFiles(files);
  if (!material.ok()) return material.status();
  if (absl::Status error = CheckServerCertificate(*material, now); !error.ok()) return error;
  absl::StatusOr<std::shared_ptr<const TrustStore>> trust =
      MakeTrust(material->authorities, material->revocation_lists, now);
  if (!trust.ok()) return trust.status();
  if (identity_ == nullptr) {
    absl::StatusOr<std::unique_ptr<ServerIdentity>> identity = ServerIdentity::Create(*material);
    if (!identity.ok()) return identity.status();
    identity_ = *std::move(identity);
  } else {
    if (absl::Status error = CheckRevocationsKept(**trust, files); !error.ok()) return error;
    if (absl::Status error = identity_->Replace(*material); !error.ok()) return error;
  }
  files_ = std::move(files);
  authorities_ = material->authorities;
  revocation_version_ = std::move(version);
  const absl::MutexLock lock(&mutex_);
  current_ = std::make_shared<const SecuritySnapshot>(std::move(parties), *std::move(trust));
  return absl::OkStatus();
}

// Lists that are still configured must not step back. When the configuration names other files, a
// person decided so, and the comparison means nothing.
absl::Status SecurityState::CheckRevocationsKept(const TrustStore& trust,
                                                 const CertificateFiles& files) const {
  if (files.revocation_lists != files_.revocation_lists) return absl::OkStatus();
  return trust.revocations().CheckNotOlderThan(Current()->trust().revocations());
}

absl::Status SecurityState::Reload(CertificateFiles files, domain::PartyDirectory parties) {
  const absl::MutexLock lock(&reload_mutex_);
  absl::Status result = Replace(std::move(files), std::move(parties));
  if (result.ok()) {
    log_.Reloaded("certificates,parties");
  } else {
    log_.ReloadFailed(result);
  }
  return result;
}

absl::Status SecurityState::ReplaceRevocationLists() {
  const absl::StatusOr<std::vector<NamedPem>> lists = ReadRevocationLists(files_);
  if (!lists.ok()) return lists.status();
  absl::StatusOr<std::shared_ptr<const TrustStore>> trust =
      MakeTrust(authorities_, *lists, clock_.Now());
  if (!trust.ok()) return trust.status();
  const std::shared_ptr<const SecuritySnapshot> old = Current();
  if (absl::Status error = (*trust)->revocations().CheckNotOlderThan(old->trust().revocations());
      !error.ok()) {
    return error;
  }
  const absl::MutexLock lock(&mutex_);
  current_ = std::make_shared<const SecuritySnapshot>(old->parties(), *std::move(trust));
  return absl::OkStatus();
}

void SecurityState::LookAtRevocationLists() {
  const absl::MutexLock lock(&reload_mutex_);
  std::string version = RevocationListsVersion(files_);
  if (version != revocation_version_) {
    const absl::Status result = ReplaceRevocationLists();
    if (result.ok()) {
      log_.Reloaded("revocation_lists");
    } else {
      log_.ReloadFailed(result);
    }
    revocation_version_ = std::move(version);
  }
  std::string overdue;
  const std::vector<std::string> files = Current()->trust().revocations().ExpiredAt(clock_.Now());
  for (const std::string& file : files)
    overdue += domain::Concatenate(overdue.empty() ? "" : " ", file);
  log_.RevocationListsExpired(files.size(), overdue);
}

}  // namespace levybridge::security
