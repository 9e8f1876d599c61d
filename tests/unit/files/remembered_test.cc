#include "adapters/files/remembered.h"

#include <gtest/gtest.h>

#include <string>

#include "gateway/domain/civil_date.h"
#include "gateway/domain/codes.h"

namespace levybridge::files {
namespace {

TEST(Remembered, AnswersAsItsParserDoesWhateverCameBefore) {
  Remembered<domain::CivilDate::Parse> parse;
  for (const char* text : {"", "2020-02-01", "2020-02-01", "2020-02-30", "2020-02-01", "20200201",
                           "", "2020-02-0", "2020-02-01", "2020-02-011"}) {
    EXPECT_EQ(parse(text), domain::CivilDate::Parse(text)) << text;
  }
}

TEST(Remembered, KeepsItsOwnCopyOfTheText) {
  Remembered<domain::ParseAssessmentKind> parse;
  std::string text = "regular";
  ASSERT_EQ(parse(text), domain::AssessmentKind::kRegular);
  text = "prepaid";
  EXPECT_EQ(parse(text), domain::ParseAssessmentKind("prepaid"));
}

}  // namespace
}  // namespace levybridge::files
