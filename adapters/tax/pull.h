// Pull: everything new since the acknowledged position, into one file, then acknowledged.
//
// Customer rules: the file appears atomically and durable before the gateway is told; a process
// killed at any point neither loses an instruction nor writes it into a second file. Order of
// steps: rows into a .part file; state saved; file appears; that saved; acknowledged; state
// removed. A pull that finds a state finishes what the other had begun. Not thread-safe.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "adapters/client/instruction_feed.h"
#include "adapters/client/output.h"

namespace levybridge::tax {

struct PulledFile {
  int64_t from = 0;
  int64_t to = 0;
  int64_t rows = 0;
  std::string file;
  bool recovered = false;  // an earlier pull wrote it and was cut off before it could say so
};

struct PullResult {
  std::vector<PulledFile> files;  // oldest first: at most a recovered one and a new one
};

// Where a test may cut the process off; named after what has just happened.
enum class PullStep : uint8_t {
  kRowsWritten,
  kStateSaved,
  kFileAppeared,
  kAppearanceSaved,
  kAcknowledged,
};
using StepObserver = std::function<absl::Status(PullStep)>;

class Puller {
 public:
  // `out_folder` is created when it is missing. `feed` must outlive this.
  Puller(client::InstructionFeed& feed, std::string state_folder, std::string out_folder);
  // An error of the observer ends the pull where it is, as a crash would.
  void ObserveSteps(StepObserver observer) { observer_ = std::move(observer); }

  absl::StatusOr<PullResult> Run();

 private:
  absl::Status FinishEarlier(PullResult& result);
  absl::Status PullNew(PullResult& result);
  absl::Status Step(PullStep step) { return observer_ ? observer_(step) : absl::OkStatus(); }

  client::InstructionFeed& feed_;
  std::string state_folder_;
  std::string out_folder_;
  StepObserver observer_;
};

// from, to, rows, file: of the newest file (null where there is none), and all of them in `files`.
client::Json ToJson(const PullResult& result);
std::string ToText(const PullResult& result);

}  // namespace levybridge::tax
