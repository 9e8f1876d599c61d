#include "gateway/rpc/collection_service.h"

#include <grpcpp/support/proto_buffer_reader.h>

#include <algorithm>
#include <array>

#include "gateway/domain/wire_bytes.h"
#include "gateway/rpc/upload.h"
#include "gateway/usecases/refusal.h"
#include "gateway/usecases/status_macros.h"

namespace levybridge::rpc {
namespace {

constexpr int32_t kPageRows = 2000;
constexpr int32_t kRejectionsPerMessage = 500;

using collection::v1::PullInstructionsResponse;

int64_t Bounded(uint64_t sequence) {
  return static_cast<int64_t>(
      std::min<uint64_t>(sequence, domain::InstructionNumber::kMaxSequence));
}

absl::StatusOr<int64_t> NewestSequence(Environment& environment) {
  int64_t newest = 0;
  LEVYBRIDGE_RETURN_IF_ERROR(
      environment.store.Read([&](const ports::Transaction& store) -> absl::Status {
        LEVYBRIDGE_ASSIGN_OR_RETURN(const int64_t next, store.instructions().NextSequence());
        newest = next - 1;
        return absl::OkStatus();
      }));
  return newest;
}

absl::Status PositionUnknown(int64_t newest) {
  return usecases::Refusal(absl::StatusCode::kNotFound, "POSITION_UNKNOWN",
                           {"该位置尚未发出任何指令", "no instruction has that position yet"},
                           {{"newest", std::to_string(newest)}});
}

void FillRejection(const usecases::RejectedInstruction& rejected,
                   collection::v1::InstructionRejection& message) {
  const usecases::InstructionStatus& status = rejected.status;
  message.set_position(static_cast<uint64_t>(status.instruction.sequence));
  FillWire(status.instruction, *message.mutable_instruction());
  message.set_code(status.outcome.code);
  message.set_message(status.outcome.message);
  if (status.outcome.replaced_by != 0) {
    message.set_replaced_by_instruction_no(
        domain::InstructionNumber(status.outcome.replaced_by).ToString());
  }
}

// PullInstructionsResponse with one chunk, in the contract's bytes. The rows go as they are stored.
grpc::ByteBuffer ResponseOf(const ports::InstructionPage& page, uint64_t rows_remaining) {
  constexpr size_t kMaxHeadBytes = 64;
  char bounds[kMaxHeadBytes];
  domain::WireWriter chunk(bounds);
  chunk.Signed(collection::v1::InstructionChunk::kFirstSequenceFieldNumber, page.first_sequence);
  chunk.Signed(collection::v1::InstructionChunk::kLastSequenceFieldNumber, page.last_sequence);
  const std::string_view bounds_bytes(bounds, static_cast<size_t>(chunk.end() - bounds));
  char head[kMaxHeadBytes];
  domain::WireWriter response(head);
  response.Number(PullInstructionsResponse::kRowsRemainingFieldNumber, rows_remaining);
  response.Head(PullInstructionsResponse::kChunkFieldNumber,
                bounds_bytes.size() + page.rows.size());
  std::string front(head, response.end());
  front += bounds_bytes;
  const std::array<grpc::Slice, 2> slices = {grpc::Slice(front), grpc::Slice(page.rows)};
  return grpc::ByteBuffer(slices.data(), slices.size());
}

// One pull, from a position to what was newest when it began, or a little further.
class PullSession {
 public:
  PullSession(Call& call, ByteStream& stream)
      : call_(call), stream_(stream), delivery_(call.environment().delivery) {}

  absl::Status Run(const collection::v1::PullInstructionsRequest& request) {
    LEVYBRIDGE_ASSIGN_OR_RETURN(const ports::PullPosition position,
                                delivery_.Position(call_.party()));
    LEVYBRIDGE_ASSIGN_OR_RETURN(newest_, NewestSequence(call_.environment()));
    int64_t after =
        request.has_after_sequence() ? Bounded(request.after_sequence()) : position.acknowledged;
    if (after > newest_) return PositionUnknown(newest_);
    left_ = request.max_rows() == 0
                ? INT64_MAX
                : static_cast<int64_t>(std::min<uint64_t>(request.max_rows(), INT64_MAX));
    while (left_ > 0 && after < newest_) {
      // Each page is one short read of the store; none is open while the peer is waited for.
      const auto limit = static_cast<int32_t>(std::min<int64_t>(left_, kPageRows));
      LEVYBRIDGE_ASSIGN_OR_RETURN(const ports::InstructionPage page,
                                  delivery_.ReadPage(call_.party(), after, limit));
      LEVYBRIDGE_RETURN_IF_ERROR(SendPage(page));
      if (page.at_end) break;
      after = page.scanned_through;
    }
    return absl::OkStatus();
  }

 private:
  absl::Status SendPage(const ports::InstructionPage& page) {
    if (page.count == 0) return absl::OkStatus();
    // An upper bound: sequences of other regions count too, but for the last page.
    const int64_t remaining = page.at_end ? 0 : std::max<int64_t>(0, newest_ - page.last_sequence);
    LEVYBRIDGE_RETURN_IF_ERROR(
        SendTo(call_, stream_, ResponseOf(page, static_cast<uint64_t>(remaining))));
    left_ -= page.count;
    return delivery_.MarkDelivered(call_.party(), page.last_sequence);
  }

  Call& call_;
  ByteStream& stream_;
  usecases::InstructionDelivery& delivery_;
  int64_t newest_ = 0;
  int64_t left_ = 0;
};

// The request of a pull; it comes as bytes because the answer goes as bytes.
absl::StatusOr<collection::v1::PullInstructionsRequest> ReadRequest(ByteStream& stream) {
  grpc::ByteBuffer bytes;
  collection::v1::PullInstructionsRequest request;
  if (!stream.Read(&bytes)) return absl::CancelledError("the peer is gone");
  grpc::ProtoBufferReader reader(&bytes);
  if (!request.ParseFromZeroCopyStream(&reader)) {
    return InvalidField("after_sequence", "请求不符合约定", "a PullInstructionsRequest");
  }
  return request;
}

}  // namespace

CollectionService::CollectionService(Environment& environment) : environment_(environment) {
  MarkMethodStreamed(
      MethodIndex<collection::v1::PullInstructionsRequest>("CollectionService", "PullInstructions"),
      ServeBytes([this](grpc::ServerContext* context, ByteStream* stream) {
        return Pull(context, *stream);
      }));
}

grpc::Status CollectionService::Pull(grpc::ServerContext* context, ByteStream& stream) {
  return HandleCall(*context, environment_, "collection.v1.CollectionService/PullInstructions",
                    [&](Call& call) -> absl::Status {
                      LEVYBRIDGE_ASSIGN_OR_RETURN(const auto request, ReadRequest(stream));
                      return PullSession(call, stream).Run(request);
                    });
}

grpc::Status CollectionService::AcknowledgeInstructions(
    grpc::ServerContext* context, const collection::v1::AcknowledgeInstructionsRequest* request,
    collection::v1::AcknowledgeInstructionsResponse* response) {
  return HandleCall(
      *context, environment_, "collection.v1.CollectionService/AcknowledgeInstructions",
      [&](Call& call) -> absl::Status {
        LEVYBRIDGE_ASSIGN_OR_RETURN(
            const ports::PullPosition position,
            environment_.delivery.Acknowledge(call.party(), Bounded(request->through_sequence())));
        response->set_acknowledged_sequence(static_cast<uint64_t>(position.acknowledged));
        return absl::OkStatus();
      });
}

grpc::Status CollectionService::GetPosition(grpc::ServerContext* context,
                                            const collection::v1::GetPositionRequest*,
                                            collection::v1::GetPositionResponse* response) {
  return HandleCall(
      *context, environment_, "collection.v1.CollectionService/GetPosition",
      [&](Call& call) -> absl::Status {
        LEVYBRIDGE_ASSIGN_OR_RETURN(const ports::PullPosition position,
                                    environment_.delivery.Position(call.party()));
        response->set_acknowledged_sequence(static_cast<uint64_t>(position.acknowledged));
        response->set_delivered_sequence(static_cast<uint64_t>(position.delivered));
        uint64_t waiting = 0;
        int64_t after = position.acknowledged;
        int64_t newest = position.acknowledged;
        for (bool at_end = false; !at_end;) {
          LEVYBRIDGE_ASSIGN_OR_RETURN(
              const ports::InstructionPage page,
              environment_.delivery.ReadPage(call.party(), after, kPageRows));
          waiting += static_cast<uint64_t>(page.count);
          if (page.count > 0) newest = page.last_sequence;
          at_end = page.at_end;
          after = page.scanned_through;
        }
        response->set_newest_sequence(static_cast<uint64_t>(newest));
        response->set_waiting_rows(waiting);
        return absl::OkStatus();
      });
}

grpc::Status CollectionService::GetInstruction(grpc::ServerContext* context,
                                               const collection::v1::GetInstructionRequest* request,
                                               collection::v1::GetInstructionResponse* response) {
  return HandleCall(
      *context, environment_, "collection.v1.CollectionService/GetInstruction",
      [&](Call& call) -> absl::Status {
        const auto number = domain::InstructionNumber::Parse(request->instruction_no());
        if (!number) {
          return InvalidField("instruction_no", "征集通知号格式不对", "a number such as LB…");
        }
        LEVYBRIDGE_ASSIGN_OR_RETURN(const usecases::InstructionStatus status,
                                    environment_.delivery.Find(call.party(), number->sequence()));
        FillWire(status.instruction, *response->mutable_instruction());
        response->set_state(static_cast<collection::v1::InstructionState>(status.state));
        response->set_rejection_code(status.outcome.code);
        response->set_rejection_message(status.outcome.message);
        if (status.outcome.replaced_by != 0) {
          response->set_replaced_by_instruction_no(
              domain::InstructionNumber(status.outcome.replaced_by).ToString());
        }
        return absl::OkStatus();
      });
}

grpc::Status CollectionService::SubmitInstructionRejections(
    grpc::ServerContext* context,
    grpc::ServerReaderWriter<collection::v1::SubmitInstructionRejectionsResponse,
                             collection::v1::SubmitInstructionRejectionsRequest>* stream) {
  using Upload = TypedUpload<domain::InstructionRejection, std::remove_pointer_t<decltype(stream)>,
                             collection::v1::SubmitInstructionRejectionsRequest,
                             collection::v1::SubmitInstructionRejectionsResponse>;
  return HandleCall(*context, environment_,
                    "collection.v1.CollectionService/SubmitInstructionRejections", [&](Call& call) {
                      Upload upload(call, *stream, domain::BatchKind::kInstructionRejections);
                      return RunUpload(call, upload);
                    });
}

grpc::Status CollectionService::ListInstructionRejections(
    grpc::ServerContext* context, const collection::v1::ListInstructionRejectionsRequest* request,
    grpc::ServerWriter<collection::v1::ListInstructionRejectionsResponse>* writer) {
  return HandleCall(
      *context, environment_, "collection.v1.CollectionService/ListInstructionRejections",
      [&](Call& call) -> absl::Status {
        int64_t after = Bounded(request->after_position());
        for (bool at_end = false; !at_end;) {
          LEVYBRIDGE_ASSIGN_OR_RETURN(
              const usecases::RejectedPage page,
              environment_.delivery.ListRejected(call.party(), after, kRejectionsPerMessage));
          at_end = page.at_end;
          after = page.scanned_through;
          collection::v1::ListInstructionRejectionsResponse response;
          for (const usecases::RejectedInstruction& rejected : page.rejected) {
            if (request->open_only() && rejected.replaced) continue;
            FillRejection(rejected, *response.add_rejections());
          }
          if (response.rejections_size() == 0) continue;
          LEVYBRIDGE_RETURN_IF_ERROR(SendTo(call, *writer, response));
        }
        return absl::OkStatus();
      });
}

}  // namespace levybridge::rpc
