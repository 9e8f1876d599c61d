// The upload protocol of common/v1/batch.proto, once for every Submit… stream: header, resume,
// chunks, trailer, progress, receipt; dry runs; what the party's entry demands of its files.
//
// Everything is stored chunk by chunk before it is announced as accepted; a stream that breaks off
// loses nothing and goes on where it stopped. While the gateway does not keep up it does not read,
// and the transport slows the sender down.
#pragma once

#include <cstdint>
#include <mutex>
#include <set>
#include <string>
#include <tuple>
#include <variant>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "gateway/rpc/call.h"
#include "gateway/rpc/convert_batch.h"
#include "levybridge/common/v1/batch.pb.h"

namespace levybridge::rpc {

using UploadEvent =
    std::variant<common::v1::UploadResume, common::v1::ChunkAccepted, common::v1::UploadProgress,
                 common::v1::BatchReceipt, common::v1::UploadProblems>;

enum class UploadPart : uint8_t { kNothing, kHeader, kChunk, kTrailer };

// One stream of any kind of rows. Used by one thread.
class UploadStream {
 public:
  virtual ~UploadStream() = default;
  // Takes the next message; false when there is none any more.
  virtual bool Read() = 0;
  // Of the message last read.
  virtual UploadPart part() const = 0;
  virtual size_t bytes() const = 0;
  virtual absl::StatusOr<domain::BatchHeader> Header() = 0;
  virtual absl::StatusOr<domain::BatchChunk> Chunk() = 0;
  virtual absl::StatusOr<usecases::BatchTrailer> Trailer() = 0;
  // False when the peer is gone.
  virtual bool Send(const UploadEvent& event) = 0;
};

// Which batches are being sent at this moment: one stream per batch. Thread-safe.
class UploadRegistry {
 public:
  class Claim {
   public:
    // ABORTED (BATCH_IN_PROGRESS) in status() when another stream has it.
    Claim(UploadRegistry& registry, const domain::BatchHeader& header);
    ~Claim();
    Claim(const Claim&) = delete;
    Claim& operator=(const Claim&) = delete;
    const absl::Status& status() const { return status_; }

   private:
    using Key = std::tuple<domain::BatchKind, domain::PartyId, std::string>;
    UploadRegistry& registry_;
    const Key key_;
    absl::Status status_;
  };

 private:
  std::mutex mutex_;
  std::set<std::tuple<domain::BatchKind, domain::PartyId, std::string>> active_;
};

// Serves one upload from its header to its receipt.
absl::Status RunUpload(Call& call, UploadStream& stream);

// The event as the response of one kind's stream; every kind has the same events.
template <class Response>
Response ResponseOf(const UploadEvent& event) {
  struct Put {
    Response& response;
    void operator()(const common::v1::UploadResume& value) { *response.mutable_resume() = value; }
    void operator()(const common::v1::ChunkAccepted& value) {
      *response.mutable_chunk_accepted() = value;
    }
    void operator()(const common::v1::UploadProgress& value) {
      *response.mutable_progress() = value;
    }
    void operator()(const common::v1::BatchReceipt& value) { *response.mutable_receipt() = value; }
    void operator()(const common::v1::UploadProblems& value) {
      *response.mutable_problems() = value;
    }
  };
  Response response;
  std::visit(Put{response}, event);
  return response;
}

// The upload of rows of type Value over one gRPC stream.
template <class Value, class Stream, class Request, class Response>
class TypedUpload : public UploadStream {
 public:
  TypedUpload(Call& call, Stream& stream, domain::BatchKind kind)
      : call_(call), stream_(stream), kind_(kind) {}

  bool Read() override {
    const StreamWatchdog::Watch watch(call_.environment().watchdog, call_.context());
    return stream_.Read(&request_);
  }
  UploadPart part() const override {
    switch (request_.part_case()) {
      case Request::kHeader:
        return UploadPart::kHeader;
      case Request::kChunk:
        return UploadPart::kChunk;
      case Request::kTrailer:
        return UploadPart::kTrailer;
      case Request::PART_NOT_SET:
        break;
    }
    return UploadPart::kNothing;
  }
  size_t bytes() const override { return request_.ByteSizeLong(); }
  absl::StatusOr<domain::BatchHeader> Header() override {
    return HeaderFromWire(request_.header(), kind_, call_.party());
  }
  absl::StatusOr<domain::BatchChunk> Chunk() override {
    return ChunkFromWire<Value>(request_.chunk());
  }
  absl::StatusOr<usecases::BatchTrailer> Trailer() override {
    return TrailerFromWire(request_.trailer());
  }
  bool Send(const UploadEvent& event) override {
    return SendTo(call_, stream_, ResponseOf<Response>(event)).ok();
  }

 protected:
  const Request& request() const { return request_; }
  Call& call() { return call_; }

 private:
  Call& call_;
  Stream& stream_;
  const domain::BatchKind kind_;
  Request request_;
};

}  // namespace levybridge::rpc
