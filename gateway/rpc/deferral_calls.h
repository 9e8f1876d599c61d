// What RegisterService answers about deferrals: the list, clearance, and making up early.
// Thread-safe: free functions.
#pragma once

#include <grpcpp/support/sync_stream.h>

#include "absl/status/status.h"
#include "gateway/rpc/call.h"
#include "levybridge/assessment/v1/register_service.pb.h"

namespace levybridge::rpc {

absl::Status CheckClearance(Call& call, const assessment::v1::CheckClearanceRequest& request,
                            assessment::v1::CheckClearanceResponse& response);
absl::Status ListDeferredObligations(
    Call& call, const assessment::v1::ListDeferredObligationsRequest& request,
    grpc::ServerWriter<assessment::v1::ListDeferredObligationsResponse>& writer);
absl::Status MakeUpEarly(Call& call, const assessment::v1::MakeUpEarlyRequest& request,
                         assessment::v1::MakeUpEarlyResponse& response);

}  // namespace levybridge::rpc
