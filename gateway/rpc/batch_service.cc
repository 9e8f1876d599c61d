#include "gateway/rpc/batch_service.h"

#include <charconv>
#include <optional>
#include <string>

#include "gateway/rpc/convert_batch.h"
#include "gateway/usecases/refusal.h"
#include "gateway/usecases/status_macros.h"

namespace levybridge::rpc {
namespace {

constexpr int32_t kProblemRows = 500;
constexpr int32_t kDefaultPage = 100;
constexpr int32_t kLargestPage = 500;

absl::Status BatchUnknown() {
  return usecases::Refusal(absl::StatusCode::kNotFound, "BATCH_UNKNOWN",
                           {"没有该批次", "there is no such batch"});
}

// Whose batch is asked for: the caller's, or for auditors that of a party in their region.
absl::StatusOr<domain::PartyId> OwnerOf(const Call& call, const std::string& party) {
  if (party.empty()) return call.party();
  const std::optional<domain::PartyId> owner = domain::PartyId::ParseUri(party);
  if (!owner) return InvalidField("party", "应为参与方 URN", "a party URN");
  if (*owner == call.party()) return *owner;
  if (call.party().role != domain::Role::kAuditor) return BatchUnknown();
  LEVYBRIDGE_RETURN_IF_ERROR(call.RequireRegion(owner->region));
  return *owner;
}

absl::StatusOr<domain::Batch> FindBatch(Call& call, int kind, const std::string& batch_id,
                                        const std::string& party) {
  LEVYBRIDGE_ASSIGN_OR_RETURN(const domain::BatchKind wanted, BatchKindFromWire(kind));
  LEVYBRIDGE_ASSIGN_OR_RETURN(const domain::BatchId id, BatchIdFromWire(batch_id));
  LEVYBRIDGE_ASSIGN_OR_RETURN(const domain::PartyId owner, OwnerOf(call, party));
  call.set_batch_id(batch_id);
  std::optional<domain::Batch> batch;
  LEVYBRIDGE_RETURN_IF_ERROR(
      call.environment().store.Read([&](const ports::Transaction& store) -> absl::Status {
        LEVYBRIDGE_ASSIGN_OR_RETURN(batch, store.batches().Find(wanted, owner, id));
        return absl::OkStatus();
      }));
  if (!batch) return BatchUnknown();
  return *std::move(batch);
}

absl::StatusOr<int64_t> PageTokenFromWire(const std::string& token) {
  int64_t before = 0;
  if (token.empty()) return before;
  const char* end = token.data() + token.size();
  const auto [at, error] = std::from_chars(token.data(), end, before);
  if (error == std::errc() && at == end && before > 0) return before;
  return usecases::Refusal(absl::StatusCode::kInvalidArgument, "INVALID_PAGE_TOKEN",
                           {"翻页标记不是上一页给出的", "not the token of a previous page"});
}

bool Wanted(const domain::Batch& batch, const std::optional<domain::CivilDate>& from,
            const std::optional<domain::CivilDate>& to) {
  return (!from || batch.header.business_date >= *from) &&
         (!to || batch.header.business_date <= *to);
}

absl::Status FillPage(Call& call, const common::v1::ListBatchesRequest& request,
                      common::v1::ListBatchesResponse& response) {
  ports::BatchFilter filter;
  if (request.kind() != 0) {
    LEVYBRIDGE_ASSIGN_OR_RETURN(filter.kind, BatchKindFromWire(request.kind()));
  }
  const bool auditor = call.party().role == domain::Role::kAuditor;
  if (!auditor) filter.party = call.party();
  LEVYBRIDGE_ASSIGN_OR_RETURN(filter.before_batch_no, PageTokenFromWire(request.page_token()));
  const int32_t size = request.page_size() == 0 ? kDefaultPage : request.page_size();
  if (size < 1 || size > kLargestPage) return InvalidField("page_size", "1 至 500", "1 to 500");
  filter.limit = size;
  const auto from = DateFromWire(request.from_on());
  const auto to = DateFromWire(request.to_on());
  while (response.batches_size() < size) {
    std::vector<domain::Batch> page;
    LEVYBRIDGE_RETURN_IF_ERROR(
        call.environment().store.Read([&](const ports::Transaction& store) -> absl::Status {
          LEVYBRIDGE_ASSIGN_OR_RETURN(page, store.batches().List(filter));
          return absl::OkStatus();
        }));
    for (const domain::Batch& batch : page) {
      filter.before_batch_no = batch.batch_no;
      if (!Wanted(batch, from, to) || !call.MaySee(batch.header.party.region)) continue;
      common::v1::BatchSummary& summary = *response.add_batches();
      *summary.mutable_receipt() = ReceiptToWire(batch, false);
      summary.set_party(batch.header.party.ToUri());
      if (response.batches_size() == size) break;
    }
    if (static_cast<int32_t>(page.size()) < filter.limit) return absl::OkStatus();
  }
  response.set_next_page_token(std::to_string(filter.before_batch_no));
  return absl::OkStatus();
}

absl::Status SendProblems(Call& call, const common::v1::ListRowProblemsRequest& request,
                          grpc::ServerWriter<common::v1::ListRowProblemsResponse>& writer) {
  LEVYBRIDGE_ASSIGN_OR_RETURN(const domain::Batch batch,
                              FindBatch(call, request.kind(), request.batch_id(), request.party()));
  if (batch.state == domain::BatchState::kReceiving ||
      batch.state == domain::BatchState::kReceived) {
    return usecases::Refusal(absl::StatusCode::kFailedPrecondition, "BATCH_NOT_FINISHED",
                             {"该批次尚未处理完", "the batch is still being worked off"});
  }
  auto from_row = static_cast<int64_t>(
      std::min<uint64_t>(request.from_row(), static_cast<uint64_t>(domain::Money::kMaxFen)));
  while (true) {
    std::vector<domain::RowProblems> rows;
    LEVYBRIDGE_RETURN_IF_ERROR(
        call.environment().store.Read([&](const ports::Transaction& store) -> absl::Status {
          LEVYBRIDGE_ASSIGN_OR_RETURN(
              rows, store.batches().ReadProblems(batch.batch_no, from_row, kProblemRows));
          return absl::OkStatus();
        }));
    if (rows.empty()) return absl::OkStatus();
    from_row = rows.back().row + 1;
    common::v1::ListRowProblemsResponse response;
    for (const domain::RowProblems& row : rows) {
      if (request.rejected_only() && !domain::RefusesRow(row.problems)) continue;
      *response.add_rows() = ToWire(row);
    }
    if (response.rows_size() == 0) continue;
    LEVYBRIDGE_RETURN_IF_ERROR(SendTo(call, writer, response));
  }
}

}  // namespace

grpc::Status BatchService::GetBatch(grpc::ServerContext* context,
                                    const common::v1::GetBatchRequest* request,
                                    common::v1::GetBatchResponse* response) {
  return HandleCall(*context, environment_, "common.v1.BatchService/GetBatch",
                    [&](Call& call) -> absl::Status {
                      LEVYBRIDGE_ASSIGN_OR_RETURN(
                          const domain::Batch batch,
                          FindBatch(call, request->kind(), request->batch_id(), request->party()));
                      *response->mutable_receipt() = ReceiptToWire(batch, false);
                      return absl::OkStatus();
                    });
}

grpc::Status BatchService::ListBatches(grpc::ServerContext* context,
                                       const common::v1::ListBatchesRequest* request,
                                       common::v1::ListBatchesResponse* response) {
  return HandleCall(*context, environment_, "common.v1.BatchService/ListBatches",
                    [&](Call& call) { return FillPage(call, *request, *response); });
}

grpc::Status BatchService::ListRowProblems(
    grpc::ServerContext* context, const common::v1::ListRowProblemsRequest* request,
    grpc::ServerWriter<common::v1::ListRowProblemsResponse>* writer) {
  return HandleCall(*context, environment_, "common.v1.BatchService/ListRowProblems",
                    [&](Call& call) { return SendProblems(call, *request, *writer); });
}

}  // namespace levybridge::rpc
