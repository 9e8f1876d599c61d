#include "gateway/security/call_gate.h"

#include <grpcpp/security/auth_context.h>

#include <string>
#include <variant>

#include "gateway/security/permissions.h"
#include "gateway/security/status_code.h"

namespace levybridge::security {
namespace {

std::string MethodOf(const grpc::AuthMetadataProcessor::InputMetadata& metadata) {
  const auto path = metadata.find(":path");
  if (path == metadata.end()) return {};
  return std::string(path->second.data(), path->second.size());
}

}  // namespace

grpc::Status CallGate::Process(const InputMetadata& auth_metadata, grpc::AuthContext* context,
                               OutputMetadata*, OutputMetadata*) {
  const std::string method = MethodOf(auth_metadata);
  const PresentedIdentity identity = PresentedBy(*context);
  std::variant<domain::PartyId, Refusal> decision =
      state_.Current()->Decide(identity, method, clock_.Now());
  if (const auto* party = std::get_if<domain::PartyId>(&decision)) {
    const MethodPermission* permission = FindPermission(method);
    if (permission == nullptr || !permission->streams || streams_.HasRoom(*party)) {
      return grpc::Status::OK;
    }
    decision = MakeRefusal(RefusalReason::kTooManyStreams);
  }
  const Refusal& refusal = std::get<Refusal>(decision);
  const std::string serial = SerialOf(identity);
  const std::string uri = JoinedUris(identity);
  log_.CallRefused(Subject{serial, uri, method}, refusal);
  return grpc::Status(StatusCodeOf(refusal.reason), refusal.Message());
}

}  // namespace levybridge::security
