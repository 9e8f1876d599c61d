#include "adapters/client/byte_call.h"

#include <chrono>
#include <vector>

#include "adapters/client/grpc_status.h"

namespace levybridge::client {

ByteCall::ByteCall(const std::shared_ptr<grpc::Channel>& channel, const std::string& method,
                   int idle_seconds)
    : stub_(channel), idle_seconds_(idle_seconds) {
  stream_ = stub_.PrepareCall(&context_, method, &queue_);
  stream_->StartCall(Tag(Operation::kStart));
}

ByteCall::~ByteCall() {
  context_.TryCancel();
  queue_.Shutdown();
  void* tag = nullptr;
  bool ok = false;
  while (queue_.Next(&tag, &ok)) {
  }
}

void ByteCall::StartRead() {
  reading_ = true;
  stream_->Read(&incoming_, Tag(Operation::kRead));
}

bool ByteCall::TakeMessage() {
  std::vector<grpc::Slice> slices;
  message_.clear();
  if (!incoming_.Dump(&slices).ok()) return false;
  for (const grpc::Slice& slice : slices) {
    message_.append(reinterpret_cast<const char*>(slice.begin()), slice.size());
  }
  return true;
}

ByteCall::Event ByteCall::Wait() {
  if (ended_) return Event::kEnd;
  if (started_ && !reading_) StartRead();
  for (;;) {
    void* tag = nullptr;
    bool ok = false;
    const auto deadline = std::chrono::system_clock::now() + std::chrono::seconds(idle_seconds_);
    if (queue_.AsyncNext(&tag, &ok, deadline) != grpc::CompletionQueue::GOT_EVENT) {
      timed_out_ = ended_ = true;
      return Event::kEnd;
    }
    switch (static_cast<Operation>(reinterpret_cast<uintptr_t>(tag))) {
      case Operation::kStart:
        started_ = ok;
        ended_ = !ok;
        if (!ok) return Event::kEnd;
        StartRead();
        return Event::kReadyToWrite;
      case Operation::kRead:
        reading_ = false;
        ended_ = !ok || !TakeMessage();
        return ended_ ? Event::kEnd : Event::kMessage;
      case Operation::kWrite:
        // A failed write means that the stream is broken; the read then ends too and says why.
        if (ok) return Event::kReadyToWrite;
        break;
      case Operation::kFinish:
        break;
    }
  }
}

void ByteCall::Send(const std::string& message, bool last) {
  grpc::Slice slice(message);
  const grpc::ByteBuffer buffer(&slice, 1);
  grpc::WriteOptions options;
  if (last) {
    stream_->WriteLast(buffer, options, Tag(Operation::kWrite));
  } else {
    stream_->Write(buffer, options, Tag(Operation::kWrite));
  }
}

absl::Status ByteCall::Finish() {
  if (timed_out_ || !ended_) context_.TryCancel();
  grpc::Status status;
  stream_->Finish(&status, Tag(Operation::kFinish));
  void* tag = nullptr;
  bool ok = false;
  while (queue_.Next(&tag, &ok)) {
    if (tag == Tag(Operation::kFinish)) break;
  }
  if (timed_out_) {
    return FromGrpc(grpc::Status(grpc::StatusCode::DEADLINE_EXCEEDED,
                                 "网关在限定时间内没有应答 / the gateway did not answer in time"));
  }
  return FromGrpc(status);
}

}  // namespace levybridge::client
