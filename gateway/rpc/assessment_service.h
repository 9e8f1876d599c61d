// AssessmentService of the contract: assessments in files and one by one, and looking one up.
// Thread-safe.
#pragma once

#include "gateway/rpc/byte_stream.h"
#include "gateway/rpc/call.h"
#include "levybridge/assessment/v1/assessment_service.grpc.pb.h"

namespace levybridge::rpc {

class AssessmentService final : public assessment::v1::AssessmentService::Service {
 public:
  explicit AssessmentService(Environment& environment);

  grpc::Status SubmitAssessment(grpc::ServerContext* context,
                                const assessment::v1::SubmitAssessmentRequest* request,
                                assessment::v1::SubmitAssessmentResponse* response) override;
  grpc::Status GetAssessment(grpc::ServerContext* context,
                             const assessment::v1::GetAssessmentRequest* request,
                             assessment::v1::GetAssessmentResponse* response) override;

 private:
  // SubmitAssessments; its rows are read from the bytes as they come.
  grpc::Status Submit(grpc::ServerContext* context, ByteStream& stream);

  Environment& environment_;
};

}  // namespace levybridge::rpc
