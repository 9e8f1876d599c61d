#include "adapters/month/month_report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "adapters/month/export_file.h"
#include "adapters/month/seen_digest.h"

namespace levybridge::month {
namespace {

using testing::HasSubstr;

const std::string kDigest(64, 'a');

client::MonthView Compared() {
  client::MonthView month;
  month.month = "2020-03";
  month.region = "420100";
  month.state = "compared";
  month.comparison_no = 1;
  for (const char* side : {"agency", "tax", "ledger"}) {
    client::SideView view;
    view.side = side;
    view.present = true;
    view.totals.lines = 2;
    view.totals.closing = domain::MoneySum::FromFen(12345);
    month.sides.push_back(view);
  }
  month.differences.emplace_back("paid_not_booked", 1);
  month.digest = kDigest;
  return month;
}

client::ConfirmationView By(const std::string& role, const std::string& digest = kDigest) {
  client::ConfirmationView confirmation;
  confirmation.role = role;
  confirmation.digest = digest;
  return confirmation;
}

TEST(NextMove, IsForWhoeverHasNotSubmittedAStatement) {
  client::MonthView month = Compared();
  month.state = "open";
  month.sides[1].present = false;
  EXPECT_EQ(NextMoveOf(month).owner, "tax");
}

TEST(NextMove, IsForWhoeverHasNotConfirmedThePresentTotals) {
  client::MonthView month = Compared();
  EXPECT_EQ(NextMoveOf(month).owner, "agency,tax");
  month.confirmations = {By("agency")};
  EXPECT_EQ(NextMoveOf(month).owner, "tax");
  month.confirmations = {By("agency", std::string(64, 'b'))};
  EXPECT_EQ(NextMoveOf(month).owner, "agency,tax") << "other totals were confirmed";
}

TEST(NextMove, IsNobodysOnceTheMonthIsClosed) {
  client::MonthView month = Compared();
  month.state = "closed";
  EXPECT_EQ(NextMoveOf(month).owner, "");
}

TEST(MonthReport, ShowsBothPartiesBesideTheLedgerAndTheDifferencesInChinese) {
  const std::string text = ToText(Compared());
  EXPECT_THAT(text, HasSubstr("医保 agency"));
  EXPECT_THAT(text, HasSubstr("税务 tax"));
  EXPECT_THAT(text, HasSubstr("账簿 ledger"));
  EXPECT_THAT(text, HasSubstr("123.45"));
  EXPECT_THAT(text, HasSubstr("paid_not_booked"));
  EXPECT_THAT(text, HasSubstr(client::ChineseCategory("paid_not_booked")));
  EXPECT_THAT(text, HasSubstr(kDigest));
}

TEST(MonthReport, HasTheKeysThatScriptsRelyOn) {
  const client::Json json = ToJson(Compared());
  EXPECT_EQ(json.at("month"), "2020-03");
  EXPECT_EQ(json.at("state"), "compared");
  EXPECT_EQ(json.at("digest"), kDigest);
  EXPECT_EQ(json.at("differences"), client::Json({{"paid_not_booked", 1}}));
  EXPECT_EQ(json.at("totals").at("tax").at("closing_fen"), 12345);
  EXPECT_EQ(json.at("whose_move"), "agency,tax");
}

class SeenDigestTest : public testing::Test {
 protected:
  ~SeenDigestTest() override { std::filesystem::remove_all(folder_); }
  const std::string folder_ = testing::TempDir() + "seen_digest";
  const client::StatementTarget march_{*domain::AccountingMonth::FromYearMonth(2020, 3),
                                       *domain::RegionCode::Parse("420100")};
};

TEST_F(SeenDigestTest, IsRememberedByMonth) {
  ASSERT_TRUE(RememberSeen(folder_, march_, kDigest).ok());
  EXPECT_EQ(LastSeen(folder_, march_)->ToHex(), kDigest);
  client::StatementTarget april = march_;
  april.month = *domain::AccountingMonth::FromYearMonth(2020, 4);
  EXPECT_EQ(client::ReasonOf(LastSeen(folder_, april).status()), "TOTALS_NOT_SEEN");
}

TEST(ExportFile, NeutralisesWhatASpreadsheetWouldRunAndAddsUpTheLines) {
  const std::string path = testing::TempDir() + "month_export.csv";
  auto file = ExportFile::Create(path);
  ASSERT_TRUE(file.ok()) << file.status();
  domain::StatementLine line{.unit_code = *domain::UnitCode::Parse("=1+1"),
                             .region = *domain::RegionCode::Parse("420106"),
                             .fee_period = *domain::FeePeriod::FromYearMonth(2020, 2),
                             .opening = {},
                             .assessed = {},
                             .collected_employer_medical = {},
                             .collected_maternity = {},
                             .collected_personal = {},
                             .late_fee = {},
                             .refunded = {},
                             .offset = {},
                             .closing = *domain::Money::FromFen(-150)};
  ASSERT_TRUE((*file)->Append(line).ok());
  ASSERT_TRUE((*file)->Append(line).ok());
  ASSERT_TRUE((*file)->Finish().ok());
  std::stringstream text;
  text << std::ifstream(path).rdbuf();
  EXPECT_THAT(text.str(), HasSubstr("'=1+1,420106,310,2020-02,"));
  EXPECT_THAT(text.str(), HasSubstr(",-1.50\r\n")) << "numbers are never neutralised";
  EXPECT_THAT(text.str(), HasSubstr("合计,2,,"));
  EXPECT_THAT(text.str(), HasSubstr(",-3.00\r\n"));
  std::filesystem::remove(path);
}

}  // namespace
}  // namespace levybridge::month
