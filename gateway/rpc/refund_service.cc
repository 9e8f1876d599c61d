#include "gateway/rpc/refund_service.h"

#include <string>
#include <utility>

#include "gateway/rpc/convert_batch.h"
#include "gateway/rpc/convert_refunds.h"
#include "gateway/rpc/refund_lists.h"
#include "gateway/rpc/refund_steps.h"
#include "gateway/rpc/request_fields.h"
#include "gateway/usecases/refund_loop.h"
#include "gateway/usecases/status_macros.h"

namespace levybridge::rpc {
namespace {

namespace wire = refund::v1;

constexpr size_t kMaxReasonCharacters = 400;

usecases::RefundLoop LoopOf(Call& call) {
  return {call.environment().store, call.environment().rules, call.environment().clock};
}

// What accounts and batches the refunds name is read afterwards; neither ever changes its number.
template <class Add>
absl::Status FillRefunds(Call& call, const std::vector<domain::Refund>& refunds, Add add) {
  return call.environment().store.Read([&](const ports::Transaction& store) -> absl::Status {
    LEVYBRIDGE_ASSIGN_OR_RETURN(const RefundFiller filler, RefundFiller::For(store, refunds));
    for (const domain::Refund& refund : refunds) filler.Fill(refund, add());
    return absl::OkStatus();
  });
}

template <class Response>
absl::Status RespondAll(Call& call, const absl::StatusOr<usecases::RefundsAnswer>& answer,
                        Response& response) {
  if (!answer.ok()) return answer.status();
  response.set_replayed(answer->replayed);
  return FillRefunds(call, answer->refunds,
                     [&]() -> wire::Refund& { return *response.add_refunds(); });
}

absl::Status PassOn(Call& call, const wire::PassOnFailuresRequest& request,
                    wire::PassOnFailuresResponse& response) {
  LEVYBRIDGE_ASSIGN_OR_RETURN(const auto id, NumberText("request_id", request.request_id()));
  LEVYBRIDGE_ASSIGN_OR_RETURN(const auto note,
                              Words("note", request.note(), 0, kMaxReasonCharacters));
  LEVYBRIDGE_ASSIGN_OR_RETURN(const auto numbers, RefundNumbersFromWire(request.refund_nos(), 1));
  return RespondAll(call, LoopOf(call).PassOn(call.party(), id, numbers, note), response);
}

absl::Status Retry(Call& call, const wire::ApproveRetryRequest& request,
                   wire::ApproveRetryResponse& response) {
  LEVYBRIDGE_ASSIGN_OR_RETURN(const auto id, NumberText("request_id", request.request_id()));
  LEVYBRIDGE_ASSIGN_OR_RETURN(const auto numbers, RefundNumbersFromWire(request.refund_nos(), 1));
  return RespondAll(call, LoopOf(call).ApproveRetry(call.party(), id, numbers), response);
}

absl::StatusOr<usecases::RefundDecision> DecisionFromWire(int number) {
  if (number >= wire::REFUND_DECISION_RETRY && number <= wire::REFUND_DECISION_RELEASE) {
    return usecases::RefundDecision(number);
  }
  return InvalidField("decision", "应为重拨、抵扣或解除", "retry, offset or release");
}

absl::Status Decide(Call& call, const wire::DecideRefundRequest& request,
                    wire::DecideRefundResponse& response) {
  LEVYBRIDGE_ASSIGN_OR_RETURN(const auto id, NumberText("request_id", request.request_id()));
  LEVYBRIDGE_ASSIGN_OR_RETURN(const auto decision, DecisionFromWire(request.decision()));
  LEVYBRIDGE_ASSIGN_OR_RETURN(const auto reason,
                              Words("reason", request.reason(), 1, kMaxReasonCharacters));
  LEVYBRIDGE_ASSIGN_OR_RETURN(const int64_t number, RefundNoFromWire(request.refund_no()));
  LEVYBRIDGE_ASSIGN_OR_RETURN(const auto answer,
                              LoopOf(call).Decide(call.party(), id, number, decision, reason));
  response.set_replayed(answer.replayed);
  return FillRefunds(call, answer.refunds,
                     [&]() -> wire::Refund& { return *response.mutable_refund(); });
}

absl::Status Settle(Call& call, const wire::SettleRecoverableRequest& request,
                    wire::SettleRecoverableResponse& response) {
  LEVYBRIDGE_ASSIGN_OR_RETURN(const auto id, NumberText("request_id", request.request_id()));
  LEVYBRIDGE_ASSIGN_OR_RETURN(const auto amount,
                              PositiveAmount("amount_fen", request.amount_fen()));
  LEVYBRIDGE_ASSIGN_OR_RETURN(const auto explanation,
                              Words("explanation", request.explanation(), 1, kMaxReasonCharacters));
  LEVYBRIDGE_ASSIGN_OR_RETURN(const int64_t number,
                              RecoverableNoFromWire(request.recoverable_no()));
  LEVYBRIDGE_ASSIGN_OR_RETURN(
      const auto answer,
      LoopOf(call).SettleRecoverable(call.party(), id, number, amount, explanation));
  FillWire(answer.recoverable, answer.open, *response.mutable_recoverable());
  response.set_replayed(answer.replayed);
  return absl::OkStatus();
}

}  // namespace

grpc::Status RefundService::CreateRefundBatch(grpc::ServerContext* context,
                                              const wire::CreateRefundBatchRequest* request,
                                              wire::CreateRefundBatchResponse* response) {
  return HandleCall(*context, environment_, "refund.v1.RefundService/CreateRefundBatch",
                    [&](Call& call) { return rpc::CreateRefundBatch(call, *request, *response); });
}

grpc::Status RefundService::ProposeRefundBatch(grpc::ServerContext* context,
                                               const wire::ProposeRefundBatchRequest* request,
                                               wire::ProposeRefundBatchResponse* response) {
  return HandleCall(*context, environment_, "refund.v1.RefundService/ProposeRefundBatch",
                    [&](Call& call) { return rpc::ProposeRefundBatch(call, *request, *response); });
}

grpc::Status RefundService::ConfirmAccounts(grpc::ServerContext* context,
                                            const wire::ConfirmAccountsRequest* request,
                                            wire::ConfirmAccountsResponse* response) {
  return HandleCall(*context, environment_, "refund.v1.RefundService/ConfirmAccounts",
                    [&](Call& call) { return rpc::ConfirmAccounts(call, *request, *response); });
}

grpc::Status RefundService::RequestFunds(grpc::ServerContext* context,
                                         const wire::RequestFundsRequest* request,
                                         wire::RequestFundsResponse* response) {
  return HandleCall(*context, environment_, "refund.v1.RefundService/RequestFunds",
                    [&](Call& call) { return rpc::RequestFunds(call, *request, *response); });
}

grpc::Status RefundService::ReleaseFunds(grpc::ServerContext* context,
                                         const wire::ReleaseFundsRequest* request,
                                         wire::ReleaseFundsResponse* response) {
  return HandleCall(*context, environment_, "refund.v1.RefundService/ReleaseFunds",
                    [&](Call& call) { return rpc::ReleaseFunds(call, *request, *response); });
}

grpc::Status RefundService::WithdrawRefunds(grpc::ServerContext* context,
                                            const wire::WithdrawRefundsRequest* request,
                                            wire::WithdrawRefundsResponse* response) {
  return HandleCall(*context, environment_, "refund.v1.RefundService/WithdrawRefunds",
                    [&](Call& call) { return rpc::WithdrawRefunds(call, *request, *response); });
}

grpc::Status RefundService::PassOnFailures(grpc::ServerContext* context,
                                           const wire::PassOnFailuresRequest* request,
                                           wire::PassOnFailuresResponse* response) {
  return HandleCall(*context, environment_, "refund.v1.RefundService/PassOnFailures",
                    [&](Call& call) { return PassOn(call, *request, *response); });
}

grpc::Status RefundService::ApproveRetry(grpc::ServerContext* context,
                                         const wire::ApproveRetryRequest* request,
                                         wire::ApproveRetryResponse* response) {
  return HandleCall(*context, environment_, "refund.v1.RefundService/ApproveRetry",
                    [&](Call& call) { return Retry(call, *request, *response); });
}

grpc::Status RefundService::DecideRefund(grpc::ServerContext* context,
                                         const wire::DecideRefundRequest* request,
                                         wire::DecideRefundResponse* response) {
  return HandleCall(*context, environment_, "refund.v1.RefundService/DecideRefund",
                    [&](Call& call) { return Decide(call, *request, *response); });
}

grpc::Status RefundService::GetRefundBatch(grpc::ServerContext* context,
                                           const wire::GetRefundBatchRequest* request,
                                           wire::GetRefundBatchResponse* response) {
  return HandleCall(*context, environment_, "refund.v1.RefundService/GetRefundBatch",
                    [&](Call& call) { return rpc::GetRefundBatch(call, *request, *response); });
}

grpc::Status RefundService::SettleRecoverable(grpc::ServerContext* context,
                                              const wire::SettleRecoverableRequest* request,
                                              wire::SettleRecoverableResponse* response) {
  return HandleCall(*context, environment_, "refund.v1.RefundService/SettleRecoverable",
                    [&](Call& call) { return Settle(call, *request, *response); });
}

grpc::Status RefundService::ListRefundBatches(
    grpc::ServerContext* context, const wire::ListRefundBatchesRequest* request,
    grpc::ServerWriter<wire::ListRefundBatchesResponse>* writer) {
  return HandleCall(*context, environment_, "refund.v1.RefundService/ListRefundBatches",
                    [&](Call& call) { return rpc::ListRefundBatches(call, *request, *writer); });
}

grpc::Status RefundService::ListRefunds(grpc::ServerContext* context,
                                        const wire::ListRefundsRequest* request,
                                        grpc::ServerWriter<wire::ListRefundsResponse>* writer) {
  return HandleCall(*context, environment_, "refund.v1.RefundService/ListRefunds",
                    [&](Call& call) { return rpc::ListRefunds(call, *request, *writer); });
}

grpc::Status RefundService::ListRecoverables(
    grpc::ServerContext* context, const wire::ListRecoverablesRequest* request,
    grpc::ServerWriter<wire::ListRecoverablesResponse>* writer) {
  return HandleCall(*context, environment_, "refund.v1.RefundService/ListRecoverables",
                    [&](Call& call) { return rpc::ListRecoverables(call, *request, *writer); });
}

}  // namespace levybridge::rpc
