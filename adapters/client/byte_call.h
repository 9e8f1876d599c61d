// ByteCall: one streaming call, as serialized messages in and out.
//
// Uploads send what they have prepared on disk as it is, and every kind of batch has the same
// protocol, so the stream itself need not know its messages. One thread drives it; a peer that
// says nothing for the idle time is given up. Not thread-safe. For this folder only.
#pragma once

#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/status.h"

namespace levybridge::client {

class ByteCall {
 public:
  enum class Event : uint8_t {
    kReadyToWrite,  // the last write is on its way: the next may follow
    kMessage,       // see message()
    kEnd,           // nothing more comes: call Finish()
  };

  // `method` is "/package.Service/Method".
  ByteCall(const std::shared_ptr<grpc::Channel>& channel, const std::string& method,
           int idle_seconds);
  ~ByteCall();
  ByteCall(const ByteCall&) = delete;
  ByteCall& operator=(const ByteCall&) = delete;

  // The first event is kReadyToWrite or kEnd.
  Event Wait();
  // Once after each kReadyToWrite. After WriteLast nothing more may be written.
  void Write(const std::string& message) { Send(message, false); }
  void WriteLast(const std::string& message) { Send(message, true); }
  // Valid after kMessage until the next Wait().
  const std::string& message() const { return message_; }
  // How the call ended; cancels it when it has not.
  absl::Status Finish();

 private:
  enum class Operation : uint8_t { kStart = 1, kRead, kWrite, kFinish };
  static void* Tag(Operation operation) {
    return reinterpret_cast<void*>(static_cast<uintptr_t>(operation));
  }
  void Send(const std::string& message, bool last);
  void StartRead();
  bool TakeMessage();

  grpc::ClientContext context_;
  grpc::CompletionQueue queue_;
  grpc::GenericStub stub_;
  std::unique_ptr<grpc::GenericClientAsyncReaderWriter> stream_;
  grpc::ByteBuffer incoming_;
  std::string message_;
  int idle_seconds_;
  bool reading_ = false;
  bool started_ = false;
  bool ended_ = false;
  bool timed_out_ = false;
};

}  // namespace levybridge::client
