// RegisterService of the contract: the agency's registers of deferrals and eligible employers.
// Members' events, deregistrations, clearance and the list of deferred amounts are not offered yet.
// Thread-safe.
#pragma once

#include "gateway/rpc/call.h"
#include "levybridge/assessment/v1/register_service.grpc.pb.h"

namespace levybridge::rpc {

namespace internal {
using Registers = assessment::v1::RegisterService;
// Leaves to the generic service what this one does not offer.
using OfferedRegisters = Registers::WithGenericMethod_SubmitMemberEvents<
    Registers::WithGenericMethod_SubmitDeregistrations<Registers::WithGenericMethod_CheckClearance<
        Registers::WithGenericMethod_ListDeferredObligations<
            Registers::WithGenericMethod_MakeUpEarly<Registers::Service>>>>>;
}  // namespace internal

class RegisterService final : public internal::OfferedRegisters {
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

 private:
  Environment& environment_;
};

}  // namespace levybridge::rpc
