// A gateway that answers the calls about deferral from memory, without TLS, and breaks where it is
// told.
#pragma once

#include <grpcpp/grpcpp.h>

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "levybridge/assessment/v1/register_service.grpc.pb.h"

namespace levybridge::client {

class FakeRegisters : public assessment::v1::RegisterService::Service {
 public:
  FakeRegisters() {
    grpc::ServerBuilder builder;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port_);
    builder.RegisterService(this);
    server_ = builder.BuildAndStart();
  }
  ~FakeRegisters() override { server_->Shutdown(std::chrono::system_clock::now()); }

  std::string address() const { return "127.0.0.1:" + std::to_string(port_); }

  // Read by calls, so to be set before the first; what was asked is to be read after the last.
  std::vector<assessment::v1::DeferredObligation> obligations;  // by position, one chunk each
  std::vector<assessment::v1::RegisteredEmployer> employers;    // by key, one chunk each
  int break_after = 0;  // the first list breaks after so many; 0: never
  assessment::v1::CheckClearanceResponse clearance;
  assessment::v1::MakeUpEarlyResponse made_up;
  grpc::Status first_make_up;  // what the first attempt at making up ends with

  std::vector<assessment::v1::ListDeferredObligationsRequest> lists;
  std::vector<assessment::v1::ListRegisteredEmployersRequest> register_lists;
  std::vector<assessment::v1::CheckClearanceRequest> checks;
  std::vector<assessment::v1::MakeUpEarlyRequest> orders;

  grpc::Status ListDeferredObligations(
      grpc::ServerContext* /*context*/,
      const assessment::v1::ListDeferredObligationsRequest* request,
      grpc::ServerWriter<assessment::v1::ListDeferredObligationsResponse>* stream) override {
    lists.push_back(*request);
    int sent = 0;
    for (const auto& obligation : obligations) {
      if (obligation.position() <= request->after_position()) continue;
      if (lists.size() == 1 && break_after > 0 && sent == break_after) {
        return {grpc::StatusCode::UNAVAILABLE, "the connection broke"};
      }
      assessment::v1::ListDeferredObligationsResponse response;
      *response.add_obligations() = obligation;
      stream->Write(response);
      ++sent;
    }
    return grpc::Status::OK;
  }

  grpc::Status ListRegisteredEmployers(
      grpc::ServerContext* /*context*/,
      const assessment::v1::ListRegisteredEmployersRequest* request,
      grpc::ServerWriter<assessment::v1::ListRegisteredEmployersResponse>* stream) override {
    register_lists.push_back(*request);
    int sent = 0;
    for (const auto& employer : employers) {
      if (employer.unit_code() <= request->after_unit_code()) continue;
      if (register_lists.size() == 1 && break_after > 0 && sent == break_after) {
        return {grpc::StatusCode::UNAVAILABLE, "the connection broke"};
      }
      assessment::v1::ListRegisteredEmployersResponse response;
      *response.add_employers() = employer;
      stream->Write(response);
      ++sent;
    }
    return grpc::Status::OK;
  }

  grpc::Status CheckClearance(grpc::ServerContext* /*context*/,
                              const assessment::v1::CheckClearanceRequest* request,
                              assessment::v1::CheckClearanceResponse* response) override {
    checks.push_back(*request);
    *response = clearance;
    return grpc::Status::OK;
  }

  grpc::Status MakeUpEarly(grpc::ServerContext* /*context*/,
                           const assessment::v1::MakeUpEarlyRequest* request,
                           assessment::v1::MakeUpEarlyResponse* response) override {
    orders.push_back(*request);
    if (orders.size() == 1 && !first_make_up.ok()) return first_make_up;
    *response = made_up;
    response->set_replayed(orders.size() > 1);
    return grpc::Status::OK;
  }

 private:
  int port_ = 0;
  std::unique_ptr<grpc::Server> server_;
};

}  // namespace levybridge::client
