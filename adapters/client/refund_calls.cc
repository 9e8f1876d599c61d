// The half of refund_calls.h that is about single refunds and recoverable amounts.
#include "adapters/client/refund_calls.h"

#include <utility>

#include "adapters/client/option_values.h"
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

RefundsAnswer EmptyRefunds() {
  RefundsAnswer answer;
  answer.refunds = {{{"refund_no", "退费编号 refund"},
                     {"unit_code", "单位编号 unit"},
                     {"unit_name", "单位名称 name"},
                     {"region", "区划 region", Form::kNumber},
                     {"fee_period", "费款所属期 period"},
                     {"component", "费种 component"},
                     {"amount_fen", "金额（元） amount", Form::kFen},
                     {"state", "状态 state"},
                     {"batch_id", "批次 batch"},
                     {"account_no", "账户 account"},
                     {"attempts", "拨付次数 attempts", Form::kNumber},
                     {"reason_code", "失败代码 code"},
                     {"reason", "失败原因 reason"},
                     {"owner", "待办方 whose move"},
                     {"since", "自 since"}},
                    {}};
  answer.payouts = {{{"payout_id", "拨付编号 payout"},
                     {"refund_no", "退费编号 refund"},
                     {"attempt", "次 attempt", Form::kNumber},
                     {"amount_fen", "金额（元） amount", Form::kFen},
                     {"account_no", "账户 account"},
                     {"bank_code", "行号 bank"},
                     {"result", "结果 result"},
                     {"reason_code", "代码 code"},
                     {"reason_text", "银行说明 the bank's words"},
                     {"value_on", "记账日期 value date"},
                     {"fetched_at", "取走时间 fetched at"},
                     {"batch_id", "批次 batch"}},
                    {}};
  return answer;
}

// The newest failure's meaning, in both languages.
std::string ReasonOf(const wire::Payout& payout) {
  if (payout.reason_zh().empty()) return "";
  return payout.reason_zh() + " / " + payout.reason_en();
}

void AddPayouts(const wire::Refund& refund, Table& table) {
  for (const wire::Payout& payout : refund.payouts()) {
    table.rows.push_back({payout.payout_id(), payout.refund_no(), payout.attempt(),
                          payout.amount_fen(), payout.account_no_masked(), payout.bank_code(),
                          EnumText(*wire::PayoutResult_descriptor(), payout.result()),
                          payout.reason_code(), payout.reason_text(), DateText(payout.value_on()),
                          LocalTimeText(payout.fetched_at_ms()), payout.batch_id()});
  }
}

void AddRefund(const wire::Refund& refund, RefundsAnswer& answer) {
  const int attempts = refund.payouts_size();
  const wire::Payout& last =
      attempts > 0 ? refund.payouts(attempts - 1) : wire::Payout::default_instance();
  answer.refunds.rows.push_back(
      {refund.refund_no(), refund.unit_code(), refund.unit_name(), refund.region(),
       MonthText(refund.fee_period()),
       EnumText(*common::v1::Component_descriptor(), refund.component()), refund.amount_fen(),
       EnumText(*wire::RefundState_descriptor(), refund.state()), refund.batch_id(),
       refund.account_no_masked(), attempts, last.reason_code(), ReasonOf(last),
       refund.owner() == 0 ? "" : EnumText(*common::v1::Role_descriptor(), refund.owner()),
       LocalTimeText(refund.owner_since_at_ms())});
  answer.numbers.push_back(refund.refund_no());
  AddPayouts(refund, answer.payouts);
}

template <class Response, class Request>
absl::StatusOr<RefundsAnswer> ChangeMany(Session& session, const char* name,
                                         const Request& request) {
  const auto response =
      CallWithRetries<Response>(*session.connection, session.retry, MethodOf(name), request);
  if (!response.ok()) return response.status();
  RefundsAnswer answer = EmptyRefunds();
  for (const wire::Refund& refund : response->refunds()) AddRefund(refund, answer);
  answer.replayed = response->replayed();
  return answer;
}

absl::StatusOr<wire::ListRefundsRequest> RequestOf(const RefundListQuery& query) {
  wire::ListRefundsRequest request;
  request.set_batch_id(query.batch_id);
  request.set_unit_code(query.unit_code);
  request.set_my_move_only(query.my_move_only);
  for (const std::string& state : query.states) {
    const google::protobuf::EnumDescriptor& type = *wire::RefundState_descriptor();
    bool found = false;
    for (int i = 1; i < type.value_count() && !found; ++i) {
      found = EnumText(type, type.value(i)->number()) == state;
      if (found) request.add_states(static_cast<wire::RefundState>(type.value(i)->number()));
    }
    if (!found) return BadOption("--state", state, "应为退费状态，如 failed / a refund's state");
  }
  return request;
}

Table EmptyRecoverables() {
  return {{{"recoverable_no", "编号 recoverable"},
           {"unit_code", "单位编号 unit"},
           {"region", "区划 region", Form::kNumber},
           {"fee_period", "费款所属期 period"},
           {"component", "费种 component"},
           {"amount_fen", "应收回（元） amount", Form::kFen},
           {"settled_fen", "已收回（元） settled", Form::kFen},
           {"reason", "原因 reason"},
           {"refund_no", "退费编号 refund"},
           {"payout_id", "拨付编号 payout"},
           {"instruction_no", "征集通知 instruction"},
           {"booked_at", "登记时间 booked at"}},
          {}};
}

std::vector<Json> RowOf(const wire::Recoverable& row) {
  return {row.recoverable_no(),
          row.unit_code(),
          row.region(),
          MonthText(row.fee_period()),
          EnumText(*common::v1::Component_descriptor(), row.component()),
          row.amount_fen(),
          row.settled_fen(),
          row.reason(),
          row.refund_no(),
          row.payout_id(),
          row.instruction_no(),
          LocalTimeText(row.booked_at_ms())};
}

}  // namespace

absl::StatusOr<RefundsAnswer> ListRefunds(Session& session, const RefundListQuery& query) {
  auto request = RequestOf(query);
  if (!request.ok()) return request.status();
  RefundsAnswer answer = EmptyRefunds();
  const absl::Status status =
      StreamWithRetries<wire::ListRefundsResponse, wire::ListRefundsRequest>(
          *session.connection, session.retry, MethodOf("ListRefunds"), [&] { return *request; },
          [&](const wire::ListRefundsResponse& response) {
            for (const wire::Refund& refund : response.refunds()) {
              AddRefund(refund, answer);
              request->set_after_refund_no(refund.refund_no());
            }
            return absl::OkStatus();
          });
  if (!status.ok()) return status;
  return answer;
}

absl::StatusOr<RefundsAnswer> PassOnFailures(Session& session, const std::string& request_id,
                                             const std::vector<std::string>& refund_numbers,
                                             const std::string& note) {
  wire::PassOnFailuresRequest request;
  request.set_request_id(request_id);
  for (const std::string& number : refund_numbers) request.add_refund_nos(number);
  request.set_note(note);
  return ChangeMany<wire::PassOnFailuresResponse>(session, "PassOnFailures", request);
}

absl::StatusOr<RefundsAnswer> ApproveRetry(Session& session, const std::string& request_id,
                                           const std::vector<std::string>& refund_numbers) {
  wire::ApproveRetryRequest request;
  request.set_request_id(request_id);
  for (const std::string& number : refund_numbers) request.add_refund_nos(number);
  return ChangeMany<wire::ApproveRetryResponse>(session, "ApproveRetry", request);
}

absl::StatusOr<RefundsAnswer> DecideRefund(Session& session, const RefundVerdict& verdict) {
  wire::DecideRefundRequest request;
  request.set_request_id(verdict.request_id);
  request.set_refund_no(verdict.refund_number);
  request.set_decision(static_cast<wire::RefundDecision>(verdict.decision));
  request.set_reason(verdict.reason);
  const auto response = CallWithRetries<wire::DecideRefundResponse>(
      *session.connection, session.retry, MethodOf("DecideRefund"), request);
  if (!response.ok()) return response.status();
  RefundsAnswer answer = EmptyRefunds();
  AddRefund(response->refund(), answer);
  answer.replayed = response->replayed();
  return answer;
}

absl::StatusOr<Table> ListRecoverables(Session& session, bool open_only,
                                       const std::string& unit_code) {
  Table table = EmptyRecoverables();
  wire::ListRecoverablesRequest request;
  request.set_open_only(open_only);
  request.set_unit_code(unit_code);
  const absl::Status status =
      StreamWithRetries<wire::ListRecoverablesResponse, wire::ListRecoverablesRequest>(
          *session.connection, session.retry, MethodOf("ListRecoverables"), [&] { return request; },
          [&](const wire::ListRecoverablesResponse& response) {
            for (const wire::Recoverable& row : response.recoverables()) {
              table.rows.push_back(RowOf(row));
              request.set_after_recoverable_no(row.recoverable_no());
            }
            return absl::OkStatus();
          });
  if (!status.ok()) return status;
  return table;
}

absl::StatusOr<SettlementAnswer> SettleRecoverable(Session& session, const Settlement& settlement) {
  wire::SettleRecoverableRequest request;
  request.set_request_id(settlement.request_id);
  request.set_recoverable_no(settlement.recoverable_number);
  request.set_amount_fen(settlement.amount.fen());
  request.set_explanation(settlement.explanation);
  const auto response = CallWithRetries<wire::SettleRecoverableResponse>(
      *session.connection, session.retry, MethodOf("SettleRecoverable"), request);
  if (!response.ok()) return response.status();
  SettlementAnswer answer{EmptyRecoverables(), response->replayed()};
  answer.recoverable.rows.push_back(RowOf(response->recoverable()));
  return answer;
}

}  // namespace levybridge::client
