// A WaitingRoom in which time passes only by sleeping.
#pragma once

#include <cstdint>
#include <vector>

#include "adapters/client/retry.h"

namespace levybridge::client {

class FakeWaitingRoom : public WaitingRoom {
 public:
  int64_t NowMs() const override { return now_ms_; }
  void SleepMs(int64_t duration_ms) override {
    sleeps_ms_.push_back(duration_ms);
    now_ms_ += duration_ms;
  }
  double Chance() override { return chance_; }

  void Pass(int64_t duration_ms) { now_ms_ += duration_ms; }
  void SetChance(double chance) { chance_ = chance; }
  const std::vector<int64_t>& sleeps_ms() const { return sleeps_ms_; }

 private:
  int64_t now_ms_ = 1'000'000;
  double chance_ = 0.999;
  std::vector<int64_t> sleeps_ms_;
};

}  // namespace levybridge::client
