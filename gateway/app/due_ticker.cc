#include "gateway/app/due_ticker.h"

#include <chrono>
#include <string>
#include <utility>

#include "gateway/app/logging.h"

namespace levybridge::app {
namespace {

constexpr std::chrono::seconds kLook{1};
constexpr std::chrono::seconds kAgain{60};

}  // namespace

DueTicker::DueTicker(const usecases::DeferralMakeUp& make_up,
                     const usecases::DeferralAdoption& adoption, const ports::Clock& clock,
                     Metrics& metrics, std::shared_ptr<spdlog::logger> logger)
    : make_up_(make_up),
      adoption_(adoption),
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
  std::optional<domain::CivilDate> last_day;
  bool adopted = false;
  auto next_run = std::chrono::steady_clock::time_point::min();
  while (!IsStopping()) {
    const domain::CivilDate today = domain::DateInShanghai(clock_.Now());
    const bool new_day = last_day != today;
    if (new_day || std::chrono::steady_clock::now() >= next_run) {
      if (!adopted) adopted = Adopt();
      RunDue(today, new_day);
      last_day = today;
      next_run = std::chrono::steady_clock::now() + kAgain;
    }
    std::unique_lock lock(mutex_);
    wake_.wait_for(lock, kLook, [this] { return stopping_; });
  }
}

bool DueTicker::Adopt() {
  const auto run = adoption_.Run([this] { return !IsStopping(); });
  if (!run.ok()) {
    logger_->error("event=deferrals_adopted retry_seconds={} error={}", kAgain.count(),
                   Quoted({run.status().message().data(), run.status().message().size()}));
    return false;
  }
  if (run->adopted + run->dated + run->undecided > 0) {
    logger_->log(run->undecided > 0 ? spdlog::level::warn : spdlog::level::info,
                 "event=deferrals_adopted adopted={} dated={} undecided={}", run->adopted,
                 run->dated, run->undecided);
  }
  return true;
}

void DueTicker::RunDue(domain::CivilDate today, bool new_day) {
  const auto run = make_up_.RunDue(today, [this] { return !IsStopping(); });
  if (!run.ok()) {
    logger_->error("event=deferrals_due date={} retry_seconds={} error={}", today.ToIso(),
                   kAgain.count(),
                   Quoted({run.status().message().data(), run.status().message().size()}));
    metrics_.Count({"levybridge_due_runs_total", "Runs that issue what is deferred and due."},
                   {{"outcome", "failed"}});
    return;
  }
  if (new_day || run->issued > 0) {
    logger_->info("event=deferrals_due date={} issued={} yuan={} waiting={}", today.ToIso(),
                  run->issued, run->fen.ToYuan(), run->waiting);
  }
  metrics_.Count({"levybridge_due_runs_total", "Runs that issue what is deferred and due."},
                 {{"outcome", "done"}});
  metrics_.Count({"levybridge_deferrals_issued_total", "Deferrals passed on when they were due."},
                 {}, static_cast<double>(run->issued));
  metrics_.SetGauge(
      {"levybridge_deferrals_waiting", "Due, but for a year missing in the working calendar."}, {},
      static_cast<double>(run->waiting));
}

}  // namespace levybridge::app
