// RecoverableWatch: raises the alarm when money was given back that should not have been.
//
// Customer rule: a bank fact that contradicts an earlier one, and every excess that a reversal or
// reassessment leaves after the bank paid, is booked as recoverable and alarmed. Each new record is
// one warning in the log, within seconds; the metrics count them, so that an alert outlives the
// line. On a thread of its own. What happened while the gateway was down is told at its start.
// Thread-safe.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <thread>

#include "absl/status/status.h"
#include "gateway/app/metrics.h"
#include "gateway/ports/store.h"
#include "spdlog/logger.h"

namespace levybridge::app {

class RecoverableWatch {
 public:
  // Starts at once. `store` and `metrics` outlive this.
  RecoverableWatch(const ports::Store& store, Metrics& metrics,
                   std::shared_ptr<spdlog::logger> logger);
  ~RecoverableWatch();
  RecoverableWatch(const RecoverableWatch&) = delete;
  RecoverableWatch& operator=(const RecoverableWatch&) = delete;

  // Returns when nothing runs any more; a second call does nothing.
  void Stop();

 private:
  void Run();
  absl::Status Look();

  const ports::Store& store_;
  Metrics& metrics_;
  std::shared_ptr<spdlog::logger> logger_;
  int64_t seen_ = 0;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  std::thread thread_;  // last: it uses all the others
};

}  // namespace levybridge::app
