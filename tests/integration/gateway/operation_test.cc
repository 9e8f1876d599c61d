// Health, readiness, metrics, reload and reflection of a gateway in this process.
#include <grpcpp/generic/generic_stub.h>
#include <gtest/gtest.h>
#include <httplib.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "gateway/app/logging.h"
#include "gateway/app/metrics.h"
#include "gateway/app/practice_clock.h"
#include "levybridge/collection/v1/collection_service.grpc.pb.h"
#include "tests/integration/rpc/harness/test_gateway.h"

namespace levybridge::testing {
namespace {

std::string Get(TestGateway& gateway, const std::string& path, int& code) {
  httplib::Client client("127.0.0.1", gateway.gateway().metrics_port());
  const auto result = client.Get(path.c_str());
  code = result ? result->status : 0;
  return result ? result->body : std::string();
}

std::string BytesOf(const grpc::ByteBuffer& buffer) {
  std::string bytes;
  std::vector<grpc::Slice> slices;
  if (!buffer.Dump(&slices).ok()) return bytes;
  for (const grpc::Slice& slice : slices) {
    bytes.append(reinterpret_cast<const char*>(slice.begin()), slice.size());
  }
  return bytes;
}

// Calls a method with these bytes, without its generated stub.
grpc::Status CallRaw(TestGateway& gateway, const std::string& party, const std::string& method,
                     std::string& answer, const std::string& bytes = "") {
  grpc::GenericStub stub(gateway.Channel(party));
  grpc::ClientContext context;
  grpc::CompletionQueue queue;
  const grpc::Slice slice(bytes);
  const grpc::ByteBuffer request(&slice, 1);
  const auto call = stub.PrepareUnaryCall(&context, method, request, &queue);
  call->StartCall();
  grpc::ByteBuffer response;
  grpc::Status status;
  call->Finish(&response, &status, nullptr);
  void* tag = nullptr;
  bool ok = false;
  queue.Next(&tag, &ok);
  if (status.ok()) answer = BytesOf(response);
  return status;
}

TEST(Operation, HealthIsServingForEveryParty) {
  TestGateway gateway;
  std::string answer;
  ASSERT_TRUE(CallRaw(gateway, kBank, "/grpc.health.v1.Health/Check", answer).ok());
  EXPECT_EQ(answer, "\x08\x01");  // status: SERVING
}

TEST(Operation, HealthOfNamesThatNobodyHasIsUnknown) {
  TestGateway gateway;
  std::string answer;
  const std::string check = "/grpc.health.v1.Health/Check";
  EXPECT_TRUE(CallRaw(gateway, kBank, check, answer, std::string("\x0A\x00", 2)).ok());
  EXPECT_EQ(CallRaw(gateway, kBank, check, answer, "\x0A\x04name").error_code(),
            grpc::StatusCode::NOT_FOUND);
  for (const std::string& broken : {std::string("\x0A\x05name"), std::string("\x08\x01"),
                                    std::string("\x0A"), std::string(5'000, 'x')}) {
    EXPECT_EQ(CallRaw(gateway, kBank, check, answer, broken).error_code(),
              grpc::StatusCode::INVALID_ARGUMENT);
  }
}

// One stream of bytes, step by step.
class RawStream {
 public:
  RawStream(TestGateway& gateway, const std::string& party, const std::string& method)
      : stub_(gateway.Channel(party)), call_(stub_.PrepareCall(&context_, method, &queue_)) {
    call_->StartCall(nullptr);
    EXPECT_TRUE(Done());
  }
  void Send(const std::string& bytes) {
    const grpc::Slice slice(bytes);
    call_->Write(grpc::ByteBuffer(&slice, 1), nullptr);
    EXPECT_TRUE(Done());
    call_->WritesDone(nullptr);
    EXPECT_TRUE(Done());
  }
  // Nothing at the end.
  std::optional<std::string> Receive() {
    grpc::ByteBuffer buffer;
    call_->Read(&buffer, nullptr);
    if (!Done()) return std::nullopt;
    return BytesOf(buffer);
  }
  grpc::Status Finish() {
    grpc::Status status;
    call_->Finish(&status, nullptr);
    EXPECT_TRUE(Done());
    return status;
  }
  void Cancel() { context_.TryCancel(); }

 private:
  bool Done() {
    void* tag = nullptr;
    bool ok = false;
    return queue_.Next(&tag, &ok) && ok;
  }

  grpc::GenericStub stub_;
  grpc::ClientContext context_;
  grpc::CompletionQueue queue_;
  std::unique_ptr<grpc::GenericClientAsyncReaderWriter> call_;
};

TEST(Operation, WhoWatchesTheHealthIsToldWhenTheGatewayStops) {
  TestGateway gateway;
  RawStream left(gateway, kBank, "/grpc.health.v1.Health/Watch");
  left.Send("");
  EXPECT_EQ(left.Receive(), "\x08\x01");
  left.Cancel();
  EXPECT_EQ(left.Finish().error_code(), grpc::StatusCode::CANCELLED);
  RawStream watching(gateway, kAgency, "/grpc.health.v1.Health/Watch");
  watching.Send("");
  EXPECT_EQ(watching.Receive(), "\x08\x01");
  RawStream elsewhere(gateway, kTax, "/grpc.health.v1.Health/Watch");
  elsewhere.Send("\x0A\x04name");
  EXPECT_EQ(elsewhere.Receive(), "\x08\x03");
  gateway.gateway().Stop();
  EXPECT_EQ(watching.Receive(), "\x08\x02");
  EXPECT_EQ(watching.Receive(), std::nullopt);
  EXPECT_TRUE(watching.Finish().ok());
  EXPECT_EQ(elsewhere.Receive(), std::nullopt);
}

// gRPC's threads for callbacks rest for 100 ms after a quiet second, and all calls with them. The
// gateway must not have any.
TEST(Operation, NothingIsServedByCallbacks) {
  TestGateway gateway;
  std::string answer;
  ASSERT_TRUE(CallRaw(gateway, kBank, "/grpc.health.v1.Health/Check", answer).ok());
  CallRaw(gateway, kBank, "/no.such.Service/Method", answer);
  int threads = 0;
  for (const auto& task : std::filesystem::directory_iterator("/proc/self/task")) {
    std::ifstream file(task.path() / "comm");
    std::string name;
    std::getline(file, name);
    EXPECT_NE(name, "nexting_thread");
    ++threads;
  }
  EXPECT_GT(threads, 3);
}

TEST(Operation, ReflectionIsUnimplementedUnlessTheSettingsAskForIt) {
  TestGateway gateway;
  std::string answer;
  const grpc::Status status = CallRaw(
      gateway, kAuditor, "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo", answer);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::UNIMPLEMENTED);
}

TEST(Operation, ReadinessAndMetricsTellWhatHappened) {
  TestGateway gateway;
  SubmitAssessments(gateway, kAgency, Header("O-1"), {Row("1", "U-1"), Row("2", "")});
  int code = 0;
  EXPECT_EQ(Get(gateway, "/healthz", code), "ok\n");
  EXPECT_EQ(Get(gateway, "/readyz", code), "ready\n");
  EXPECT_EQ(code, 200);
  const std::string page = Get(gateway, "/metrics", code);
  EXPECT_EQ(code, 200);
  for (const char* line :
       {"levybridge_calls_total{method=\"assessment.v1.AssessmentService/SubmitAssessments\","
        "code=\"OK\"} 1\n",
        "levybridge_rows_total{kind=\"assessments\",fate=\"rejected\"} 1\n",
        "levybridge_instructions_issued_total 1\n", "levybridge_crl_expired 0\n",
        "# TYPE levybridge_store_write_seconds histogram\n"}) {
    EXPECT_NE(page.find(line), std::string::npos) << line << page;
  }
}

TEST(Operation, ABadReloadKeepsTheOldAndIsCounted) {
  static const std::string parties = City().folder() + "/reload-parties.yaml";
  std::filesystem::copy_file(City().folder() + "/parties.yaml", parties,
                             std::filesystem::copy_options::overwrite_existing);
  TestGateway gateway([](settings::GatewaySettings& settings) { settings.parties_file = parties; });
  ASSERT_TRUE(gateway.gateway().Reload().ok());
  std::ofstream(parties) << "parties: 7\n";
  EXPECT_FALSE(gateway.gateway().Reload().ok());
  EXPECT_TRUE(SubmitAssessments(gateway, kAgency, Header("O-2"), {Row("1", "U-1")}).status.ok());
  int code = 0;
  EXPECT_NE(Get(gateway, "/metrics", code).find("levybridge_reloads_total{outcome=\"refused\"} 1"),
            std::string::npos);
  std::ofstream(parties) << "parties:\n  - uri: urn:levybridge:party:tax:420100:wuhan-tax\n"
                            "    name: 税务\n    issuer: { ca: ca.pem }\n";
  ASSERT_TRUE(gateway.gateway().Reload().ok());
  const grpc::Status gone =
      SubmitAssessments(gateway, kAgency, Header("O-3"), {Row("1", "U-1")}).status;
  EXPECT_EQ(gone.error_code(), grpc::StatusCode::PERMISSION_DENIED);
}

TEST(PracticeClock, FollowsTheDateInItsFileAndKeepsTheLastWhenThereIsNone) {
  const std::string file = City().folder() + "/operation-date.txt";
  const app::SystemClock system;
  EXPECT_TRUE(absl::IsInvalidArgument(app::PracticeClock::Open(system, file).status()));
  std::ofstream(file) << "2022-12-01\n";
  const auto clock = app::PracticeClock::Open(system, file);
  ASSERT_TRUE(clock.ok()) << clock.status();
  EXPECT_EQ(domain::DateInShanghai((*clock)->Now()).ToIso(), "2022-12-01");
  std::ofstream(file) << "2023-01-01";
  EXPECT_EQ(domain::DateInShanghai((*clock)->Now()).ToIso(), "2023-01-01");
  std::ofstream(file) << "soon";
  EXPECT_EQ(domain::DateInShanghai((*clock)->Now()).ToIso(), "2023-01-01");
}

TEST(Logging, ALineBecomesOneJsonObjectWhateverIsInIt) {
  const std::string line =
      "event=call code=OK party=" + app::Quoted("a \"b\"\nc") + " duration_us=12";
  EXPECT_EQ(app::LineToJson("T", "info", line),
            R"({"time":"T","level":"info","event":"call","code":"OK","party":"a \"b\"\nc",)"
            R"("duration_us":"12"})");
  EXPECT_EQ(app::LineToJson("T", "info", "free text"),
            R"({"time":"T","level":"info","event":"message","text":"free text"})");
}

TEST(Metrics, LabelValuesAreEscapedAndHistogramsAreCumulative) {
  app::Metrics metrics;
  metrics.Count({"c_total", "Help."}, {{"a", "x\"y\\z\n"}}, 2);
  metrics.Observe({"h_seconds", "Help."}, {}, 0.003);
  const std::string page = metrics.Render();
  EXPECT_NE(page.find("c_total{a=\"x\\\"y\\\\z\\n\"} 2\n"), std::string::npos) << page;
  EXPECT_NE(page.find("h_seconds_bucket{le=\"0.002\"} 0\n"), std::string::npos) << page;
  EXPECT_NE(page.find("h_seconds_bucket{le=\"0.005\"} 1\n"), std::string::npos) << page;
  EXPECT_NE(page.find("h_seconds_count 1\n"), std::string::npos) << page;
}

}  // namespace
}  // namespace levybridge::testing
