// PullState: what a pull is about to hand over, remembered across a crash.
//
// Written durably before the pulled file appears under its name, again right after it did, and
// removed once the gateway was told. Whoever finds it knows that a pull was cut off in between and
// what is left to do. Not thread-safe; PullLock keeps a second pull out.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace levybridge::client {

struct PullState {
  int64_t from = 0;
  int64_t to = 0;
  int64_t rows = 0;
  int64_t fen = 0;   // of payouts
  std::string file;  // absolute
  // The file stood under its name, so it is acknowledged even when somebody has taken it away
  // since. Without this only a file that is still there counts: rather twice than never.
  bool appeared = false;
  friend bool operator==(const PullState&, const PullState&) = default;
};

// Of the party's state folder; created when it is missing.
absl::Status SavePullState(const std::string& folder, const PullState& state);
// Nothing when there is none; FAILED_PRECONDITION when it cannot be read or understood.
absl::StatusOr<std::optional<PullState>> LoadPullState(const std::string& folder);
absl::Status RemovePullState(const std::string& folder);

// While it lives, no other process pulls with the same state folder.
class PullLock {
 public:
  // FAILED_PRECONDITION when another pull is running.
  static absl::StatusOr<std::unique_ptr<PullLock>> Take(const std::string& folder);
  ~PullLock();
  PullLock(const PullLock&) = delete;
  PullLock& operator=(const PullLock&) = delete;

 private:
  explicit PullLock(int descriptor) : descriptor_(descriptor) {}
  int descriptor_;
};

}  // namespace levybridge::client
