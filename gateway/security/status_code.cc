#include "gateway/security/status_code.h"

namespace levybridge::security {

grpc::StatusCode StatusCodeOf(RefusalReason reason) {
  switch (reason) {
    case RefusalReason::kNoCertificate:
    case RefusalReason::kCertificateUntrusted:
    case RefusalReason::kCertificateWrongPurpose:
    case RefusalReason::kCertificateRevoked:
    case RefusalReason::kCertificateNotYetValid:
    case RefusalReason::kCertificateExpired:
    case RefusalReason::kNoPartyUri:
    case RefusalReason::kSeveralPartyUris:
    case RefusalReason::kBadPartyUri:
      return grpc::StatusCode::UNAUTHENTICATED;
    case RefusalReason::kPartyUnknown:
    case RefusalReason::kPartyDisabled:
    case RefusalReason::kPartyNotInForce:
    case RefusalReason::kCertificateOriginNotAllowed:
    case RefusalReason::kMethodUnknown:
    case RefusalReason::kRoleNotAllowed:
      return grpc::StatusCode::PERMISSION_DENIED;
    case RefusalReason::kTooManyStreams:
      return grpc::StatusCode::RESOURCE_EXHAUSTED;
  }
  return grpc::StatusCode::PERMISSION_DENIED;
}

}  // namespace levybridge::security
