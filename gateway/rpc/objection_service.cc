#include "gateway/rpc/objection_service.h"

#include <iterator>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "gateway/rpc/convert_batch.h"
#include "gateway/rpc/convert_values.h"
#include "gateway/rpc/objection_position.h"
#include "gateway/usecases/handle_objections.h"
#include "gateway/usecases/status_macros.h"

namespace levybridge::rpc {
namespace {

namespace wire = assessment::v1;

constexpr int32_t kObjectionsPerMessage = 500;
constexpr int kMaxDocuments = 100;
constexpr size_t kMaxNameCharacters = 100;
constexpr size_t kMaxReasonCharacters = 1000;

bool IsTextUpTo(const std::string& text, size_t max_characters) {
  return domain::IsCleanText(text) && domain::CountCodePoints(text) <= max_characters;
}

absl::Status InvalidDate(std::string_view field) {
  return InvalidField(field, "应为日期 yyyymmdd", "a date, yyyymmdd");
}

absl::StatusOr<domain::ObjectionNumber> NumberFromWire(const std::string& text) {
  auto number = domain::ObjectionNumber::Parse(text);
  if (!number) return InvalidField("objection_no", "应为 1 至 64 字节", "1 to 64 bytes");
  return *std::move(number);
}

absl::StatusOr<domain::CivilDate> RequiredDate(std::string_view field, int32_t yyyymmdd) {
  const auto date = DateFromWire(yyyymmdd);
  if (!date) return InvalidDate(field);
  return *date;
}

absl::StatusOr<std::optional<domain::CivilDate>> OptionalDate(std::string_view field,
                                                              int32_t yyyymmdd) {
  const auto date = DateFromWire(yyyymmdd);
  if (!date && yyyymmdd != 0) return InvalidDate(field);
  return date;
}

absl::StatusOr<domain::FeePeriod> RequiredPeriod(std::string_view field, int32_t yyyymm) {
  const auto period = PeriodFromWire(yyyymm);
  if (!period) return InvalidField(field, "应为所属期 yyyymm", "a month, yyyymm");
  return *period;
}

absl::StatusOr<std::vector<domain::DocumentDigest>> DocumentsFromWire(
    const wire::Objection& message) {
  std::vector<domain::DocumentDigest> documents;
  if (message.documents_size() > kMaxDocuments) {
    return InvalidField("documents", "至多 100 份", "100 at most");
  }
  for (const wire::DocumentDigest& document : message.documents()) {
    const auto digest = domain::Sha256Digest::FromBytes(document.sha256());
    if (!digest || document.name().empty() || !IsTextUpTo(document.name(), kMaxNameCharacters)) {
      return InvalidField("documents", "应有名称（至多 100 字）与 32 字节的 SHA-256",
                          "a name of at most 100 characters and 32 bytes of SHA-256");
    }
    for (const domain::DocumentDigest& other : documents) {
      if (other.name == document.name()) {
        return InvalidField("documents", "名称不得重复", "every name once");
      }
    }
    documents.push_back({document.name(), *digest});
  }
  if (message.complete_on() != 0 && documents.empty()) {
    return InvalidField("documents", "材料齐全时应列明材料", "what the complete materials are");
  }
  return documents;
}

absl::StatusOr<domain::ObjectionFiling> FilingFromWire(const wire::Objection& message) {
  LEVYBRIDGE_ASSIGN_OR_RETURN(auto number, NumberFromWire(message.objection_no()));
  auto unit = domain::UnitCode::Parse(message.unit_code());
  if (!unit) return InvalidField("unit_code", "请给出单位编号", "a unit code");
  const auto region = RegionFromWire(message.region());
  if (!region) return InvalidField("region", "应为六位行政区划代码", "six digits");
  LEVYBRIDGE_ASSIGN_OR_RETURN(const auto received,
                              RequiredDate("received_on", message.received_on()));
  LEVYBRIDGE_ASSIGN_OR_RETURN(const auto complete,
                              OptionalDate("complete_on", message.complete_on()));
  LEVYBRIDGE_ASSIGN_OR_RETURN(auto documents, DocumentsFromWire(message));
  LEVYBRIDGE_ASSIGN_OR_RETURN(const auto first,
                              RequiredPeriod("first_fee_period", message.first_fee_period()));
  LEVYBRIDGE_ASSIGN_OR_RETURN(const auto last,
                              RequiredPeriod("last_fee_period", message.last_fee_period()));
  return domain::ObjectionFiling{std::move(number), *std::move(unit),     *region, received,
                                 complete,          std::move(documents), first,   last};
}

absl::StatusOr<domain::ObjectionDecision> DecisionFromWire(
    const wire::DecideObjectionRequest& request) {
  LEVYBRIDGE_ASSIGN_OR_RETURN(const auto decided, RequiredDate("decided_on", request.decided_on()));
  LEVYBRIDGE_ASSIGN_OR_RETURN(const auto notified,
                              OptionalDate("notified_on", request.notified_on()));
  if (!request.reason().empty() && !IsTextUpTo(request.reason(), kMaxReasonCharacters)) {
    return InvalidField("reason", "至多 1000 字", "at most 1000 characters");
  }
  auto reassessment = domain::AssessmentNumber::Parse(request.reassessment_no());
  if (!request.reassessment_no().empty() && (!reassessment || !request.upheld())) {
    return InvalidField("reassessment_no", "仅异议成立时填写核定单号",
                        "an assessment number, only when upheld");
  }
  return domain::ObjectionDecision{request.upheld(), decided, request.reason(),
                                   std::move(reassessment), notified};
}

void FillWire(const domain::ObjectionFiling& filing, wire::Objection& message) {
  message.set_objection_no(filing.objection_no.value());
  message.set_unit_code(filing.unit_code.value());
  message.set_region(ToWire(filing.region));
  message.set_received_on(ToWire(filing.received_on));
  message.set_complete_on(ToWire(filing.complete_on));
  for (const domain::DocumentDigest& document : filing.documents) {
    wire::DocumentDigest& digest = *message.add_documents();
    digest.set_name(document.name);
    digest.set_sha256(std::string(document.sha256.AsBytes()));
  }
  message.set_first_fee_period(ToWire(filing.first_fee_period));
  message.set_last_fee_period(ToWire(filing.last_fee_period));
}

void FillWire(const domain::Objection& objection, domain::CivilDate today,
              wire::ObjectionStatus& message) {
  FillWire(objection.filing, *message.mutable_objection());
  message.set_state(static_cast<wire::ObjectionState>(StateOf(objection)));
  message.set_decide_by_on(ToWire(objection.decide_by));
  message.set_overdue(IsOverdue(objection, today));
  message.set_decided_late(WasDecidedLate(objection));
  message.set_position(ToText(PlaceOf(objection)));
  if (!objection.decision) return;
  message.set_decided_on(ToWire(objection.decision->decided_on));
  message.set_reason(objection.decision->reason);
  if (const auto& number = objection.decision->reassessment_no) {
    message.set_reassessment_no(number->value());
  }
  message.set_notified_on(ToWire(objection.decision->notified_on));
}

domain::CivilDate Today(Call& call) {
  return domain::DateInShanghai(call.environment().clock.Now());
}

usecases::ObjectionHandling HandlingOf(Call& call) {
  return {call.environment().store, call.environment().rules, call.environment().clock};
}

absl::Status File(Call& call, const wire::FileObjectionRequest& request,
                  wire::FileObjectionResponse& response) {
  LEVYBRIDGE_ASSIGN_OR_RETURN(const auto filing, FilingFromWire(request.objection()));
  LEVYBRIDGE_RETURN_IF_ERROR(call.RequireRegion(filing.region));
  LEVYBRIDGE_ASSIGN_OR_RETURN(const auto recorded, HandlingOf(call).File(call.party(), filing));
  FillWire(recorded.objection, Today(call), *response.mutable_status());
  response.set_replayed(recorded.replayed);
  return absl::OkStatus();
}

// A notice alone leaves the decision as it is.
bool IsNoticeOnly(const wire::DecideObjectionRequest& request) {
  return request.notified_on() != 0 && request.decided_on() == 0 && !request.upheld() &&
         request.reason().empty() && request.reassessment_no().empty();
}

absl::StatusOr<usecases::RecordedObjection> Record(Call& call,
                                                   const wire::DecideObjectionRequest& request) {
  LEVYBRIDGE_ASSIGN_OR_RETURN(const auto number, NumberFromWire(request.objection_no()));
  if (IsNoticeOnly(request)) {
    LEVYBRIDGE_ASSIGN_OR_RETURN(const auto notified,
                                RequiredDate("notified_on", request.notified_on()));
    return HandlingOf(call).Notify(call.party(), number, notified);
  }
  LEVYBRIDGE_ASSIGN_OR_RETURN(const auto decision, DecisionFromWire(request));
  return HandlingOf(call).Decide(call.party(), number, decision);
}

absl::Status Decide(Call& call, const wire::DecideObjectionRequest& request,
                    wire::DecideObjectionResponse& response) {
  LEVYBRIDGE_ASSIGN_OR_RETURN(const auto recorded, Record(call, request));
  FillWire(recorded.objection, Today(call), *response.mutable_status());
  response.set_replayed(recorded.replayed);
  return absl::OkStatus();
}

absl::Status ListArea(Call& call, domain::PoolingArea area, const ports::ObjectionFilter& filter,
                      std::optional<ports::ObjectionPosition> after,
                      grpc::ServerWriter<wire::ListObjectionsResponse>& writer) {
  const domain::CivilDate today = Today(call);
  std::vector<domain::Objection> page;
  do {
    LEVYBRIDGE_RETURN_IF_ERROR(
        call.environment().store.Read([&](const ports::Transaction& store) -> absl::Status {
          LEVYBRIDGE_ASSIGN_OR_RETURN(
              page, store.objections().List(area, filter, after, kObjectionsPerMessage));
          return absl::OkStatus();
        }));
    if (!page.empty()) after = PlaceOf(page.back()).position;
    wire::ListObjectionsResponse response;
    for (const domain::Objection& objection : page) {
      if (!call.MaySee(objection.filing.region)) continue;
      FillWire(objection, today, *response.add_objections());
    }
    if (response.objections_size() == 0) continue;
    LEVYBRIDGE_RETURN_IF_ERROR(SendTo(call, writer, response));
  } while (std::ssize(page) == kObjectionsPerMessage);
  return absl::OkStatus();
}

absl::Status List(Call& call, const wire::ListObjectionsRequest& request,
                  grpc::ServerWriter<wire::ListObjectionsResponse>& writer) {
  ports::ObjectionFilter filter;
  filter.unit_code = domain::UnitCode::Parse(request.unit_code());
  if (!filter.unit_code && !request.unit_code().empty()) {
    return InvalidField("unit_code", "应为单位编号或留空", "a unit code, or nothing");
  }
  filter.open_only = request.open_only();
  if (request.overdue_only()) filter.overdue_on = Today(call);
  const auto after = ParseObjectionPlace(request.after_position());
  if (!after && !request.after_position().empty()) {
    return InvalidField("after_position", "应为此前所得的位置或留空",
                        "a position of this list, or nothing");
  }
  // An objection is about an assessment, so its area has obligations.
  std::vector<domain::PoolingArea> areas;
  LEVYBRIDGE_RETURN_IF_ERROR(
      call.environment().store.Read([&](const ports::Transaction& store) -> absl::Status {
        LEVYBRIDGE_ASSIGN_OR_RETURN(areas, store.obligations().PoolingAreas());
        return absl::OkStatus();
      }));
  for (const domain::PoolingArea& area : call.VisibleAreas(areas)) {
    if (after && area < after->area) continue;
    const bool goes_on_here = after && area == after->area;
    LEVYBRIDGE_RETURN_IF_ERROR(ListArea(
        call, area, filter, goes_on_here ? std::optional(after->position) : std::nullopt, writer));
  }
  return absl::OkStatus();
}

}  // namespace

grpc::Status ObjectionService::FileObjection(grpc::ServerContext* context,
                                             const wire::FileObjectionRequest* request,
                                             wire::FileObjectionResponse* response) {
  return HandleCall(*context, environment_, "assessment.v1.ObjectionService/FileObjection",
                    [&](Call& call) { return File(call, *request, *response); });
}

grpc::Status ObjectionService::DecideObjection(grpc::ServerContext* context,
                                               const wire::DecideObjectionRequest* request,
                                               wire::DecideObjectionResponse* response) {
  return HandleCall(*context, environment_, "assessment.v1.ObjectionService/DecideObjection",
                    [&](Call& call) { return Decide(call, *request, *response); });
}

grpc::Status ObjectionService::ListObjections(
    grpc::ServerContext* context, const wire::ListObjectionsRequest* request,
    grpc::ServerWriter<wire::ListObjectionsResponse>* writer) {
  return HandleCall(*context, environment_, "assessment.v1.ObjectionService/ListObjections",
                    [&](Call& call) { return List(call, *request, *writer); });
}

}  // namespace levybridge::rpc
