#include "adapters/client/prepared_batch.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "adapters/client/error_report.h"
#include "levybridge/assessment/v1/assessment_service.pb.h"
#include "levybridge/assessment/v1/register_service.pb.h"
#include "levybridge/reconciliation/v1/reconciliation_service.pb.h"

namespace levybridge::client {
namespace {

using Request = assessment::v1::SubmitAssessmentsRequest;

constexpr char kHeader[] =
    "assessment_no,unit_code,unit_name,unit_type,region,insurance_type,fee_period,"
    "employer_medical,personal,reduction,amount_after,reduction_start,reduction_end\n";

std::string Row(int number) {
  return "A-" + std::to_string(number) + ",W-" + std::to_string(number) +
         ",示例单位,enterprise_small,420106,310,2020-03,100.00,20.00,50.00,50.00,2020-02-01,"
         "2020-06-30\n";
}

class PreparedBatchTest : public testing::Test {
 protected:
  PreparedBatchTest() {
    const auto* test = testing::UnitTest::GetInstance()->current_test_info();
    folder_ = testing::TempDir() + "prepared_" + test->name();
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
  }
  ~PreparedBatchTest() override { std::filesystem::remove_all(folder_); }

  PrepareOptions File(const std::string& text) {
    std::ofstream(folder_ + "/a.csv", std::ios::binary) << text;
    return {.path = folder_ + "/a.csv",
            .scratch_folder = folder_ + "/state",
            .csv = {},
            .batch_id = std::nullopt,
            .business_date = std::nullopt,
            .today = *domain::CivilDate::FromYmd(2020, 3, 10)};
  }
  void Manifest(const std::string& text) {
    std::ofstream(folder_ + "/a.csv.manifest.yaml", std::ios::binary) << text;
  }
  static Request Chunk(const PreparedBatch& batch, size_t index) {
    Request request;
    EXPECT_TRUE(request.ParseFromString(*batch.chunks->Read(index)));
    return request;
  }
  static common::v1::BatchHeader HeaderOf(const PreparedBatch& batch) {
    Request request;
    EXPECT_TRUE(request.ParseFromString(batch.job.header));
    return request.header();
  }

  std::string folder_;
};

TEST_F(PreparedBatchTest, CutsTheFileIntoChunksOfTwoThousandRows) {
  std::string text = kHeader;
  for (int number = 1; number <= 4001; ++number) text += Row(number);
  const auto batch = PrepareAssessments(File(text));
  ASSERT_TRUE(batch.ok()) << batch.status();
  ASSERT_EQ(batch->chunks->size(), 3U);
  EXPECT_EQ(Chunk(*batch, 0).chunk().rows_size(), 2000);
  EXPECT_EQ(Chunk(*batch, 1).chunk().first_row(), 2001U);
  EXPECT_EQ(Chunk(*batch, 1).chunk().rows(0).row(), 2001U);
  EXPECT_EQ(Chunk(*batch, 2).chunk().chunk_number(), 2U);
  EXPECT_EQ(Chunk(*batch, 2).chunk().rows_size(), 1);
  EXPECT_EQ(batch->job.rows, 4001U);
}

TEST_F(PreparedBatchTest, NamesTheBatchAfterItsContentSoThatTheSameFileIsTheSameBatch) {
  const auto first = PrepareAssessments(File(kHeader + Row(1) + Row(2)));
  const auto again = PrepareAssessments(File(kHeader + Row(1) + Row(2)));
  const auto other = PrepareAssessments(File(kHeader + Row(2) + Row(1)));
  ASSERT_TRUE(first.ok() && again.ok() && other.ok());
  EXPECT_EQ(first->batch_id.size(), 64U);
  EXPECT_EQ(first->batch_id, again->batch_id);
  EXPECT_NE(first->batch_id, other->batch_id) << "the order of the rows counts";
}

TEST_F(PreparedBatchTest, LetsUnreadableRowsTravelWithWhatTheyClaim) {
  const std::string bad =
      "A-2,W-2,示例单位,no_such_type,420106,310,2020-03,100.00,20.00,50.00,50.00,,\n";
  const auto batch = PrepareAssessments(File(kHeader + Row(1) + bad + Row(3)));
  ASSERT_TRUE(batch.ok()) << batch.status();
  const auto chunk = Chunk(*batch, 0).chunk();
  EXPECT_EQ(chunk.rows_size(), 2);
  ASSERT_EQ(chunk.unreadable_size(), 1);
  EXPECT_EQ(chunk.unreadable(0).row(), 2U);
  EXPECT_EQ(chunk.unreadable(0).stated_fen(), 10000);
  EXPECT_EQ(chunk.unreadable(0).problems(0).code(), "UNKNOWN_UNIT_TYPE");
  EXPECT_EQ(batch->job.rows, 3U);
  EXPECT_EQ(batch->unreadable_rows, 1U);
}

TEST_F(PreparedBatchTest, LetsMembersEventsTravelAsTheContractHasThem) {
  const auto batch = PrepareMemberEvents(
      File("unit_code,region,fee_period,member_ref,trigger,event_on,employer_medical,maternity\n"
           "N-1,320600,2022-08,M-7,退休,2022-10-09,700.00,8.50\n"
           "N-1,320600,2022-08,M-8,moved,2022-10-09,700.00,8.50\n"));
  ASSERT_TRUE(batch.ok()) << batch.status();
  EXPECT_EQ(batch->kind, domain::BatchKind::kMemberEvents);
  assessment::v1::SubmitMemberEventsRequest request;
  ASSERT_TRUE(request.ParseFromString(*batch->chunks->Read(0)));
  ASSERT_EQ(request.chunk().rows_size(), 1);
  const assessment::v1::MemberEventRow& row = request.chunk().rows(0);
  EXPECT_EQ(row.unit_code(), "N-1");
  EXPECT_EQ(row.region(), 320600);
  EXPECT_EQ(row.fee_period(), 202208);
  EXPECT_EQ(row.member_ref(), "M-7");
  EXPECT_EQ(row.trigger(), assessment::v1::MEMBER_TRIGGER_RETIRED);
  EXPECT_EQ(row.event_on(), 20221009);
  EXPECT_EQ(row.employer_medical_fen(), 70000);
  EXPECT_EQ(row.maternity_fen(), 850);
  EXPECT_EQ(batch->job.rows, 2U);
}

TEST_F(PreparedBatchTest, LetsDeregistrationsTravelAsTheContractHasThem) {
  const auto batch =
      PrepareDeregistrations(File("unit_code,region,planned_on\nN-1,320600,2022-11-30\n"));
  ASSERT_TRUE(batch.ok()) << batch.status();
  EXPECT_EQ(batch->kind, domain::BatchKind::kDeregistrations);
  assessment::v1::SubmitDeregistrationsRequest request;
  ASSERT_TRUE(request.ParseFromString(*batch->chunks->Read(0)));
  EXPECT_EQ(request.chunk().rows(0).unit_code(), "N-1");
  EXPECT_EQ(request.chunk().rows(0).planned_on(), 20221130);
}

TEST_F(PreparedBatchTest, TakesIdAndBusinessDateFromTheManifestUnlessTheyAreStated) {
  PrepareOptions options = File(kHeader + Row(1));
  Manifest("batch_id: M-1\nbusiness_date: 2020-03-05\nrecords: 1\ntotal_before: 100.00\n");
  const auto batch = PrepareAssessments(options);
  ASSERT_TRUE(batch.ok()) << batch.status();
  EXPECT_EQ(batch->batch_id, "M-1");
  EXPECT_EQ(HeaderOf(*batch).business_on(), 20200305);
  EXPECT_EQ(HeaderOf(*batch).manifest().total_before_fen(), 10000);
  EXPECT_EQ(HeaderOf(*batch).manifest().sha256().size(), 32U);
  options.batch_id = domain::BatchId::Parse("mine");
  options.business_date = domain::CivilDate::FromYmd(2020, 3, 6);
  const auto stated = PrepareAssessments(options);
  ASSERT_TRUE(stated.ok());
  EXPECT_EQ(stated->batch_id, "mine");
  EXPECT_EQ(HeaderOf(*stated).business_on(), 20200306);
}

TEST_F(PreparedBatchTest, UsesTodayWithoutAManifest) {
  const auto batch = PrepareAssessments(File(kHeader + Row(1)));
  ASSERT_TRUE(batch.ok());
  EXPECT_EQ(HeaderOf(*batch).business_on(), 20200310);
  EXPECT_FALSE(HeaderOf(*batch).has_manifest());
}

TEST_F(PreparedBatchTest, RefusesTheFileWhenTheManifestDisagrees) {
  const PrepareOptions options = File(kHeader + Row(1));
  Manifest("records: 2\n");
  const auto batch = PrepareAssessments(options);
  ASSERT_FALSE(batch.ok());
  EXPECT_EQ(ReasonOf(batch.status()), "MANIFEST_RECORDS");
  EXPECT_EQ(ExitCodeOf(batch.status()), ExitCode::kRefused);
}

TEST_F(PreparedBatchTest, CallsAMissingFileWrongUsage) {
  PrepareOptions options = File("");
  options.path += ".missing";
  EXPECT_EQ(ExitCodeOf(PrepareAssessments(options).status()), ExitCode::kUsage);
}

TEST_F(PreparedBatchTest, GivesStatementsOfTwoMonthsWithTheSameLinesTwoIds) {
  const std::string text =
      "unit_code,region,insurance_type,fee_period,opening,assessed,collected_employer_medical,"
      "collected_maternity,collected_personal,late_fee,refunded,offset,closing\n"
      "#TOTAL,0,,,0,0,0,0,0,0,0,0,0\n";
  const auto region = *domain::RegionCode::Parse("420100");
  const auto march =
      PrepareStatement(File(text), {*domain::AccountingMonth::FromYearMonth(2020, 3), region});
  const auto april =
      PrepareStatement(File(text), {*domain::AccountingMonth::FromYearMonth(2020, 4), region});
  ASSERT_TRUE(march.ok()) << march.status();
  ASSERT_TRUE(april.ok());
  EXPECT_NE(march->batch_id, april->batch_id);
  reconciliation::v1::SubmitStatementRequest header;
  ASSERT_TRUE(header.ParseFromString(march->job.header));
  EXPECT_EQ(header.scope().month(), 202003);
  EXPECT_EQ(header.scope().region(), 420100);
  EXPECT_TRUE(header.has_totals());
}

}  // namespace
}  // namespace levybridge::client
