#include "adapters/files/encoding.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace levybridge::files {
namespace {

std::string Convert(const std::string& bytes, Encoding stated, size_t step) {
  Transcoder transcoder(stated);
  std::string result;
  std::string pending;
  for (size_t at = 0; at <= bytes.size(); at += step) {
    const bool last = at + step > bytes.size();
    pending += bytes.substr(at, step);
    std::string out(Transcoder::MaxOutput(pending.size()), '\0');
    const Transcoder::Step done = transcoder.Convert(pending, last, out.data());
    result += out.substr(0, done.written);
    pending.erase(0, done.consumed);
  }
  EXPECT_EQ(pending, "");
  return result;
}

TEST(TranscoderTest, DetectsGb18030AndUtf8ByTheirFirstChineseCharacters) {
  const std::string text = "unit_code,单位名称\nU1,武汉鑫源商贸有限公司\n";
  EXPECT_EQ(Convert(ToGb18030(text), Encoding::kDetect, 1 << 20), text);
  EXPECT_EQ(Convert(text, Encoding::kDetect, 1 << 20), text);
  EXPECT_EQ(Convert("\xEF\xBB\xBF" + text, Encoding::kDetect, 1 << 20), text);
}

TEST(TranscoderTest, GivesTheSameTextHoweverTheBytesArePortioned) {
  const std::string text = "a,龙𠮷㐂,喆\r\n联通,b\n";
  const std::string bytes = ToGb18030(text);
  for (size_t step = 1; step <= bytes.size(); ++step) {
    EXPECT_EQ(Convert(bytes, Encoding::kDetect, step), text) << "in steps of " << step;
    EXPECT_EQ(Convert("\xEF\xBB\xBF" + text, Encoding::kDetect, step), text) << step;
  }
}

TEST(TranscoderTest, ReadsFourByteCharactersOfGb18030) {
  EXPECT_EQ(Convert("\x95\x34\xB2\x35", Encoding::kGb18030, 100), "𠮷");
  EXPECT_EQ(Convert("\x81\x39\xEF\x31", Encoding::kGb18030, 100), "㐂");
  EXPECT_EQ(ToGb18030("𠮷㐂"), "\x95\x34\xB2\x35\x81\x39\xEF\x31");
}

TEST(TranscoderTest, DoesNotTakeTheFamousTwoCharactersForUtf8) {
  EXPECT_EQ(GuessEncoding("\xC1\xAA\xCD\xA8"), Encoding::kGb18030);
}

TEST(TranscoderTest, DecidesNothingByALongAsciiBeginning) {
  const std::string ascii(300'000, 'x');
  const std::string text = ascii + ",武汉市医疗保障局\n";
  EXPECT_EQ(Convert(ToGb18030(text), Encoding::kDetect, 65536), text);
  Transcoder transcoder(Encoding::kDetect);
  std::string out(Transcoder::MaxOutput(ascii.size()), '\0');
  transcoder.Convert(ascii, false, out.data());
  EXPECT_EQ(transcoder.encoding(), Encoding::kDetect);
}

TEST(TranscoderTest, MarksEveryByteThatBelongsToNoCharacter) {
  EXPECT_EQ(Convert("a\x80,b\xFF,\x81,\x81", Encoding::kGb18030, 100), "a\xFF,b\xFF,\xFF,\xFF");
  Transcoder transcoder(Encoding::kGb18030);
  char out[64];
  transcoder.Convert("\x80\x80", true, out);
  EXPECT_EQ(transcoder.invalid_bytes(), 2);
}

TEST(TranscoderTest, StillRecognisesUtf8WithAFewDamagedBytes) {
  std::string text;
  for (int i = 0; i < 20; ++i) text += "武汉市";
  text += "\xFF";
  EXPECT_EQ(GuessEncoding(text), Encoding::kUtf8);
  EXPECT_EQ(Convert(text, Encoding::kDetect, 1 << 20), text);
}

TEST(TranscoderTest, LetsAByteOrderMarkOverruleTheStatedEncoding) {
  EXPECT_EQ(Convert("\xEF\xBB\xBF单位", Encoding::kGb18030, 100), "单位");
}

TEST(ReplaceInvalidTest, KeepsValidTextAndReplacesTheRest) {
  EXPECT_EQ(ReplaceInvalid("武\xFF"
                           "a\xE6\xAD"),
            "武\xEF\xBF\xBD"
            "a\xEF\xBF\xBD\xEF\xBF\xBD");
}

TEST(ParseEncodingTest, KnowsTheUsualNames) {
  EXPECT_EQ(ParseEncoding("GBK"), Encoding::kGb18030);
  EXPECT_EQ(ParseEncoding("UTF-8"), Encoding::kUtf8);
  EXPECT_EQ(ParseEncoding("latin1"), std::nullopt);
}

}  // namespace
}  // namespace levybridge::files
