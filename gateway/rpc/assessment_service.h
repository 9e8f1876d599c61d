// AssessmentService of the contract: assessments in files and one by one, and looking one up.
// Thread-safe.
#pragma once

#include "gateway/rpc/call.h"
#include "levybridge/assessment/v1/assessment_service.grpc.pb.h"

namespace levybridge::rpc {

class AssessmentService final : public assessment::v1::AssessmentService::Service {
 public:
  explicit AssessmentService(Environment& environment) : environment_(environment) {}

  grpc::Status SubmitAssessments(
      grpc::ServerContext* context,
      grpc::ServerReaderWriter<assessment::v1::SubmitAssessmentsResponse,
                               assessment::v1::SubmitAssessmentsRequest>* stream) override;
  grpc::Status SubmitAssessment(grpc::ServerContext* context,
                                const assessment::v1::SubmitAssessmentRequest* request,
                                assessment::v1::SubmitAssessmentResponse* response) override;
  grpc::Status GetAssessment(grpc::ServerContext* context,
                             const assessment::v1::GetAssessmentRequest* request,
                             assessment::v1::GetAssessmentResponse* response) override;

 private:
  Environment& environment_;
};

}  // namespace levybridge::rpc
