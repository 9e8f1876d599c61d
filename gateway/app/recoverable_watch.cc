#include "gateway/app/recoverable_watch.h"

#include <chrono>
#include <utility>
#include <vector>

#include "gateway/app/logging.h"
#include "gateway/domain/refund.h"

namespace levybridge::app {
namespace {

constexpr std::chrono::seconds kLook{2};
constexpr int32_t kPerLook = 500;
constexpr MetricName kTotal{"levybridge_recoverables_total",
                            "Amounts given back that should not have been, by reason."};

}  // namespace

RecoverableWatch::RecoverableWatch(const ports::Store& store, Metrics& metrics,
                                   std::shared_ptr<spdlog::logger> logger)
    : store_(store), metrics_(metrics), logger_(std::move(logger)), thread_([this] { Run(); }) {}

RecoverableWatch::~RecoverableWatch() { Stop(); }

void RecoverableWatch::Stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    wake_.notify_all();
  }
  if (thread_.joinable()) thread_.join();
}

void RecoverableWatch::Run() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    lock.unlock();
    if (const absl::Status status = Look(); !status.ok()) {
      logger_->error("event=recoverables error={}",
                     Quoted({status.message().data(), status.message().size()}));
    }
    lock.lock();
    wake_.wait_for(lock, kLook, [this] { return stopping_; });
  }
}

absl::Status RecoverableWatch::Look() {
  std::vector<domain::Recoverable> fresh;
  const absl::Status status = store_.Read([&](const ports::Transaction& store) -> absl::Status {
    auto found = store.refunds().ListRecoverables({}, seen_, kPerLook);
    if (!found.ok()) return found.status();
    fresh = *std::move(found);
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  const bool first = seen_ == 0;
  for (const domain::Recoverable& one : fresh) {
    seen_ = one.recoverable_no;
    // After a start what is settled long ago alarms nobody.
    if (first && one.amount == one.settled + one.voided) continue;
    metrics_.Count(kTotal, {{"reason", domain::MachineName(one.reason)}});
    logger_->warn("event=recoverable alarm={} recoverable={} unit={} region={} yuan={} payout={}",
                  domain::MachineName(one.reason), domain::RecoverableNumberOf(one.recoverable_no),
                  Quoted(one.obligation.unit_code.value()), one.region.ToString(),
                  one.amount.ToYuan(),
                  one.payout != 0 ? domain::PayoutIdOf(one.payout).value() : "");
  }
  return absl::OkStatus();
}

}  // namespace levybridge::app
