// Retry: waits between attempts on a connection that broke, longer each time, and knows when to
// give up.
//
// Customer rule: a broken connection is retried with backoff and resumes where it stopped; what the
// gateway refused is never retried. Half of every wait is left to chance, so that parties that lost
// the gateway together don't come back together. Not thread-safe.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "absl/status/status.h"
#include "adapters/settings/adapter_settings.h"

namespace levybridge::client {

// Time as retries need it; tests live through hours in no time.
class WaitingRoom {
 public:
  virtual ~WaitingRoom() = default;
  virtual int64_t NowMs() const = 0;  // monotonic
  virtual void SleepMs(int64_t duration_ms) = 0;
  virtual double Chance() = 0;  // 0 <= x < 1
};
// The machine's own clock. Lives as long as the program.
WaitingRoom& SystemWaitingRoom();

// True for what a later attempt may cure: unreachable, timed out, aborted.
bool IsWorthRetrying(const absl::Status& status);

class Retry {
 public:
  using Notice = std::function<void(const std::string& line, const absl::Status& failure)>;

  // `notice` gets one line in Chinese and English before each wait, and what it is about. `room`
  // must outlive this.
  Retry(const settings::RetrySettings& settings, WaitingRoom& room, Notice notice);

  // Something got through: the next wait is short again, and the time to give up starts anew.
  void Progress();
  // After a failed attempt. False, without waiting: not worth it, or it is time to give up.
  bool WaitAfter(const absl::Status& failure);

 private:
  int64_t NextDelayMs();

  settings::RetrySettings settings_;
  WaitingRoom& room_;
  Notice notice_;
  int64_t last_progress_ms_;
  int64_t backoff_ms_;
};

// Runs `attempt` until it succeeds, is refused, or the time is up; the last status otherwise.
// `before_next` runs before each further attempt (a fresh connection, say).
absl::Status RunWithRetries(Retry& retry, const std::function<absl::Status()>& attempt,
                            const std::function<void()>& before_next);

}  // namespace levybridge::client
