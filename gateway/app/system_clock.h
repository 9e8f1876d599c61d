// The system's clock as the port the use cases know. Thread-safe.
#pragma once

#include <chrono>

#include "gateway/ports/clock.h"

namespace levybridge::app {

class SystemClock final : public ports::Clock {
 public:
  domain::Timestamp Now() const override {
    const auto since_epoch = std::chrono::system_clock::now().time_since_epoch();
    return {std::chrono::duration_cast<std::chrono::milliseconds>(since_epoch).count()};
  }
};

}  // namespace levybridge::app
