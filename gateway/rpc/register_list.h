// The agencies' registers as their parties see them: granted deferrals, and employers of the joint
// list or with commitments. Free functions, thread-safe.
#pragma once

#include <grpcpp/support/sync_stream.h>

#include "absl/status/status.h"
#include "gateway/rpc/call.h"
#include "levybridge/assessment/v1/register_service.pb.h"

namespace levybridge::rpc {

// Entries outside the caller's region are left out, and employers of whom none is left.
absl::Status ListRegisteredEmployers(
    Call& call, const assessment::v1::ListRegisteredEmployersRequest& request,
    grpc::ServerWriter<assessment::v1::ListRegisteredEmployersResponse>& writer);

}  // namespace levybridge::rpc
