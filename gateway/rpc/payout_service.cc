#include "gateway/rpc/payout_service.h"

#include <algorithm>
#include <cstdint>

#include "gateway/rpc/convert_refunds.h"
#include "gateway/rpc/upload.h"
#include "gateway/usecases/deliver_payouts.h"
#include "gateway/usecases/status_macros.h"

namespace levybridge::rpc {
namespace {

namespace wire = refund::v1;

using usecases::PayoutDelivery;

PayoutDelivery DeliveryOf(Call& call) {
  return {call.environment().store, call.environment().rules, call.environment().clock};
}

// Positions beyond 63 bits were never told to anybody.
int64_t Bounded(uint64_t number) {
  return static_cast<int64_t>(std::min<uint64_t>(number, INT64_MAX));
}

wire::PullPayoutsResponse ResponseOf(const usecases::PayoutPage& page) {
  wire::PullPayoutsResponse response;
  for (const usecases::FetchedPayout& payout : page.payouts) {
    FillWire(payout.order, payout.sequence, *response.add_orders());
  }
  if (page.batch) {
    response.set_batch_id(page.batch->batch_id.value());
    response.set_paying_region(ToWire(page.batch->paying_unit));
  }
  response.set_batch_payouts(static_cast<uint64_t>(page.batch_payouts));
  response.set_batch_fen(ToWire(page.batch_total));
  return response;
}

// Each page is numbered durably before it is sent, and no transaction is open while the peer is
// waited for.
absl::Status Pull(Call& call, const wire::PullPayoutsRequest& request,
                  grpc::ServerWriter<wire::PullPayoutsResponse>& writer) {
  PayoutDelivery delivery = DeliveryOf(call);
  int64_t after = Bounded(request.after_sequence());
  if (!request.has_after_sequence()) {
    LEVYBRIDGE_ASSIGN_OR_RETURN(after, delivery.AcknowledgedPosition(call.party()));
  }
  int64_t left = request.max_rows() == 0 ? INT64_MAX : Bounded(request.max_rows());
  while (left > 0) {
    const auto limit =
        static_cast<int32_t>(std::min<int64_t>(left, PayoutDelivery::kPayoutsPerPage));
    LEVYBRIDGE_ASSIGN_OR_RETURN(const usecases::PayoutPage page,
                                delivery.Next(call.party(), after, limit));
    if (page.payouts.empty()) return absl::OkStatus();
    LEVYBRIDGE_RETURN_IF_ERROR(SendTo(call, writer, ResponseOf(page)));
    after = page.payouts.back().sequence;
    left -= std::ssize(page.payouts);
  }
  return absl::OkStatus();
}

using ResultStream =
    grpc::ServerReaderWriter<wire::SubmitPayoutResultsResponse, wire::SubmitPayoutResultsRequest>;

// The totals that the bank's own file states travel with the trailer.
class PayoutResultUpload final
    : public TypedUpload<domain::PayoutReport, ResultStream, wire::SubmitPayoutResultsRequest,
                         wire::SubmitPayoutResultsResponse> {
 public:
  PayoutResultUpload(Call& call, ResultStream& stream)
      : TypedUpload(call, stream, domain::BatchKind::kPayoutResults) {}

  absl::StatusOr<usecases::BatchTrailer> Trailer() override {
    LEVYBRIDGE_ASSIGN_OR_RETURN(usecases::BatchTrailer trailer, TypedUpload::Trailer());
    if (!request().has_totals()) return trailer;
    const wire::PayoutResultTotals& totals = request().totals();
    if (totals.entries() > static_cast<uint64_t>(domain::Money::kMaxFen) || totals.fen() < 0) {
      return InvalidField("totals", "应为笔数与不小于零的合计",
                          "a number of entries and their sum, not below zero");
    }
    trailer.stated = domain::RowTally{static_cast<int64_t>(totals.entries()),
                                      domain::MoneySum::FromFen(totals.fen())};
    return trailer;
  }
};

}  // namespace

grpc::Status PayoutService::PullPayouts(grpc::ServerContext* context,
                                        const wire::PullPayoutsRequest* request,
                                        grpc::ServerWriter<wire::PullPayoutsResponse>* writer) {
  return HandleCall(*context, environment_, "refund.v1.PayoutService/PullPayouts",
                    [&](Call& call) { return Pull(call, *request, *writer); });
}

grpc::Status PayoutService::AcknowledgePayouts(grpc::ServerContext* context,
                                               const wire::AcknowledgePayoutsRequest* request,
                                               wire::AcknowledgePayoutsResponse* response) {
  return HandleCall(
      *context, environment_, "refund.v1.PayoutService/AcknowledgePayouts",
      [&](Call& call) -> absl::Status {
        LEVYBRIDGE_ASSIGN_OR_RETURN(
            const int64_t position,
            DeliveryOf(call).Acknowledge(call.party(), Bounded(request->through_sequence())));
        response->set_acknowledged_sequence(static_cast<uint64_t>(position));
        return absl::OkStatus();
      });
}

grpc::Status PayoutService::SubmitPayoutResults(grpc::ServerContext* context,
                                                ResultStream* stream) {
  return HandleCall(*context, environment_, "refund.v1.PayoutService/SubmitPayoutResults",
                    [&](Call& call) {
                      PayoutResultUpload upload(call, *stream);
                      return RunUpload(call, upload);
                    });
}

}  // namespace levybridge::rpc
