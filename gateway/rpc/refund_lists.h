// The lists of RefundService: batches, refunds and recoverable amounts, a page of the store at a
// time and narrowed to the caller's region. Thread-safe: free functions.
#pragma once

#include "gateway/rpc/call.h"
#include "levybridge/refund/v1/refund_service.grpc.pb.h"

namespace levybridge::rpc {

absl::Status ListRefundBatches(Call& call, const refund::v1::ListRefundBatchesRequest& request,
                               grpc::ServerWriter<refund::v1::ListRefundBatchesResponse>& writer);
absl::Status ListRefunds(Call& call, const refund::v1::ListRefundsRequest& request,
                         grpc::ServerWriter<refund::v1::ListRefundsResponse>& writer);
absl::Status ListRecoverables(Call& call, const refund::v1::ListRecoverablesRequest& request,
                              grpc::ServerWriter<refund::v1::ListRecoverablesResponse>& writer);

}  // namespace levybridge::rpc
