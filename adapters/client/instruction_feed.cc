#include "adapters/client/instruction_feed.h"

#include <string>

#include "adapters/client/relay.h"
#include "adapters/client/wire_call.h"
#include "adapters/client/wire_pull.h"
#include "levybridge/collection/v1/collection_service.pb.h"

namespace levybridge::client {
namespace {

namespace wire = collection::v1;

// Messages that have arrived and wait for being written; each has up to 2,000 instructions.
constexpr size_t kMessagesWaiting = 3;

constexpr char kPull[] = "/levybridge.collection.v1.CollectionService/PullInstructions";
constexpr char kAcknowledge[] =
    "/levybridge.collection.v1.CollectionService/AcknowledgeInstructions";

}  // namespace

absl::Status GatewayInstructionFeed::Pull(const Take& take) {
  uint64_t rows = 0;
  wire::PullInstructionsRequest request;
  Relay<std::string> relay(kMessagesWaiting, [&](const std::string& message) {
    const auto remaining = ForEachInstruction(message, [&](const domain::Instruction& instruction) {
      absl::Status status = take(instruction);
      if (!status.ok()) return status;
      request.set_after_sequence(static_cast<uint64_t>(instruction.sequence));
      ++rows;
      return status;
    });
    if (!remaining.ok()) return remaining.status();
    session_.progress.Show("接收 / receiving", rows, rows + *remaining);
    return absl::OkStatus();
  });
  const auto attempt = [&] {
    // Whatever came before the connection broke is written before more is asked for.
    if (absl::Status status = relay.Drain(); !status.ok()) return status;
    return CallForBytes(*session_.connection, kPull, request, [&](const std::string& message) {
      session_.retry.Progress();
      return relay.Hand(message);
    });
  };
  const absl::Status status =
      RunWithRetries(session_.retry, attempt, [&] { session_.connection->Renew(); });
  const absl::Status written = relay.Drain();
  return status.ok() ? written : status;
}

absl::StatusOr<int64_t> GatewayInstructionFeed::Acknowledge(int64_t sequence) {
  wire::AcknowledgeInstructionsRequest request;
  request.set_through_sequence(static_cast<uint64_t>(sequence));
  auto answer = CallWithRetries<wire::AcknowledgeInstructionsResponse>(
      *session_.connection, session_.retry, kAcknowledge, request);
  if (!answer.ok()) return answer.status();
  return static_cast<int64_t>(answer->acknowledged_sequence());
}

}  // namespace levybridge::client
