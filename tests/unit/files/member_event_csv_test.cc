// Members' events and deregistrations as files.
#include "adapters/files/member_event_csv.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "adapters/files/byte_source.h"

namespace levybridge::files {
namespace {

using domain::ProblemCode;
using testing::ElementsAre;
using testing::Pair;

constexpr char kEnglish[] =
    "unit_code,region,fee_period,member_ref,trigger,event_on,employer_medical,maternity\n";
constexpr char kChinese[] =
    "变动原因,单位编号,行政区划代码,费款所属期,人员编号,变动日期,生育应缴金额,单位医疗应缴金额\n";

std::unique_ptr<MemberEventReader> Events(const std::string& text) {
  auto reader = OpenMemberEvents(FromMemory("events.csv", text), {});
  EXPECT_TRUE(reader.ok()) << reader.status();
  return *std::move(reader);
}

// Of the reader's next row: column and code.
template <class Reader>
std::vector<std::pair<std::string, ProblemCode>> ProblemsOfNext(Reader& reader) {
  EXPECT_TRUE(reader.Next().value());
  EXPECT_FALSE(reader.row().value);
  EXPECT_FALSE(reader.row().raw.empty());
  std::vector<std::pair<std::string, ProblemCode>> found;
  for (const domain::Problem& problem : reader.row().problems) {
    found.emplace_back(problem.column, problem.code);
  }
  return found;
}

TEST(MemberEventCsv, SaysTheSameByEnglishAndByChineseNames) {
  const auto english =
      Events(std::string(kEnglish) + "N1,320600,2022-08,M-7,retired,2022-10-09,700.00,8.5\n");
  const auto chinese =
      Events(std::string(kChinese) + "退休,N1,320600,2022年8月,M-7,2022年10月9日,8.50,700\n");
  ASSERT_TRUE(english->Next().value());
  ASSERT_TRUE(chinese->Next().value());
  ASSERT_TRUE(english->row().value);
  EXPECT_EQ(english->row().value, chinese->row().value);
  const domain::MemberEvent& event = *english->row().value;
  EXPECT_EQ(event.member_ref.value(), "M-7");
  EXPECT_EQ(event.trigger, domain::MemberTrigger::kRetired);
  EXPECT_EQ(event.employer_medical.fen(), 70000);
  EXPECT_EQ(event.maternity.fen(), 850);
  EXPECT_FALSE(english->Next().value());
}

TEST(MemberEventCsv, AnEmptyMaternityIsZeroAndItsColumnMayBeAbsent) {
  const auto empty =
      Events(std::string(kEnglish) + "N1,320600,2022-08,M-7,left,2022-10-09,700.00,\n");
  const auto absent = Events(
      "unit_code,region,fee_period,member_ref,trigger,event_on,employer_medical\n"
      "N1,320600,2022-08,M-7,left,2022-10-09,700.00\n");
  for (const auto& reader : {empty.get(), absent.get()}) {
    ASSERT_TRUE(reader->Next().value());
    ASSERT_TRUE(reader->row().value);
    EXPECT_TRUE(reader->row().value->maternity.IsZero());
  }
}

TEST(MemberEventCsv, TellsEverythingThatIsWrongWithARowAndGoesOn) {
  const auto reader = Events(std::string(kEnglish) +
                             ",32060,2022-13,,moved,2022-02-30,-1.00,0.005\n"
                             "N1,320600,2022-08,M-7,left,2022-10-09,,\n"
                             "N2,320600,2022-08,M-8,left,2022-10-09,1.00,1.00\n");
  EXPECT_THAT(ProblemsOfNext(*reader),
              ElementsAre(Pair("unit_code", ProblemCode::kMissingValue),
                          Pair("region", ProblemCode::kBadRegion),
                          Pair("fee_period", ProblemCode::kBadFeePeriod),
                          Pair("member_ref", ProblemCode::kMissingValue),
                          Pair("trigger", ProblemCode::kUnknownCode),
                          Pair("event_on", ProblemCode::kBadDate),
                          Pair("employer_medical", ProblemCode::kNegativeAmount),
                          Pair("maternity", ProblemCode::kBadAmount)));
  EXPECT_THAT(ProblemsOfNext(*reader),
              ElementsAre(Pair("employer_medical", ProblemCode::kMissingValue)));
  ASSERT_TRUE(reader->Next().value());
  EXPECT_TRUE(reader->row().value);
  EXPECT_EQ(reader->row().row, 3);
}

TEST(MemberEventCsv, RefusesAFileWithoutARequiredColumn) {
  EXPECT_FALSE(
      OpenMemberEvents(FromMemory("events.csv", "unit_code,region\nN1,320600\n"), {}).ok());
}

TEST(DeregistrationCsv, ReadsEitherNamesAndTellsWhatIsWrong) {
  auto reader = OpenDeregistrations(FromMemory("leaving.csv",
                                               "单位编号,行政区划代码,拟注销日期\n"
                                               "N1,320600,20221130\n"
                                               "N1,320600,soon\n"),
                                    {});
  ASSERT_TRUE(reader.ok()) << reader.status();
  ASSERT_TRUE((*reader)->Next().value());
  ASSERT_TRUE((*reader)->row().value);
  EXPECT_EQ((*reader)->row().value->planned_on.ToIso(), "2022-11-30");
  EXPECT_THAT(ProblemsOfNext(**reader), ElementsAre(Pair("planned_on", ProblemCode::kBadDate)));
}

}  // namespace
}  // namespace levybridge::files
