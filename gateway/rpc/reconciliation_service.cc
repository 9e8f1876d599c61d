#include "gateway/rpc/reconciliation_service.h"

#include <map>
#include <optional>

#include "gateway/rpc/convert_month.h"
#include "gateway/rpc/upload.h"
#include "gateway/usecases/refusal.h"
#include "gateway/usecases/status_macros.h"

namespace levybridge::rpc {
namespace {

namespace wire = reconciliation::v1;

constexpr int32_t kDifferencesPerMessage = 500;
constexpr int kLinesPerMessage = 2000;
constexpr size_t kMaxSignatoryCharacters = 100;

using domain::AccountingMonth;
using domain::MonthRecord;
using domain::PoolingArea;

struct MonthName {
  PoolingArea pooling_area;
  AccountingMonth month;
};

absl::StatusOr<AccountingMonth> RequiredMonth(int32_t yyyymm) {
  const auto month = MonthFromWire(yyyymm);
  if (!month) return InvalidField("month", "请给出月份 yyyymm", "a month, yyyymm");
  return *month;
}

template <class Request>
absl::StatusOr<MonthName> WholeMonth(const Call& call, const Request& request) {
  LEVYBRIDGE_ASSIGN_OR_RETURN(const AccountingMonth month, RequiredMonth(request.month()));
  LEVYBRIDGE_ASSIGN_OR_RETURN(const PoolingArea area, call.WholePoolingArea(request.region()));
  return MonthName{area, month};
}

absl::StatusOr<domain::Sha256Digest> RequiredDigest(const std::string& bytes) {
  const auto digest = domain::Sha256Digest::FromBytes(bytes);
  if (!digest) {
    return InvalidField("totals_digest", "应为所见合计的 32 字节摘要",
                        "the 32 bytes of the totals that were seen");
  }
  return *digest;
}

absl::StatusOr<std::string> BatchIdOf(const ports::Transaction& store, int64_t batch_no) {
  if (batch_no == 0) return std::string();
  LEVYBRIDGE_ASSIGN_OR_RETURN(const auto batch, store.batches().FindByNumber(batch_no));
  return batch ? batch->header.batch_id.value() : std::string();
}

// The counts by category of the comparison in force.
absl::Status CountDifferences(Environment& environment, const MonthRecord& record,
                              MonthContext& context) {
  if (record.comparison_no == 0) return absl::OkStatus();
  std::map<domain::DifferenceCategory, int64_t> counts;
  int64_t offset = 0;
  while (offset < record.differences) {
    LEVYBRIDGE_ASSIGN_OR_RETURN(
        const auto page, environment.signing.Differences(record.pooling_area, record.month, offset,
                                                         kDifferencesPerMessage));
    if (page.empty()) break;
    offset += static_cast<int64_t>(page.size());
    for (const domain::Difference& difference : page) ++counts[difference.category];
  }
  context.counts.assign(counts.begin(), counts.end());
  return absl::OkStatus();
}

absl::StatusOr<wire::Month> Describe(Environment& environment, const MonthRecord& record) {
  MonthContext context;
  LEVYBRIDGE_RETURN_IF_ERROR(
      environment.store.Read([&](const ports::Transaction& store) -> absl::Status {
        LEVYBRIDGE_ASSIGN_OR_RETURN(context.agency_batch_id, BatchIdOf(store, record.agency_batch));
        LEVYBRIDGE_ASSIGN_OR_RETURN(context.tax_batch_id, BatchIdOf(store, record.tax_batch));
        return absl::OkStatus();
      }));
  LEVYBRIDGE_RETURN_IF_ERROR(CountDifferences(environment, record, context));
  return MonthToWire(record, context);
}

using StatementStream =
    grpc::ServerReaderWriter<wire::SubmitStatementResponse, wire::SubmitStatementRequest>;

class StatementUpload final
    : public TypedUpload<domain::StatementLine, StatementStream, wire::SubmitStatementRequest,
                         wire::SubmitStatementResponse> {
 public:
  StatementUpload(Call& call, StatementStream& stream)
      : TypedUpload(call, stream, domain::BatchKind::kStatement) {}

  absl::StatusOr<domain::BatchHeader> Header() override {
    LEVYBRIDGE_ASSIGN_OR_RETURN(domain::BatchHeader header, TypedUpload::Header());
    if (!request().has_scope() || !request().has_totals()) {
      return usecases::Refusal(absl::StatusCode::kInvalidArgument, "SCOPE_MISSING",
                               {"对账单须注明月份、统筹区与合计",
                                "a statement states its month, pooling area and totals"});
    }
    LEVYBRIDGE_ASSIGN_OR_RETURN(const PoolingArea area,
                                call().WholePoolingArea(request().scope().region()));
    const auto side = call().party().role == domain::Role::kTax ? domain::StatementSide::kTax
                                                                : domain::StatementSide::kAgency;
    LEVYBRIDGE_ASSIGN_OR_RETURN(
        header.statement, StatementHeaderFromWire(request().scope(), request().totals(), side));
    header.statement->pooling_area = area;
    return header;
  }
};

absl::Status Sign(Call& call, const MonthName& name, usecases::Signature signature,
                  wire::Month& message, bool& replayed) {
  Environment& environment = call.environment();
  LEVYBRIDGE_ASSIGN_OR_RETURN(const MonthRecord before,
                              environment.signing.Show(name.pooling_area, name.month));
  const auto& mine = call.party().role == domain::Role::kAgency ? before.by_agency : before.by_tax;
  const bool refused = signature.refused;
  const bool same_digest = before.compared_at && before.digest == signature.digest;
  LEVYBRIDGE_ASSIGN_OR_RETURN(const MonthRecord record, environment.signing.Confirm(signature));
  replayed = same_digest && mine && mine->refused == refused;
  LEVYBRIDGE_ASSIGN_OR_RETURN(message, Describe(environment, record));
  return absl::OkStatus();
}

absl::Status Close(Call& call, const wire::CloseMonthRequest& request,
                   wire::CloseMonthResponse& response) {
  LEVYBRIDGE_ASSIGN_OR_RETURN(const MonthName name, WholeMonth(call, request));
  LEVYBRIDGE_ASSIGN_OR_RETURN(const auto digest, RequiredDigest(request.totals_digest()));
  Environment& environment = call.environment();
  LEVYBRIDGE_ASSIGN_OR_RETURN(const MonthRecord before,
                              environment.signing.Show(name.pooling_area, name.month));
  if (before.compared_at && before.digest != digest) {
    return usecases::Refusal(
        absl::StatusCode::kFailedPrecondition, "TOTALS_CHANGED",
        {"合计已变动，请重新查看后再关账", "the totals are not those that were seen; look again"},
        {{"totals_digest", before.digest.ToHex()}});
  }
  LEVYBRIDGE_ASSIGN_OR_RETURN(const MonthRecord record,
                              environment.signing.Close(name.pooling_area, name.month));
  response.set_replayed(before.state == domain::MonthState::kClosed);
  LEVYBRIDGE_ASSIGN_OR_RETURN(*response.mutable_month(), Describe(environment, record));
  return absl::OkStatus();
}

absl::Status SendDifferences(Call& call, const wire::ListDifferencesRequest& request,
                             grpc::ServerWriter<wire::ListDifferencesResponse>& writer) {
  LEVYBRIDGE_ASSIGN_OR_RETURN(const AccountingMonth month, RequiredMonth(request.month()));
  LEVYBRIDGE_ASSIGN_OR_RETURN(const PoolingArea area, call.PoolingAreaFor(request.region()));
  const auto region = *RegionFromWire(request.region());
  const auto rules = call.environment().rules.Current();
  usecases::MonthSigning& signing = call.environment().signing;
  LEVYBRIDGE_ASSIGN_OR_RETURN(const MonthRecord record, signing.Show(area, month));
  auto offset = static_cast<int64_t>(
      std::min<uint64_t>(request.after_position(), static_cast<uint64_t>(domain::Money::kMaxFen)));
  while (true) {
    LEVYBRIDGE_ASSIGN_OR_RETURN(const auto page,
                                signing.Differences(area, month, offset, kDifferencesPerMessage));
    if (page.empty()) return absl::OkStatus();
    wire::ListDifferencesResponse response;
    for (const domain::Difference& difference : page) {
      ++offset;
      const bool wanted =
          rules->book.regions().Contains(region, difference.region) &&
          (request.category() == 0 ||
           static_cast<int>(difference.category) == static_cast<int>(request.category())) &&
          (request.unit_code().empty() || difference.key.unit_code.value() == request.unit_code());
      if (!wanted) continue;
      FillWire(difference, record, static_cast<uint64_t>(offset), *response.add_differences());
    }
    if (response.differences_size() == 0) continue;
    LEVYBRIDGE_RETURN_IF_ERROR(SendTo(call, writer, response));
  }
}

absl::Status SendLedgerLines(Call& call, const wire::ExportMonthRequest& request,
                             grpc::ServerWriter<wire::ExportMonthResponse>& writer) {
  LEVYBRIDGE_ASSIGN_OR_RETURN(const AccountingMonth month, RequiredMonth(request.month()));
  LEVYBRIDGE_ASSIGN_OR_RETURN(const PoolingArea area, call.PoolingAreaFor(request.region()));
  const auto region = *RegionFromWire(request.region());
  const auto rules = call.environment().rules.Current();
  LEVYBRIDGE_ASSIGN_OR_RETURN(const MonthRecord record,
                              call.environment().signing.Show(area, month));
  if (!record.compared_at) {
    return usecases::Refusal(absl::StatusCode::kFailedPrecondition, "MONTH_NOT_COMPARED",
                             {"该月尚未比对", "the month is not compared yet"});
  }
  std::optional<domain::ObligationKey> after;
  uint64_t row = 0;
  for (bool at_end = false; !at_end;) {
    wire::ExportMonthResponse response;
    int looked_at = 0;
    LEVYBRIDGE_RETURN_IF_ERROR(
        call.environment().store.Read([&](const ports::Transaction& store) -> absl::Status {
          looked_at = 0;
          return store.obligations().Scan(area, after, [&](const domain::Obligation& obligation) {
            after = obligation.key;
            const auto line = domain::LedgerLine(obligation, month);
            if (line && rules->book.regions().Contains(region, line->region) &&
                ++row > request.after_row()) {
              wire::StatementLine& message = *response.add_lines();
              message.set_row(row);
              FillWire(*line, message);
            }
            return ++looked_at < kLinesPerMessage;
          });
        }));
    at_end = looked_at < kLinesPerMessage;
    if (response.lines_size() == 0) continue;
    LEVYBRIDGE_RETURN_IF_ERROR(SendTo(call, writer, response));
  }
  return absl::OkStatus();
}

}  // namespace

grpc::Status ReconciliationService::SubmitStatement(grpc::ServerContext* context,
                                                    StatementStream* stream) {
  return HandleCall(*context, environment_,
                    "reconciliation.v1.ReconciliationService/SubmitStatement", [&](Call& call) {
                      StatementUpload upload(call, *stream);
                      return RunUpload(call, upload);
                    });
}

grpc::Status ReconciliationService::CompareMonth(grpc::ServerContext* context,
                                                 const wire::CompareMonthRequest* request,
                                                 wire::CompareMonthResponse* response) {
  return HandleCall(
      *context, environment_, "reconciliation.v1.ReconciliationService/CompareMonth",
      [&](Call& call) -> absl::Status {
        LEVYBRIDGE_ASSIGN_OR_RETURN(const MonthName name, WholeMonth(call, *request));
        LEVYBRIDGE_ASSIGN_OR_RETURN(const MonthRecord before,
                                    environment_.signing.Show(name.pooling_area, name.month));
        LEVYBRIDGE_ASSIGN_OR_RETURN(const MonthRecord record,
                                    environment_.comparison.Compare(name.pooling_area, name.month));
        response->set_replayed(before.comparison_no != 0 &&
                               before.comparison_no == record.comparison_no);
        LEVYBRIDGE_ASSIGN_OR_RETURN(*response->mutable_month(), Describe(environment_, record));
        return absl::OkStatus();
      });
}

grpc::Status ReconciliationService::GetMonth(grpc::ServerContext* context,
                                             const wire::GetMonthRequest* request,
                                             wire::GetMonthResponse* response) {
  return HandleCall(
      *context, environment_, "reconciliation.v1.ReconciliationService/GetMonth",
      [&](Call& call) -> absl::Status {
        LEVYBRIDGE_ASSIGN_OR_RETURN(const MonthName name, WholeMonth(call, *request));
        LEVYBRIDGE_ASSIGN_OR_RETURN(const MonthRecord record,
                                    environment_.signing.Show(name.pooling_area, name.month));
        LEVYBRIDGE_ASSIGN_OR_RETURN(*response->mutable_month(), Describe(environment_, record));
        return absl::OkStatus();
      });
}

grpc::Status ReconciliationService::ListDifferences(
    grpc::ServerContext* context, const wire::ListDifferencesRequest* request,
    grpc::ServerWriter<wire::ListDifferencesResponse>* writer) {
  return HandleCall(*context, environment_,
                    "reconciliation.v1.ReconciliationService/ListDifferences",
                    [&](Call& call) { return SendDifferences(call, *request, *writer); });
}

grpc::Status ReconciliationService::ConfirmMonth(grpc::ServerContext* context,
                                                 const wire::ConfirmMonthRequest* request,
                                                 wire::ConfirmMonthResponse* response) {
  return HandleCall(
      *context, environment_, "reconciliation.v1.ReconciliationService/ConfirmMonth",
      [&](Call& call) -> absl::Status {
        LEVYBRIDGE_ASSIGN_OR_RETURN(const MonthName name, WholeMonth(call, *request));
        LEVYBRIDGE_ASSIGN_OR_RETURN(const auto digest, RequiredDigest(request->totals_digest()));
        const std::string& signatory = request->signatory();
        if (!domain::IsCleanText(signatory) ||
            domain::CountCodePoints(signatory) > kMaxSignatoryCharacters) {
          return InvalidField("signatory", "签字人最多 100 字、不含控制字符",
                              "at most 100 characters without control characters");
        }
        bool replayed = false;
        LEVYBRIDGE_RETURN_IF_ERROR(Sign(
            call, name, {call.party(), name.pooling_area, name.month, digest, false, {}, signatory},
            *response->mutable_month(), replayed));
        response->set_replayed(replayed);
        return absl::OkStatus();
      });
}

grpc::Status ReconciliationService::RefuseMonth(grpc::ServerContext* context,
                                                const wire::RefuseMonthRequest* request,
                                                wire::RefuseMonthResponse* response) {
  return HandleCall(
      *context, environment_, "reconciliation.v1.ReconciliationService/RefuseMonth",
      [&](Call& call) -> absl::Status {
        LEVYBRIDGE_ASSIGN_OR_RETURN(const MonthName name, WholeMonth(call, *request));
        LEVYBRIDGE_ASSIGN_OR_RETURN(const auto digest, RequiredDigest(request->totals_digest()));
        const std::string& reason = request->reason();
        if (reason.size() > 1000 || (!reason.empty() && !domain::IsCleanText(reason))) {
          return InvalidField("reason", "理由最多 1000 字节、不含控制字符",
                              "at most 1000 bytes without control characters");
        }
        bool replayed = false;
        LEVYBRIDGE_RETURN_IF_ERROR(Sign(
            call, name, {call.party(), name.pooling_area, name.month, digest, true, reason, {}},
            *response->mutable_month(), replayed));
        response->set_replayed(replayed);
        return absl::OkStatus();
      });
}

grpc::Status ReconciliationService::CloseMonth(grpc::ServerContext* context,
                                               const wire::CloseMonthRequest* request,
                                               wire::CloseMonthResponse* response) {
  return HandleCall(*context, environment_, "reconciliation.v1.ReconciliationService/CloseMonth",
                    [&](Call& call) { return Close(call, *request, *response); });
}

grpc::Status ReconciliationService::ExportMonth(
    grpc::ServerContext* context, const wire::ExportMonthRequest* request,
    grpc::ServerWriter<wire::ExportMonthResponse>* writer) {
  return HandleCall(*context, environment_, "reconciliation.v1.ReconciliationService/ExportMonth",
                    [&](Call& call) { return SendLedgerLines(call, *request, *writer); });
}

}  // namespace levybridge::rpc
