// Pull: every payout since the acknowledged position, into one pain.001 file, then acknowledged.
//
// Customer rules: the file appears atomically and durable before the gateway is told; a process
// killed at any point neither loses a payout nor writes it into a second file that both count. One
// payment per paying unit, from the account that the settings name for it; a unit without one ends
// the pull before anything is written. Order of steps: payouts into a private spool; state saved;
// file appears; that saved; acknowledged; state removed. A pull that finds a state finishes what
// the other had begun: where nobody can tell whether its file appeared, it writes the very same
// payouts under the same MsgId, so that a bank which has them already can tell. Not thread-safe.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "adapters/client/output.h"
#include "adapters/client/payout_feed.h"
#include "adapters/client/pull_state.h"
#include "adapters/settings/adapter_settings.h"
#include "gateway/domain/civil_date.h"

namespace levybridge::bank {

struct PulledFile {
  int64_t from = 0;
  int64_t to = 0;
  int64_t rows = 0;
  int64_t fen = 0;
  std::string file;
  bool recovered = false;  // an earlier pull wrote it and was cut off before it could say so
};

struct PullResult {
  std::vector<PulledFile> files;  // oldest first: at most a recovered one and a new one
};

// Where a test may cut the process off; named after what has just happened.
enum class PullStep : uint8_t {
  kPayoutsSpooled,
  kStateSaved,
  kFileAppeared,
  kAppearanceSaved,
  kAcknowledged,
};
using StepObserver = std::function<absl::Status(PullStep)>;

// Who pays, and the folders: state and where the file goes (created when it is missing).
struct PullOptions {
  domain::RegionCode region;  // the bank's
  settings::BankSettings bank;
  std::string state_folder;
  std::string out_folder;
  domain::Timestamp now;
};

class Puller {
 public:
  // `feed` must outlive this.
  Puller(client::PayoutFeed& feed, PullOptions options);
  // An error of the observer ends the pull where it is, as a crash would.
  void ObserveSteps(StepObserver observer) { observer_ = std::move(observer); }

  // INVALID_ARGUMENT when the settings name no initiator, or no account for a paying unit.
  absl::StatusOr<PullResult> Run();

 private:
  // The last sequence of a file that has to be written again; 0: none.
  absl::StatusOr<int64_t> FinishEarlier(PullResult& result);
  // What is new, up to `through` where that is not 0.
  absl::Status PullNew(int64_t through, PullResult& result);
  absl::Status HandOver(const client::PulledPayouts& payouts, client::PullState state);
  absl::Status Write(const client::PulledPayouts& payouts, const std::string& path) const;
  absl::Status Step(PullStep step) { return observer_ ? observer_(step) : absl::OkStatus(); }

  client::PayoutFeed& feed_;
  PullOptions options_;
  StepObserver observer_;
};

// from, to, rows, file, fen: of the newest file (null where there is none), and all of them in
// `files`.
client::Json ToJson(const PullResult& result);
std::string ToText(const PullResult& result);

}  // namespace levybridge::bank
