#include "adapters/client/account_calls.h"

#include <utility>
#include <vector>

#include "adapters/client/wire_call.h"
#include "adapters/client/wire_values.h"
#include "levybridge/refund/v1/account_service.pb.h"

namespace levybridge::client {
namespace {

namespace wire = refund::v1;
using Form = Column::Form;

std::string MethodOf(const char* name) {
  return std::string("/levybridge.refund.v1.AccountService/") + name;
}

Table EmptyQueries() {
  return {{{"query_no", "查询编号 query"},
           {"unit_code", "单位编号 unit"},
           {"region", "区划 region", Form::kNumber},
           {"asked_on", "询问日期 asked"},
           {"question", "问题 question"},
           {"answer", "答复 answer"},
           {"answered_on", "答复日期 answered"},
           {"asked_party", "受理方 asked at"}},
          {}};
}

std::vector<Json> RowOf(const wire::RefundQuery& query, const std::string& party) {
  return {query.query_no(),
          query.unit_code(),
          query.region(),
          DateText(query.asked_on()),
          query.question(),
          query.answer(),
          DateText(query.answered_on()),
          party};
}

template <class Response, class Request>
absl::StatusOr<QueryAnswer> Change(Session& session, const char* name, const Request& request) {
  const auto response =
      CallWithRetries<Response>(*session.connection, session.retry, MethodOf(name), request);
  if (!response.ok()) return response.status();
  QueryAnswer answer{EmptyQueries(), response->replayed()};
  answer.query.rows.push_back(RowOf(response->query(), ""));
  return answer;
}

}  // namespace

absl::StatusOr<Table> ListAccounts(Session& session, const AccountQuery& query) {
  Table table{{{"unit_code", "单位编号 unit"},
               {"region", "区划 region", Form::kNumber},
               {"account_no", "银行账号 account"},
               {"account_name", "收款户名 name"},
               {"bank_name", "开户行 bank"},
               {"bank_code", "联行行号 bank code"},
               {"effective_on", "生效日期 effective"},
               {"filing_no", "备案序号 filing", Form::kNumber}},
              {}};
  wire::ListAccountsRequest request;
  request.set_unit_code(query.unit_code);
  request.set_batch_id(query.batch_id);
  const absl::Status status =
      StreamWithRetries<wire::ListAccountsResponse, wire::ListAccountsRequest>(
          *session.connection, session.retry, MethodOf("ListAccounts"), [&] { return request; },
          [&](const wire::ListAccountsResponse& response) {
            for (const wire::AccountRow& row : response.accounts()) {
              table.rows.push_back({row.unit_code(), row.region(), row.account_no(),
                                    row.account_name(), row.bank_name(), row.bank_code(),
                                    DateText(row.effective_on()), row.filing_no()});
              request.set_after_filing_no(row.filing_no());
            }
            return absl::OkStatus();
          });
  if (!status.ok()) return status;
  return table;
}

absl::StatusOr<QueryAnswer> FileQuery(Session& session, const QueryFiling& filing) {
  wire::FileQueryRequest request;
  wire::RefundQuery& query = *request.mutable_query();
  query.set_query_no(filing.query_no);
  query.set_unit_code(filing.unit_code);
  query.set_region(static_cast<int32_t>(filing.region.number()));
  query.set_asked_on(DateNumber(filing.asked_on));
  query.set_question(filing.question);
  return Change<wire::FileQueryResponse>(session, "FileQuery", request);
}

absl::StatusOr<QueryAnswer> AnswerQuery(Session& session, const std::string& query_no,
                                        const std::string& answer, domain::CivilDate answered_on) {
  wire::AnswerQueryRequest request;
  request.set_query_no(query_no);
  request.set_answer(answer);
  request.set_answered_on(DateNumber(answered_on));
  return Change<wire::AnswerQueryResponse>(session, "AnswerQuery", request);
}

absl::StatusOr<Table> ListQueries(Session& session, bool open_only, const std::string& unit_code) {
  Table table = EmptyQueries();
  wire::ListQueriesRequest request;
  request.set_open_only(open_only);
  request.set_unit_code(unit_code);
  const absl::Status status =
      StreamWithRetries<wire::ListQueriesResponse, wire::ListQueriesRequest>(
          *session.connection, session.retry, MethodOf("ListQueries"), [&] { return request; },
          [&](const wire::ListQueriesResponse& response) {
            for (const wire::RecordedQuery& recorded : response.queries()) {
              table.rows.push_back(RowOf(recorded.query(), recorded.asked_party()));
              request.set_after_position(recorded.position());
            }
            return absl::OkStatus();
          });
  if (!status.ok()) return status;
  return table;
}

}  // namespace levybridge::client
