// A gRPC server behind ServerGuard whose handlers are one generic service, and clients for it.
#pragma once

#include <grpcpp/channel.h>
#include <grpcpp/completion_queue.h>
#include <grpcpp/generic/async_generic_service.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/server.h>

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "gateway/security/server_guard.h"
#include "spdlog/sinks/base_sink.h"
#include "tests/integration/security/test_authority.h"

namespace levybridge::security {

inline constexpr char kAgencyMethod[] =
    "/levybridge.assessment.v1.AssessmentService/SubmitAssessments";
inline constexpr char kTaxMethod[] = "/levybridge.collection.v1.CollectionService/PullInstructions";

class SettableClock final : public ports::Clock {
 public:
  // Starts a minute ahead of the machine's time, by which certificates are dated: those that a test
  // makes after its server are valid, too.
  SettableClock();
  domain::Timestamp Now() const override { return domain::Timestamp{now_ms_.load()}; }
  void AdvanceDays(int days) { now_ms_ += int64_t{days} * 86'400'000; }

 private:
  std::atomic<int64_t> now_ms_;
};

// Keeps every line; lines may be written by any thread.
class LogCapture final : public spdlog::sinks::base_sink<std::mutex> {
 public:
  // Waits until one line holds all of `parts`, at most ten seconds.
  bool Has(const std::vector<std::string>& parts);
  std::string All();
  void Add(std::string line);

 protected:
  void sink_it_(const spdlog::details::log_msg& message) override;
  void flush_() override {}

 private:
  std::mutex lines_mutex_;
  std::condition_variable added_;
  std::vector<std::string> lines_;
};

// What gRPC itself logged as errors, in the whole process.
LogCapture& GrpcErrors();

class TestServer {
 public:
  TestServer(const TestAuthority& authority, std::vector<domain::Party> parties,
             std::chrono::milliseconds watch_every = std::chrono::hours(1));
  ~TestServer();

  // `certificate`: base name in `authority`, or "" for none. A connection of its own. `trusted`:
  // the CA file that must have issued the server's certificate, by default the authority's own.
  std::shared_ptr<grpc::Channel> Connect(const TestAuthority& authority,
                                         const std::string& certificate,
                                         const std::string& trusted = "") const;
  // A call that sends nothing and half-closes; what the generic service answers is OK.
  static grpc::Status Call(const std::shared_ptr<grpc::Channel>& channel,
                           const std::string& method);

  int port() const { return port_; }
  int handled() const { return handled_; }
  ServerGuard& guard() { return *guard_; }
  SettableClock& clock() { return clock_; }
  LogCapture& log() { return *log_; }

 private:
  class Handlers;
  SettableClock clock_;
  std::shared_ptr<LogCapture> log_;
  std::unique_ptr<ServerGuard> guard_;
  std::atomic<int> handled_{0};
  std::unique_ptr<Handlers> handlers_;
  std::unique_ptr<grpc::Server> server_;
  int port_ = 0;
};

// A stream that stays open until the server ends it.
class HeldStream {
 public:
  HeldStream(std::shared_ptr<grpc::Channel> channel, const std::string& method);
  ~HeldStream();
  // True once the handler has answered: the stream is open on both sides.
  bool AwaitOpen();
  // The status the server ended it with; DEADLINE_EXCEEDED when it stays open for ten seconds.
  grpc::Status AwaitEnd();

 private:
  grpc::ClientContext context_;
  grpc::CompletionQueue queue_;
  std::unique_ptr<grpc::GenericClientAsyncReaderWriter> stream_;
};

}  // namespace levybridge::security
