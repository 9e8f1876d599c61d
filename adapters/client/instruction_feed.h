// InstructionFeed: where `tax pull` gets instructions from and says that it has them. Not
// thread-safe.
#pragma once

#include <cstdint>
#include <functional>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "adapters/client/session.h"
#include "gateway/domain/instruction.h"

namespace levybridge::client {

class InstructionFeed {
 public:
  virtual ~InstructionFeed() = default;
  using Take = std::function<absl::Status(const domain::Instruction&)>;

  // Everything after the acknowledged position, ascending, each once, however often the connection
  // breaks on the way. An error of `take` ends it. `take` may run on another thread, but never
  // twice at once, and not after Pull has returned.
  virtual absl::Status Pull(const Take& take) = 0;
  // Everything up to `sequence` is safe. Gives the position now.
  virtual absl::StatusOr<int64_t> Acknowledge(int64_t sequence) = 0;
};

// The gateway's feed, over the session's connection. `session` must outlive it.
class GatewayInstructionFeed : public InstructionFeed {
 public:
  explicit GatewayInstructionFeed(Session& session) : session_(session) {}
  absl::Status Pull(const Take& take) override;
  absl::StatusOr<int64_t> Acknowledge(int64_t sequence) override;

 private:
  Session& session_;
};

}  // namespace levybridge::client
