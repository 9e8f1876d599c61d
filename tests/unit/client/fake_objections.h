// A gateway that answers the list of objections from memory, without TLS, and breaks where it is
// told.
#pragma once

#include <grpcpp/grpcpp.h>

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "levybridge/assessment/v1/objection_service.grpc.pb.h"

namespace levybridge::client {

class FakeObjections : public assessment::v1::ObjectionService::Service {
 public:
  FakeObjections() {
    grpc::ServerBuilder builder;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port_);
    builder.RegisterService(this);
    server_ = builder.BuildAndStart();
  }
  ~FakeObjections() override { server_->Shutdown(std::chrono::system_clock::now()); }

  std::string address() const { return "127.0.0.1:" + std::to_string(port_); }

  // Read by calls, so to be set before the first; what was asked is to be read after the last.
  std::vector<assessment::v1::ObjectionStatus> objections;  // by position, one chunk each
  int break_after = 0;  // the first list breaks after so many; 0: never
  std::vector<assessment::v1::ListObjectionsRequest> lists;

  grpc::Status ListObjections(
      grpc::ServerContext* /*context*/, const assessment::v1::ListObjectionsRequest* request,
      grpc::ServerWriter<assessment::v1::ListObjectionsResponse>* stream) override {
    lists.push_back(*request);
    int sent = 0;
    for (const auto& objection : objections) {
      if (objection.position() <= request->after_position()) continue;
      if (lists.size() == 1 && break_after > 0 && sent == break_after) {
        return {grpc::StatusCode::UNAVAILABLE, "the connection broke"};
      }
      assessment::v1::ListObjectionsResponse response;
      *response.add_objections() = objection;
      stream->Write(response);
      ++sent;
    }
    return grpc::Status::OK;
  }

 private:
  int port_ = 0;
  std::unique_ptr<grpc::Server> server_;
};

}  // namespace levybridge::client
