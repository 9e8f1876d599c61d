#include "adapters/client/retry.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <random>
#include <thread>
#include <utility>

#include "gateway/domain/concatenate.h"

namespace levybridge::client {
namespace {

constexpr int64_t kMsPerSecond = 1000;

class MachineWaitingRoom : public WaitingRoom {
 public:
  int64_t NowMs() const override {
    return std::chrono::duration_cast<std::chrono::milliseconds>(
               std::chrono::steady_clock::now().time_since_epoch())
        .count();
  }
  void SleepMs(int64_t duration_ms) override {
    std::this_thread::sleep_for(std::chrono::milliseconds(duration_ms));
  }
  double Chance() override { return std::uniform_real_distribution<double>(0.0, 1.0)(random_); }

 private:
  std::mt19937_64 random_{std::random_device()()};
};

std::string Seconds(int64_t duration_ms) {
  char text[32];
  std::snprintf(text, sizeof text, "%.1f", static_cast<double>(duration_ms) / kMsPerSecond);
  return text;
}

}  // namespace

WaitingRoom& SystemWaitingRoom() {
  static MachineWaitingRoom room;
  return room;
}

bool IsWorthRetrying(const absl::Status& status) {
  return absl::IsUnavailable(status) || absl::IsDeadlineExceeded(status) || absl::IsAborted(status);
}

Retry::Retry(const settings::RetrySettings& settings, WaitingRoom& room, Notice notice)
    : settings_(settings),
      room_(room),
      notice_(std::move(notice)),
      last_progress_ms_(room.NowMs()),
      backoff_ms_(settings.initial_ms) {}

void Retry::Progress() {
  last_progress_ms_ = room_.NowMs();
  backoff_ms_ = settings_.initial_ms;
}

int64_t Retry::NextDelayMs() {
  const int64_t half = backoff_ms_ / 2;
  const auto chance =
      static_cast<int64_t>(static_cast<double>(backoff_ms_ - half) * room_.Chance());
  backoff_ms_ = std::min<int64_t>(backoff_ms_ * 2, settings_.max_ms);
  return std::max<int64_t>(1, half + chance);
}

bool Retry::WaitAfter(const absl::Status& failure) {
  if (!IsWorthRetrying(failure)) return false;
  const int64_t give_up_at_ms = last_progress_ms_ + settings_.give_up_seconds * kMsPerSecond;
  const int64_t left_ms = give_up_at_ms - room_.NowMs();
  if (left_ms <= 0) return false;
  const int64_t delay_ms = std::min(NextDelayMs(), left_ms);
  const std::string seconds = Seconds(delay_ms);
  const std::string reason(failure.message());
  notice_(domain::Concatenate("连接中断，", seconds,
                              " 秒后重试 / waiting because the connection failed (", reason,
                              "); next try in ", seconds, " s"),
          failure);
  room_.SleepMs(delay_ms);
  return true;
}

absl::Status RunWithRetries(Retry& retry, const std::function<absl::Status()>& attempt,
                            const std::function<void()>& before_next) {
  for (;;) {
    absl::Status status = attempt();
    if (status.ok() || !retry.WaitAfter(status)) return status;
    before_next();
  }
}

}  // namespace levybridge::client
