// AssessmentUpload: one stream of SubmitAssessments, read from the bytes as they come.
//
// A chunk of rows becomes domain values in one pass; nothing is made of a row in between. What a
// chunk must look like, and what becomes of a row that cannot be read, is as for every other kind
// (convert_batch.h). Used by one thread.
#pragma once

#include <string>
#include <string_view>

#include "gateway/rpc/byte_stream.h"
#include "gateway/rpc/upload.h"

namespace levybridge::rpc {

// An AssessmentChunk of the contract. CHUNK_MALFORMED as ChunkFromWire has it, and when the bytes
// are no such message.
absl::StatusOr<domain::BatchChunk> ReadAssessmentChunk(std::string_view bytes);

class AssessmentUpload final : public UploadStream {
 public:
  AssessmentUpload(Call& call, ByteStream& stream) : call_(call), stream_(stream) {}

  bool Read() override;
  UploadPart part() const override { return part_; }
  size_t bytes() const override { return message_.size(); }
  absl::StatusOr<domain::BatchHeader> Header() override;
  absl::StatusOr<domain::BatchChunk> Chunk() override { return ReadAssessmentChunk(inside_); }
  absl::StatusOr<usecases::BatchTrailer> Trailer() override;
  bool Send(const UploadEvent& event) override;

 private:
  Call& call_;
  ByteStream& stream_;
  grpc::Slice message_;      // the request last read
  std::string_view inside_;  // its part, within message_
  UploadPart part_ = UploadPart::kNothing;
};

}  // namespace levybridge::rpc
