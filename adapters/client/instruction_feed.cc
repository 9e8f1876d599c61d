#include "adapters/client/instruction_feed.h"

#include "adapters/client/wire_call.h"
#include "adapters/client/wire_rows.h"
#include "levybridge/collection/v1/collection_service.pb.h"

namespace levybridge::client {
namespace {

namespace wire = collection::v1;

constexpr char kPull[] = "/levybridge.collection.v1.CollectionService/PullInstructions";
constexpr char kAcknowledge[] =
    "/levybridge.collection.v1.CollectionService/AcknowledgeInstructions";

}  // namespace

absl::Status GatewayInstructionFeed::Pull(const Take& take) {
  uint64_t rows = 0;
  wire::PullInstructionsRequest request;
  return StreamWithRetries<wire::PullInstructionsResponse, wire::PullInstructionsRequest>(
      *session_.connection, session_.retry, kPull, [&] { return request; },
      [&](const wire::PullInstructionsResponse& response) {
        for (const auto& row : response.chunk().rows()) {
          auto instruction = InstructionFromWire(row);
          if (!instruction.ok()) return instruction.status();
          if (absl::Status status = take(*instruction); !status.ok()) return status;
          request.set_after_sequence(row.sequence());
          ++rows;
        }
        session_.progress.Show("接收 / receiving", rows, rows + response.rows_remaining());
        return absl::OkStatus();
      });
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
