// RegisterService of the contract: the agency's registers, members' events and deregistrations, and
// deferral as a life: the lists, clearance, making up early. Thread-safe.
#pragma once

#include "gateway/rpc/call.h"
#include "levybridge/assessment/v1/register_service.grpc.pb.h"

namespace levybridge::rpc {

class RegisterService final : public assessment::v1::RegisterService::Service {
 public:
  explicit RegisterService(Environment& environment) : environment_(environment) {}

  grpc::Status SubmitDeferrals(
      grpc::ServerContext* context,
      grpc::ServerReaderWriter<assessment::v1::SubmitDeferralsResponse,
                               assessment::v1::SubmitDeferralsRequest>* stream) override;
  grpc::Status SubmitEligibleEmployers(
      grpc::ServerContext* context,
      grpc::ServerReaderWriter<assessment::v1::SubmitEligibleEmployersResponse,
                               assessment::v1::SubmitEligibleEmployersRequest>* stream) override;
  grpc::Status SubmitMemberEvents(
      grpc::ServerContext* context,
      grpc::ServerReaderWriter<assessment::v1::SubmitMemberEventsResponse,
                               assessment::v1::SubmitMemberEventsRequest>* stream) override;
  grpc::Status SubmitDeregistrations(
      grpc::ServerContext* context,
      grpc::ServerReaderWriter<assessment::v1::SubmitDeregistrationsResponse,
                               assessment::v1::SubmitDeregistrationsRequest>* stream) override;
  grpc::Status CheckClearance(grpc::ServerContext* context,
                              const assessment::v1::CheckClearanceRequest* request,
                              assessment::v1::CheckClearanceResponse* response) override;
  grpc::Status ListDeferredObligations(
      grpc::ServerContext* context, const assessment::v1::ListDeferredObligationsRequest* request,
      grpc::ServerWriter<assessment::v1::ListDeferredObligationsResponse>* writer) override;
  grpc::Status ListRegisteredEmployers(
      grpc::ServerContext* context, const assessment::v1::ListRegisteredEmployersRequest* request,
      grpc::ServerWriter<assessment::v1::ListRegisteredEmployersResponse>* writer) override;
  grpc::Status MakeUpEarly(grpc::ServerContext* context,
                           const assessment::v1::MakeUpEarlyRequest* request,
                           assessment::v1::MakeUpEarlyResponse* response) override;

 private:
  Environment& environment_;
};

}  // namespace levybridge::rpc
