#include "gateway/rpc/register_service.h"

#include "gateway/rpc/deferral_calls.h"
#include "gateway/rpc/register_list.h"
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

grpc::Status RegisterService::SubmitMemberEvents(
    grpc::ServerContext* context,
    grpc::ServerReaderWriter<assessment::v1::SubmitMemberEventsResponse,
                             assessment::v1::SubmitMemberEventsRequest>* stream) {
  using Upload = TypedUpload<domain::MemberEvent, std::remove_pointer_t<decltype(stream)>,
                             assessment::v1::SubmitMemberEventsRequest,
                             assessment::v1::SubmitMemberEventsResponse>;
  return HandleCall(*context, environment_, "assessment.v1.RegisterService/SubmitMemberEvents",
                    [&](Call& call) {
                      Upload upload(call, *stream, domain::BatchKind::kMemberEvents);
                      return RunUpload(call, upload);
                    });
}

grpc::Status RegisterService::SubmitDeregistrations(
    grpc::ServerContext* context,
    grpc::ServerReaderWriter<assessment::v1::SubmitDeregistrationsResponse,
                             assessment::v1::SubmitDeregistrationsRequest>* stream) {
  using Upload = TypedUpload<domain::Deregistration, std::remove_pointer_t<decltype(stream)>,
                             assessment::v1::SubmitDeregistrationsRequest,
                             assessment::v1::SubmitDeregistrationsResponse>;
  return HandleCall(*context, environment_, "assessment.v1.RegisterService/SubmitDeregistrations",
                    [&](Call& call) {
                      Upload upload(call, *stream, domain::BatchKind::kDeregistrations);
                      return RunUpload(call, upload);
                    });
}

grpc::Status RegisterService::CheckClearance(grpc::ServerContext* context,
                                             const assessment::v1::CheckClearanceRequest* request,
                                             assessment::v1::CheckClearanceResponse* response) {
  return HandleCall(*context, environment_, "assessment.v1.RegisterService/CheckClearance",
                    [&](Call& call) { return rpc::CheckClearance(call, *request, *response); });
}

grpc::Status RegisterService::ListDeferredObligations(
    grpc::ServerContext* context, const assessment::v1::ListDeferredObligationsRequest* request,
    grpc::ServerWriter<assessment::v1::ListDeferredObligationsResponse>* writer) {
  return HandleCall(
      *context, environment_, "assessment.v1.RegisterService/ListDeferredObligations",
      [&](Call& call) { return rpc::ListDeferredObligations(call, *request, *writer); });
}

grpc::Status RegisterService::ListRegisteredEmployers(
    grpc::ServerContext* context, const assessment::v1::ListRegisteredEmployersRequest* request,
    grpc::ServerWriter<assessment::v1::ListRegisteredEmployersResponse>* writer) {
  return HandleCall(
      *context, environment_, "assessment.v1.RegisterService/ListRegisteredEmployers",
      [&](Call& call) { return rpc::ListRegisteredEmployers(call, *request, *writer); });
}

grpc::Status RegisterService::MakeUpEarly(grpc::ServerContext* context,
                                          const assessment::v1::MakeUpEarlyRequest* request,
                                          assessment::v1::MakeUpEarlyResponse* response) {
  return HandleCall(*context, environment_, "assessment.v1.RegisterService/MakeUpEarly",
                    [&](Call& call) { return rpc::MakeUpEarly(call, *request, *response); });
}

}  // namespace levybridge::rpc
