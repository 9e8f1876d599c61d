// ReconciliationService of the contract: statements, comparison, confirmation by both sides, close.
// The bank's side and notes on differences are not offered yet. Thread-safe.
#pragma once

#include "gateway/rpc/call.h"
#include "levybridge/reconciliation/v1/reconciliation_service.grpc.pb.h"

namespace levybridge::rpc {

using ReconciliationBase =
    reconciliation::v1::ReconciliationService::WithGenericMethod_SubmitBankStatement<
        reconciliation::v1::ReconciliationService::WithGenericMethod_AnnotateDifference<
            reconciliation::v1::ReconciliationService::Service>>;

class ReconciliationService final : public ReconciliationBase {
 public:
  explicit ReconciliationService(Environment& environment) : environment_(environment) {}

  grpc::Status SubmitStatement(
      grpc::ServerContext* context,
      grpc::ServerReaderWriter<reconciliation::v1::SubmitStatementResponse,
                               reconciliation::v1::SubmitStatementRequest>* stream) override;
  grpc::Status CompareMonth(grpc::ServerContext* context,
                            const reconciliation::v1::CompareMonthRequest* request,
                            reconciliation::v1::CompareMonthResponse* response) override;
  grpc::Status GetMonth(grpc::ServerContext* context,
                        const reconciliation::v1::GetMonthRequest* request,
                        reconciliation::v1::GetMonthResponse* response) override;
  grpc::Status ListDifferences(
      grpc::ServerContext* context, const reconciliation::v1::ListDifferencesRequest* request,
      grpc::ServerWriter<reconciliation::v1::ListDifferencesResponse>* writer) override;
  grpc::Status ConfirmMonth(grpc::ServerContext* context,
                            const reconciliation::v1::ConfirmMonthRequest* request,
                            reconciliation::v1::ConfirmMonthResponse* response) override;
  grpc::Status RefuseMonth(grpc::ServerContext* context,
                           const reconciliation::v1::RefuseMonthRequest* request,
                           reconciliation::v1::RefuseMonthResponse* response) override;
  grpc::Status CloseMonth(grpc::ServerContext* context,
                          const reconciliation::v1::CloseMonthRequest* request,
                          reconciliation::v1::CloseMonthResponse* response) override;
  grpc::Status ExportMonth(
      grpc::ServerContext* context, const reconciliation::v1::ExportMonthRequest* request,
      grpc::ServerWriter<reconciliation::v1::ExportMonthResponse>* writer) override;

 private:
  Environment& environment_;
};

}  // namespace levybridge::rpc
