// The upload protocol as a client meets it, with assessments.
#include <gtest/gtest.h>

#include "levybridge/common/v1/batch_service.grpc.pb.h"
#include "tests/integration/rpc/harness/test_gateway.h"

namespace levybridge::testing {
namespace {

using assessment::v1::AssessmentChunk;
using assessment::v1::AssessmentRow;
using assessment::v1::AssessmentService;
using assessment::v1::SubmitAssessmentsRequest;

class UploadTest : public ::testing::Test {
 protected:
  int64_t BatchesOf(const std::string& party) {
    grpc::ClientContext context;
    common::v1::ListBatchesResponse response;
    const auto stub = gateway_.Stub<common::v1::BatchService>(party);
    EXPECT_TRUE(stub->ListBatches(&context, {}, &response).ok());
    return response.batches_size();
  }
  TestGateway gateway_;
};

TEST_F(UploadTest, EveryRowOfAGoodFileIsAccepted) {
  const Uploaded sent = SubmitAssessments(gateway_, kAgency, Header("A-1"),
                                          {Row("1", "U-1"), Row("2", "U-2"), Row("3", "U-3")});
  ASSERT_TRUE(sent.status.ok()) << sent.status.error_message();
  ASSERT_TRUE(sent.receipt);
  EXPECT_EQ(sent.receipt->status(), common::v1::BATCH_STATUS_ACCEPTED);
  EXPECT_EQ(sent.receipt->accepted().rows(), 3U);
  EXPECT_EQ(sent.receipt->accepted().fen(), 321000);
  EXPECT_EQ(sent.chunks_accepted, 1);
  EXPECT_FALSE(sent.receipt->receipt_no().empty());
}

TEST_F(UploadTest, BadRowsAreCountedAndListedWithAllTheirProblemsAndTheOthersProceed) {
  AssessmentRow wrong_sum = Row("2", "U-2");
  wrong_sum.set_amount_after_fen(56999);
  AssessmentRow unreadable = Row("3", "");
  unreadable.set_fee_period(202013);
  unreadable.set_region(1);
  const Uploaded sent =
      SubmitAssessments(gateway_, kAgency, Header("A-2"), {Row("1", "U-1"), wrong_sum, unreadable});
  ASSERT_TRUE(sent.receipt);
  EXPECT_EQ(sent.receipt->status(), common::v1::BATCH_STATUS_PARTLY_ACCEPTED);
  EXPECT_EQ(sent.receipt->received().rows(), 3U);
  EXPECT_EQ(sent.receipt->rejected().rows(), 2U);
  EXPECT_EQ(sent.receipt->received().fen(),
            sent.receipt->accepted().fen() + sent.receipt->rejected().fen());

  common::v1::ListRowProblemsRequest request;
  request.set_kind(common::v1::BATCH_KIND_ASSESSMENTS);
  request.set_batch_id("A-2");
  grpc::ClientContext context;
  const auto stub = gateway_.Stub<common::v1::BatchService>(kAgency);
  const auto reader = stub->ListRowProblems(&context, request);
  common::v1::ListRowProblemsResponse page;
  std::vector<common::v1::RowProblems> rows;
  while (reader->Read(&page)) rows.insert(rows.end(), page.rows().begin(), page.rows().end());
  ASSERT_TRUE(reader->Finish().ok());
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].row(), 2U);
  EXPECT_EQ(rows[1].row(), 3U);
  ASSERT_EQ(rows[1].problems_size(), 3);
  EXPECT_EQ(rows[1].problems(0).column(), "unit_code");
  EXPECT_FALSE(rows[1].problems(0).message_zh().empty());
}

TEST_F(UploadTest, TheSameBatchAgainGetsTheSameReceiptMarkedReplayed) {
  const std::vector<AssessmentRow> rows = {Row("1", "U-1"), Row("2", "U-2")};
  const Uploaded first = SubmitAssessments(gateway_, kAgency, Header("A-3"), rows);
  const Uploaded again = SubmitAssessments(gateway_, kAgency, Header("A-3"), rows);
  ASSERT_TRUE(first.receipt);
  ASSERT_TRUE(again.receipt) << again.status.error_message();
  EXPECT_FALSE(first.receipt->replayed());
  EXPECT_TRUE(again.receipt->replayed());
  EXPECT_EQ(again.resume->state(), common::v1::UPLOAD_STATE_FINISHED);
  common::v1::BatchReceipt compared = *again.receipt;
  compared.set_replayed(false);
  EXPECT_EQ(compared.SerializeAsString(), first.receipt->SerializeAsString());

  common::v1::BatchHeader with_digest = Header("A-3");
  with_digest.set_content_digest(first.receipt->content_digest());
  const Uploaded at_once = SubmitAssessments(gateway_, kAgency, with_digest, rows);
  EXPECT_FALSE(at_once.resume);
  ASSERT_TRUE(at_once.receipt);
  EXPECT_TRUE(at_once.receipt->replayed());
}

TEST_F(UploadTest, TheSameIdWithOtherContentIsAConflictThatSaysWhatDiffers) {
  SubmitAssessments(gateway_, kAgency, Header("A-4"), {Row("1", "U-1"), Row("2", "U-2")});
  const Uploaded other =
      SubmitAssessments(gateway_, kAgency, Header("A-4"), {Row("1", "U-1"), Row("2", "U-9")});
  EXPECT_EQ(other.status.error_code(), grpc::StatusCode::ALREADY_EXISTS);
  EXPECT_EQ(ReasonIn(other.status), "BATCH_CONFLICT");
  EXPECT_EQ(MetadataIn(other.status, "differs"), "rows");
  EXPECT_EQ(other.status.error_message().rfind("BATCH_CONFLICT: ", 0), 0U);
}

TEST_F(UploadTest, AManifestThatDisagreesRefusesTheWholeFile) {
  common::v1::BatchHeader header = Header("A-5");
  header.mutable_manifest()->set_records(2);
  header.mutable_manifest()->set_total_before_fen(1);
  const Uploaded sent =
      SubmitAssessments(gateway_, kAgency, header, {Row("1", "U-1"), Row("2", "U-2")});
  ASSERT_TRUE(sent.receipt);
  EXPECT_EQ(sent.receipt->status(), common::v1::BATCH_STATUS_REJECTED);
  EXPECT_EQ(sent.receipt->reason(), "MANIFEST_MISMATCH");
  EXPECT_EQ(sent.receipt->rejected().rows(), 2U);
  EXPECT_FALSE(sent.receipt->reason_zh().empty());
}

TEST_F(UploadTest, APartyMayBeHeldToManifestsAndToAllOrNothing) {
  const Uploaded bare =
      SubmitAssessments(gateway_, kStrictAgency, Header("A-6"), {Row("1", "U-1")});
  ASSERT_TRUE(bare.receipt) << bare.status.error_message();
  EXPECT_EQ(bare.receipt->reason(), "MANIFEST_REQUIRED");

  common::v1::BatchHeader header = Header("A-7");
  header.mutable_manifest()->set_records(2);
  const Uploaded half =
      SubmitAssessments(gateway_, kStrictAgency, header, {Row("1", "U-1"), Row("2", "")});
  ASSERT_TRUE(half.receipt) << half.status.error_message();
  EXPECT_EQ(half.receipt->status(), common::v1::BATCH_STATUS_REJECTED);
  EXPECT_EQ(half.receipt->reason(), "ALL_OR_NOTHING");
  EXPECT_EQ(half.receipt->accepted().rows(), 0U);
}

TEST_F(UploadTest, ADryRunTellsTheProblemsAndStoresNothing) {
  AssessmentRow wrong = Row("2", "U-2");
  wrong.set_amount_after_fen(1);
  const Uploaded sent =
      SubmitAssessments(gateway_, kAgency, Header("A-8", true), {Row("1", "U-1"), wrong});
  ASSERT_TRUE(sent.receipt) << sent.status.error_message();
  EXPECT_TRUE(sent.receipt->dry_run());
  EXPECT_EQ(sent.receipt->rejected().rows(), 1U);
  EXPECT_TRUE(sent.receipt->receipt_no().empty());
  ASSERT_EQ(sent.problems.size(), 1U);
  EXPECT_EQ(sent.problems[0].row(), 2U);
  EXPECT_EQ(BatchesOf(kAgency), 0);
}

TEST_F(UploadTest, ABrokenUploadGoesOnWhereItStopped) {
  std::vector<AssessmentRow> rows;
  for (int i = 0; i < 4500; ++i) {
    rows.push_back(Row("N" + std::to_string(i), "U-" + std::to_string(i)));
  }
  const auto chunks = ChunksOf<AssessmentChunk>(rows);
  SubmitAssessmentsRequest first;
  *first.mutable_header() = Header("A-9");
  {
    const auto stub = gateway_.Stub<AssessmentService>(kAgency);
    grpc::ClientContext context;
    const auto stream = stub->SubmitAssessments(&context);
    stream->Write(first);
    assessment::v1::SubmitAssessmentsResponse response;
    ASSERT_TRUE(stream->Read(&response));
    EXPECT_EQ(response.resume().state(), common::v1::UPLOAD_STATE_NEW);
    SubmitAssessmentsRequest part;
    *part.mutable_chunk() = chunks[0];
    stream->Write(part);
    ASSERT_TRUE(stream->Read(&response));
    EXPECT_TRUE(response.has_chunk_accepted());
    context.TryCancel();
    stream->Finish();
  }
  Uploaded rest;
  do {  // the gateway may still be noticing that the first stream is gone
    const auto stub = gateway_.Stub<AssessmentService>(kAgency);
    grpc::ClientContext context;
    const auto stream = stub->SubmitAssessments(&context);
    rest = Upload(*stream, first, chunks);
  } while (ReasonIn(rest.status) == "BATCH_IN_PROGRESS");
  ASSERT_TRUE(rest.receipt) << rest.status.error_message();
  EXPECT_EQ(rest.resume->state(), common::v1::UPLOAD_STATE_PARTIAL);
  EXPECT_EQ(rest.resume->next_chunk_number(), 1U);
  EXPECT_EQ(rest.receipt->accepted().rows(), 4500U);
}

TEST_F(UploadTest, ChunksOutOfOrderOrOfAWrongShapeAreRefused) {
  const auto stub = gateway_.Stub<AssessmentService>(kAgency);
  SubmitAssessmentsRequest first;
  *first.mutable_header() = Header("A-10");
  auto chunks = ChunksOf<AssessmentChunk>(std::vector{Row("1", "U-1"), Row("2", "U-2")});
  chunks[0].mutable_rows(1)->set_row(3);
  grpc::ClientContext gap;
  EXPECT_EQ(ReasonIn(Upload(*stub->SubmitAssessments(&gap), first, chunks).status),
            "CHUNK_MALFORMED");
  chunks[0].mutable_rows(1)->set_row(2);
  chunks[0].set_chunk_number(7);
  chunks[0].set_first_row(14001);
  chunks[0].mutable_rows(0)->set_row(14001);
  chunks[0].mutable_rows(1)->set_row(14002);
  grpc::ClientContext order;
  EXPECT_EQ(ReasonIn(Upload(*stub->SubmitAssessments(&order), first, chunks).status),
            "CHUNK_OUT_OF_ORDER");
}

TEST_F(UploadTest, OneAssessmentIsDurableWithItsAnswerAndAnsweredAlikeAgain) {
  const auto stub = gateway_.Stub<AssessmentService>(kAgency);
  assessment::v1::SubmitAssessmentRequest request;
  *request.mutable_assessment() = Row("S-1", "U-1");
  request.set_business_on(20200305);
  assessment::v1::SubmitAssessmentResponse response;
  grpc::ClientContext first;
  ASSERT_TRUE(stub->SubmitAssessment(&first, request, &response).ok());
  EXPECT_TRUE(response.accepted());
  EXPECT_FALSE(response.replayed());
  EXPECT_FALSE(response.instruction_no().empty());
  EXPECT_EQ(response.decision().kind(), assessment::v1::DECISION_KIND_REDUCED);
  const std::string receipt = response.receipt_no();
  grpc::ClientContext second;
  ASSERT_TRUE(stub->SubmitAssessment(&second, request, &response).ok());
  EXPECT_TRUE(response.replayed());
  EXPECT_EQ(response.receipt_no(), receipt);

  request.mutable_assessment()->set_unit_name("另一家单位");
  grpc::ClientContext third;
  const grpc::Status conflict = stub->SubmitAssessment(&third, request, &response);
  EXPECT_EQ(ReasonIn(conflict), "ASSESSMENT_CONFLICT");

  assessment::v1::GetAssessmentRequest get;
  get.set_assessment_no("S-1");
  get.set_fee_period(202003);
  assessment::v1::GetAssessmentResponse found;
  grpc::ClientContext fourth;
  ASSERT_TRUE(stub->GetAssessment(&fourth, get, &found).ok());
  EXPECT_EQ(found.assessment().unit_code(), "U-1");
  EXPECT_EQ(found.state(), assessment::v1::ASSESSMENT_STATE_LIVE);
}

void OneSecond(settings::GatewaySettings& settings) {
  settings.limits.chunk_read_deadline_seconds = 1;
}

TEST(Stalling, APeerThatFallsSilentIsCutOff) {
  TestGateway gateway(OneSecond);
  const auto stub = gateway.Stub<AssessmentService>(kAgency);
  grpc::ClientContext context;
  const auto stream = stub->SubmitAssessments(&context);
  SubmitAssessmentsRequest first;
  *first.mutable_header() = Header("A-11");
  stream->Write(first);
  assessment::v1::SubmitAssessmentsResponse response;
  ASSERT_TRUE(stream->Read(&response));
  EXPECT_FALSE(stream->Read(&response));
  const grpc::Status status = stream->Finish();
  EXPECT_EQ(status.error_code(), grpc::StatusCode::DEADLINE_EXCEEDED);
  EXPECT_EQ(status.error_message().rfind("STALLED: ", 0), 0U);
}

}  // namespace
}  // namespace levybridge::testing
