// RefundService of the contract: the way of a refund batch from lock to money, and what becomes of
// refunds that failed or should not have been. Thread-safe.
#pragma once

#include "gateway/rpc/call.h"
#include "levybridge/refund/v1/refund_service.grpc.pb.h"

namespace levybridge::rpc {

class RefundService final : public refund::v1::RefundService::Service {
 public:
  explicit RefundService(Environment& environment) : environment_(environment) {}

  grpc::Status CreateRefundBatch(grpc::ServerContext* context,
                                 const refund::v1::CreateRefundBatchRequest* request,
                                 refund::v1::CreateRefundBatchResponse* response) override;
  grpc::Status ProposeRefundBatch(grpc::ServerContext* context,
                                  const refund::v1::ProposeRefundBatchRequest* request,
                                  refund::v1::ProposeRefundBatchResponse* response) override;
  grpc::Status ConfirmAccounts(grpc::ServerContext* context,
                               const refund::v1::ConfirmAccountsRequest* request,
                               refund::v1::ConfirmAccountsResponse* response) override;
  grpc::Status RequestFunds(grpc::ServerContext* context,
                            const refund::v1::RequestFundsRequest* request,
                            refund::v1::RequestFundsResponse* response) override;
  grpc::Status ReleaseFunds(grpc::ServerContext* context,
                            const refund::v1::ReleaseFundsRequest* request,
                            refund::v1::ReleaseFundsResponse* response) override;
  grpc::Status WithdrawRefunds(grpc::ServerContext* context,
                               const refund::v1::WithdrawRefundsRequest* request,
                               refund::v1::WithdrawRefundsResponse* response) override;
  grpc::Status PassOnFailures(grpc::ServerContext* context,
                              const refund::v1::PassOnFailuresRequest* request,
                              refund::v1::PassOnFailuresResponse* response) override;
  grpc::Status ApproveRetry(grpc::ServerContext* context,
                            const refund::v1::ApproveRetryRequest* request,
                            refund::v1::ApproveRetryResponse* response) override;
  grpc::Status DecideRefund(grpc::ServerContext* context,
                            const refund::v1::DecideRefundRequest* request,
                            refund::v1::DecideRefundResponse* response) override;
  grpc::Status GetRefundBatch(grpc::ServerContext* context,
                              const refund::v1::GetRefundBatchRequest* request,
                              refund::v1::GetRefundBatchResponse* response) override;
  grpc::Status ListRefundBatches(
      grpc::ServerContext* context, const refund::v1::ListRefundBatchesRequest* request,
      grpc::ServerWriter<refund::v1::ListRefundBatchesResponse>* writer) override;
  grpc::Status ListRefunds(grpc::ServerContext* context,
                           const refund::v1::ListRefundsRequest* request,
                           grpc::ServerWriter<refund::v1::ListRefundsResponse>* writer) override;
  grpc::Status ListRecoverables(
      grpc::ServerContext* context, const refund::v1::ListRecoverablesRequest* request,
      grpc::ServerWriter<refund::v1::ListRecoverablesResponse>* writer) override;
  grpc::Status SettleRecoverable(grpc::ServerContext* context,
                                 const refund::v1::SettleRecoverableRequest* request,
                                 refund::v1::SettleRecoverableResponse* response) override;

 private:
  Environment& environment_;
};

}  // namespace levybridge::rpc
