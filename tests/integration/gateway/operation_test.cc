// Health, readiness, metrics, reload and reflection of a gateway in this process.
#include <grpcpp/generic/generic_stub.h>
#include <gtest/gtest.h>
#include <httplib.h>

#include <filesystem>
#include <fstream>
#include <iterator>

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

// Calls a method with an empty request, without its generated stub.
grpc::Status CallRaw(TestGateway& gateway, const std::string& party, const std::string& method,
                     std::string& answer) {
  grpc::GenericStub stub(gateway.Channel(party));
  grpc::ClientContext context;
  grpc::CompletionQueue queue;
  grpc::Slice empty;
  const grpc::ByteBuffer request(&empty, 1);
  const auto call = stub.PrepareUnaryCall(&context, method, request, &queue);
  call->StartCall();
  grpc::ByteBuffer response;
  grpc::Status status;
  call->Finish(&response, &status, nullptr);
  void* tag = nullptr;
  bool ok = false;
  queue.Next(&tag, &ok);
  std::vector<grpc::Slice> slices;
  if (status.ok() && response.Dump(&slices).ok()) {
    for (const grpc::Slice& slice : slices) {
      answer.append(reinterpret_cast<const char*>(slice.begin()), slice.size());
    }
  }
  return status;
}

TEST(Operation, HealthIsServingForEveryParty) {
  TestGateway gateway;
  std::string answer;
  ASSERT_TRUE(CallRaw(gateway, kBank, "/grpc.health.v1.Health/Check", answer).ok());
  EXPECT_EQ(answer, "\x08\x01");  // status: SERVING
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
