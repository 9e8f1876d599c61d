// Parties: the small numbers under which other tables refer to a party's URN.
#pragma once

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "adapters/sqlite/connection.h"
#include "gateway/domain/party.h"

namespace levybridge::sqlite {

// Nothing when the store has never heard of the party.
absl::StatusOr<std::optional<int64_t>> FindPartyNo(Connection& connection,
                                                   const domain::PartyId& party);
// The party's number, given to it now when it has none. Writes.
absl::StatusOr<int64_t> InternParty(Connection& connection, const domain::PartyId& party);
// All parties ever named, in no particular order.
absl::StatusOr<std::vector<std::pair<int64_t, domain::PartyId>>> AllParties(Connection& connection);

}  // namespace levybridge::sqlite
