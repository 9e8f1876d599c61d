// PracticeClock: the date that a file names, for training and demonstrations, so that a deferral
// can be lived through in minutes. The time of day is the real one.
//
// The file holds one date, 2022-12-01; replacing it moves the date. While it can't be read, or
// holds something else, the last date stands. Certificates and TLS never follow it. Thread-safe.
#pragma once

#include <memory>
#include <mutex>
#include <string>

#include "absl/status/statusor.h"
#include "gateway/ports/clock.h"

namespace levybridge::app {

class PracticeClock final : public ports::Clock {
 public:
  // `real` must outlive this. INVALID_ARGUMENT when the file holds no date, or there is none.
  static absl::StatusOr<std::unique_ptr<PracticeClock>> Open(const ports::Clock& real,
                                                             std::string file);
  domain::Timestamp Now() const override;

 private:
  PracticeClock(const ports::Clock& real, std::string file, domain::CivilDate date)
      : real_(real), file_(std::move(file)), date_(date) {}

  const ports::Clock& real_;
  const std::string file_;
  mutable std::mutex mutex_;
  mutable domain::CivilDate date_;  // the last one read
};

}  // namespace levybridge::app
