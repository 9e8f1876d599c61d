#include "adapters/sqlite/parties.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "adapters/sqlite/status.h"

namespace levybridge::sqlite {

absl::StatusOr<std::optional<int64_t>> FindPartyNo(Connection& connection,
                                                   const domain::PartyId& party) {
  const std::string uri = party.ToUri();
  Query query(connection, "SELECT party_no FROM party WHERE uri=?");
  query.Bind(uri);
  if (query.Next()) return query.Int(0);
  if (!query.status().ok()) return query.status();
  return std::nullopt;
}

absl::StatusOr<int64_t> InternParty(Connection& connection, const domain::PartyId& party) {
  auto known = FindPartyNo(connection, party);
  if (!known.ok()) return known.status();
  if (known->has_value()) return **known;
  const std::string uri = party.ToUri();
  Query insert(connection, "INSERT INTO party(uri) VALUES(?) RETURNING party_no");
  insert.Bind(uri);
  if (!insert.Next()) return insert.status();
  const int64_t party_no = insert.Int(0);
  if (absl::Status status = insert.Run(); !status.ok()) return status;
  return party_no;
}

absl::StatusOr<std::vector<std::pair<int64_t, domain::PartyId>>> AllParties(
    Connection& connection) {
  std::vector<std::pair<int64_t, domain::PartyId>> parties;
  Query query(connection, "SELECT party_no, uri FROM party");
  while (query.Next()) {
    auto party = domain::PartyId::ParseUri(query.Blob(1));
    if (!party) return Damaged("party", absl::StrCat(query.Int(0)));
    parties.emplace_back(query.Int(0), *std::move(party));
  }
  if (!query.status().ok()) return query.status();
  return parties;
}

}  // namespace levybridge::sqlite
