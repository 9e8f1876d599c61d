// CollectionService of the contract: the tax bureau pulls instructions, acknowledges them, and says
// which it refuses. Thread-safe.
#pragma once

#include "gateway/rpc/byte_stream.h"
#include "gateway/rpc/call.h"
#include "levybridge/collection/v1/collection_service.grpc.pb.h"

namespace levybridge::rpc {

class CollectionService final : public collection::v1::CollectionService::Service {
 public:
  explicit CollectionService(Environment& environment);

  grpc::Status AcknowledgeInstructions(
      grpc::ServerContext* context, const collection::v1::AcknowledgeInstructionsRequest* request,
      collection::v1::AcknowledgeInstructionsResponse* response) override;
  grpc::Status GetPosition(grpc::ServerContext* context,
                           const collection::v1::GetPositionRequest* request,
                           collection::v1::GetPositionResponse* response) override;
  grpc::Status GetInstruction(grpc::ServerContext* context,
                              const collection::v1::GetInstructionRequest* request,
                              collection::v1::GetInstructionResponse* response) override;
  grpc::Status SubmitInstructionRejections(
      grpc::ServerContext* context,
      grpc::ServerReaderWriter<collection::v1::SubmitInstructionRejectionsResponse,
                               collection::v1::SubmitInstructionRejectionsRequest>* stream)
      override;
  grpc::Status ListInstructionRejections(
      grpc::ServerContext* context, const collection::v1::ListInstructionRejectionsRequest* request,
      grpc::ServerWriter<collection::v1::ListInstructionRejectionsResponse>* writer) override;

 private:
  // PullInstructions; the rows go out in the bytes in which they are stored.
  grpc::Status Pull(grpc::ServerContext* context, ByteStream& stream);

  Environment& environment_;
};

}  // namespace levybridge::rpc
