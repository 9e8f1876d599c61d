// Overpayments on the wire: the list of them, and the agency's choice of what is to become of one.
// Thread-safe.
#pragma once

#include <grpcpp/support/sync_stream.h>

#include "absl/status/status.h"
#include "gateway/rpc/call.h"
#include "levybridge/payment/v1/payment_service.pb.h"

namespace levybridge::rpc {

absl::Status ListOverpayments(Call& call, const payment::v1::ListOverpaymentsRequest& request,
                              grpc::ServerWriter<payment::v1::ListOverpaymentsResponse>& writer);
absl::Status ChooseOverpaymentUse(Call& call,
                                  const payment::v1::ChooseOverpaymentUseRequest& request,
                                  payment::v1::ChooseOverpaymentUseResponse& response);

}  // namespace levybridge::rpc
