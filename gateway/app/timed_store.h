// TimedStore: measures how long a durable write takes, from asking to being on disk. Thread-safe.
#pragma once

#include <chrono>

#include "gateway/app/metrics.h"
#include "gateway/ports/store.h"

namespace levybridge::app {

class TimedStore final : public ports::Store {
 public:
  // Both outlive this object.
  TimedStore(ports::Store& store, Metrics& metrics) : store_(store), metrics_(metrics) {}

  absl::Status Write(absl::FunctionRef<absl::Status(ports::Transaction&)> change) override {
    const auto started = std::chrono::steady_clock::now();
    absl::Status status = store_.Write(change);
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - started;
    metrics_.Observe({"levybridge_store_write_seconds", "Durable writes, waiting included."}, {},
                     took.count());
    return status;
  }
  absl::Status Read(
      absl::FunctionRef<absl::Status(const ports::Transaction&)> query) const override {
    return store_.Read(query);
  }

 private:
  ports::Store& store_;
  Metrics& metrics_;
};

}  // namespace levybridge::app
