// Accounts on file and treasury refunds as files; account data never gets into a message.
#include "adapters/files/account_csv.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "adapters/files/byte_source.h"
#include "adapters/files/refund_detail_csv.h"
#include "adapters/files/reject_file.h"
#include "tests/unit/files/test_folder.h"

namespace levybridge::files {
namespace {

using domain::ProblemCode;
using testing::HasSubstr;
using testing::Not;

constexpr char kHeader[] = "单位编号,行政区划代码,银行账号,收款户名,开户行,联行行号,生效日期\n";
constexpr char kNumber[] = "6222021234567890123";
constexpr char kName[] = "隐秘户名公司";

// The only row of a file.
ParsedRow<domain::AccountOnFile> OnlyRow(const std::string& row) {
  auto reader = OpenAccounts(FromMemory("a.csv", kHeader + row + "\n"), {});
  EXPECT_TRUE(reader.ok()) << reader.status();
  EXPECT_TRUE((*reader)->Next().value());
  return (*reader)->row();
}

TEST(AccountCsv, ReadsAnAccountWithItsChineseColumns) {
  const auto row = OnlyRow("U1,420106,6222 0212 3456 7890 123," + std::string(kName) +
                           ",工行武汉分行,102306000019,2020-05-01");
  ASSERT_TRUE(row.value);
  EXPECT_EQ(row.value->account_no.InFullForBankOrFiler(), kNumber);
  EXPECT_EQ(row.value->account_name.InFullForBankOrFiler(), kName);
  EXPECT_EQ(row.value->bank_code.value(), "102306000019");
  EXPECT_TRUE(row.problems.empty());
  EXPECT_TRUE(row.raw.empty());
}

TEST(AccountCsv, AWrongCheckDigitIsAWarningAndKeepsTheRow) {
  const auto row = OnlyRow("U1,420106,12345678,甲,工行,102306000018,2020-05-01");
  ASSERT_TRUE(row.value);
  ASSERT_EQ(row.problems.size(), 1U);
  EXPECT_EQ(row.problems[0].code, ProblemCode::kBankCodeCheckDigit);
}

TEST(AccountCsv, TellsEverythingThatIsWrongWithARow) {
  const auto row = OnlyRow("U1,42,1234,,工行,12,yesterday");
  EXPECT_FALSE(row.value);
  std::vector<ProblemCode> codes;
  for (const domain::Problem& problem : row.problems) codes.push_back(problem.code);
  EXPECT_THAT(codes, testing::ElementsAre(ProblemCode::kBadRegion, ProblemCode::kAccountMalformed,
                                          ProblemCode::kMissingValue,
                                          ProblemCode::kBankCodeMalformed, ProblemCode::kBadDate));
}

TEST(AccountCsv, NoMessageHoldsAccountDataWhereverItTurnsUpInTheRow) {
  const std::string bad_number = std::string(kNumber) + "#" + kNumber;
  for (int column = 0; column < 7; ++column) {
    for (const std::string& secret : {bad_number, std::string(kName)}) {
      std::string row;
      for (int i = 0; i < 7; ++i) {
        row += (i > 0 ? "," : "") + (i == column ? secret : std::string("?"));
      }
      const auto parsed = OnlyRow(row);
      EXPECT_FALSE(parsed.value);
      EXPECT_THAT(ProblemsText(parsed.problems), Not(HasSubstr(kNumber))) << column;
      EXPECT_THAT(ProblemsText(parsed.problems), Not(HasSubstr(kName))) << column;
      // The filer's own reject file has the row as it was.
      EXPECT_THAT(parsed.raw, HasSubstr(secret));
    }
  }
}

TEST(TreasuryRefundCsv, ReadsARefundAndRefusesAnAmountOfZero) {
  const std::string header =
      "unit_code,region,insurance_type,fee_period,component,amount,refund_no,booked_on\n";
  auto reader = OpenTreasuryRefunds(
      FromMemory("t.csv", header + "U1,420106,310,2020-03,单位医疗,12.50,TK1,2020-06-01\n"
                                   "U1,420106,,2020-03,personal,0,TK2,2020-06-01\n"),
      {});
  ASSERT_TRUE(reader.ok()) << reader.status();
  ASSERT_TRUE((*reader)->Next().value());
  ASSERT_TRUE((*reader)->row().value);
  EXPECT_EQ((*reader)->row().value->component, domain::Component::kEmployerMedical);
  EXPECT_EQ((*reader)->row().claimed.fen(), 1250);
  ASSERT_TRUE((*reader)->Next().value());
  EXPECT_FALSE((*reader)->row().value);
  EXPECT_EQ((*reader)->row().problems[0].code, ProblemCode::kAmountNotPositive);
}

TEST(RefundDetailList, HasTheColumnsOfTheFundOfficeAndATotal) {
  const TestFolder folder;
  auto writer = RefundDetailWriter::Create(folder.Path("list.csv"));
  ASSERT_TRUE(writer.ok());
  const domain::PayoutOrder order = {*domain::PayoutId::Parse("P1"),
                                     *domain::RefundNumber::Parse("R1"),
                                     *domain::Money::FromFen(1250),
                                     *domain::AccountName::Parse("=甲厂"),
                                     *domain::BankAccountNumber::Parse(kNumber),
                                     "工行, 武汉",
                                     *domain::BankCode::Parse("102306000019"),
                                     *domain::UnitCode::Parse("U1")};
  (*writer)->Append(order, "甲厂", domain::InsuranceType::kEmployeeMedical);
  ASSERT_TRUE((*writer)->Finish().ok());
  EXPECT_EQ(TestFolder::Read(folder.Path("list.csv")),
            "\xEF\xBB\xBF单位编号,单位名称,退费险种,退费金额,银行账号,收款户名,开户行,联行行号\r\n"
            "U1,甲厂,职工基本医疗保险,12.50,6222021234567890123,'=甲厂,\"工行, 武汉\","
            "102306000019\r\n合计,1 笔,,12.50,,,,\r\n");
}

}  // namespace
}  // namespace levybridge::files
