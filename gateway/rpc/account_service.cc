#include "gateway/rpc/account_service.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "gateway/rpc/account_list.h"
#include "gateway/rpc/request_fields.h"
#include "gateway/rpc/upload.h"
#include "gateway/usecases/answer_queries.h"
#include "gateway/usecases/status_macros.h"

namespace levybridge::rpc {
namespace {

namespace wire = refund::v1;

constexpr int32_t kRowsPerMessage = 500;

usecases::QueryDesk DeskOf(Call& call) {
  return {call.environment().store, call.environment().rules};
}

absl::StatusOr<domain::QueryNumber> QueryNumberFromWire(const std::string& text) {
  auto number = domain::QueryNumber::Parse(text);
  if (!number) return InvalidField("query_no", "应为 1 至 64 字节", "1 to 64 bytes");
  return *std::move(number);
}

absl::StatusOr<domain::RefundQuery> QueryFromWire(const Call& call,
                                                  const wire::RefundQuery& message) {
  LEVYBRIDGE_ASSIGN_OR_RETURN(auto number, QueryNumberFromWire(message.query_no()));
  LEVYBRIDGE_ASSIGN_OR_RETURN(auto unit, RequiredUnit(message.unit_code()));
  LEVYBRIDGE_ASSIGN_OR_RETURN(const auto region, RequiredRegion("region", message.region()));
  LEVYBRIDGE_ASSIGN_OR_RETURN(const auto area, call.PoolingAreaFor(message.region()));
  LEVYBRIDGE_ASSIGN_OR_RETURN(const auto asked, RequiredDate("asked_on", message.asked_on()));
  LEVYBRIDGE_ASSIGN_OR_RETURN(
      auto question, Words("question", message.question(), 1, domain::kMaxQueryCharacters));
  if (!message.answer().empty() || message.answered_on() != 0) {
    return InvalidField("answer", "登记时不填答复", "no answer while it is recorded");
  }
  return domain::RefundQuery{.id = 0,
                             .asked = call.party(),
                             .query_no = std::move(number),
                             .employer = {area, std::move(unit)},
                             .region = region,
                             .asked_on = asked,
                             .question = std::move(question),
                             .answer = {},
                             .answered_on = std::nullopt};
}

void FillWire(const domain::RefundQuery& query, wire::RefundQuery& message) {
  message.set_query_no(query.query_no.value());
  message.set_unit_code(query.employer.unit_code.value());
  message.set_region(ToWire(query.region));
  message.set_asked_on(ToWire(query.asked_on));
  message.set_question(query.question);
  message.set_answer(query.answer);
  message.set_answered_on(ToWire(query.answered_on));
}

template <class Response>
absl::Status Respond(const absl::StatusOr<usecases::QueryAnswer>& answer, Response& response) {
  if (!answer.ok()) return answer.status();
  FillWire(answer->query, *response.mutable_query());
  response.set_replayed(answer->replayed);
  return absl::OkStatus();
}

absl::Status File(Call& call, const wire::FileQueryRequest& request,
                  wire::FileQueryResponse& response) {
  LEVYBRIDGE_ASSIGN_OR_RETURN(const auto query, QueryFromWire(call, request.query()));
  return Respond(DeskOf(call).File(query), response);
}

absl::Status Answer(Call& call, const wire::AnswerQueryRequest& request,
                    wire::AnswerQueryResponse& response) {
  LEVYBRIDGE_ASSIGN_OR_RETURN(const auto number, QueryNumberFromWire(request.query_no()));
  LEVYBRIDGE_ASSIGN_OR_RETURN(const auto words,
                              Words("answer", request.answer(), 1, domain::kMaxQueryCharacters));
  LEVYBRIDGE_ASSIGN_OR_RETURN(const auto answered,
                              RequiredDate("answered_on", request.answered_on()));
  return Respond(DeskOf(call).Answer(call.party(), number, words, answered), response);
}

absl::Status List(Call& call, const wire::ListQueriesRequest& request,
                  grpc::ServerWriter<wire::ListQueriesResponse>& writer) {
  ports::RefundQueryFilter filter;
  LEVYBRIDGE_ASSIGN_OR_RETURN(filter.unit_code, UnitFilter(request.unit_code()));
  filter.open_only = request.open_only();
  auto after = static_cast<int64_t>(std::min<uint64_t>(request.after_position(), INT64_MAX));
  std::vector<domain::RefundQuery> page;
  do {
    LEVYBRIDGE_RETURN_IF_ERROR(
        call.environment().store.Read([&](const ports::Transaction& store) -> absl::Status {
          LEVYBRIDGE_ASSIGN_OR_RETURN(page,
                                      store.refund_queries().List(filter, after, kRowsPerMessage));
          return absl::OkStatus();
        }));
    wire::ListQueriesResponse response;
    for (const domain::RefundQuery& query : page) {
      after = query.id;
      if (!call.MaySee(query.region)) continue;
      wire::RecordedQuery& recorded = *response.add_queries();
      FillWire(query, *recorded.mutable_query());
      recorded.set_asked_party(query.asked.ToUri());
      recorded.set_position(static_cast<uint64_t>(query.id));
    }
    if (response.queries_size() == 0) continue;
    LEVYBRIDGE_RETURN_IF_ERROR(SendTo(call, writer, response));
  } while (std::ssize(page) == kRowsPerMessage);
  return absl::OkStatus();
}

}  // namespace

grpc::Status AccountService::SubmitAccounts(
    grpc::ServerContext* context,
    grpc::ServerReaderWriter<wire::SubmitAccountsResponse, wire::SubmitAccountsRequest>* stream) {
  using Upload = TypedUpload<domain::AccountOnFile, std::remove_pointer_t<decltype(stream)>,
                             wire::SubmitAccountsRequest, wire::SubmitAccountsResponse>;
  return HandleCall(*context, environment_, "refund.v1.AccountService/SubmitAccounts",
                    [&](Call& call) {
                      Upload upload(call, *stream, domain::BatchKind::kAccounts);
                      return RunUpload(call, upload);
                    });
}

grpc::Status AccountService::ListAccounts(grpc::ServerContext* context,
                                          const wire::ListAccountsRequest* request,
                                          grpc::ServerWriter<wire::ListAccountsResponse>* writer) {
  return HandleCall(*context, environment_, "refund.v1.AccountService/ListAccounts",
                    [&](Call& call) { return rpc::ListAccounts(call, *request, *writer); });
}

grpc::Status AccountService::FileQuery(grpc::ServerContext* context,
                                       const wire::FileQueryRequest* request,
                                       wire::FileQueryResponse* response) {
  return HandleCall(*context, environment_, "refund.v1.AccountService/FileQuery",
                    [&](Call& call) { return File(call, *request, *response); });
}

grpc::Status AccountService::AnswerQuery(grpc::ServerContext* context,
                                         const wire::AnswerQueryRequest* request,
                                         wire::AnswerQueryResponse* response) {
  return HandleCall(*context, environment_, "refund.v1.AccountService/AnswerQuery",
                    [&](Call& call) { return Answer(call, *request, *response); });
}

grpc::Status AccountService::ListQueries(grpc::ServerContext* context,
                                         const wire::ListQueriesRequest* request,
                                         grpc::ServerWriter<wire::ListQueriesResponse>* writer) {
  return HandleCall(*context, environment_, "refund.v1.AccountService/ListQueries",
                    [&](Call& call) { return List(call, *request, *writer); });
}

}  // namespace levybridge::rpc
