#include "gateway/rpc/register_service.h"

#include "gateway/rpc/upload.h"

namespace levybridge::rpc {

grpc::Status RegisterService::SubmitDeferrals(
    grpc::ServerContext* context,
    grpc::ServerReaderWriter<assessment::v1::SubmitDeferralsResponse,
                             assessment::v1::SubmitDeferralsRequest>* stream) {
  using Upload =
      TypedUpload<domain::DeferralEntry, std::remove_pointer_t<decltype(stream)>,
                  assessment::v1::SubmitDeferralsRequest, assessment::v1::SubmitDeferralsResponse>;
  return HandleCall(*context, environment_, "assessment.v1.RegisterService/SubmitDeferrals",
                    [&](Call& call) {
                      Upload upload(call, *stream, domain::BatchKind::kDeferrals);
                      return RunUpload(call, upload);
                    });
}

grpc::Status RegisterService::SubmitEligibleEmployers(
    grpc::ServerContext* context,
    grpc::ServerReaderWriter<assessment::v1::SubmitEligibleEmployersResponse,
                             assessment::v1::SubmitEligibleEmployersRequest>* stream) {
  using Upload = TypedUpload<domain::EligibleEmployer, std::remove_pointer_t<decltype(stream)>,
                             assessment::v1::SubmitEligibleEmployersRequest,
                             assessment::v1::SubmitEligibleEmployersResponse>;
  return HandleCall(*context, environment_, "assessment.v1.RegisterService/SubmitEligibleEmployers",
                    [&](Call& call) {
                      Upload upload(call, *stream, domain::BatchKind::kEligibleEmployers);
                      return RunUpload(call, upload);
                    });
}

}  // namespace levybridge::rpc
