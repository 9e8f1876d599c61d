#include "gateway/rpc/assessment_service.h"

#include <algorithm>
#include <optional>

#include "gateway/rpc/assessment_upload.h"
#include "gateway/usecases/refusal.h"
#include "gateway/usecases/status_macros.h"

namespace levybridge::rpc {
namespace {

namespace wire = assessment::v1;

using domain::Assessment;
using domain::AssessmentLink;
using domain::BatchChunk;
using usecases::Refusal;

// Single rows are batches of one row whose id says what they hold, so that the same row again finds
// its first answer. Files cannot take such an id by accident.
constexpr char kSinglePrefix[] = "single:";

struct FoundAssessment {
  domain::Obligation obligation;
  AssessmentLink link;
  std::vector<int64_t> instructions;
};

// Where an assessment of that agency went; nothing when it has none under that number.
absl::StatusOr<std::optional<FoundAssessment>> FindLink(const ports::Transaction& store,
                                                        const domain::PartyId& agency,
                                                        const ports::AssessmentIdentity& identity) {
  LEVYBRIDGE_ASSIGN_OR_RETURN(const auto keys,
                              store.obligations().FindAssessments(agency, {&identity, 1}));
  if (!keys[0]) return std::optional<FoundAssessment>();
  LEVYBRIDGE_ASSIGN_OR_RETURN(const auto obligations, store.obligations().Find({&*keys[0], 1}));
  if (!obligations[0]) return absl::DataLossError("an assessment points to no obligation");
  for (const domain::AssessmentChain& chain : obligations[0]->chains) {
    for (const AssessmentLink& link : chain.links) {
      if (link.assessment_no == identity.assessment_no) {
        return std::optional(FoundAssessment{*obligations[0], link, chain.instructions});
      }
    }
  }
  return absl::DataLossError("an assessment stands in no chain");
}

absl::StatusOr<Assessment> ReadRow(const ports::Transaction& store, const AssessmentLink& link) {
  LEVYBRIDGE_ASSIGN_OR_RETURN(
      const BatchChunk chunk,
      store.batches().ReadChunk(link.batch_no, (link.row - 1) / domain::kRowsPerChunk));
  const auto* rows = std::get_if<std::vector<domain::NumberedRow<Assessment>>>(&chunk.rows);
  if (rows != nullptr) {
    for (const auto& row : *rows) {
      if (row.row == link.row) return row.value;
    }
  }
  return absl::DataLossError("an assessment's row is not in its batch");
}

// The decision as rules and registers stand now.
absl::Status FillDecision(Environment& environment, const Assessment& row,
                          const AssessmentLink* link, domain::CivilDate business_on,
                          wire::Decision& message) {
  const std::shared_ptr<const usecases::Rules> rules = environment.rules.Current();
  domain::DecisionContext context = domain::DecisionContext::Of(row, business_on);
  if (link != nullptr) {
    context.kind = link->kind;
    context.applied_on = link->applied_on;
  }
  const domain::EmployerKey key{rules->book.regions().PoolingAreaOf(row.region), row.unit_code};
  std::optional<domain::RegisteredEmployer> employer;
  LEVYBRIDGE_RETURN_IF_ERROR(
      environment.store.Read([&](const ports::Transaction& store) -> absl::Status {
        LEVYBRIDGE_ASSIGN_OR_RETURN(auto found, store.registers().Find({&key, 1}));
        employer = std::move(found[0]);
        return absl::OkStatus();
      }));
  const domain::EmployerRegisters registers =
      employer ? employer->registers() : domain::EmployerRegisters{};
  FillWire(rules->book.Decide(row, registers, context), message);
  return absl::OkStatus();
}

// One row as a chunk of its own, readable or not.
BatchChunk SingleChunk(const wire::AssessmentRow& row) {
  BatchChunk chunk{.number = 0,
                   .first_row = 1,
                   .rows = std::vector<domain::NumberedRow<Assessment>>(),
                   .unreadable = {}};
  wire::AssessmentRow numbered = row;
  numbered.set_row(1);
  FieldReader fields;
  if (std::optional<Assessment> value = FromWire(numbered, fields)) {
    std::get<0>(chunk.rows).push_back({1, *std::move(value)});
  } else {
    chunk.unreadable.push_back({1, numbered.SerializeAsString().substr(0, 4096),
                                fields.TakeProblems(), StatedAmount(numbered)});
  }
  return chunk;
}

absl::Status Conflict(const std::vector<domain::RowProblems>& problems) {
  for (const domain::RowProblems& row : problems) {
    for (const domain::Problem& problem : row.problems) {
      if (problem.code != domain::ProblemCode::kAssessmentContentDiffers) continue;
      return Refusal(absl::StatusCode::kAlreadyExists, "ASSESSMENT_CONFLICT",
                     {"该核定单号在该所属期已有不同内容的核定",
                      "this assessment number stands for other content in this fee period"},
                     {{"differs", problem.parameter1.empty() ? "content" : problem.parameter1}});
    }
  }
  return absl::OkStatus();
}

absl::Status SubmitOne(Call& call, const wire::SubmitAssessmentRequest& request,
                       wire::SubmitAssessmentResponse& response) {
  const auto business_on = DateFromWire(request.business_on());
  if (!business_on) return InvalidField("business_on", "请给出营业日 yyyymmdd", "a day, yyyymmdd");
  if (!request.has_assessment()) {
    return InvalidField("assessment", "请给出一条核定", "one assessment");
  }
  Environment& environment = call.environment();
  const BatchChunk chunk = SingleChunk(request.assessment());
  const std::string id = kSinglePrefix + domain::DigestOf(chunk).ToHex().substr(0, 48);
  const domain::BatchHeader header{.kind = domain::BatchKind::kAssessments,
                                   .party = call.party(),
                                   .batch_id = *domain::BatchId::Parse(id),
                                   .business_date = *business_on,
                                   .all_or_nothing = false,
                                   .dry_run = false,
                                   .file_name = {},
                                   .manifest = std::nullopt,
                                   .content_digest = std::nullopt,
                                   .statement = std::nullopt};
  call.set_batch_id(id);
  const auto& rows = std::get<0>(chunk.rows);
  std::vector<domain::RowProblems> problems;
  std::optional<FoundAssessment> found;
  const auto look = [&](const ports::Transaction& store,
                        const usecases::FinishedBatch& now) -> absl::Status {
    problems = now.problems;
    found.reset();
    if (now.replayed) {
      LEVYBRIDGE_ASSIGN_OR_RETURN(problems, store.batches().ReadProblems(now.batch.batch_no, 1, 1));
    }
    if (now.batch.accepted.rows != 1) return absl::OkStatus();
    const Assessment& row = rows.front().value;
    LEVYBRIDGE_ASSIGN_OR_RETURN(found,
                                FindLink(store, call.party(), {row.fee_period, row.assessment_no}));
    return absl::OkStatus();
  };
  LEVYBRIDGE_ASSIGN_OR_RETURN(const usecases::FinishedBatch finished,
                              environment.intake.SubmitSingle(header, chunk, look));
  const domain::Batch& batch = finished.batch;
  const bool accepted = batch.accepted.rows == 1;
  if (!finished.replayed) environment.observer.BatchFinished(batch);
  LEVYBRIDGE_RETURN_IF_ERROR(Conflict(problems));
  response.set_accepted(accepted);
  response.set_replayed(finished.replayed);
  response.set_received_at_ms(batch.received_at.unix_ms);
  if (accepted) response.set_receipt_no(batch.receipt_no);
  for (const domain::RowProblems& row : problems) {
    for (const domain::Problem& problem : row.problems) {
      *response.add_problems() = ToWire(problem);
    }
  }
  if (rows.empty()) return absl::OkStatus();
  LEVYBRIDGE_RETURN_IF_ERROR(
      FillDecision(environment, rows.front().value, found ? &found->link : nullptr,
                   batch.header.business_date, *response.mutable_decision()));
  if (found && found->link.instruction != 0) {
    response.set_instruction_no(domain::InstructionNumber(found->link.instruction).ToString());
  }
  return absl::OkStatus();
}

// Whose assessments may be meant: the caller's, or for auditors those of every agency of the region
// asked for.
absl::StatusOr<std::vector<domain::PartyId>> AgenciesFor(Call& call, int32_t region) {
  const auto wanted = region == 0 ? std::optional(call.party().region) : RegionFromWire(region);
  if (!wanted) return InvalidField("region", "请给出六位行政区划代码", "six digits of a region");
  LEVYBRIDGE_RETURN_IF_ERROR(call.RequireRegion(*wanted));
  if (call.party().role == domain::Role::kAgency) return std::vector{call.party()};
  std::vector<domain::PartyId> agencies;
  const auto rules = call.environment().rules.Current();
  for (const auto& [id, party] : call.environment().parties()->parties()) {
    if (id.role == domain::Role::kAgency && rules->book.regions().Contains(*wanted, id.region)) {
      agencies.push_back(id);
    }
  }
  return agencies;
}

absl::Status GetOne(Call& call, const wire::GetAssessmentRequest& request,
                    wire::GetAssessmentResponse& response) {
  const auto number = domain::AssessmentNumber::Parse(request.assessment_no());
  if (!number) return InvalidField("assessment_no", "请给出核定单号", "an assessment number");
  const auto period = PeriodFromWire(request.fee_period());
  if (!period) return InvalidField("fee_period", "请给出所属期 yyyymm", "a month, yyyymm");
  LEVYBRIDGE_ASSIGN_OR_RETURN(const auto agencies, AgenciesFor(call, request.region()));
  std::optional<FoundAssessment> found;
  std::optional<Assessment> row;
  std::optional<domain::Batch> batch;
  LEVYBRIDGE_RETURN_IF_ERROR(
      call.environment().store.Read([&](const ports::Transaction& store) -> absl::Status {
        for (const domain::PartyId& agency : agencies) {
          LEVYBRIDGE_ASSIGN_OR_RETURN(found, FindLink(store, agency, {*period, *number}));
          if (!found) continue;
          LEVYBRIDGE_ASSIGN_OR_RETURN(row, ReadRow(store, found->link));
          LEVYBRIDGE_ASSIGN_OR_RETURN(batch, store.batches().FindByNumber(found->link.batch_no));
          return absl::OkStatus();
        }
        return absl::OkStatus();
      }));
  if (!found || !row || !batch) {
    return Refusal(absl::StatusCode::kNotFound, "ASSESSMENT_UNKNOWN",
                   {"没有该核定", "there is no such assessment"});
  }
  FillWire(*row, *response.mutable_assessment());
  LEVYBRIDGE_RETURN_IF_ERROR(FillDecision(call.environment(), *row, &found->link,
                                          batch->header.business_date,
                                          *response.mutable_decision()));
  response.set_state(found->link.live ? wire::ASSESSMENT_STATE_LIVE
                                      : wire::ASSESSMENT_STATE_SUPERSEDED);
  const std::string& batch_id = batch->header.batch_id.value();
  if (!batch_id.starts_with(kSinglePrefix)) response.set_batch_id(batch_id);
  if (found->link.instruction != 0) {
    response.add_instruction_nos(domain::InstructionNumber(found->link.instruction).ToString());
  }
  response.set_received_at_ms(batch->received_at.unix_ms);
  return absl::OkStatus();
}

}  // namespace

AssessmentService::AssessmentService(Environment& environment) : environment_(environment) {
  MarkMethodStreamed(
      MethodIndex<wire::SubmitAssessmentsRequest>("AssessmentService", "SubmitAssessments"),
      ServeBytes([this](grpc::ServerContext* context, ByteStream* stream) {
        return Submit(context, *stream);
      }));
}

grpc::Status AssessmentService::Submit(grpc::ServerContext* context, ByteStream& stream) {
  return HandleCall(*context, environment_, "assessment.v1.AssessmentService/SubmitAssessments",
                    [&](Call& call) {
                      AssessmentUpload upload(call, stream);
                      return RunUpload(call, upload);
                    });
}

grpc::Status AssessmentService::SubmitAssessment(grpc::ServerContext* context,
                                                 const wire::SubmitAssessmentRequest* request,
                                                 wire::SubmitAssessmentResponse* response) {
  return HandleCall(*context, environment_, "assessment.v1.AssessmentService/SubmitAssessment",
                    [&](Call& call) { return SubmitOne(call, *request, *response); });
}

grpc::Status AssessmentService::GetAssessment(grpc::ServerContext* context,
                                              const wire::GetAssessmentRequest* request,
                                              wire::GetAssessmentResponse* response) {
  return HandleCall(*context, environment_, "assessment.v1.AssessmentService/GetAssessment",
                    [&](Call& call) { return GetOne(call, *request, *response); });
}

}  // namespace levybridge::rpc
