#include "gateway/rpc/payment_service.h"

#include <algorithm>
#include <optional>

#include "gateway/rpc/upload.h"
#include "gateway/usecases/status_macros.h"

namespace levybridge::rpc {
namespace {

constexpr int32_t kRowsPerMessage = 500;
constexpr int kObligationsPerRead = 5000;

using payment::v1::ListOverpaymentsRequest;
using payment::v1::ListOverpaymentsResponse;
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

// Overpaid components, obligation by obligation, read a bounded number at a time.
class OverpaymentList {
 public:
  OverpaymentList(Call& call, const ListOverpaymentsRequest& request,
                  grpc::ServerWriter<ListOverpaymentsResponse>& writer)
      : call_(call), request_(request), writer_(writer) {}

  absl::Status Run() {
    std::vector<domain::PoolingArea> areas;
    LEVYBRIDGE_RETURN_IF_ERROR(
        call_.environment().store.Read([&](const ports::Transaction& store) -> absl::Status {
          LEVYBRIDGE_ASSIGN_OR_RETURN(areas, store.obligations().PoolingAreas());
          return absl::OkStatus();
        }));
    for (const domain::PoolingArea& area : call_.VisibleAreas(areas)) {
      LEVYBRIDGE_RETURN_IF_ERROR(RunArea(area));
    }
    return Flush();
  }

 private:
  absl::Status RunArea(domain::PoolingArea area) {
    std::optional<domain::ObligationKey> after;
    for (bool at_end = false; !at_end;) {
      int looked_at = 0;
      LEVYBRIDGE_RETURN_IF_ERROR(
          call_.environment().store.Read([&](const ports::Transaction& store) -> absl::Status {
            looked_at = 0;
            return store.obligations().Scan(area, after, [&](const domain::Obligation& found) {
              after = found.key;
              Add(found);
              return ++looked_at < kObligationsPerRead;
            });
          }));
      at_end = looked_at < kObligationsPerRead;
      if (response_.overpayments_size() >= kRowsPerMessage) LEVYBRIDGE_RETURN_IF_ERROR(Flush());
    }
    return absl::OkStatus();
  }

  bool Wanted(const domain::Obligation& obligation) const {
    const int32_t period = ToWire(obligation.key.fee_period);
    return call_.MaySee(obligation.region) &&
           (request_.unit_code().empty() ||
            obligation.key.unit_code.value() == request_.unit_code()) &&
           (request_.from_fee_period() == 0 || period >= request_.from_fee_period()) &&
           (request_.to_fee_period() == 0 || period <= request_.to_fee_period());
  }

  void Add(const domain::Obligation& obligation) {
    if (!Wanted(obligation)) return;
    for (const domain::Component component : domain::kAllComponents) {
      const domain::ComponentBalance& balance = obligation.balance(component);
      const domain::Money overpaid = balance.Overpaid();
      if (overpaid.IsZero() || ++position_ <= request_.after_position()) continue;
      payment::v1::Overpayment& message = *response_.add_overpayments();
      message.set_position(position_);
      message.set_unit_code(obligation.key.unit_code.value());
      message.set_region(ToWire(obligation.region));
      message.set_insurance_type(ToWire(obligation.key.insurance_type));
      message.set_fee_period(ToWire(obligation.key.fee_period));
      message.set_component(ToWire(component));
      message.set_due_fen(balance.due.fen());
      message.set_collected_fen(balance.collected.fen());
      message.set_overpaid_fen(overpaid.fen());
      message.set_refundable_fen(std::max<int64_t>(0, overpaid.fen() - balance.unbooked.fen()));
    }
  }

  absl::Status Flush() {
    // At most 500 to a message, however many one read brought.
    for (int begin = 0; begin < response_.overpayments_size(); begin += kRowsPerMessage) {
      ListOverpaymentsResponse part;
      const int end = std::min(response_.overpayments_size(), begin + kRowsPerMessage);
      for (int i = begin; i < end; ++i) *part.add_overpayments() = response_.overpayments(i);
      LEVYBRIDGE_RETURN_IF_ERROR(SendTo(call_, writer_, part));
    }
    response_.Clear();
    return absl::OkStatus();
  }

  Call& call_;
  const ListOverpaymentsRequest& request_;
  grpc::ServerWriter<ListOverpaymentsResponse>& writer_;
  ListOverpaymentsResponse response_;
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

grpc::Status PaymentService::ListUnappliedPayments(
    grpc::ServerContext* context, const ListUnappliedPaymentsRequest* request,
    grpc::ServerWriter<ListUnappliedPaymentsResponse>* writer) {
  return HandleCall(*context, environment_, "payment.v1.PaymentService/ListUnappliedPayments",
                    [&](Call& call) { return UnappliedList(call, *request, *writer).Run(); });
}

grpc::Status PaymentService::ListOverpayments(
    grpc::ServerContext* context, const ListOverpaymentsRequest* request,
    grpc::ServerWriter<ListOverpaymentsResponse>* writer) {
  return HandleCall(*context, environment_, "payment.v1.PaymentService/ListOverpayments",
                    [&](Call& call) { return OverpaymentList(call, *request, *writer).Run(); });
}

}  // namespace levybridge::rpc
