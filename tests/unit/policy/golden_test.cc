#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "adapters/files/byte_source.h"
#include "adapters/files/csv_reader.h"
#include "adapters/policy/evaluate.h"
#include "adapters/policy/explain.h"
#include "adapters/policy/register_files.h"
#include "gateway/domain/policy_explain.h"
#include "tests/unit/policy/policy_fixture.h"

namespace levybridge::policy {
namespace {

using Record = std::map<std::string, std::string>;

std::vector<Record> ReadRecords(const std::string& path) {
  files::CsvReader reader(*files::OpenFile(path), {});
  std::vector<std::string> header;
  std::vector<Record> records;
  while (*reader.Next()) {
    const auto fields = reader.fields();
    if (header.empty()) {
      header.assign(fields.begin(), fields.end());
      continue;
    }
    Record record;
    for (size_t index = 0; index < fields.size(); ++index) record[header[index]] = fields[index];
    records.push_back(std::move(record));
  }
  return records;
}

class GoldenCases : public testing::Test {
 protected:
  void SetUp() override {
    auto loaded = ShippedBook();
    ASSERT_TRUE(loaded.ok()) << AllProblems(loaded.problems);
    book_ = std::move(*loaded.value);
    auto deferrals = ReadDeferrals(DataPath("deferrals.csv"), book_);
    auto eligible = ReadEligible(DataPath("eligible_employers.csv"));
    ASSERT_TRUE(deferrals.ok() && eligible.ok());
    ASSERT_TRUE(deferrals->refused.empty() && eligible->refused.empty());
    index_ = domain::RegisterIndex(book_.regions(), deferrals->entries, eligible->entries);
  }
  EvaluateInput Input() const { return {book_, index_, Date("2020-01-01")}; }

  domain::PolicyBook book_;
  domain::RegisterIndex index_;
};

TEST_F(GoldenCases, EveryWorkedDecisionComesOutExactly) {
  const std::string out = testing::TempDir() + "/golden_decisions.csv";
  const auto counts = EvaluateFile(Input(), *files::OpenFile(DataPath("policy_cases.csv")), out);
  ASSERT_TRUE(counts.ok()) << counts.status().ToString();
  const std::vector<Record> expected = ReadRecords(DataPath("policy_cases.csv"));
  std::vector<Record> decided = ReadRecords(out);
  ASSERT_EQ(decided.size(), expected.size());
  ASSERT_EQ(counts->rows, 125);
  for (size_t row = 0; row < expected.size(); ++row) {
    SCOPED_TRACE(expected[row].at("assessment_no") + " " + expected[row].at("note"));
    EXPECT_EQ(decided[row]["assessment_no"], expected[row].at("assessment_no"));
    for (const char* column : {"decision", "reason", "policy", "reduction", "amount_after",
                               "reduction_start", "reduction_end", "deferred_until",
                               "deferral_reason", "deferral_policy", "deferral_scope"}) {
      EXPECT_EQ(decided[row][column], expected[row].at(std::string("expected_") + column))
          << column << ", warnings: " << decided[row]["warnings"];
    }
    const bool by_policy = !decided[row]["policy"].empty();
    EXPECT_EQ(!decided[row]["clause"].empty(), by_policy);
    EXPECT_EQ(!decided[row]["deferral_clause"].empty(), !decided[row]["deferral_policy"].empty());
  }
  std::filesystem::remove(out);
}

TEST_F(GoldenCases, EveryDecisionIsExplainedWithItsQuoteInBothLanguages) {
  for (const Record& record : ReadRecords(DataPath("policy_cases.csv"))) {
    SCOPED_TRACE(record.at("assessment_no"));
    const auto row =
        FindRow(*files::OpenFile(DataPath("policy_cases.csv")), record.at("assessment_no"));
    ASSERT_TRUE(row.ok()) << row.status().ToString();
    const domain::Decision decision = EvaluateRow(Input(), *row);
    const std::string chinese = ExplainDecision(book_, *row, decision, domain::Language::kChinese);
    const std::string english = ExplainDecision(book_, *row, decision, domain::Language::kEnglish);
    for (const domain::Citation* citation : {decision.citation, decision.deferral_citation}) {
      if (citation == nullptr) continue;
      EXPECT_NE(chinese.find(citation->quote), std::string::npos);
      EXPECT_NE(chinese.find(citation->document), std::string::npos);
      EXPECT_NE(english.find(citation->english), std::string::npos);
      EXPECT_NE(english.find(citation->clause), std::string::npos);
    }
    EXPECT_EQ(decision.citation == nullptr, decision.reason == domain::Reason::kNoPolicy);
  }
}

TEST_F(GoldenCases, ARowThatCannotBeReadIsRefusedInItsPlace) {
  const std::string out = testing::TempDir() + "/invalid_rows.csv";
  const std::string text =
      "assessment_no,unit_code,unit_name,unit_type,region,insurance_type,fee_period,"
      "employer_medical,maternity\n"
      "A1,U1,单位,enterprise_small,420106,310,2020-03,100.00,0\n"
      "A2,U2,单位,enterprise_small,420106,310,2020-13,100.001,0\n"
      "A3,U3,单位,enterprise_small,420106,310,2020-03,100.00,\n"
      "A4,U4,单位,enterprise_small,530902,390,2020-03,100.00,0\n";
  const auto counts = EvaluateFile(Input(), files::FromMemory("rows.csv", text), out);
  ASSERT_TRUE(counts.ok());
  std::vector<Record> decided = ReadRecords(out);
  ASSERT_EQ(decided.size(), 4u);
  EXPECT_EQ(decided[0]["decision"], "reduced");
  for (size_t row : {1u, 2u, 3u}) {
    EXPECT_EQ(decided[row]["decision"], "refused");
    EXPECT_EQ(decided[row]["reason"], "INVALID_ROW");
  }
  EXPECT_EQ(decided[1]["assessment_no"], "A2");
  EXPECT_EQ(decided[1]["warnings"], "BAD_FEE_PERIOD(fee_period); BAD_AMOUNT(employer_medical)");
  EXPECT_EQ(decided[2]["warnings"], "MATERNITY_MISSING(maternity)");
  EXPECT_EQ(decided[3]["warnings"], "INSURANCE_TYPE_NOT_HANDLED(insurance_type)");
  std::filesystem::remove(out);
}

}  // namespace
}  // namespace levybridge::policy
