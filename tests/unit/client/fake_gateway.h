// A gateway that plays the upload protocol from memory, without TLS, and breaks where it is told.
#pragma once

#include <grpcpp/grpcpp.h>

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "levybridge/assessment/v1/assessment_service.grpc.pb.h"
#include "levybridge/common/v1/batch.pb.h"

namespace levybridge::client {

class FakeGateway : public assessment::v1::AssessmentService::Service {
 public:
  FakeGateway() {
    grpc::ServerBuilder builder;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port_);
    builder.SetMaxReceiveMessageSize(64 * 1024 * 1024);
    builder.RegisterService(this);
    server_ = builder.BuildAndStart();
  }
  ~FakeGateway() override { server_->Shutdown(std::chrono::system_clock::now()); }

  std::string address() const { return "127.0.0.1:" + std::to_string(port_); }

  // The stream breaks after each of these numbers of chunks, one per attempt; what was received is
  // durable.
  std::vector<size_t> break_after_chunks;
  // Header only: refuse with this, if it is not OK.
  grpc::Status refusal;
  // Answer the header with the receipt at once.
  bool finished_before = false;
  // End the first stream in good order, but without a receipt.
  bool forget_receipt_once = false;

  std::vector<uint64_t> chunk_numbers() const {
    const std::lock_guard<std::mutex> lock(mutex_);
    return chunk_numbers_;
  }
  std::vector<std::string> headers() const {
    const std::lock_guard<std::mutex> lock(mutex_);
    return headers_;
  }
  uint64_t trailer_rows() const {
    const std::lock_guard<std::mutex> lock(mutex_);
    return trailer_rows_;
  }

  using Stream = grpc::ServerReaderWriter<assessment::v1::SubmitAssessmentsResponse,
                                          assessment::v1::SubmitAssessmentsRequest>;
  grpc::Status SubmitAssessments(grpc::ServerContext* /*context*/, Stream* stream) override {
    const std::lock_guard<std::mutex> lock(mutex_);
    assessment::v1::SubmitAssessmentsRequest request;
    if (!stream->Read(&request)) return grpc::Status::OK;
    headers_.push_back(request.header().SerializeAsString());
    const std::string batch_id = request.header().batch_id();
    if (!refusal.ok()) return refusal;
    if (finished_before) return GiveReceipt(*stream, batch_id, true);
    assessment::v1::SubmitAssessmentsResponse answer;
    answer.mutable_resume()->set_next_chunk_number(durable_chunks_);
    answer.mutable_resume()->set_state(durable_chunks_ == 0 ? common::v1::UPLOAD_STATE_NEW
                                                            : common::v1::UPLOAD_STATE_PARTIAL);
    stream->Write(answer);
    return TakeChunks(*stream, batch_id);
  }

 private:
  grpc::Status TakeChunks(Stream& stream, const std::string& batch_id) {
    assessment::v1::SubmitAssessmentsRequest request;
    const size_t attempt = headers_.size() - 1;
    size_t taken = 0;
    while (stream.Read(&request)) {
      if (request.has_trailer()) {
        trailer_rows_ = request.trailer().rows();
        if (forget_receipt_once && attempt == 0) return grpc::Status::OK;
        return GiveReceipt(stream, batch_id, false);
      }
      if (attempt < break_after_chunks.size() && taken == break_after_chunks[attempt]) {
        return {grpc::StatusCode::UNAVAILABLE, "the connection broke"};
      }
      chunk_numbers_.push_back(request.chunk().chunk_number());
      ++durable_chunks_;
      ++taken;
      assessment::v1::SubmitAssessmentsResponse answer;
      answer.mutable_chunk_accepted()->set_through_chunk_number(request.chunk().chunk_number());
      stream.Write(answer);
    }
    return {grpc::StatusCode::CANCELLED, "no trailer"};
  }

  static grpc::Status GiveReceipt(Stream& stream, const std::string& batch_id, bool replayed) {
    assessment::v1::SubmitAssessmentsResponse answer;
    auto& receipt = *answer.mutable_receipt();
    receipt.set_batch_id(batch_id);
    receipt.set_kind(common::v1::BATCH_KIND_ASSESSMENTS);
    receipt.set_status(common::v1::BATCH_STATUS_ACCEPTED);
    receipt.set_receipt_no("R-1");
    receipt.set_replayed(replayed);
    stream.Write(answer);
    return grpc::Status::OK;
  }

  mutable std::mutex mutex_;
  int port_ = 0;
  std::unique_ptr<grpc::Server> server_;
  uint64_t durable_chunks_ = 0;
  uint64_t trailer_rows_ = 0;
  std::vector<uint64_t> chunk_numbers_;
  std::vector<std::string> headers_;
};

}  // namespace levybridge::client
