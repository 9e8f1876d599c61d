// Objections over the wire: filed with what the policy names, listed by pages.
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "gateway/domain/sha256.h"
#include "levybridge/assessment/v1/objection_service.grpc.pb.h"
#include "tests/integration/rpc/harness/test_gateway.h"

namespace levybridge::testing {
namespace {

namespace wire = assessment::v1;

void Add(wire::Objection& objection, const std::string& document) {
  wire::DocumentDigest& digest = *objection.add_documents();
  digest.set_name(document);
  digest.set_sha256(std::string(domain::Sha256Of(document).AsBytes()));
}

wire::Objection Filing(const std::string& number) {
  wire::Objection objection;
  objection.set_objection_no(number);
  objection.set_unit_code("U-1");
  objection.set_region(420106);
  objection.set_received_on(20200316);
  objection.set_complete_on(20200318);
  objection.set_first_fee_period(202003);
  objection.set_last_fee_period(202003);
  Add(objection, "书面报告");
  Add(objection, "单位性质证明");
  return objection;
}

class ObjectionTest : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(SubmitAssessments(gateway_, kAgency, Header("A-1"), {Row("1", "U-1")}).receipt);
  }
  grpc::Status File(const wire::Objection& objection) {
    wire::FileObjectionRequest request;
    *request.mutable_objection() = objection;
    wire::FileObjectionResponse response;
    grpc::ClientContext context;
    return Stub(kAgency)->FileObjection(&context, request, &response);
  }
  std::vector<wire::ObjectionStatus> List(const std::string& party, const std::string& after) {
    wire::ListObjectionsRequest request;
    request.set_after_position(after);
    grpc::ClientContext context;
    const auto stub = Stub(party);
    const auto reader = stub->ListObjections(&context, request);
    std::vector<wire::ObjectionStatus> all;
    wire::ListObjectionsResponse response;
    while (reader->Read(&response)) {
      all.insert(all.end(), response.objections().begin(), response.objections().end());
    }
    status_ = reader->Finish();
    return all;
  }
  std::unique_ptr<wire::ObjectionService::Stub> Stub(const std::string& party) {
    return gateway_.Stub<wire::ObjectionService>(party);
  }

  TestGateway gateway_;
  grpc::Status status_;
};

TEST_F(ObjectionTest, WhatIsSaidToBeCompleteHasWhatThePolicyNames) {
  wire::Objection objection = Filing("YY-1");
  objection.mutable_documents()->RemoveLast();
  const grpc::Status refused = File(objection);
  EXPECT_EQ(ReasonIn(refused), "DOCUMENT_MISSING");
  EXPECT_EQ(MetadataIn(refused, "documents"), "单位性质证明");
  EXPECT_TRUE(File(Filing("YY-1")).ok());
}

TEST_F(ObjectionTest, TheListGoesOnAfterAnyPositionItGave) {
  for (const char* number : {"YY-1", "YY/2", "YY-3"}) ASSERT_TRUE(File(Filing(number)).ok());
  const auto all = List(kAuditor, "");
  ASSERT_EQ(all.size(), 3U) << status_.error_message();
  for (size_t from = 0; from < all.size(); ++from) {
    const auto rest = List(kAuditor, all[from].position());
    ASSERT_EQ(rest.size(), all.size() - from - 1);
    for (size_t i = 0; i < rest.size(); ++i) {
      EXPECT_EQ(rest[i].objection().objection_no(), all[from + 1 + i].objection().objection_no());
    }
  }
  List(kAgency, "no position");
  EXPECT_EQ(ReasonIn(status_), "INVALID_REQUEST");
}

}  // namespace
}  // namespace levybridge::testing
