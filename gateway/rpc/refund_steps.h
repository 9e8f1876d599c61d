// The steps of RefundService on a batch: each checks its request as the contract's comments say,
// and answers with the batch after it. Thread-safe: free functions.
#pragma once

#include "absl/status/status.h"
#include "gateway/rpc/call.h"
#include "levybridge/refund/v1/refund_service.pb.h"

namespace levybridge::rpc {

absl::Status CreateRefundBatch(Call& call, const refund::v1::CreateRefundBatchRequest& request,
                               refund::v1::CreateRefundBatchResponse& response);
absl::Status ProposeRefundBatch(Call& call, const refund::v1::ProposeRefundBatchRequest& request,
                                refund::v1::ProposeRefundBatchResponse& response);
absl::Status ConfirmAccounts(Call& call, const refund::v1::ConfirmAccountsRequest& request,
                             refund::v1::ConfirmAccountsResponse& response);
absl::Status RequestFunds(Call& call, const refund::v1::RequestFundsRequest& request,
                          refund::v1::RequestFundsResponse& response);
absl::Status ReleaseFunds(Call& call, const refund::v1::ReleaseFundsRequest& request,
                          refund::v1::ReleaseFundsResponse& response);
absl::Status WithdrawRefunds(Call& call, const refund::v1::WithdrawRefundsRequest& request,
                             refund::v1::WithdrawRefundsResponse& response);
absl::Status GetRefundBatch(Call& call, const refund::v1::GetRefundBatchRequest& request,
                            refund::v1::GetRefundBatchResponse& response);

}  // namespace levybridge::rpc
