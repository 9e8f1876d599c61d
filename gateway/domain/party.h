// PartyId: who is talking, as its certificate says: `urn:levybridge:party:<role>:<region>:<name>`.
// The sender is never a field of a message. Immutable, thread-safe.
#pragma once

#include <compare>
#include <optional>
#include <string>
#include <string_view>

#include "gateway/domain/codes.h"
#include "gateway/domain/region.h"

namespace levybridge::domain {

struct PartyId {
  Role role;
  RegionCode region;  // what it may act on: this region and everything in it
  std::string name;   // [a-z0-9-]{1,32}

  // The whole URN. Nothing for anything else, extra parts included.
  static std::optional<PartyId> ParseUri(std::string_view uri);
  std::string ToUri() const;
  friend auto operator<=>(const PartyId&, const PartyId&) = default;
};

}  // namespace levybridge::domain
