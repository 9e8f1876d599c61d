// OversightService of the contract; so far an employer's trace. The overview, funnel, balances,
// trends and alarms are not offered yet. Thread-safe.
#pragma once

#include "gateway/rpc/call.h"
#include "levybridge/oversight/v1/oversight_service.grpc.pb.h"

namespace levybridge::rpc {

using OversightContract = oversight::v1::OversightService;
using OversightBase =
    OversightContract::WithGenericMethod_GetOverview<OversightContract::WithGenericMethod_GetFunnel<
        OversightContract::WithGenericMethod_ListAccountBalances<
            OversightContract::WithGenericMethod_ListTrends<
                OversightContract::WithGenericMethod_ListAlarms<OversightContract::Service>>>>>;

class OversightService final : public OversightBase {
 public:
  explicit OversightService(Environment& environment) : environment_(environment) {}

  grpc::Status TraceEmployer(
      grpc::ServerContext* context, const oversight::v1::TraceEmployerRequest* request,
      grpc::ServerWriter<oversight::v1::TraceEmployerResponse>* writer) override;

 private:
  Environment& environment_;
};

}  // namespace levybridge::rpc
