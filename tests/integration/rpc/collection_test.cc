// Pulling, acknowledging and refusing instructions; who sees what.
#include <gtest/gtest.h>

#include "levybridge/collection/v1/collection_service.grpc.pb.h"
#include "tests/integration/rpc/harness/test_gateway.h"

namespace levybridge::testing {
namespace {

namespace wire = collection::v1;

class CollectionTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const Uploaded sent = SubmitAssessments(
        gateway_, kAgency, Header("C"),
        {Row("1", "U-1", 420106), Row("2", "U-2", 420102), Row("3", "U-3", 420106)});
    ASSERT_TRUE(sent.receipt);
    ASSERT_EQ(sent.receipt->accepted().rows(), 3U);
  }

  std::vector<wire::InstructionRow> Pull(const std::string& party,
                                         std::optional<uint64_t> after = std::nullopt) {
    wire::PullInstructionsRequest request;
    if (after) request.set_after_sequence(*after);
    grpc::ClientContext context;
    const auto stub = gateway_.Stub<wire::CollectionService>(party);
    const auto reader = stub->PullInstructions(&context, request);
    std::vector<wire::InstructionRow> rows;
    wire::PullInstructionsResponse response;
    while (reader->Read(&response)) {
      const auto& chunk = response.chunk();
      rows.insert(rows.end(), chunk.rows().begin(), chunk.rows().end());
    }
    status_ = reader->Finish();
    return rows;
  }

  grpc::Status Acknowledge(const std::string& party, uint64_t through) {
    wire::AcknowledgeInstructionsRequest request;
    request.set_through_sequence(through);
    wire::AcknowledgeInstructionsResponse response;
    grpc::ClientContext context;
    return gateway_.Stub<wire::CollectionService>(party)->AcknowledgeInstructions(&context, request,
                                                                                  &response);
  }

  TestGateway gateway_;
  grpc::Status status_;
};

TEST_F(CollectionTest, WhatWasPulledComesAgainUntilItIsAcknowledged) {
  const auto first = Pull(kTax);
  ASSERT_TRUE(status_.ok()) << status_.error_message();
  ASSERT_EQ(first.size(), 3U);
  EXPECT_EQ(first[0].payable_fen(), 77000);
  EXPECT_EQ(first[0].amount_after_fen(), 57000);
  EXPECT_EQ(first[0].policy(), "wuhan-2020-reduction");
  EXPECT_EQ(Pull(kTax).size(), 3U);
  ASSERT_TRUE(Acknowledge(kTax, first[1].sequence()).ok());
  const auto rest = Pull(kTax);
  ASSERT_EQ(rest.size(), 1U);
  EXPECT_EQ(rest[0].instruction_no(), first[2].instruction_no());
  ASSERT_TRUE(Acknowledge(kTax, first[2].sequence()).ok());
  EXPECT_TRUE(Pull(kTax).empty());
  EXPECT_EQ(Pull(kTax, 0).size(), 3U);
}

TEST_F(CollectionTest, NothingThatWasNotDeliveredCanBeAcknowledged) {
  const grpc::Status status = Acknowledge(kTax, 3);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::FAILED_PRECONDITION);
  EXPECT_EQ(ReasonIn(status), "POSITION_NOT_DELIVERED");
  Pull(kTax, 1000000);
  EXPECT_EQ(ReasonIn(status_), "POSITION_UNKNOWN");
}

TEST_F(CollectionTest, ADistrictsBureauSeesItsDistrictOnlyAndAnotherCitysNothing) {
  const auto district = Pull(kDistrictTax);
  ASSERT_EQ(district.size(), 2U);
  for (const auto& row : district) EXPECT_EQ(row.region(), 420106);
  EXPECT_TRUE(Pull(kOtherTax).empty());

  wire::GetInstructionRequest request;
  request.set_instruction_no(Pull(kTax)[1].instruction_no());  // of district 420102
  wire::GetInstructionResponse response;
  grpc::ClientContext context;
  const grpc::Status hidden = gateway_.Stub<wire::CollectionService>(kDistrictTax)
                                  ->GetInstruction(&context, request, &response);
  EXPECT_EQ(hidden.error_code(), grpc::StatusCode::NOT_FOUND);
  EXPECT_EQ(ReasonIn(hidden), "INSTRUCTION_UNKNOWN");
}

TEST_F(CollectionTest, ARefusedInstructionIsSeenByTheAgencyWithTheBureausWords) {
  const auto pulled = Pull(kTax);
  wire::SubmitInstructionRejectionsRequest first;
  *first.mutable_header() = Header("R");
  wire::InstructionRejectionRow row;
  row.set_instruction_no(pulled[0].instruction_no());
  row.set_code("E07");
  row.set_message("登记信息不符");
  grpc::ClientContext context;
  const auto tax = gateway_.Stub<wire::CollectionService>(kTax);
  const Uploaded sent = Upload(*tax->SubmitInstructionRejections(&context), first,
                               ChunksOf<wire::InstructionRejectionChunk>(std::vector{row}));
  ASSERT_TRUE(sent.receipt) << sent.status.error_message();
  EXPECT_EQ(sent.receipt->accepted().rows(), 1U);

  grpc::ClientContext list;
  const auto agency = gateway_.Stub<wire::CollectionService>(kAgency);
  const auto reader = agency->ListInstructionRejections(&list, {});
  wire::ListInstructionRejectionsResponse response;
  ASSERT_TRUE(reader->Read(&response));
  ASSERT_EQ(response.rejections_size(), 1);
  EXPECT_EQ(response.rejections(0).code(), "E07");
  EXPECT_EQ(response.rejections(0).message(), "登记信息不符");
  EXPECT_EQ(response.rejections(0).instruction().unit_code(), "U-1");
}

}  // namespace
}  // namespace levybridge::testing
