// AccountService of the contract: accounts on file, and employers' questions about their refunds.
// Thread-safe.
#pragma once

#include "gateway/rpc/call.h"
#include "levybridge/refund/v1/account_service.grpc.pb.h"

namespace levybridge::rpc {

class AccountService final : public refund::v1::AccountService::Service {
 public:
  explicit AccountService(Environment& environment) : environment_(environment) {}

  grpc::Status SubmitAccounts(
      grpc::ServerContext* context,
      grpc::ServerReaderWriter<refund::v1::SubmitAccountsResponse,
                               refund::v1::SubmitAccountsRequest>* stream) override;
  grpc::Status ListAccounts(grpc::ServerContext* context,
                            const refund::v1::ListAccountsRequest* request,
                            grpc::ServerWriter<refund::v1::ListAccountsResponse>* writer) override;
  grpc::Status FileQuery(grpc::ServerContext* context, const refund::v1::FileQueryRequest* request,
                         refund::v1::FileQueryResponse* response) override;
  grpc::Status AnswerQuery(grpc::ServerContext* context,
                           const refund::v1::AnswerQueryRequest* request,
                           refund::v1::AnswerQueryResponse* response) override;
  grpc::Status ListQueries(grpc::ServerContext* context,
                           const refund::v1::ListQueriesRequest* request,
                           grpc::ServerWriter<refund::v1::ListQueriesResponse>* writer) override;

 private:
  Environment& environment_;
};

}  // namespace levybridge::rpc
