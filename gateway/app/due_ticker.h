// DueTicker: issues the deferrals that are due, at the start, whenever the date in Shanghai
// changes, and each minute for those that were taken in when their day had come already; on a
// thread of its own. Before the first run it adopts what an older program left without a record, or
// without dates, and says aloud what it could not.
//
// One line in the log tells the first run of a day and each that issued something, a count in the
// metrics every one. Stop ends it between two slices. Thread-safe.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

#include "gateway/app/metrics.h"
#include "gateway/ports/clock.h"
#include "gateway/usecases/adopt_deferrals.h"
#include "gateway/usecases/make_up_deferrals.h"
#include "spdlog/logger.h"

namespace levybridge::app {

class DueTicker {
 public:
  // Starts at once. `clock` and `metrics` outlive this.
  DueTicker(const usecases::DeferralMakeUp& make_up, const usecases::DeferralAdoption& adoption,
            const ports::Clock& clock, Metrics& metrics, std::shared_ptr<spdlog::logger> logger);
  ~DueTicker();
  DueTicker(const DueTicker&) = delete;
  DueTicker& operator=(const DueTicker&) = delete;

  // Returns when nothing runs any more; a second call does nothing.
  void Stop();

 private:
  void Run();
  bool IsStopping();
  // False when it has to be tried again.
  bool Adopt();
  void RunDue(domain::CivilDate today, bool new_day);

  usecases::DeferralMakeUp make_up_;
  usecases::DeferralAdoption adoption_;
  const ports::Clock& clock_;
  Metrics& metrics_;
  std::shared_ptr<spdlog::logger> logger_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  std::thread thread_;  // last: it uses all the others
};

}  // namespace levybridge::app
