#include "gateway/app/due_ticker.h"

#include <chrono>
#include <string>
#include <utility>

#include "gateway/app/logging.h"

namespace levybridge::app {
namespace {

constexpr std::chrono::seconds kLook{1};
constexpr std::chrono::seconds kRetry{60};

}  // namespace

DueTicker::DueTicker(const usecases::DeferralMakeUp& make_up, const ports::Clock& clock,
                     Metrics& metrics, std::shared_ptr<spdlog::logger> logger)
    : make_up_(make_up),
      clock_(clock),
      metrics_(metrics),
      logger_(std::move(logger)),
      thread_([this] { Run(); }) {}

DueTicker::~DueTicker() { Stop(); }

void DueTicker::Stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    wake_.notify_all();
  }
  if (thread_.joinable()) thread_.join();
}

bool DueTicker::IsStopping() {
  const std::lock_guard lock(mutex_);
  return stopping_;
}

void DueTicker::Run() {
  std::optional<domain::CivilDate> done;
  auto not_before = std::chrono::steady_clock::time_point::min();
  while (!IsStopping()) {
    const domain::CivilDate today = domain::DateInShanghai(clock_.Now());
    if (done != today && std::chrono::steady_clock::now() >= not_before) {
      if (RunDay(today)) {
        done = today;
      } else {
        not_before = std::chrono::steady_clock::now() + kRetry;
      }
    }
    std::unique_lock lock(mutex_);
    wake_.wait_for(lock, kLook, [this] { return stopping_; });
  }
}

bool DueTicker::RunDay(domain::CivilDate today) {
  const auto run = make_up_.RunDue(today, [this] { return !IsStopping(); });
  if (!run.ok()) {
    logger_->error("event=deferrals_due date={} retry_seconds={} error={}", today.ToIso(),
                   kRetry.count(),
                   Quoted({run.status().message().data(), run.status().message().size()}));
    metrics_.Count({"levybridge_due_runs_total", "Runs that issue what is deferred and due."},
                   {{"outcome", "failed"}});
    return false;
  }
  logger_->info("event=deferrals_due date={} issued={} yuan={} waiting={}", today.ToIso(),
                run->issued, run->fen.ToYuan(), run->waiting);
  metrics_.Count({"levybridge_due_runs_total", "Runs that issue what is deferred and due."},
                 {{"outcome", "done"}});
  metrics_.Count({"levybridge_deferrals_issued_total", "Deferrals passed on when they were due."},
                 {}, static_cast<double>(run->issued));
  metrics_.SetGauge(
      {"levybridge_deferrals_waiting", "Due, but for a year missing in the working calendar."}, {},
      static_cast<double>(run->waiting));
  return true;
}

}  // namespace levybridge::app
