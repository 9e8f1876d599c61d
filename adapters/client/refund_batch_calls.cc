// The half of refund_calls.h that is about batches.
#include <utility>

#include "adapters/client/refund_calls.h"
#include "adapters/client/wire_call.h"
#include "adapters/client/wire_values.h"
#include "levybridge/refund/v1/refund_service.pb.h"

namespace levybridge::client {
namespace {

namespace wire = refund::v1;
using Form = Column::Form;

std::string MethodOf(const char* name) {
  return std::string("/levybridge.refund.v1.RefundService/") + name;
}

Table EmptyBatches() {
  return {{{"batch_id", "批次 batch"},
           {"paying_region", "付款单位 paying unit", Form::kNumber},
           {"state", "状态 state"},
           {"refunds", "笔数 refunds", Form::kNumber},
           {"total_fen", "金额（元） total", Form::kFen},
           {"covered_fen", "已有资金（元） covered", Form::kFen},
           {"to_request_fen", "应请款（元） to request", Form::kFen},
           {"accounts_missing", "缺账户 no account", Form::kNumber},
           {"owner", "待办方 whose move"},
           {"since", "自 since"},
           {"next_attempt", "再次拨付 next attempt"},
           {"release_no", "拨款单号 release"},
           {"batch_digest", "内容摘要 digest"}},
          {}};
}

std::vector<Json> RowOf(const wire::RefundBatch& batch) {
  const auto digest = domain::Sha256Digest::FromBytes(batch.batch_digest());
  return {batch.batch_id(),
          batch.paying_region(),
          EnumText(*wire::RefundBatchState_descriptor(), batch.state()),
          batch.refunds(),
          batch.total_fen(),
          batch.covered_fen(),
          batch.to_request_fen(),
          batch.accounts_missing(),
          batch.owner() == 0 ? "" : EnumText(*common::v1::Role_descriptor(), batch.owner()),
          LocalTimeText(batch.owner_since_at_ms()),
          batch.next_attempt() ? "yes" : "no",
          batch.release_no(),
          digest ? digest->ToHex() : ""};
}

Table ApprovalsOf(const wire::RefundBatch& batch) {
  Table table{
      {{"step", "步骤 step"}, {"party", "参与方 party"}, {"approved_at", "时间 approved at"}}, {}};
  for (const wire::Approval& approval : batch.approvals()) {
    table.rows.push_back({EnumText(*wire::RefundBatchState_descriptor(), approval.step()),
                          approval.party(), LocalTimeText(approval.approved_at_ms())});
  }
  return table;
}

Table ResultsOf(const wire::RefundBatch& batch) {
  Table table{{{"result", "结果 result"},
               {"payouts", "笔数 payouts", Form::kNumber},
               {"fen", "金额（元） yuan", Form::kFen}},
              {}};
  for (const wire::PayoutTally& tally : batch.results()) {
    table.rows.push_back(
        {EnumText(*wire::PayoutResult_descriptor(), tally.result()), tally.payouts(), tally.fen()});
  }
  return table;
}

RefundBatchAnswer AnswerOf(const wire::RefundBatch& batch, bool replayed) {
  RefundBatchAnswer answer;
  answer.batch_id = batch.batch_id();
  answer.state = EnumText(*wire::RefundBatchState_descriptor(), batch.state());
  if (const auto digest = domain::Sha256Digest::FromBytes(batch.batch_digest())) {
    answer.digest = *digest;
  }
  answer.refunds = static_cast<int64_t>(batch.refunds());
  answer.total_fen = batch.total_fen();
  answer.to_request_fen = batch.to_request_fen();
  answer.batch = EmptyBatches();
  answer.batch.rows.push_back(RowOf(batch));
  answer.approvals = ApprovalsOf(batch);
  answer.results = ResultsOf(batch);
  answer.replayed = replayed;
  return answer;
}

template <class Response, class Request>
absl::StatusOr<RefundBatchAnswer> Change(Session& session, const char* name,
                                         const Request& request) {
  const auto response =
      CallWithRetries<Response>(*session.connection, session.retry, MethodOf(name), request);
  if (!response.ok()) return response.status();
  return AnswerOf(response->batch(), response->replayed());
}

template <class Request>
Request Named(const std::string& batch_id, const domain::Sha256Digest& digest) {
  Request request;
  request.set_batch_id(batch_id);
  request.set_batch_digest(std::string(digest.AsBytes()));
  return request;
}

}  // namespace

absl::StatusOr<RefundBatchAnswer> CreateRefundBatch(Session& session,
                                                    const RefundSelection& selection) {
  wire::CreateRefundBatchRequest request;
  request.set_batch_id(selection.batch_id.value());
  request.set_paying_region(static_cast<int32_t>(selection.paying_unit.number()));
  if (selection.from) request.set_from_fee_period(MonthNumber(*selection.from));
  if (selection.to) request.set_to_fee_period(MonthNumber(*selection.to));
  for (const std::string& unit : selection.unit_codes) request.add_unit_codes(unit);
  request.set_next_attempt(selection.next_attempt);
  return Change<wire::CreateRefundBatchResponse>(session, "CreateRefundBatch", request);
}

absl::StatusOr<RefundBatchAnswer> GetRefundBatch(Session& session, const std::string& batch_id) {
  wire::GetRefundBatchRequest request;
  request.set_batch_id(batch_id);
  const auto response = CallWithRetries<wire::GetRefundBatchResponse>(
      *session.connection, session.retry, MethodOf("GetRefundBatch"), request);
  if (!response.ok()) return response.status();
  return AnswerOf(response->batch(), false);
}

absl::StatusOr<RefundBatchAnswer> TakeBatchStep(Session& session, BatchStep step,
                                                const std::string& batch_id,
                                                const domain::Sha256Digest& digest) {
  switch (step) {
    case BatchStep::kPropose:
      return Change<wire::ProposeRefundBatchResponse>(
          session, "ProposeRefundBatch", Named<wire::ProposeRefundBatchRequest>(batch_id, digest));
    case BatchStep::kConfirmAccounts:
      return Change<wire::ConfirmAccountsResponse>(
          session, "ConfirmAccounts", Named<wire::ConfirmAccountsRequest>(batch_id, digest));
    case BatchStep::kRequestFunds:
      return Change<wire::RequestFundsResponse>(session, "RequestFunds",
                                                Named<wire::RequestFundsRequest>(batch_id, digest));
  }
  return absl::InternalError("no such step");
}

absl::StatusOr<RefundBatchAnswer> ReleaseFunds(Session& session, const std::string& batch_id,
                                               const domain::Sha256Digest& digest,
                                               const Release& release) {
  auto request = Named<wire::ReleaseFundsRequest>(batch_id, digest);
  request.set_released_fen(release.amount.fen());
  request.set_release_no(release.release_no);
  return Change<wire::ReleaseFundsResponse>(session, "ReleaseFunds", request);
}

absl::StatusOr<RefundBatchAnswer> WithdrawRefunds(Session& session, const Withdrawal& withdrawal) {
  wire::WithdrawRefundsRequest request;
  request.set_request_id(withdrawal.request_id);
  request.set_batch_id(withdrawal.batch_id);
  for (const std::string& number : withdrawal.refund_numbers) request.add_refund_nos(number);
  request.set_reason(withdrawal.reason);
  return Change<wire::WithdrawRefundsResponse>(session, "WithdrawRefunds", request);
}

absl::StatusOr<Table> ListRefundBatches(Session& session, const RefundBatchQuery& query) {
  Table table = EmptyBatches();
  wire::ListRefundBatchesRequest request;
  if (query.paying_unit) {
    request.set_paying_region(static_cast<int32_t>(query.paying_unit->number()));
  }
  request.set_my_move_only(query.my_move_only);
  const absl::Status status =
      StreamWithRetries<wire::ListRefundBatchesResponse, wire::ListRefundBatchesRequest>(
          *session.connection, session.retry, MethodOf("ListRefundBatches"),
          [&] { return request; },
          [&](const wire::ListRefundBatchesResponse& response) {
            for (const wire::RefundBatch& batch : response.batches()) {
              table.rows.push_back(RowOf(batch));
              request.set_before_position(batch.position());
            }
            return absl::OkStatus();
          });
  if (!status.ok()) return status;
  return table;
}

}  // namespace levybridge::client
