#include "gateway/domain/party_directory.h"

#include <algorithm>
#include <utility>

namespace levybridge::domain {
namespace {

bool Contains(const std::vector<Sha256Digest>& digests, const Sha256Digest& wanted) {
  return std::find(digests.begin(), digests.end(), wanted) != digests.end();
}

}  // namespace

std::optional<Sha256Digest> ParseFingerprint(std::string_view text) {
  constexpr size_t kWithColons = 95;
  if (text.size() != kWithColons) return Sha256Digest::FromHex(text);
  std::string digits;
  for (size_t index = 0; index < text.size(); ++index) {
    if (index % 3 != 2) {
      digits += text[index];
    } else if (text[index] != ':') {
      return std::nullopt;
    }
  }
  return Sha256Digest::FromHex(digits);
}

bool CertificateOrigin::Admits(absl::Span<const Sha256Digest> chain_fingerprints,
                               const Sha256Digest& key_digest) const {
  if (ca_fingerprints.empty() && key_pins.empty()) return false;
  if (!key_pins.empty() && !Contains(key_pins, key_digest)) return false;
  if (ca_fingerprints.empty()) return true;
  return std::any_of(
      chain_fingerprints.begin(), chain_fingerprints.end(),
      [this](const Sha256Digest& issuer) { return Contains(ca_fingerprints, issuer); });
}

std::string_view MachineName(PartyStanding standing) {
  switch (standing) {
    case PartyStanding::kActive:
      return "active";
    case PartyStanding::kUnknown:
      return "unknown";
    case PartyStanding::kDisabled:
      return "disabled";
    case PartyStanding::kNotYetValid:
      return "not_yet_valid";
    case PartyStanding::kNoLongerValid:
      return "no_longer_valid";
  }
  return "unknown";
}

absl::StatusOr<PartyDirectory> PartyDirectory::Create(std::vector<Party> parties) {
  PartyDirectory directory;
  for (Party& party : parties) {
    const std::string uri = party.id.ToUri();
    if (party.origin.ca_fingerprints.empty() && party.origin.key_pins.empty()) {
      return absl::InvalidArgumentError(uri + " names neither a CA nor a key");
    }
    if (party.valid_from && party.valid_until && *party.valid_until < *party.valid_from) {
      return absl::InvalidArgumentError(uri + " ends before it begins");
    }
    PartyId id = party.id;
    if (!directory.parties_.emplace(std::move(id), std::move(party)).second) {
      return absl::InvalidArgumentError(uri + " appears twice");
    }
  }
  return directory;
}

const Party* PartyDirectory::Find(const PartyId& id) const {
  const auto found = parties_.find(id);
  return found == parties_.end() ? nullptr : &found->second;
}

PartyStanding PartyDirectory::StandingOf(const PartyId& id, CivilDate today) const {
  const Party* party = Find(id);
  if (party == nullptr) return PartyStanding::kUnknown;
  if (party->disabled) return PartyStanding::kDisabled;
  if (party->valid_from && today < *party->valid_from) return PartyStanding::kNotYetValid;
  if (party->valid_until && today > *party->valid_until) return PartyStanding::kNoLongerValid;
  return PartyStanding::kActive;
}

}  // namespace levybridge::domain
