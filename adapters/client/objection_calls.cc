#include "adapters/client/objection_calls.h"

#include <utility>
#include <vector>

#include "adapters/client/wire_call.h"
#include "adapters/client/wire_values.h"
#include "levybridge/assessment/v1/objection_service.pb.h"

namespace levybridge::client {
namespace {

namespace wire = assessment::v1;
using Form = Column::Form;

std::string MethodOf(const char* name) {
  return std::string("/levybridge.assessment.v1.ObjectionService/") + name;
}

Table EmptyObjections() {
  return {{{"objection_no", "异议编号 objection"},
           {"unit_code", "单位编号 unit"},
           {"region", "区划 region", Form::kNumber},
           {"state", "状态 state"},
           {"overdue", "逾期 overdue"},
           {"received_on", "收到日期 received"},
           {"complete_on", "材料齐全日期 complete"},
           {"decide_by_on", "办理期限 decide by"},
           {"first_fee_period", "起始所属期 from"},
           {"last_fee_period", "截止所属期 to"},
           {"documents", "材料份数 documents", Form::kNumber},
           {"decided_on", "决定日期 decided"},
           {"decided_late", "逾期决定 decided late"},
           {"reason", "理由 reason"},
           {"reassessment_no", "重新核定单号 reassessment"},
           {"notified_on", "告知日期 notified"}},
          {}};
}

std::vector<Json> RowOf(const wire::ObjectionStatus& status) {
  const wire::Objection& objection = status.objection();
  return {objection.objection_no(),
          objection.unit_code(),
          objection.region(),
          EnumText(*wire::ObjectionState_descriptor(), status.state()),
          status.overdue() ? "yes" : "no",
          DateText(objection.received_on()),
          DateText(objection.complete_on()),
          DateText(status.decide_by_on()),
          MonthText(objection.first_fee_period()),
          MonthText(objection.last_fee_period()),
          objection.documents_size(),
          DateText(status.decided_on()),
          status.decided_late() ? "yes" : "no",
          status.reason(),
          status.reassessment_no(),
          DateText(status.notified_on())};
}

template <class Response, class Request>
absl::StatusOr<ObjectionAnswer> Change(Session& session, const char* name, const Request& request) {
  const auto response =
      CallWithRetries<Response>(*session.connection, session.retry, MethodOf(name), request);
  if (!response.ok()) return response.status();
  ObjectionAnswer answer{EmptyObjections(), response->replayed()};
  answer.objection.rows.push_back(RowOf(response->status()));
  return answer;
}

}  // namespace

absl::StatusOr<ObjectionAnswer> FileObjection(Session& session,
                                              const domain::ObjectionFiling& filing) {
  wire::FileObjectionRequest request;
  wire::Objection& objection = *request.mutable_objection();
  objection.set_objection_no(filing.objection_no.value());
  objection.set_unit_code(filing.unit_code.value());
  objection.set_region(static_cast<int32_t>(filing.region.number()));
  objection.set_received_on(DateNumber(filing.received_on));
  objection.set_complete_on(DateNumber(filing.complete_on));
  for (const domain::DocumentDigest& document : filing.documents) {
    wire::DocumentDigest& digest = *objection.add_documents();
    digest.set_name(document.name);
    digest.set_sha256(std::string(document.sha256.AsBytes()));
  }
  objection.set_first_fee_period(MonthNumber(filing.first_fee_period));
  objection.set_last_fee_period(MonthNumber(filing.last_fee_period));
  return Change<wire::FileObjectionResponse>(session, "FileObjection", request);
}

absl::StatusOr<ObjectionAnswer> DecideObjection(Session& session,
                                                const domain::ObjectionNumber& objection_no,
                                                const domain::ObjectionDecision& decision) {
  wire::DecideObjectionRequest request;
  request.set_objection_no(objection_no.value());
  request.set_upheld(decision.upheld);
  request.set_decided_on(DateNumber(decision.decided_on));
  request.set_reason(decision.reason);
  if (decision.reassessment_no) request.set_reassessment_no(decision.reassessment_no->value());
  request.set_notified_on(DateNumber(decision.notified_on));
  return Change<wire::DecideObjectionResponse>(session, "DecideObjection", request);
}

absl::StatusOr<ObjectionAnswer> NotifyObjection(Session& session,
                                                const domain::ObjectionNumber& objection_no,
                                                domain::CivilDate notified_on) {
  wire::DecideObjectionRequest request;
  request.set_objection_no(objection_no.value());
  request.set_notified_on(DateNumber(notified_on));
  return Change<wire::DecideObjectionResponse>(session, "DecideObjection", request);
}

absl::StatusOr<Table> ListObjections(Session& session, const ObjectionQuery& query) {
  Table table = EmptyObjections();
  wire::ListObjectionsRequest request;
  request.set_open_only(query.open_only);
  request.set_overdue_only(query.overdue_only);
  request.set_unit_code(query.unit_code);
  const absl::Status status =
      StreamWithRetries<wire::ListObjectionsResponse, wire::ListObjectionsRequest>(
          *session.connection, session.retry, MethodOf("ListObjections"), [&] { return request; },
          [&](const wire::ListObjectionsResponse& response) {
            for (const auto& entry : response.objections()) {
              table.rows.push_back(RowOf(entry));
              request.set_after_position(entry.position());
            }
            return absl::OkStatus();
          });
  if (!status.ok()) return status;
  return table;
}

}  // namespace levybridge::client
