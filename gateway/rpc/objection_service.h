// ObjectionService of the contract: objections are filed, decided, notified and listed.
// Thread-safe.
#pragma once

#include "gateway/rpc/call.h"
#include "levybridge/assessment/v1/objection_service.grpc.pb.h"

namespace levybridge::rpc {

class ObjectionService final : public assessment::v1::ObjectionService::Service {
 public:
  explicit ObjectionService(Environment& environment) : environment_(environment) {}

  grpc::Status FileObjection(grpc::ServerContext* context,
                             const assessment::v1::FileObjectionRequest* request,
                             assessment::v1::FileObjectionResponse* response) override;
  grpc::Status DecideObjection(grpc::ServerContext* context,
                               const assessment::v1::DecideObjectionRequest* request,
                               assessment::v1::DecideObjectionResponse* response) override;
  grpc::Status ListObjections(
      grpc::ServerContext* context, const assessment::v1::ListObjectionsRequest* request,
      grpc::ServerWriter<assessment::v1::ListObjectionsResponse>* writer) override;

 private:
  Environment& environment_;
};

}  // namespace levybridge::rpc
