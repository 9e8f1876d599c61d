#include "adapters/client/output.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "adapters/client/progress_bar.h"
#include "adapters/client/submit.h"

namespace levybridge::client {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(DisplayWidth, CountsChineseCharactersAsTwoCells) {
  EXPECT_EQ(DisplayWidth("abc"), 3U);
  EXPECT_EQ(DisplayWidth("单位a"), 5U);
  EXPECT_EQ(DisplayWidth("，（"), 4U);
}

TEST(Table, AlignsColumnsByCellsAndNumbersToTheRight) {
  const Table table{{{"name", "名称"}, {"fen", "元", Column::Form::kFen}},
                    {{"甲", 5}, {"abcdef", 123450}}};
  EXPECT_EQ(table.ToText(),
            "名称         元\n"
            "甲         0.05\n"
            "abcdef  1234.50\n");
}

TEST(Table, NeverPrintsControlCharactersToATerminal) {
  const Table table{{{"name", "n"}}, {{"a\x1b[2Jb"}}};
  EXPECT_THAT(table.ToText(), Not(HasSubstr("\x1b")));
  EXPECT_THAT(table.ToText(), HasSubstr("a?[2Jb"));
}

TEST(Table, AsBlocksShowsEachRowOnLinesOfItsOwnWithoutEmptyCells) {
  const Table table{{{"no", "编号 no."}, {"fen", "元", Column::Form::kFen}, {"why", "理由"}},
                    {{"Y-1", 5, ""}, {"Y-2", nullptr, "a\x1b b"}}};
  EXPECT_EQ(table.ToBlocks(),
            "编号 no.  Y-1\n"
            "元        0.05\n"
            "\n"
            "编号 no.  Y-2\n"
            "理由      a? b\n");
}

TEST(GroupedText, SeparatesThousandsOfWholeDigitsOnly) {
  EXPECT_EQ(GroupedText(0), "0");
  EXPECT_EQ(GroupedText(999), "999");
  EXPECT_EQ(GroupedText(-1000), "-1,000");
  EXPECT_EQ(GroupedYuanText(12'345'678'901), "123,456,789.01");
  EXPECT_EQ(GroupedYuanText(-99'999), "-999.99");
}

TEST(CutToWidth, KeepsWholeCharactersAndMarksTheCut) {
  EXPECT_EQ(CutToWidth("单位名称", 8), "单位名称");
  EXPECT_EQ(CutToWidth("单位名称", 7), "单位名…");
  EXPECT_EQ(CutToWidth("单位名称", 6), "单位…");
  EXPECT_EQ(CutToWidth("abcdef", 3), "ab…");
}

TEST(Table, KeepsFenAsIntegersInJson) {
  const Table table{{{"unit_code", "u"}, {"payable_fen", "p", Column::Form::kFen}},
                    {{"W1", 123450}, {"W2", nullptr}}};
  EXPECT_EQ(table.ToJson().dump(),
            R"([{"unit_code":"W1","payable_fen":123450},{"unit_code":"W2","payable_fen":null}])");
}

TEST(Output, PrintsExactlyOneDocumentInJsonModeAndNothingElseOnStandardOutput) {
  std::ostringstream results;
  std::ostringstream notes;
  Output output(true, results, notes);
  output.Text("for people");
  output.Note("progress");
  output.Document({{"rows", 1}});
  EXPECT_EQ(Json::parse(results.str()), Json({{"rows", 1}}));
  EXPECT_EQ(notes.str(), "progress\n");
}

TEST(Output, PrintsNoJsonForPeople) {
  std::ostringstream results;
  std::ostringstream notes;
  Output output(false, results, notes);
  output.Document({{"rows", 1}});
  output.Text("文本\n");
  EXPECT_EQ(results.str(), "文本\n");
}

SubmissionReport PartlyAccepted() {
  SubmissionReport report;
  report.receipt.batch_id = "B-1";
  report.receipt.kind = "assessments";
  report.receipt.status = "partly_accepted";
  report.receipt.received = {3, 300};
  report.receipt.accepted = {2, 200};
  report.receipt.rejected = {1, 100};
  report.receipt.receipt_no = "R-7";
  report.codes["AMOUNT_MISMATCH"] = {1, false};
  report.rejects_file = "a.csv.rejects.csv";
  return report;
}

TEST(SubmissionReport, HasTheKeysThatScriptsRelyOn) {
  const Json json = ToJson(PartlyAccepted());
  EXPECT_EQ(json.at("batch_id"), "B-1");
  EXPECT_EQ(json.at("status"), "partly_accepted");
  EXPECT_EQ(json.at("received"), Json({{"rows", 3}, {"fen", 300}}));
  EXPECT_EQ(json.at("accepted"), Json({{"rows", 2}, {"fen", 200}}));
  EXPECT_EQ(json.at("rejected"), Json({{"rows", 1}, {"fen", 100}}));
  EXPECT_EQ(json.at("replayed"), false);
  EXPECT_EQ(json.at("receipt"), "R-7");
  EXPECT_EQ(json.at("rejects_file"), "a.csv.rejects.csv");
  EXPECT_EQ(json.at("problems"), Json({{"AMOUNT_MISMATCH", 1}}));
  EXPECT_FALSE(json.contains("reason"));
}

TEST(SubmissionReport, SaysWhyAWholeFileWasRefused) {
  SubmissionReport report;
  report.receipt.status = "rejected";
  report.receipt.reason = "MONTH_CLOSED";
  report.receipt.reason_zh = "本月已关账";
  report.receipt.reason_en = "the month is closed";
  const Json json = ToJson(report);
  EXPECT_EQ(json.at("reason"), "MONTH_CLOSED");
  EXPECT_EQ(json.at("message"), "本月已关账 / the month is closed");
  EXPECT_TRUE(json.at("rejects_file").is_null());
  EXPECT_THAT(ToText(report), HasSubstr("MONTH_CLOSED: 本月已关账"));
}

TEST(SubmissionReport, TellsPeopleWhatToDoWithTheRejectFile) {
  const std::string text = ToText(PartlyAccepted());
  EXPECT_THAT(text, HasSubstr("Correct the rows in a.csv.rejects.csv"));
  EXPECT_THAT(text, HasSubstr("拒绝 rejected"));
  EXPECT_THAT(text, HasSubstr("3.00")) << "money is shown in yuan";
  EXPECT_THAT(text, HasSubstr("AMOUNT_MISMATCH"));
}

TEST(BarText, FillsWithTheWork) {
  EXPECT_EQ(BarText(0, 4, 4), "░░░░ 0%");
  EXPECT_EQ(BarText(2, 4, 4), "██░░ 50%");
  EXPECT_EQ(BarText(9, 4, 4), "████ 100%");
  EXPECT_EQ(BarText(0, 0, 2), "░░ 0%");
}

}  // namespace
}  // namespace levybridge::client
