// PayoutService of the contract: what the bank is to pay, and what it says became of it.
// Thread-safe.
#pragma once

#include "gateway/rpc/call.h"
#include "levybridge/refund/v1/payout_service.grpc.pb.h"

namespace levybridge::rpc {

class PayoutService final : public refund::v1::PayoutService::Service {
 public:
  explicit PayoutService(Environment& environment) : environment_(environment) {}

  grpc::Status PullPayouts(grpc::ServerContext* context,
                           const refund::v1::PullPayoutsRequest* request,
                           grpc::ServerWriter<refund::v1::PullPayoutsResponse>* writer) override;
  grpc::Status AcknowledgePayouts(grpc::ServerContext* context,
                                  const refund::v1::AcknowledgePayoutsRequest* request,
                                  refund::v1::AcknowledgePayoutsResponse* response) override;
  grpc::Status SubmitPayoutResults(
      grpc::ServerContext* context,
      grpc::ServerReaderWriter<refund::v1::SubmitPayoutResultsResponse,
                               refund::v1::SubmitPayoutResultsRequest>* stream) override;

 private:
  Environment& environment_;
};

}  // namespace levybridge::rpc
