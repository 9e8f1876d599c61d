#include "gateway/app/call_log.h"

#include <string>

#include "gateway/app/logging.h"

namespace levybridge::app {
namespace {

constexpr MetricName kCalls{"levybridge_calls_total", "Finished calls by method and status code."};
constexpr MetricName kCallSeconds{"levybridge_call_seconds", "Duration of calls by method."};
constexpr MetricName kRefusals{"levybridge_refusals_total", "Refused calls by reason."};
constexpr MetricName kRows{"levybridge_rows_total", "Rows of finished batches by kind and fate."};
constexpr MetricName kBatches{"levybridge_batches_total",
                              "Finished batches by kind and final state."};

}  // namespace

void CallLog::CallFinished(const rpc::FinishedCall& call) {
  metrics_.Count(kCalls, {{"method", call.method}, {"code", call.code}});
  const double seconds = static_cast<double>(call.duration.count()) / 1e6;
  metrics_.Observe(kCallSeconds, {{"method", call.method}}, seconds);
  if (!call.reason.empty()) metrics_.Count(kRefusals, {{"reason", call.reason}});
  std::string line = "event=call method=" + std::string(call.method) + " code=" + call.code +
                     " duration_us=" + std::to_string(call.duration.count()) +
                     " party=" + Quoted(call.party);
  if (!call.reason.empty()) line += " reason=" + call.reason;
  if (!call.batch_id.empty()) line += " batch_id=" + Quoted(call.batch_id);
  if (!call.detail.empty()) line += " detail=" + Quoted(call.detail);
  logger_->log(call.code == "INTERNAL" ? spdlog::level::err : spdlog::level::info, "{}", line);
}

void CallLog::BatchFinished(const domain::Batch& batch) {
  const std::string_view kind = domain::MachineName(batch.header.kind);
  const std::string_view state = domain::MachineName(batch.state);
  metrics_.Count(kBatches, {{"kind", kind}, {"state", state}});
  metrics_.Count(kRows, {{"kind", kind}, {"fate", "received"}},
                 static_cast<double>(batch.received.rows));
  metrics_.Count(kRows, {{"kind", kind}, {"fate", "accepted"}},
                 static_cast<double>(batch.accepted.rows));
  metrics_.Count(kRows, {{"kind", kind}, {"fate", "rejected"}},
                 static_cast<double>(batch.rejected.rows));
  logger_->info(
      "event=batch kind={} state={} batch_id={} party={} received={} accepted={} rejected={} "
      "receipt={} reason={}",
      kind, state, Quoted(batch.header.batch_id.value()), Quoted(batch.header.party.ToUri()),
      batch.received.rows, batch.accepted.rows, batch.rejected.rows, Quoted(batch.receipt_no),
      Quoted(batch.refusal_code));
}

}  // namespace levybridge::app
