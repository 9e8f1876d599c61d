// PartyDirectory: who may talk to this gateway, and which certificate authority or key they must
// come with.
//
// Customer rule: default deny. A certificate that chains to a trusted CA is not enough: its URI
// must stand here, be in force today, and its issuer or key must be the one named here for that
// party. Immutable after construction: lookups are thread-safe. A reload builds a new directory.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "gateway/domain/civil_date.h"
#include "gateway/domain/party.h"
#include "gateway/domain/sha256.h"

namespace levybridge::domain {

// A certificate fingerprint as people copy it: 64 hexadecimal digits in either case, with or
// without a colon between every two (as openssl prints them). Nothing for anything else.
std::optional<Sha256Digest> ParseFingerprint(std::string_view text);

// Where a party's certificate must come from. At least one list is not empty; one that is empty
// asks nothing, and when both are given, both must hold.
struct CertificateOrigin {
  std::vector<Sha256Digest> ca_fingerprints;  // of an issuing CA certificate (DER) in the chain
  std::vector<Sha256Digest> key_pins;         // of the certificate's SubjectPublicKeyInfo (DER)

  // `chain_fingerprints`: the verified issuers above the party's certificate, without itself.
  bool Admits(absl::Span<const Sha256Digest> chain_fingerprints,
              const Sha256Digest& key_digest) const;
};

struct Party {
  PartyId id;
  std::string display_name;  // for people, usually Chinese; never empty
  CertificateOrigin origin;
  bool all_or_nothing = false;     // a file with one bad row is refused whole
  bool manifest_required = false;  // a file without a manifest is refused
  int max_streams = 8;             // open at once, 1..1000
  bool disabled = false;
  std::optional<CivilDate> valid_from;   // first day in force
  std::optional<CivilDate> valid_until;  // last day in force
};

// Not persisted.
enum class PartyStanding : uint8_t { kActive, kUnknown, kDisabled, kNotYetValid, kNoLongerValid };
std::string_view MachineName(PartyStanding standing);

class PartyDirectory {
 public:
  PartyDirectory() = default;  // admits nobody
  // INVALID_ARGUMENT when a party appears twice, names no origin, or ends before it begins.
  static absl::StatusOr<PartyDirectory> Create(std::vector<Party> parties);

  // Null when unknown. Valid while this directory lives.
  const Party* Find(const PartyId& id) const;
  // kDisabled goes before the dates. `today` is the civil date in Asia/Shanghai.
  PartyStanding StandingOf(const PartyId& id, CivilDate today) const;
  const std::map<PartyId, Party>& parties() const { return parties_; }

 private:
  std::map<PartyId, Party> parties_;
};

}  // namespace levybridge::domain
