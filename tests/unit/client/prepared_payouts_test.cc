#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "adapters/client/prepared_batch.h"
#include "adapters/files/refusal.h"
#include "gateway/domain/batch.h"
#include "levybridge/refund/v1/account_service.pb.h"
#include "levybridge/refund/v1/payout_service.pb.h"

namespace levybridge::client {
namespace {

using Request = refund::v1::SubmitPayoutResultsRequest;
using testing::HasSubstr;
using testing::Not;

class PreparedPayoutsTest : public testing::Test {
 protected:
  PreparedPayoutsTest() {
    folder_ = testing::TempDir() + "payouts_" +
              testing::UnitTest::GetInstance()->current_test_info()->name();
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
  }
  ~PreparedPayoutsTest() override { std::filesystem::remove_all(folder_); }

  PrepareOptions File(const std::string& text) {
    std::ofstream(folder_ + "/a", std::ios::binary) << text;
    return {.path = folder_ + "/a",
            .scratch_folder = folder_ + "/state",
            .csv = {},
            .batch_id = std::nullopt,
            .business_date = std::nullopt,
            .today = *domain::CivilDate::FromYmd(2020, 5, 10)};
  }
  static refund::v1::PayoutResultChunk ChunkOf(const PreparedBatch& batch) {
    Request request;
    EXPECT_TRUE(request.ParseFromString(*batch.chunks->Read(0)));
    return request.chunk();
  }
  static Request TrailerOf(const PreparedBatch& batch) {
    Request request;
    EXPECT_TRUE(request.ParseFromString(batch.job.trailer));
    return request;
  }

  std::string folder_;
};

std::string Pain002(const std::string& body) {
  return "<?xml version=\"1.0\"?><Document><CstmrPmtStsRpt><GrpHdr><MsgId>S1</MsgId></GrpHdr>" +
         body + "</CstmrPmtStsRpt></Document>";
}
std::string Group(const std::string& status) {
  return "<OrgnlGrpInfAndSts><OrgnlMsgId>M1</OrgnlMsgId><GrpSts>" + status +
         "</GrpSts></OrgnlGrpInfAndSts>";
}
std::string Transaction(const std::string& id, const std::string& status, const std::string& more) {
  return "<TxInfAndSts><OrgnlEndToEndId>" + id + "</OrgnlEndToEndId><TxSts>" + status + "</TxSts>" +
         more + "</TxInfAndSts>";
}
constexpr char kAmount[] =
    "<OrgnlTxRef><Amt><InstdAmt Ccy=\"CNY\">12.50</InstdAmt></Amt></OrgnlTxRef>";
constexpr char kClosed[] = "<StsRsnInf><Rsn><Cd>AC04</Cd></Rsn></StsRsnInf>";

TEST_F(PreparedPayoutsTest, ReadsAStatusReportAndHoldsItsTotals) {
  const auto batch = PreparePayoutResults(
      File(Pain002(Group("PART") + "<OrgnlPmtInfAndSts><OrgnlPmtInfId>P1</OrgnlPmtInfId>" +
                   Transaction("P000000000001", "ACSC", kAmount) +
                   Transaction("P000000000002", "RJCT", std::string(kClosed) + kAmount) +
                   Transaction("P000000000003", "WHAT", kAmount) + "</OrgnlPmtInfAndSts>")));
  ASSERT_TRUE(batch.ok()) << batch.status();
  EXPECT_EQ(batch->kind, domain::BatchKind::kPayoutResults);
  const auto chunk = ChunkOf(*batch);
  ASSERT_EQ(chunk.rows_size(), 3);
  EXPECT_EQ(chunk.rows(0).result(), refund::v1::PAYOUT_RESULT_PAID);
  EXPECT_FALSE(chunk.rows(0).by_statement());
  EXPECT_EQ(chunk.rows(1).reason_code(), "AC04");
  EXPECT_EQ(chunk.rows(1).amount_fen(), 1250);
  EXPECT_EQ(chunk.rows(2).result(), refund::v1::PAYOUT_RESULT_UNKNOWN);
  EXPECT_EQ(TrailerOf(*batch).totals().entries(), 3U);
  EXPECT_EQ(TrailerOf(*batch).totals().fen(), 3750);
}

TEST_F(PreparedPayoutsTest, AStatusAboutPayoutsThatAreNotListedRefusesTheFile) {
  const auto refused = PreparePayoutResults(File(Pain002(Group("RJCT"))));
  EXPECT_EQ(files::RefusalReasonOf(refused.status()), "PAYOUTS_NOT_LISTED");
  EXPECT_TRUE(PreparePayoutResults(File(Pain002(Group("ACTC")))).ok()) << "pending they are anyway";
}

TEST_F(PreparedPayoutsTest, AFailureWithoutReasonTravelsAsARowThatCannotBeRead) {
  const auto batch = PreparePayoutResults(
      File(Pain002(Group("PART") + "<OrgnlPmtInfAndSts><OrgnlPmtInfId>P1</OrgnlPmtInfId>" +
                   Transaction("P000000000002", "RJCT", kAmount) + "</OrgnlPmtInfAndSts>")));
  ASSERT_TRUE(batch.ok()) << batch.status();
  const auto chunk = ChunkOf(*batch);
  ASSERT_EQ(chunk.unreadable_size(), 1);
  EXPECT_EQ(chunk.unreadable(0).problems(0).code(), "REASON_MISSING");
  EXPECT_EQ(chunk.unreadable(0).stated_fen(), 1250);
  EXPECT_FALSE(TrailerOf(*batch).has_totals());
}

std::string Entry(const std::string& direction, const std::string& status,
                  const std::string& details) {
  return "<Ntry><Amt Ccy=\"CNY\">3.00</Amt><CdtDbtInd>" + direction + "</CdtDbtInd><Sts><Cd>" +
         status + "</Cd></Sts><BookgDt><Dt>2020-05-07</Dt></BookgDt><NtryDtls><TxDtls><Refs>" +
         "<EndToEndId>" + details + "</TxDtls></NtryDtls></Ntry>";
}

TEST_F(PreparedPayoutsTest, TellsWhatTheBanksBooksSayAndCountsWhatIsNoPayout) {
  const std::string text =
      "<Document><BkToCstmrStmt><GrpHdr><MsgId>C1</MsgId></GrpHdr><Stmt>" +
      Entry("DBIT", "BOOK", "P000000000001</EndToEndId></Refs>") +
      Entry("CRDT", "BOOK",
            "P000000000002</EndToEndId></Refs><RtrInf><Rsn><Cd>AC04</Cd></Rsn></RtrInf>") +
      Entry("CRDT", "BOOK", "OTHER</EndToEndId></Refs>") +
      Entry("DBIT", "PDNG", "P000000000003</EndToEndId></Refs>") +
      Entry("DBIT", "BOOK", "NOTPROVIDED</EndToEndId></Refs>") +
      "</Stmt></BkToCstmrStmt></Document>";
  for (const auto prepare : {PreparePayoutResults, PreparePayoutStatement}) {
    const auto batch = prepare(File(text));
    ASSERT_TRUE(batch.ok()) << batch.status();
    const auto chunk = ChunkOf(*batch);
    ASSERT_EQ(chunk.rows_size(), 2);
    EXPECT_TRUE(chunk.rows(0).by_statement());
    EXPECT_EQ(chunk.rows(0).result(), refund::v1::PAYOUT_RESULT_PAID);
    EXPECT_EQ(chunk.rows(0).value_on(), 20200507);
    EXPECT_EQ(chunk.rows(1).result(), refund::v1::PAYOUT_RESULT_RETURNED);
    EXPECT_EQ(chunk.rows(1).reason_code(), "AC04");
    EXPECT_EQ(batch->skipped_entries, 3U);
    EXPECT_EQ(TrailerOf(*batch).totals().fen(), 600);
  }
}

TEST_F(PreparedPayoutsTest, ReadsTheDomesticCodesOfACsvWithItsTrailer) {
  const auto batch = PreparePayoutResults(File(
      "payout_id,result_code,amount,value_date,message\n"
      "P000000000001,00,1.00,2020-05-07,\nP000000000002,01,2.00,,账号不符\n#TOTAL,2,3.00,,\n"));
  ASSERT_TRUE(batch.ok()) << batch.status();
  const auto chunk = ChunkOf(*batch);
  ASSERT_EQ(chunk.rows_size(), 2);
  EXPECT_EQ(chunk.rows(1).result(), refund::v1::PAYOUT_RESULT_FAILED);
  EXPECT_EQ(chunk.rows(1).reason_code(), "01");
  EXPECT_EQ(TrailerOf(*batch).totals().fen(), 300);
}

TEST_F(PreparedPayoutsTest, ReadsTheBanksOwnStatementOnlyWithItsTrailer) {
  const std::string lines =
      "payout_id,amount,value_date,direction\nP000000000001,1.00,2020-05-07,returned\n";
  EXPECT_EQ(files::RefusalReasonOf(PreparePayoutStatement(File(lines)).status()),
            "MISSING_TRAILER");
  const auto batch = PreparePayoutStatement(File(lines + "#TOTAL,1.00,,1\n"));
  ASSERT_TRUE(batch.ok()) << batch.status();
  const auto chunk = ChunkOf(*batch);
  EXPECT_EQ(chunk.rows(0).result(), refund::v1::PAYOUT_RESULT_RETURNED);
  EXPECT_TRUE(chunk.rows(0).by_statement());
}

TEST_F(PreparedPayoutsTest, NothingOfAnAccountThatCannotBeReadTravels) {
  const auto batch = PrepareAccounts(
      File("unit_code,region,account_no,account_name,bank_name,bank_code,effective_on\n"
           "W1,420106,6222 0000 1111,示例公司,示例银行,102306000019,2020-01-01\n"
           "W2,420106,62220000222/,秘密公司,示例银行,102306000019,2020-01-01\n"));
  ASSERT_TRUE(batch.ok()) << batch.status();
  refund::v1::SubmitAccountsRequest request;
  const std::string bytes = *batch->chunks->Read(0);
  ASSERT_TRUE(request.ParseFromString(bytes));
  EXPECT_EQ(request.chunk().rows(0).account_no(), "622200001111");
  ASSERT_EQ(request.chunk().unreadable_size(), 1);
  EXPECT_EQ(request.chunk().unreadable(0).problems(0).code(), "ACCOUNT_MALFORMED");
  EXPECT_THAT(bytes, Not(HasSubstr("62220000222")));
  EXPECT_THAT(bytes, Not(HasSubstr("秘密公司")));
}

}  // namespace
}  // namespace levybridge::client
