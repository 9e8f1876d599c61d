#include "gateway/domain/bounded_text.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <string>

using std::string_literals::operator""s;

namespace levybridge::domain {
namespace {

TEST(CleanText, TakesAnyPlainUnicodeText) {
  for (const char* text : {"", "W-D1", "示例单位", "𠮷野", "é", " a b ", "\xC2\xA0"}) {
    EXPECT_TRUE(IsCleanText(text)) << text;
  }
}

TEST(CleanText, OneBadByteSpoilsTextsOfEveryLength) {
  for (size_t length = 1; length <= 27; ++length) {
    const std::string sound(length, 'a');
    ASSERT_TRUE(IsCleanText(sound));
    for (size_t at = 0; at < length; ++at) {
      for (const char bad : {'\x01', '\x1F', '\x7F', '\x80', '\xFF'}) {
        std::string text = sound;
        text[at] = bad;
        ASSERT_FALSE(IsCleanText(text)) << length << " " << at;
      }
    }
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

// UTF-8 of any number below 0x110000, surrogates included.
std::string Utf8Of(uint32_t code_point) {
  const auto continuation = [&](int shift) {
    return static_cast<char>(0x80 | ((code_point >> shift) & 0x3F));
  };
  if (code_point < 0x80) return {static_cast<char>(code_point)};
  if (code_point < 0x800) return {static_cast<char>(0xC0 | (code_point >> 6)), continuation(0)};
  if (code_point < 0x10000) {
    return {static_cast<char>(0xE0 | (code_point >> 12)), continuation(6), continuation(0)};
  }
  return {static_cast<char>(0xF0 | (code_point >> 18)), continuation(12), continuation(6),
          continuation(0)};
}

bool IsCleanByDefinition(uint32_t code_point) {
  const bool control = code_point < 0x20 || (code_point >= 0x7F && code_point < 0xA0);
  const bool surrogate = code_point >= 0xD800 && code_point <= 0xDFFF;
  return !control && !surrogate && code_point != 0xFFFE && code_point != 0xFFFF;
}

TEST(CleanText, IsDecidedByDefinitionForEveryCharacterAloneAndInAText) {
  for (uint32_t code_point = 0; code_point < 0x110000; ++code_point) {
    const bool clean = IsCleanByDefinition(code_point);
    const std::string character = Utf8Of(code_point);
    ASSERT_EQ(IsCleanText(character), clean) << code_point;
    ASSERT_EQ(IsCleanText("U0000000" + character + "武汉" + character + "x"), clean) << code_point;
  }
}

TEST(CleanText, FindsOneWrongByteAtEveryPlace) {
  for (const std::string& good : {std::string(19, 'a'), std::string("武汉鑫科技a有限公司")}) {
    for (size_t place = 0; place < good.size(); ++place) {
      for (const char wrong : {'\0', '\x1F', '\x7F', '\x80', '\xC0', '\xFF'}) {
        std::string text = good;
        if (text[place] == wrong) continue;
        text[place] = wrong;
        // Some byte of a character may become another good one; then the text is still clean.
        const bool continues = wrong == '\x80' && (good[place] & 0xC0) == 0x80;
        EXPECT_EQ(IsCleanText(text), continues) << place << " " << static_cast<int>(wrong);
      }
    }
  }
}

TEST(CleanText, RefusesACharacterThatIsCutAtAnyPlace) {
  const std::string text = "U0000001武汉";
  for (size_t size = 9; size < text.size(); ++size) {
    EXPECT_EQ(IsCleanText(text.substr(0, size)), size == 11) << size;
  }
}

}  // namespace
}  // namespace levybridge::domain
