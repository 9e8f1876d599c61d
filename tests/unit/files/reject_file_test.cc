#include "adapters/files/reject_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "adapters/files/refusal.h"
#include "tests/unit/files/test_folder.h"

namespace levybridge::files {
namespace {

using domain::ProblemCode;
using domain::RowProblems;

constexpr std::array<ColumnSpec, 3> kColumns = {{
    {"unit_code", {}, true},
    {"amount", {}, false, true},
    {"note", {}},
}};

NextProblems From(std::vector<RowProblems> rows) {
  auto list = std::make_shared<std::vector<RowProblems>>(std::move(rows));
  auto at = std::make_shared<size_t>(0);
  return [list, at]() -> absl::StatusOr<std::optional<RowProblems>> {
    if (*at == list->size()) return std::optional<RowProblems>();
    return std::optional<RowProblems>((*list)[(*at)++]);
  };
}

RowProblems Wrong(int64_t row) {
  return {row, {{ProblemCode::kBadAmount, "amount", "x", ""}, {ProblemCode::kBadDate, "", "", ""}}};
}

RejectFileJob JobFor(const std::string& path) {
  return RejectFileJob{path, RejectPathOf(path), {}, kColumns};
}

TEST(RejectFileTest, HoldsTheRefusedRowsWithTheirProblemsInBothLanguages) {
  const TestFolder folder;
  const std::string path =
      folder.Write("a.csv", ToGb18030("unit_code,amount,note\nU1,1,\nU2,x,武汉\nU3,3,c\n"));
  const auto written = WriteRejectFile(JobFor(path), From({Wrong(2)}));
  ASSERT_TRUE(written.ok()) << written.status();
  EXPECT_EQ(*written, 1);
  const std::string text = TestFolder::Read(path + ".rejects.csv");
  EXPECT_THAT(text,
              testing::StartsWith("\xEF\xBB\xBFunit_code,amount,note,problem_codes,problems"));
  EXPECT_THAT(text, testing::HasSubstr("U2,x,武汉,BAD_AMOUNT;BAD_DATE,"));
  EXPECT_THAT(text, testing::HasSubstr("不是有效金额"));
  EXPECT_THAT(text, testing::HasSubstr("not a valid amount"));
  EXPECT_THAT(text, testing::Not(testing::HasSubstr("U1")));
  EXPECT_EQ(folder.FileCount(), 2) << "no temporary file is left";
}

TEST(RejectFileTest, NeutralisesFormulasButNoNumbers) {
  const TestFolder folder;
  const std::string path = folder.Write(
      "a.csv", "unit_code,amount,note\n=cmd|'/c calc'!A1,-5.00,@x\n-5,=1+1,'=quoted\n");
  ASSERT_TRUE(WriteRejectFile(JobFor(path), From({Wrong(1), Wrong(2)})).ok());
  const std::string text = TestFolder::Read(RejectPathOf(path));
  EXPECT_THAT(text, testing::HasSubstr("'=cmd|'/c calc'!A1,-5.00,'@x,"));
  EXPECT_THAT(text, testing::HasSubstr("'-5,'=1+1,''=quoted,"));

  auto table = TableReader::Open(*OpenFile(RejectPathOf(path)), {}, kColumns);
  ASSERT_TRUE(*(*table)->Next());
  EXPECT_EQ((*table)->Cell(0), "=cmd|'/c calc'!A1");
  EXPECT_EQ((*table)->Cell(1), "-5.00");
  EXPECT_EQ((*table)->Cell(2), "@x");
  ASSERT_TRUE(*(*table)->Next());
  EXPECT_EQ((*table)->Cell(0), "-5");
  EXPECT_EQ((*table)->Cell(1), "=1+1");
  EXPECT_EQ((*table)->Cell(2), "'=quoted");
  EXPECT_THAT((*table)->unknown_columns(), testing::IsEmpty());
}

TEST(RejectFileTest, OfARejectFileHasTheProblemColumnsOnce) {
  const TestFolder folder;
  const std::string path = folder.Write(
      "r.csv", "problem_codes,unit_code,problems,note\nOLD,'=a,old text,\"two\nlines\"\n");
  ASSERT_TRUE(WriteRejectFile(JobFor(path), From({Wrong(1)})).ok());
  const std::string text = TestFolder::Read(RejectPathOf(path));
  EXPECT_THAT(text, testing::StartsWith(
                        "\xEF\xBB\xBFunit_code,note,problem_codes,problems\r\n'=a,\"two\nlines\","
                        "BAD_AMOUNT;BAD_DATE,"));
  EXPECT_THAT(text, testing::Not(testing::HasSubstr("OLD")));
}

TEST(RejectFileTest, KeepsTheFieldsOfARowOfTheWrongWidth) {
  const TestFolder folder;
  const std::string path = folder.Write("a.csv", "unit_code,amount,note\nU1\nU2,1,2,3\n");
  ASSERT_TRUE(WriteRejectFile(JobFor(path), From({Wrong(1), Wrong(2)})).ok());
  const std::string text = TestFolder::Read(RejectPathOf(path));
  EXPECT_THAT(text, testing::HasSubstr("\r\nU1,BAD_AMOUNT"));
  EXPECT_THAT(text, testing::HasSubstr("\r\nU2,1,2,3,BAD_AMOUNT"));
}

TEST(RejectFileTest, LeavesNothingBehindWhenTheOriginalChanged) {
  const TestFolder folder;
  const std::string path = folder.Write("a.csv", "unit_code\nU1\n");
  const auto written = WriteRejectFile(JobFor(path), From({Wrong(2)}));
  EXPECT_EQ(RefusalReasonOf(written.status()), "FILE_CHANGED");
  EXPECT_EQ(folder.FileCount(), 1);
  EXPECT_EQ(WriteRejectFile(JobFor(path), From({Wrong(1), Wrong(1)})).status().code(),
            absl::StatusCode::kInternal);
}

}  // namespace
}  // namespace levybridge::files
