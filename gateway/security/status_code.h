// The gRPC status code of each refusal; the one place of this folder that knows.
#pragma once

#include <grpcpp/support/status_code_enum.h>

#include "gateway/security/refusal.h"

namespace levybridge::security {

grpc::StatusCode StatusCodeOf(RefusalReason reason);

}  // namespace levybridge::security
