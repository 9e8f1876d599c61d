// The built program: what it refuses to start with, how it stops, its exit codes.
#include <gtest/gtest.h>
#include <signal.h>

#include <nlohmann/json.hpp>

#include "tests/integration/gateway/program.h"
#include "tests/integration/rpc/harness/test_gateway.h"

namespace levybridge::testing {
namespace {

int PortIn(const std::string& line) {
  const auto json = nlohmann::json::parse(line);
  return std::stoi(json.at("port").get<std::string>());
}

TEST(Process, ABadConfigurationNamesFileLineAndKeyAndExitsWith2) {
  const std::string path = City().WriteConfiguration("bad", "drain_seconds: soon\n");
  Program program({"gateway", "--config", path});
  EXPECT_EQ(program.Wait(), 2);
  EXPECT_NE(program.err().find(path + ":13:"), std::string::npos) << program.err();
  EXPECT_NE(program.err().find("drain_seconds"), std::string::npos) << program.err();
  Program check({"config", "check", "--json", "--config", path});
  EXPECT_EQ(check.Wait(), 2);
  EXPECT_EQ(nlohmann::json::parse(check.out()).at("ok"), false);
}

TEST(Process, WrongUsageExitsWith2AndHelpWith0) {
  EXPECT_EQ(Program({"gateway"}).Wait(), 2);
  EXPECT_EQ(Program({"nonsense"}).Wait(), 2);
  EXPECT_EQ(Program({"gateway", "--help"}).Wait(), 0);
}

TEST(Process, OnSigtermItLetsAnUploadFinishAndExitsWith0) {
  const std::string path = City().WriteConfiguration("drain", "drain_seconds: 30\n");
  Program program({"gateway", "--config", path});
  const std::string serving = program.WaitForLine("\"serving\"");
  ASSERT_FALSE(serving.empty()) << program.err();
  const auto stub =
      assessment::v1::AssessmentService::NewStub(City().Channel(PortIn(serving), kAgency));
  grpc::ClientContext context;
  const auto stream = stub->SubmitAssessments(&context);
  assessment::v1::SubmitAssessmentsRequest part;
  *part.mutable_header() = Header("D-1");
  stream->Write(part);
  assessment::v1::SubmitAssessmentsResponse response;
  ASSERT_TRUE(stream->Read(&response));

  program.Signal(SIGTERM);
  ASSERT_FALSE(program.WaitForLine("\"draining\"").empty());
  *part.mutable_chunk() =
      ChunksOf<assessment::v1::AssessmentChunk>(std::vector{Row("1", "U-1")})[0];
  stream->Write(part);
  part.mutable_trailer()->set_rows(1);
  stream->Write(part);
  stream->WritesDone();
  bool receipt = false;
  while (stream->Read(&response)) receipt = response.has_receipt();
  EXPECT_TRUE(stream->Finish().ok());
  EXPECT_TRUE(receipt);
  EXPECT_EQ(program.Wait(), 0) << program.err();
}

TEST(Process, ASecondGatewayOnTheSameStoreRefusesToStart) {
  const std::string path = City().WriteConfiguration("twice");
  Program first({"gateway", "--config", path});
  ASSERT_FALSE(first.WaitForLine("\"serving\"").empty()) << first.err();
  Program second({"gateway", "--config", path});
  EXPECT_EQ(second.Wait(), 1);
  EXPECT_NE(second.err().find("in use"), std::string::npos) << second.err();
  first.Signal(SIGTERM);
  EXPECT_EQ(first.Wait(), 0);
}

TEST(Process, AStoreIsVerifiedAndBackedUpWhileItServesAndRestoredWhenItDoesNot) {
  const std::string path = City().WriteConfiguration("copies");
  Program gateway({"gateway", "--config", path});
  ASSERT_FALSE(gateway.WaitForLine("\"serving\"").empty()) << gateway.err();
  const std::string copy = City().folder() + "/copy.db";
  Program verify({"store", "verify", "--json", "--config", path});
  EXPECT_EQ(verify.Wait(), 0) << verify.err() << verify.out();
  EXPECT_EQ(nlohmann::json::parse(verify.out()).at("problems"), 0);
  Program backup({"store", "backup", copy, "--config", path});
  EXPECT_EQ(backup.Wait(), 0) << backup.err();
  Program busy({"store", "restore", copy, "--overwrite", "--config", path});
  EXPECT_EQ(busy.Wait(), 1) << busy.err();
  gateway.Signal(SIGTERM);
  EXPECT_EQ(gateway.Wait(), 0);
  Program restore({"store", "restore", copy, "--overwrite", "--config", path});
  EXPECT_EQ(restore.Wait(), 0) << restore.err();
}

}  // namespace
}  // namespace levybridge::testing
