#include "gateway/rpc/payment_service.h"

#include <algorithm>
#include <optional>

#include "gateway/rpc/overpayments.h"
#include "gateway/rpc/upload.h"
#include "gateway/usecases/status_macros.h"

namespace levybridge::rpc {
namespace {

constexpr int32_t kRowsPerMessage = 500;

using payment::v1::ListUnappliedPaymentsRequest;
using payment::v1::ListUnappliedPaymentsResponse;

payment::v1::UnappliedReason ReasonOf(const domain::PaymentLine& line) {
  return line.instruction_no ? payment::v1::UNAPPLIED_REASON_UNKNOWN_INSTRUCTION
                             : payment::v1::UNAPPLIED_REASON_NO_OBLIGATION;
}

void FillUnapplied(const domain::Payment& payment, payment::v1::UnappliedPayment& message) {
  FillWire(payment.line, *message.mutable_payment());
  const auto sum = payment.line.amounts.Sum();
  const auto reversed = payment.reversed.Sum();
  if (sum && reversed) message.set_unapplied_fen(sum->fen() - reversed->fen());
  message.set_reason(ReasonOf(payment.line));
}

// Unapplied payments, pooling area by pooling area; positions count what the caller may see.
class UnappliedList {
 public:
  UnappliedList(Call& call, const ListUnappliedPaymentsRequest& request,
                grpc::ServerWriter<ListUnappliedPaymentsResponse>& writer)
      : call_(call), request_(request), writer_(writer) {}

  absl::Status Run() {
    std::vector<domain::PoolingArea> areas;
    LEVYBRIDGE_RETURN_IF_ERROR(
        call_.environment().store.Read([&](const ports::Transaction& store) -> absl::Status {
          LEVYBRIDGE_ASSIGN_OR_RETURN(areas, store.obligations().PoolingAreas());
          return absl::OkStatus();
        }));
    // Money can wait in an area that has no obligation yet.
    const auto rules = call_.environment().rules.Current();
    areas.push_back(rules->book.regions().PoolingAreaOf(call_.party().region));
    std::sort(areas.begin(), areas.end());
    areas.erase(std::unique(areas.begin(), areas.end()), areas.end());
    for (const domain::PoolingArea& area : call_.VisibleAreas(areas)) {
      LEVYBRIDGE_RETURN_IF_ERROR(RunArea(area));
    }
    return absl::OkStatus();
  }

 private:
  absl::Status RunArea(domain::PoolingArea area) {
    std::optional<domain::PaymentKey> after;
    while (true) {
      std::vector<domain::Payment> page;
      LEVYBRIDGE_RETURN_IF_ERROR(
          call_.environment().store.Read([&](const ports::Transaction& store) -> absl::Status {
            LEVYBRIDGE_ASSIGN_OR_RETURN(
                page, store.payments().ListUnapplied(area, after, kRowsPerMessage));
            return absl::OkStatus();
          }));
      if (page.empty()) return absl::OkStatus();
      after = domain::PaymentKey{area, page.back().line.id};
      ListUnappliedPaymentsResponse response;
      for (const domain::Payment& payment : page) Add(payment, response);
      if (response.payments_size() > 0) {
        LEVYBRIDGE_RETURN_IF_ERROR(SendTo(call_, writer_, response));
      }
    }
  }

  void Add(const domain::Payment& payment, ListUnappliedPaymentsResponse& response) {
    if (!call_.MaySee(payment.line.region)) return;
    ++position_;
    if (position_ <= request_.after_position()) return;
    const bool same_unit =
        request_.unit_code().empty() ||
        (payment.line.unit_code && payment.line.unit_code->value() == request_.unit_code());
    if (!same_unit) return;
    payment::v1::UnappliedPayment& message = *response.add_payments();
    message.set_position(position_);
    FillUnapplied(payment, message);
  }

  Call& call_;
  const ListUnappliedPaymentsRequest& request_;
  grpc::ServerWriter<ListUnappliedPaymentsResponse>& writer_;
  uint64_t position_ = 0;
};

}  // namespace

grpc::Status PaymentService::SubmitPayments(
    grpc::ServerContext* context,
    grpc::ServerReaderWriter<payment::v1::SubmitPaymentsResponse,
                             payment::v1::SubmitPaymentsRequest>* stream) {
  using Upload =
      TypedUpload<domain::PaymentLine, std::remove_pointer_t<decltype(stream)>,
                  payment::v1::SubmitPaymentsRequest, payment::v1::SubmitPaymentsResponse>;
  return HandleCall(*context, environment_, "payment.v1.PaymentService/SubmitPayments",
                    [&](Call& call) {
                      Upload upload(call, *stream, domain::BatchKind::kPayments);
                      return RunUpload(call, upload);
                    });
}

grpc::Status PaymentService::SubmitLateFees(
    grpc::ServerContext* context,
    grpc::ServerReaderWriter<payment::v1::SubmitLateFeesResponse,
                             payment::v1::SubmitLateFeesRequest>* stream) {
  using Upload =
      TypedUpload<domain::LateFeeCorrection, std::remove_pointer_t<decltype(stream)>,
                  payment::v1::SubmitLateFeesRequest, payment::v1::SubmitLateFeesResponse>;
  return HandleCall(*context, environment_, "payment.v1.PaymentService/SubmitLateFees",
                    [&](Call& call) {
                      Upload upload(call, *stream, domain::BatchKind::kLateFees);
                      return RunUpload(call, upload);
                    });
}

grpc::Status PaymentService::SubmitTreasuryRefunds(
    grpc::ServerContext* context,
    grpc::ServerReaderWriter<payment::v1::SubmitTreasuryRefundsResponse,
                             payment::v1::SubmitTreasuryRefundsRequest>* stream) {
  using Upload = TypedUpload<domain::TreasuryRefund, std::remove_pointer_t<decltype(stream)>,
                             payment::v1::SubmitTreasuryRefundsRequest,
                             payment::v1::SubmitTreasuryRefundsResponse>;
  return HandleCall(*context, environment_, "payment.v1.PaymentService/SubmitTreasuryRefunds",
                    [&](Call& call) {
                      Upload upload(call, *stream, domain::BatchKind::kTreasuryRefunds);
                      return RunUpload(call, upload);
                    });
}

grpc::Status PaymentService::ListUnappliedPayments(
    grpc::ServerContext* context, const ListUnappliedPaymentsRequest* request,
    grpc::ServerWriter<ListUnappliedPaymentsResponse>* writer) {
  return HandleCall(*context, environment_, "payment.v1.PaymentService/ListUnappliedPayments",
                    [&](Call& call) { return UnappliedList(call, *request, *writer).Run(); });
}

grpc::Status PaymentService::ListOverpayments(
    grpc::ServerContext* context, const payment::v1::ListOverpaymentsRequest* request,
    grpc::ServerWriter<payment::v1::ListOverpaymentsResponse>* writer) {
  return HandleCall(*context, environment_, "payment.v1.PaymentService/ListOverpayments",
                    [&](Call& call) { return rpc::ListOverpayments(call, *request, *writer); });
}

grpc::Status PaymentService::ChooseOverpaymentUse(
    grpc::ServerContext* context, const payment::v1::ChooseOverpaymentUseRequest* request,
    payment::v1::ChooseOverpaymentUseResponse* response) {
  return HandleCall(
      *context, environment_, "payment.v1.PaymentService/ChooseOverpaymentUse",
      [&](Call& call) { return rpc::ChooseOverpaymentUse(call, *request, *response); });
}

}  // namespace levybridge::rpc
