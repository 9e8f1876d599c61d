// PaymentService of the contract: what the tax bureau collected, what of it fits nothing, what is
// overpaid, what is to become of that, and what the treasury gave back. Thread-safe.
#pragma once

#include "gateway/rpc/call.h"
#include "levybridge/payment/v1/payment_service.grpc.pb.h"

namespace levybridge::rpc {

class PaymentService final : public payment::v1::PaymentService::Service {
 public:
  explicit PaymentService(Environment& environment) : environment_(environment) {}

  grpc::Status SubmitPayments(
      grpc::ServerContext* context,
      grpc::ServerReaderWriter<payment::v1::SubmitPaymentsResponse,
                               payment::v1::SubmitPaymentsRequest>* stream) override;
  grpc::Status SubmitLateFees(
      grpc::ServerContext* context,
      grpc::ServerReaderWriter<payment::v1::SubmitLateFeesResponse,
                               payment::v1::SubmitLateFeesRequest>* stream) override;
  grpc::Status SubmitTreasuryRefunds(
      grpc::ServerContext* context,
      grpc::ServerReaderWriter<payment::v1::SubmitTreasuryRefundsResponse,
                               payment::v1::SubmitTreasuryRefundsRequest>* stream) override;
  grpc::Status ListUnappliedPayments(
      grpc::ServerContext* context, const payment::v1::ListUnappliedPaymentsRequest* request,
      grpc::ServerWriter<payment::v1::ListUnappliedPaymentsResponse>* writer) override;
  grpc::Status ListOverpayments(
      grpc::ServerContext* context, const payment::v1::ListOverpaymentsRequest* request,
      grpc::ServerWriter<payment::v1::ListOverpaymentsResponse>* writer) override;
  grpc::Status ChooseOverpaymentUse(grpc::ServerContext* context,
                                    const payment::v1::ChooseOverpaymentUseRequest* request,
                                    payment::v1::ChooseOverpaymentUseResponse* response) override;

 private:
  Environment& environment_;
};

}  // namespace levybridge::rpc
