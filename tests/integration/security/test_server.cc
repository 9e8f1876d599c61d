#include "tests/integration/security/test_server.h"

#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>
#include <gtest/gtest.h>

#include "gateway/security/tls_configuration.h"

namespace levybridge::security {
namespace {

constexpr auto kPatience = std::chrono::seconds(10);

auto Deadline() { return std::chrono::system_clock::now() + kPatience; }

// OpenSSL is configured before the first test, as main does before anything of gRPC.
class TlsEnvironment final : public testing::Environment {
 public:
  void SetUp() override {
    ASSERT_TRUE(LoadTlsConfiguration().ok());
    RouteGrpcErrors([](std::string_view message) { GrpcErrors().Add(std::string(message)); });
  }
};
const testing::Environment* const kTlsEnvironment =
    testing::AddGlobalTestEnvironment(new TlsEnvironment);

}  // namespace

SettableClock::SettableClock()
    : now_ms_(std::chrono::duration_cast<std::chrono::milliseconds>(
                  std::chrono::system_clock::now().time_since_epoch() + std::chrono::minutes(1))
                  .count()) {}

bool LogCapture::Has(const std::vector<std::string>& parts) {
  const auto found = [&] {
    for (const std::string& line : lines_) {
      size_t matches = 0;
      for (const std::string& part : parts) matches += line.find(part) != std::string::npos;
      if (matches == parts.size()) return true;
    }
    return false;
  };
  std::unique_lock lock(lines_mutex_);
  return added_.wait_for(lock, kPatience, found);
}

std::string LogCapture::All() {
  const std::lock_guard lock(lines_mutex_);
  std::string all;
  for (const std::string& line : lines_) all += line + "\n";
  return all;
}

void LogCapture::Add(std::string line) {
  const std::lock_guard lock(lines_mutex_);
  lines_.push_back(std::move(line));
  added_.notify_all();
}

void LogCapture::sink_it_(const spdlog::details::log_msg& message) {
  Add(std::string(message.payload.data(), message.payload.size()));
}

LogCapture& GrpcErrors() {
  static LogCapture& errors = *new LogCapture;
  return errors;
}

// Reads until the client has sent everything, then answers OK.
class TestServer::Handlers final : public grpc::CallbackGenericService {
 public:
  explicit Handlers(std::atomic<int>& handled) : handled_(handled) {}
  grpc::ServerGenericBidiReactor* CreateReactor(grpc::GenericCallbackServerContext*) override {
    ++handled_;
    return new Reactor;
  }

 private:
  class Reactor final : public grpc::ServerGenericBidiReactor {
   public:
    Reactor() {
      StartSendInitialMetadata();
      StartRead(&received_);
    }
    void OnReadDone(bool ok) override {
      if (ok) {
        StartRead(&received_);
      } else {
        Finish(grpc::Status::OK);
      }
    }
    void OnDone() override { delete this; }

   private:
    grpc::ByteBuffer received_;
  };
  std::atomic<int>& handled_;
};

TestServer::TestServer(const TestAuthority& authority, std::vector<domain::Party> parties,
                       std::chrono::milliseconds watch_every)
    : log_(std::make_shared<LogCapture>()), handlers_(std::make_unique<Handlers>(handled_)) {
  auto directory = domain::PartyDirectory::Create(std::move(parties));
  EXPECT_TRUE(directory.ok());
  auto guard = ServerGuard::Start({authority.ServerFiles(), *std::move(directory), watch_every},
                                  clock_, std::make_shared<spdlog::logger>("test", log_));
  EXPECT_TRUE(guard.ok()) << guard.status();
  guard_ = *std::move(guard);
  grpc::ServerBuilder builder;
  guard_->Protect(builder, "127.0.0.1:0", &port_);
  builder.RegisterCallbackGenericService(handlers_.get());
  server_ = builder.BuildAndStart();
}

TestServer::~TestServer() {
  server_->Shutdown(std::chrono::system_clock::now());
  server_->Wait();
}

std::shared_ptr<grpc::Channel> TestServer::Connect(const TestAuthority& authority,
                                                   const std::string& certificate,
                                                   const std::string& trusted) const {
  static std::atomic<int> connections{0};
  grpc::SslCredentialsOptions options;
  options.pem_root_certs = ReadText(trusted.empty() ? authority.Path("ca.pem") : trusted);
  if (!certificate.empty()) {
    options.pem_cert_chain = ReadText(authority.Path(certificate + ".pem"));
    options.pem_private_key = ReadText(authority.Path(certificate + ".key"));
  }
  grpc::ChannelArguments arguments;
  arguments.SetInt("levybridge.test.connection", ++connections);
  return grpc::CreateCustomChannel("127.0.0.1:" + std::to_string(port_),
                                   grpc::SslCredentials(options), arguments);
}

grpc::Status TestServer::Call(const std::shared_ptr<grpc::Channel>& channel,
                              const std::string& method) {
  grpc::GenericStub stub(channel);
  grpc::ClientContext context;
  context.set_deadline(Deadline());
  grpc::CompletionQueue queue;
  const grpc::Slice nothing("");
  const auto call = stub.PrepareUnaryCall(&context, method, grpc::ByteBuffer(&nothing, 1), &queue);
  call->StartCall();
  grpc::ByteBuffer answer;
  grpc::Status status;
  call->Finish(&answer, &status, nullptr);
  void* tag = nullptr;
  bool ok = false;
  queue.Next(&tag, &ok);
  return status;
}

HeldStream::HeldStream(std::shared_ptr<grpc::Channel> channel, const std::string& method) {
  context_.set_deadline(Deadline());
  stream_ = grpc::GenericStub(std::move(channel)).PrepareCall(&context_, method, &queue_);
  stream_->StartCall(this);
  void* tag = nullptr;
  bool ok = false;
  queue_.Next(&tag, &ok);
}

HeldStream::~HeldStream() { context_.TryCancel(); }

bool HeldStream::AwaitOpen() {
  stream_->ReadInitialMetadata(this);
  void* tag = nullptr;
  bool ok = false;
  return queue_.Next(&tag, &ok) && ok;
}

grpc::Status HeldStream::AwaitEnd() {
  grpc::Status status;
  stream_->Finish(&status, this);
  void* tag = nullptr;
  bool ok = false;
  queue_.Next(&tag, &ok);
  return status;
}

}  // namespace levybridge::security
