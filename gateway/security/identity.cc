#include "gateway/security/identity.h"

#include <grpcpp/security/auth_context.h>
#include <grpcpp/server_context.h>

#include <optional>
#include <string_view>

#include "gateway/domain/concatenate.h"
#include "gateway/security/refusal.h"

namespace levybridge::security {
namespace {

constexpr char kPeerUri[] = "peer_uri";
constexpr char kCertificate[] = "x509_pem_cert";
constexpr char kCertificateChain[] = "x509_pem_cert_chain";

std::string FirstOf(const std::vector<grpc::string_ref>& values) {
  return values.empty() ? std::string() : std::string(values.front().data(), values.front().size());
}

}  // namespace

PresentedIdentity PresentedBy(const grpc::AuthContext& context) {
  PresentedIdentity identity;
  identity.chain.certificate_pem = FirstOf(context.FindPropertyValues(kCertificate));
  identity.chain.chain_pem = FirstOf(context.FindPropertyValues(kCertificateChain));
  for (const grpc::string_ref& uri : context.FindPropertyValues(kPeerUri)) {
    identity.uris.emplace_back(uri.data(), uri.size());
  }
  return identity;
}

std::string SerialOf(const PresentedIdentity& identity) {
  const absl::StatusOr<CertificateFacts> facts = ReadCertificate(identity.chain.certificate_pem);
  return facts.ok() ? facts->serial : std::string();
}

std::string JoinedUris(const PresentedIdentity& identity) {
  std::string joined;
  for (const std::string& uri : identity.uris) {
    if (!joined.empty()) joined += ' ';
    joined += uri;
  }
  return joined;
}

absl::StatusOr<domain::PartyId> PartyOf(const grpc::ServerContextBase& context) {
  const std::shared_ptr<const grpc::AuthContext> auth = context.auth_context();
  const std::vector<grpc::string_ref> uris =
      auth == nullptr ? std::vector<grpc::string_ref>() : auth->FindPropertyValues(kPeerUri);
  if (uris.size() == 1) {
    const std::string_view uri(uris.front().data(), uris.front().size());
    if (std::optional<domain::PartyId> party = domain::PartyId::ParseUri(uri)) return *party;
  }
  return absl::UnauthenticatedError(MakeRefusal(RefusalReason::kNoPartyUri).Message());
}

absl::Status RequireRegion(const domain::PartyId& party, domain::RegionCode wanted,
                           const domain::RegionTree& regions) {
  if (regions.Contains(party.region, wanted)) return absl::OkStatus();
  return absl::PermissionDeniedError(
      domain::Concatenate("REGION_NOT_ALLOWED: ", wanted.ToString(), " 不在该单位的地区 ",
                          party.region.ToString(), " 之内 / lies outside this party's region"));
}

}  // namespace levybridge::security
