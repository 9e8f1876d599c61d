// BatchService of the contract: receipts and problem rows of batches that were sent. A party sees
// its own, an auditor those of its region. Thread-safe.
#pragma once

#include "gateway/rpc/call.h"
#include "levybridge/common/v1/batch_service.grpc.pb.h"

namespace levybridge::rpc {

class BatchService final : public common::v1::BatchService::Service {
 public:
  explicit BatchService(Environment& environment) : environment_(environment) {}

  grpc::Status GetBatch(grpc::ServerContext* context, const common::v1::GetBatchRequest* request,
                        common::v1::GetBatchResponse* response) override;
  grpc::Status ListBatches(grpc::ServerContext* context,
                           const common::v1::ListBatchesRequest* request,
                           common::v1::ListBatchesResponse* response) override;
  grpc::Status ListRowProblems(
      grpc::ServerContext* context, const common::v1::ListRowProblemsRequest* request,
      grpc::ServerWriter<common::v1::ListRowProblemsResponse>* writer) override;

 private:
  Environment& environment_;
};

}  // namespace levybridge::rpc
