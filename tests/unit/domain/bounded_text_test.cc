#include "gateway/domain/bounded_text.h"

#include <gtest/gtest.h>

using std::string_literals::operator""s;

namespace levybridge::domain {
namespace {

TEST(CleanText, TakesAnyPlainUnicodeText) {
  for (const char* text : {"", "W-D1", "示例单位", "𠮷野", "é", " a b ", "\xC2\xA0"}) {
    EXPECT_TRUE(IsCleanText(text)) << text;
  }
}

TEST(CleanText, RefusesControlCharacters) {
  EXPECT_FALSE(IsCleanText("\0"s));
  for (const char* text : {"a\tb", "a\nb", "\r", "\x1F", "\x7F", "\xC2\x80", "\xC2\x9F"}) {
    EXPECT_FALSE(IsCleanText(text));
  }
}

TEST(CleanText, RefusesWhatIsNotUtf8) {
  for (const char* text :
       {"\x80", "\xC3", "\xC0\xAF", "\xE0\x80\xAF", "\xF0\x80\x80\xAF", "\xED\xA0\x80",
        "\xED\xBF\xBF", "\xF4\x90\x80\x80", "\xF8\x88\x80\x80\x80", "\xFF", "\xE4\xB8",
        "\xE4\xB8"
        "a",
        "\xEF\xBF\xBE", "\xEF\xBF\xBF", "\xD6\xD0\xB9\xFA"}) {
    EXPECT_FALSE(IsCleanText(text));
  }
}

TEST(CodePoints, AreCountedNotBytes) {
  EXPECT_EQ(CountCodePoints(""), 0U);
  EXPECT_EQ(CountCodePoints("abc"), 3U);
  EXPECT_EQ(CountCodePoints("单位𠮷"), 3U);
}

TEST(BoundedText, IsNeitherEmptyNorLongerThanItsType) {
  EXPECT_FALSE(UnitCode::Parse(""));
  EXPECT_TRUE(UnitCode::Parse(std::string(32, 'x')));
  EXPECT_FALSE(UnitCode::Parse(std::string(33, 'x')));
  EXPECT_TRUE(ReceiptNumber::Parse(std::string(24, '1')));
  EXPECT_FALSE(ReceiptNumber::Parse(std::string(25, '1')));
  EXPECT_TRUE(AssessmentNumber::Parse(std::string(64, '1')));
  EXPECT_FALSE(AssessmentNumber::Parse(std::string(65, '1')));
  EXPECT_FALSE(BatchId::Parse("a\nb"));
}

TEST(BoundedText, IsComparedByteByByte) {
  EXPECT_NE(UnitCode::Parse("a"), UnitCode::Parse("A"));
  EXPECT_LT(UnitCode::Parse("a1"), UnitCode::Parse("a2"));
  EXPECT_EQ(UnitCode::Parse("单位")->value(), "单位");
}

}  // namespace
}  // namespace levybridge::domain
