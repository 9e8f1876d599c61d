// From gRPC's status to ours, in one place. For this folder only: it shows gRPC's types.
#pragma once

#include <grpcpp/support/status.h>

#include "absl/status/status.h"

namespace levybridge::client {

// OK, or the same canonical code with the gateway's reason and metadata in it (error_report.h).
absl::Status FromGrpc(const grpc::Status& status);

}  // namespace levybridge::client
