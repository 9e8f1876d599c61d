#include "gateway/rpc/refund_steps.h"

#include <optional>
#include <utility>

#include "gateway/rpc/convert_batch.h"
#include "gateway/rpc/convert_refunds.h"
#include "gateway/rpc/request_fields.h"
#include "gateway/usecases/refund_batches.h"
#include "gateway/usecases/status_macros.h"

namespace levybridge::rpc {
namespace {

namespace wire = refund::v1;

using usecases::BatchAnswer;
using usecases::BatchStep;
using usecases::RefundBatches;

constexpr size_t kMaxReasonCharacters = 400;

RefundBatches BatchesOf(Call& call) {
  return {call.environment().store, call.environment().rules, call.environment().clock};
}

absl::StatusOr<domain::BatchId> BatchIdOf(Call& call, const std::string& text) {
  LEVYBRIDGE_ASSIGN_OR_RETURN(domain::BatchId id, BatchIdFromWire(text));
  call.set_batch_id(text);
  return id;
}

template <class Request>
absl::StatusOr<BatchStep> StepFromWire(Call& call, const Request& request) {
  LEVYBRIDGE_ASSIGN_OR_RETURN(domain::BatchId id, BatchIdOf(call, request.batch_id()));
  LEVYBRIDGE_ASSIGN_OR_RETURN(const auto content,
                              RequiredDigest("batch_digest", request.batch_digest()));
  return BatchStep{std::move(id), content};
}

template <class Response>
absl::Status Respond(const absl::StatusOr<BatchAnswer>& answer, Response& response) {
  if (!answer.ok()) return answer.status();
  FillWire(answer->batch, *response.mutable_batch());
  response.set_replayed(answer->replayed);
  return absl::OkStatus();
}

using Step = absl::StatusOr<BatchAnswer> (RefundBatches::*)(const domain::PartyId&,
                                                            const BatchStep&);

template <class Request, class Response>
absl::Status TakeStep(Call& call, Step step, const Request& request, Response& response) {
  LEVYBRIDGE_ASSIGN_OR_RETURN(const BatchStep named, StepFromWire(call, request));
  RefundBatches batches = BatchesOf(call);
  return Respond((batches.*step)(call.party(), named), response);
}

absl::StatusOr<usecases::RefundGathering> GatheringFromWire(
    Call& call, const wire::CreateRefundBatchRequest& request) {
  LEVYBRIDGE_ASSIGN_OR_RETURN(domain::BatchId id, BatchIdOf(call, request.batch_id()));
  LEVYBRIDGE_ASSIGN_OR_RETURN(const auto unit,
                              RequiredRegion("paying_region", request.paying_region()));
  LEVYBRIDGE_RETURN_IF_ERROR(call.RequireRegion(unit));
  LEVYBRIDGE_ASSIGN_OR_RETURN(const auto from,
                              PeriodLimit("from_fee_period", request.from_fee_period()));
  LEVYBRIDGE_ASSIGN_OR_RETURN(const auto to, PeriodLimit("to_fee_period", request.to_fee_period()));
  if (from && to && *to < *from) {
    return InvalidField("to_fee_period", "不得早于起始所属期", "not before from_fee_period");
  }
  LEVYBRIDGE_ASSIGN_OR_RETURN(auto units, UnitCodes(request.unit_codes()));
  return usecases::RefundGathering{.batch_id = std::move(id),
                                   .paying_unit = unit,
                                   .from = from,
                                   .to = to,
                                   .unit_codes = std::move(units),
                                   .next_attempt = request.next_attempt()};
}

}  // namespace

absl::Status CreateRefundBatch(Call& call, const wire::CreateRefundBatchRequest& request,
                               wire::CreateRefundBatchResponse& response) {
  LEVYBRIDGE_ASSIGN_OR_RETURN(const auto gathering, GatheringFromWire(call, request));
  return Respond(BatchesOf(call).Create(call.party(), gathering), response);
}

absl::Status ProposeRefundBatch(Call& call, const wire::ProposeRefundBatchRequest& request,
                                wire::ProposeRefundBatchResponse& response) {
  return TakeStep(call, &RefundBatches::Propose, request, response);
}

absl::Status ConfirmAccounts(Call& call, const wire::ConfirmAccountsRequest& request,
                             wire::ConfirmAccountsResponse& response) {
  return TakeStep(call, &RefundBatches::ConfirmAccounts, request, response);
}

absl::Status RequestFunds(Call& call, const wire::RequestFundsRequest& request,
                          wire::RequestFundsResponse& response) {
  return TakeStep(call, &RefundBatches::RequestFunds, request, response);
}

// What is released may be nothing: where money from failed payouts covers the whole batch.
absl::Status ReleaseFunds(Call& call, const wire::ReleaseFundsRequest& request,
                          wire::ReleaseFundsResponse& response) {
  LEVYBRIDGE_ASSIGN_OR_RETURN(const BatchStep step, StepFromWire(call, request));
  const auto amount = domain::Money::FromFen(request.released_fen());
  if (!amount || amount->IsNegative()) {
    return InvalidField("released_fen", "应为不小于零的金额（分）",
                        "an amount in fen, not below zero");
  }
  LEVYBRIDGE_ASSIGN_OR_RETURN(std::string number, NumberText("release_no", request.release_no()));
  const usecases::FundsRelease release{*amount, std::move(number)};
  return Respond(BatchesOf(call).ReleaseFunds(call.party(), step, release), response);
}

absl::Status WithdrawRefunds(Call& call, const wire::WithdrawRefundsRequest& request,
                             wire::WithdrawRefundsResponse& response) {
  LEVYBRIDGE_ASSIGN_OR_RETURN(std::string id, NumberText("request_id", request.request_id()));
  LEVYBRIDGE_ASSIGN_OR_RETURN(domain::BatchId batch_id, BatchIdOf(call, request.batch_id()));
  LEVYBRIDGE_ASSIGN_OR_RETURN(std::string reason,
                              Words("reason", request.reason(), 1, kMaxReasonCharacters));
  LEVYBRIDGE_ASSIGN_OR_RETURN(auto numbers, RefundNumbersFromWire(request.refund_nos(), 0));
  const usecases::RefundWithdrawal withdrawal{std::move(id), std::move(batch_id),
                                              std::move(numbers), std::move(reason)};
  return Respond(BatchesOf(call).Withdraw(call.party(), withdrawal), response);
}

absl::Status GetRefundBatch(Call& call, const wire::GetRefundBatchRequest& request,
                            wire::GetRefundBatchResponse& response) {
  LEVYBRIDGE_ASSIGN_OR_RETURN(const domain::BatchId id, BatchIdOf(call, request.batch_id()));
  std::optional<domain::RegionCode> unit;
  if (request.paying_region() != 0) {
    LEVYBRIDGE_ASSIGN_OR_RETURN(unit, RequiredRegion("paying_region", request.paying_region()));
    LEVYBRIDGE_RETURN_IF_ERROR(call.RequireRegion(*unit));
  }
  LEVYBRIDGE_ASSIGN_OR_RETURN(auto batch, BatchesOf(call).Find(call.party(), id, unit));
  if (!batch.content) {
    LEVYBRIDGE_RETURN_IF_ERROR(
        call.environment().store.Read([&](const ports::Transaction& store) -> absl::Status {
          LEVYBRIDGE_ASSIGN_OR_RETURN(batch.content, usecases::ContentOf(store, batch));
          return absl::OkStatus();
        }));
  }
  FillWire(batch, *response.mutable_batch());
  return absl::OkStatus();
}

}  // namespace levybridge::rpc
