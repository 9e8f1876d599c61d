#include "adapters/client/upload.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "adapters/client/error_report.h"
#include "levybridge/common/v1/error.pb.h"
#include "tests/unit/client/fake_gateway.h"
#include "tests/unit/client/fake_waiting_room.h"

namespace levybridge::client {
namespace {

using testing::Each;
using testing::ElementsAre;

constexpr char kMethod[] = "/levybridge.assessment.v1.AssessmentService/SubmitAssessments";

class UploadTest : public testing::Test {
 protected:
  UploadTest()
      : spool_(*Spool::Create(testing::TempDir())),
        connection_(Connection::OpenForTest(gateway_.address(), 30)),
        retry_({.initial_ms = 100, .max_ms = 1000, .give_up_seconds = 60}, room_,
               [](const std::string&, const absl::Status&) {}),
        progress_(false) {}

  UploadJob JobOf(uint64_t chunks) {
    for (uint64_t number = 0; number < chunks; ++number) {
      assessment::v1::SubmitAssessmentsRequest request;
      request.mutable_chunk()->set_chunk_number(number);
      request.mutable_chunk()->add_rows()->set_row(number + 1);
      EXPECT_TRUE(spool_->Append(request.SerializeAsString()).ok());
    }
    assessment::v1::SubmitAssessmentsRequest header;
    header.mutable_header()->set_batch_id("B-1");
    header.mutable_header()->set_content_digest(std::string(32, 'd'));
    assessment::v1::SubmitAssessmentsRequest trailer;
    trailer.mutable_trailer()->set_rows(chunks);
    return {kMethod, header.SerializeAsString(), spool_.get(), trailer.SerializeAsString(), chunks};
  }
  absl::StatusOr<UploadResult> Run(const UploadJob& job) {
    return Uploader(*connection_, retry_, progress_, testing::TempDir()).Run(job);
  }

  FakeGateway gateway_;
  FakeWaitingRoom room_;
  std::unique_ptr<Spool> spool_;
  std::unique_ptr<Connection> connection_;
  Retry retry_;
  ProgressBar progress_;
};

TEST_F(UploadTest, SendsEveryChunkInOrderAndGetsTheReceipt) {
  const auto result = Run(JobOf(5));
  ASSERT_TRUE(result.ok()) << result.status();
  EXPECT_EQ(result->receipt.receipt_no, "R-1");
  EXPECT_EQ(result->receipt.status, "accepted");
  EXPECT_THAT(gateway_.chunk_numbers(), ElementsAre(0, 1, 2, 3, 4));
  EXPECT_EQ(gateway_.trailer_rows(), 5U);
  EXPECT_TRUE(room_.sleeps_ms().empty());
}

TEST_F(UploadTest, GoesOnAfterABrokenStreamWithoutSendingAnyDurableChunkTwice) {
  gateway_.break_after_chunks = {2, 0, 3};
  const auto result = Run(JobOf(8));
  ASSERT_TRUE(result.ok()) << result.status();
  EXPECT_THAT(gateway_.chunk_numbers(), ElementsAre(0, 1, 2, 3, 4, 5, 6, 7));
  EXPECT_EQ(gateway_.headers().size(), 4U);
  EXPECT_THAT(gateway_.headers(), Each(gateway_.headers().front())) << "the same header each time";
  EXPECT_EQ(room_.sleeps_ms().size(), 3U);
}

TEST_F(UploadTest, TriesAgainWhenTheStreamEndsWithoutAReceipt) {
  gateway_.forget_receipt_once = true;
  const auto result = Run(JobOf(2));
  ASSERT_TRUE(result.ok()) << result.status();
  EXPECT_THAT(gateway_.chunk_numbers(), ElementsAre(0, 1));
  EXPECT_EQ(gateway_.headers().size(), 2U);
}

TEST_F(UploadTest, TakesTheReceiptOfAFinishedBatchWithoutSendingRows) {
  gateway_.finished_before = true;
  const auto result = Run(JobOf(3));
  ASSERT_TRUE(result.ok()) << result.status();
  EXPECT_TRUE(result->receipt.replayed);
  EXPECT_TRUE(gateway_.chunk_numbers().empty());
  EXPECT_EQ(result->chunks_sent, 0U);
}

TEST_F(UploadTest, SendsAnEmptyFileAsHeaderAndTrailer) {
  const auto result = Run(JobOf(0));
  ASSERT_TRUE(result.ok()) << result.status();
  EXPECT_TRUE(gateway_.chunk_numbers().empty());
  EXPECT_EQ(gateway_.trailer_rows(), 0U);
}

TEST_F(UploadTest, HandsARefusalOnWithItsReasonAndNeverRetriesIt) {
  common::v1::ErrorInfo information;
  information.set_reason("BATCH_CONFLICT");
  information.set_domain("levybridge");
  (*information.mutable_metadata())["differs"] = "rows";
  common::v1::Status details;
  auto& any = *details.add_details();
  any.set_type_url("type.googleapis.com/google.rpc.ErrorInfo");
  any.set_value(information.SerializeAsString());
  gateway_.refusal = grpc::Status(grpc::StatusCode::ALREADY_EXISTS, "批次号已用 / id in use",
                                  details.SerializeAsString());
  const auto result = Run(JobOf(2));
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(ReasonOf(result.status()), "BATCH_CONFLICT");
  EXPECT_EQ(MetadataOf(result.status()).at("differs"), "rows");
  EXPECT_EQ(MessageOf(result.status()), "批次号已用 / id in use");
  EXPECT_EQ(ExitCodeOf(result.status()), ExitCode::kRefused);
  EXPECT_TRUE(room_.sleeps_ms().empty());
}

TEST_F(UploadTest, ReportsAnUnreachableGatewayOnceTheTimeIsUp) {
  // Nobody listens on a port that was just given back.
  std::string address;
  {
    FakeGateway gone;
    address = gone.address();
  }
  connection_ = Connection::OpenForTest(address, 30);
  const auto result = Run(JobOf(1));
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(ReasonOf(result.status()), "UNREACHABLE");
  EXPECT_EQ(ExitCodeOf(result.status()), ExitCode::kUnreachable);
  EXPECT_GT(room_.sleeps_ms().size(), 5U);
}

TEST(RefusalBeforeAHandler, NamesItsReasonInFrontOfTheMessage) {
  const absl::Status status = WithGatewayError(
      absl::PermissionDeniedError("ROLE_NOT_ALLOWED: 无权 / not allowed"), GatewayError{});
  EXPECT_EQ(ReasonOf(status), "ROLE_NOT_ALLOWED");
  EXPECT_EQ(MessageOf(status), "无权 / not allowed");
  EXPECT_EQ(ExitCodeOf(status), ExitCode::kRefused);
}

}  // namespace
}  // namespace levybridge::client
