// Who is calling, for handlers: the sender is never a field of a message.
//
// The call gate has already admitted every call that reaches a handler; these functions only read
// out what it found. The party is the certificate's single URI name (auth property `peer_uri`),
// never its common name, never the property that mixes all kinds of names. Thread-safe: no state.
#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "gateway/domain/party.h"
#include "gateway/domain/region.h"
#include "gateway/security/trust.h"

namespace grpc {
class AuthContext;
class ServerContextBase;
}  // namespace grpc

namespace levybridge::security {

// Takes grpc::ServerContext and grpc::CallbackServerContext. UNAUTHENTICATED when the call came
// over a connection without a party (impossible behind the call gate).
absl::StatusOr<domain::PartyId> PartyOf(const grpc::ServerContextBase& context);

// PERMISSION_DENIED with a message starting "REGION_NOT_ALLOWED: " unless `wanted` is the party's
// region or lies in it.
absl::Status RequireRegion(const domain::PartyId& party, domain::RegionCode wanted,
                           const domain::RegionTree& regions);

// What a connection presented: for the call gate and the stream watch.
struct PresentedIdentity {
  PresentedChain chain;
  std::vector<std::string> uris;  // every value of `peer_uri`
};
PresentedIdentity PresentedBy(const grpc::AuthContext& context);
// For the log; "" when there is none.
std::string SerialOf(const PresentedIdentity& identity);
std::string JoinedUris(const PresentedIdentity& identity);

}  // namespace levybridge::security
