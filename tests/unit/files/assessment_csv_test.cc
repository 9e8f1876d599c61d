#include "adapters/files/assessment_csv.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "adapters/files/refusal.h"

namespace levybridge::files {
namespace {

using domain::Money;
using domain::ProblemCode;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

constexpr char kHeader[] =
    "assessment_no,unit_code,uscc,unit_name,unit_type,region,insurance_type,fee_period,kind,"
    "supersedes_no,applied_on,insured_count,employer_medical,maternity,excluded_medical,personal,"
    "amount_before,reduction,amount_after,reduction_start,reduction_end\n";
constexpr char kGoodRow[] =
    "A1,U1,91420100MA10001210,武汉鑫源商贸有限公司,小型企业,420106,310,2020年3月,正常核定,,,12,"
    "100.01,8.00,0,20.00,108.01,50.00,58.01,2020-02-01,20200630\n";

struct Seen {
  bool accepted = false;
  std::vector<std::string> problems;  // "column:CODE"
};

std::unique_ptr<AssessmentReader> Reader(const std::string& text, bool for_submission = true) {
  AssessmentCsvOptions options;
  options.for_submission = for_submission;
  auto reader = AssessmentReader::Open(FromMemory("a.csv", text), options);
  EXPECT_TRUE(reader.ok()) << reader.status();
  return reader.ok() ? *std::move(reader) : nullptr;
}

Seen ReadRow(const std::string& header, const std::string& row, bool for_submission = true) {
  const auto reader = Reader(header + row, for_submission);
  EXPECT_TRUE(*reader->Next());
  Seen seen{reader->row().value.has_value(), {}};
  for (const domain::Problem& problem : reader->row().problems) {
    seen.problems.push_back(problem.column + ":" + std::string(EntryOf(problem.code).name));
  }
  return seen;
}

// The good row with one cell replaced.
std::string With(const std::string& column, const std::string& cell) {
  std::vector<std::string> names;
  std::string name;
  for (const char c : std::string(kHeader)) {
    if (c == ',' || c == '\n') {
      names.push_back(name);
      name.clear();
    } else {
      name.push_back(c);
    }
  }
  std::vector<std::string> cells(1);
  for (const char c : std::string(kGoodRow)) {
    if (c == ',') {
      cells.emplace_back();
    } else if (c != '\n') {
      cells.back().push_back(c);
    }
  }
  const auto found = std::find(names.begin(), names.end(), column);
  EXPECT_NE(found, names.end());
  cells[static_cast<size_t>(found - names.begin())] = cell;
  std::string row;
  for (const std::string& text : cells) row += text + ",";
  row.back() = '\n';
  return row;
}

TEST(AssessmentCsvTest, ReadsARowToTheFen) {
  const auto reader = Reader(std::string(kHeader) + kGoodRow);
  ASSERT_TRUE(*reader->Next());
  ASSERT_THAT(reader->row().problems, IsEmpty());
  const domain::Assessment& row = *reader->row().value;
  EXPECT_EQ(row.assessment_no.value(), "A1");
  EXPECT_EQ(row.unit_type, domain::UnitType::kEnterpriseSmall);
  EXPECT_EQ(row.fee_period.ToIso(), "2020-03");
  EXPECT_EQ(row.employer_medical.fen(), 10001);
  EXPECT_EQ(row.amount_before.fen(), 10801);
  EXPECT_EQ(row.reduction->fen(), 5000);
  EXPECT_EQ(row.reduction_end->ToIso(), "2020-06-30");
  EXPECT_TRUE(row.maternity_stated);
  EXPECT_EQ(row.insured_count, 12);
  EXPECT_EQ(reader->row().claimed.fen(), 10801);
  EXPECT_EQ(reader->row().row, 1);
  EXPECT_EQ(reader->row().line, 2);
  EXPECT_FALSE(*reader->Next());
  EXPECT_EQ(reader->totals().records, 1);
  EXPECT_EQ(reader->totals().before.ToYuan(), "108.01");
  EXPECT_EQ(reader->totals().after.ToYuan(), "58.01");
}

TEST(AssessmentCsvTest, ReadsChineseHeadersInAnyOrderAndEncoding) {
  const std::string text =
      "减征后应缴金额,减征金额,减征前应征金额,费款所属期,险种,行政区划代码,单位类型,单位名称,"
      "单位编号,核定单号,办理日期\n"
      "10.00,0,10.00,202007,310,420106,企业,㐂𠮷商行,U1,A1,2020/8/5\n";
  const auto reader = Reader(ToGb18030(text));
  ASSERT_TRUE(*reader->Next());
  ASSERT_TRUE(reader->row().value.has_value());
  EXPECT_EQ(reader->row().value->unit_name, "㐂𠮷商行");
  EXPECT_EQ(reader->row().value->applied_on->ToIso(), "2020-08-05");
  EXPECT_EQ(reader->row().value->employer_medical.fen(), 1000) << "before - maternity";
  EXPECT_FALSE(reader->row().value->maternity_stated);
}

TEST(AssessmentCsvTest, DerivesTheAmountThatIsLeftOut) {
  EXPECT_TRUE(ReadRow(kHeader, With("amount_before", "")).accepted);
  EXPECT_TRUE(ReadRow(kHeader, With("employer_medical", "")).accepted);
  EXPECT_TRUE(ReadRow(kHeader, With("kind", "")).accepted);
}

struct CellCase {
  std::string column;
  std::string cell;
  std::string problem;  // "column:CODE" or empty
};
class AssessmentCellTest : public testing::TestWithParam<CellCase> {};
TEST_P(AssessmentCellTest, IsJudgedAlone) {
  const Seen seen = ReadRow(kHeader, With(GetParam().column, GetParam().cell));
  if (GetParam().problem.empty()) {
    EXPECT_THAT(seen.problems, IsEmpty());
    EXPECT_TRUE(seen.accepted);
  } else {
    EXPECT_THAT(seen.problems, ElementsAre(GetParam().problem));
    EXPECT_FALSE(seen.accepted);
  }
}
INSTANTIATE_TEST_SUITE_P(
    Cells, AssessmentCellTest,
    testing::Values(
        CellCase{"amount_before", "\"108.010\"", "amount_before:BAD_AMOUNT"},
        CellCase{"amount_before", "１０８．０１", ""},
        CellCase{"amount_before", "1.0801E+2", "amount_before:BAD_AMOUNT"},
        CellCase{"amount_before", "90071992547409.92", "amount_before:AMOUNT_OUT_OF_RANGE"},
        CellCase{"amount_before", "99999999999999999999999", "amount_before:AMOUNT_OUT_OF_RANGE"},
        CellCase{"amount_after", "\"5,8.01\"", "amount_after:BAD_AMOUNT"},
        CellCase{"amount_after", "58.", "amount_after:BAD_AMOUNT"},
        CellCase{"amount_after", "58.02", "amount_after:AMOUNT_MISMATCH"},
        CellCase{"amount_after", "", "amount_after:MISSING_VALUE"},
        CellCase{"reduction_start", "2020-02-30", "reduction_start:BAD_DATE"},
        CellCase{"reduction_start", "", "reduction_start:MISSING_VALUE"},
        CellCase{"reduction_start", "2020年2月1日", ""},
        CellCase{"fee_period", "2020-13", "fee_period:BAD_FEE_PERIOD"},
        CellCase{"fee_period", "202003", ""}, CellCase{"region", "42O106", "region:BAD_REGION"},
        CellCase{"unit_type", "小微企业", "unit_type:UNKNOWN_UNIT_TYPE"},
        CellCase{"unit_code", "", "unit_code:MISSING_VALUE"},
        CellCase{"unit_code", std::string(33, 'x'), "unit_code:TOO_LONG"},
        CellCase{"unit_code", "U\x01", "unit_code:BAD_TEXT"},
        CellCase{"assessment_no", "", "assessment_no:MISSING_VALUE"},
        CellCase{"unit_name", "", "unit_name:MISSING_VALUE"},
        CellCase{"unit_name", "武\xFF汉", "unit_name:BAD_TEXT"},
        CellCase{"uscc", "91350100M000100Y4Z", "uscc:BAD_USCC"},
        CellCase{"insurance_type", "390", "insurance_type:INSURANCE_TYPE_NOT_HANDLED"},
        CellCase{"insurance_type", "399", "insurance_type:UNKNOWN_INSURANCE_TYPE"},
        CellCase{"kind", "别的", "kind:UNKNOWN_KIND"},
        CellCase{"kind", "reassessment", "supersedes_no:SUPERSEDED_MISSING"},
        CellCase{"insured_count", "-1", "insured_count:BAD_INTEGER"},
        CellCase{"insured_count", "１２", ""},
        CellCase{"personal", "-20.00", "personal:NEGATIVE_AMOUNT"},
        CellCase{"excluded_medical", "100.02", "excluded_medical:EXCLUDED_EXCEEDS_MEDICAL"}));

TEST(AssessmentCsvTest, ReportsAllProblemsOfARow) {
  const Seen seen =
      ReadRow(kHeader,
              "A1,,X,,小型企业,42,310,2020-03,,,昨天,,100.001,8.00,0,20.00,108.01,50.00,58.02,,\n");
  EXPECT_FALSE(seen.accepted);
  EXPECT_THAT(seen.problems,
              UnorderedElementsAre("unit_code:MISSING_VALUE", "region:BAD_REGION",
                                   "applied_on:BAD_DATE", "employer_medical:BAD_AMOUNT",
                                   "uscc:BAD_USCC", "unit_name:MISSING_VALUE",
                                   "reduction_start:MISSING_VALUE", "reduction_end:MISSING_VALUE"));
}

TEST(AssessmentCsvTest, KeepsARowWithAWarningOnly) {
  const Seen seen = ReadRow(kHeader, With("uscc", "91420100MA10001219"));
  EXPECT_TRUE(seen.accepted);
  EXPECT_THAT(seen.problems, ElementsAre("uscc:USCC_CHECK_DIGIT"));
}

TEST(AssessmentCsvTest, WantsReductionAndAfterForSubmissionsOnly) {
  const std::string header =
      "assessment_no,unit_code,unit_name,unit_type,region,insurance_type,fee_period,"
      "employer_medical\n";
  const std::string row = "A1,U1,某单位,企业,420106,310,2020-03,100.00\n";
  EXPECT_TRUE(ReadRow(header, row, false).accepted);
  const auto refused = AssessmentReader::Open(FromMemory("a.csv", header + row), {});
  EXPECT_EQ(RefusalReasonOf(refused.status()), "MISSING_COLUMN");
  EXPECT_THAT(std::string(refused.status().message()), testing::HasSubstr("减征金额"));
}

TEST(AssessmentCsvTest, CountsRowsOfTheWrongWidthAsRefused) {
  const auto reader = Reader(std::string(kHeader) + "A1,U1\n" + kGoodRow);
  ASSERT_TRUE(*reader->Next());
  EXPECT_FALSE(reader->row().value.has_value());
  EXPECT_EQ(reader->row().problems[0].code, ProblemCode::kWrongColumnCount);
  EXPECT_EQ(reader->row().raw, "A1,U1");
  EXPECT_EQ(reader->row().ToUnreadable().row, 1);
  ASSERT_TRUE(*reader->Next());
  EXPECT_TRUE(reader->row().value.has_value());
  EXPECT_EQ(reader->totals().records, 2);
  EXPECT_EQ(reader->totals().unreadable_amounts, 1);
}

TEST(ParseAmountTest, TakesTheFormsOfTheSpecification) {
  EXPECT_EQ(ParseAmount("1234.50").amount->fen(), 123450);
  EXPECT_EQ(ParseAmount("1,234.5").amount->fen(), 123450);
  EXPECT_EQ(ParseAmount("１，２３４．５").amount->fen(), 123450);
  EXPECT_EQ(ParseAmount("-0.05").amount->fen(), -5);
  EXPECT_EQ(ParseAmount("－０．０５").amount->fen(), -5);
  EXPECT_EQ(ParseAmount("12,345,678").amount->fen(), 1234567800);
  EXPECT_EQ(ParseAmount("90071992547409.91").amount->fen(), Money::kMaxFen);
  EXPECT_EQ(ParseAmount("-90071992547409.91").amount->fen(), -Money::kMaxFen);
  EXPECT_EQ(ParseAmount("-90071992547409.92").code, ProblemCode::kAmountOutOfRange);
}

// Against the plain reader of amounts: every length, every byte at every place.
TEST(ParseAmountTest, ShortPlainAmountsAreReadLikeAllOthers) {
  for (const char* amount : {"1.05", "12.34", "123.45", "1234.56", "12345.67", "123456.78",
                             "1234567.89", "12345678.90", "123456789.01", "7", "70", "99999999"}) {
    const std::string sound = amount;
    ASSERT_EQ(ParseAmount(sound).amount, Money::ParseYuan(sound)) << sound;
    for (size_t at = 0; at < sound.size(); ++at) {
      for (int byte = 1; byte < 0x80; ++byte) {
        std::string text = sound;
        text[at] = static_cast<char>(byte);
        if (byte == ',') continue;
        ASSERT_EQ(ParseAmount(text).amount, Money::ParseYuan(text)) << text;
      }
    }
  }
}

TEST(ParseAmountTest, RefusesEverythingElse) {
  for (const char* text : {"",         "-",    ".",      ".5",        "5.",    "1.234", "1,23",
                           "1234,567", ",123", "1,,234", "1,234.5,6", "+5",    "1 000", "0x10",
                           "1e3",      "￥5",  "5元",    "--5",       "1.2.3", "1,",    "一百"}) {
    EXPECT_FALSE(ParseAmount(text).amount.has_value()) << text;
    EXPECT_EQ(ParseAmount(text).code, ProblemCode::kBadAmount) << text;
  }
}

TEST(ShownTest, IsBoundedAndClean) {
  EXPECT_EQ(Shown("a\nb\xFF"),
            "a\xEF\xBF\xBD"
            "b\xEF\xBF\xBD");
  EXPECT_LE(Shown(std::string(1 << 20, 'x')).size(), 200u);
}

TEST(CutTextTest, CutsBetweenCharacters) {
  EXPECT_EQ(CutText("武汉", 5), "武");
  EXPECT_EQ(CutText("武汉", 6), "武汉");
}

}  // namespace
}  // namespace levybridge::files
