#include "gateway/rpc/oversight_service.h"

#include <algorithm>
#include <optional>

#include "gateway/rpc/convert_batch.h"
#include "gateway/rpc/convert_trace.h"
#include "gateway/usecases/refusal.h"
#include "gateway/usecases/status_macros.h"

namespace levybridge::rpc {
namespace {

namespace wire = oversight::v1;

constexpr size_t kEventsPerMessage = 500;

absl::StatusOr<TraceBatches> LoadBatches(Environment& environment,
                                         const std::vector<int64_t>& numbers) {
  TraceBatches batches;
  LEVYBRIDGE_RETURN_IF_ERROR(
      environment.store.Read([&](const ports::Transaction& store) -> absl::Status {
        for (const int64_t number : numbers) {
          LEVYBRIDGE_ASSIGN_OR_RETURN(auto batch, store.batches().FindByNumber(number));
          if (batch) batches.insert_or_assign(number, *std::move(batch));
        }
        return absl::OkStatus();
      }));
  return batches;
}

absl::Status Trace(Call& call, const wire::TraceEmployerRequest& request,
                   grpc::ServerWriter<wire::TraceEmployerResponse>& writer) {
  const auto unit = domain::UnitCode::Parse(request.unit_code());
  if (!unit) return InvalidField("unit_code", "请给出单位编号", "a unit code");
  LEVYBRIDGE_ASSIGN_OR_RETURN(const domain::PoolingArea area,
                              call.PoolingAreaFor(request.region()));
  const auto period = PeriodFromWire(request.fee_period());
  if (request.fee_period() != 0 && !period) {
    return InvalidField("fee_period", "应为所属期 yyyymm 或 0", "a month, yyyymm, or 0");
  }
  LEVYBRIDGE_ASSIGN_OR_RETURN(auto traces, call.environment().trace.Trace(area, *unit, period));
  std::erase_if(traces, [&](const usecases::ObligationTrace& trace) {
    return !call.MaySee(trace.obligation.region);
  });
  if (traces.empty()) {
    return usecases::Refusal(absl::StatusCode::kNotFound, "UNIT_UNKNOWN",
                             {"没有该单位的记录", "nothing is known of this employer"});
  }
  LEVYBRIDGE_ASSIGN_OR_RETURN(const TraceBatches batches,
                              LoadBatches(call.environment(), BatchesMentioned(traces)));
  if (request.after_position() == 0) {
    wire::TraceEmployerResponse first;
    first.set_unit_name(UnitNameOf(traces));
    for (wire::ObligationBalance& balance : BalancesToWire(traces)) {
      *first.add_balances() = std::move(balance);
    }
    LEVYBRIDGE_RETURN_IF_ERROR(SendTo(call, writer, first));
  }
  const std::vector<wire::TraceEvent> events = EventsToWire(traces, batches);
  size_t begin = std::min<size_t>(request.after_position(), events.size());
  while (begin < events.size()) {
    wire::TraceEmployerResponse response;
    const size_t end = std::min(events.size(), begin + kEventsPerMessage);
    for (; begin < end; ++begin) *response.add_events() = events[begin];
    LEVYBRIDGE_RETURN_IF_ERROR(SendTo(call, writer, response));
  }
  return absl::OkStatus();
}

}  // namespace

grpc::Status OversightService::TraceEmployer(
    grpc::ServerContext* context, const wire::TraceEmployerRequest* request,
    grpc::ServerWriter<wire::TraceEmployerResponse>* writer) {
  return HandleCall(*context, environment_, "oversight.v1.OversightService/TraceEmployer",
                    [&](Call& call) { return Trace(call, *request, *writer); });
}

}  // namespace levybridge::rpc
