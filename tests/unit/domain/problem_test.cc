#include "gateway/domain/problem.h"

#include <gtest/gtest.h>

#include <array>
#include <set>
#include <utility>

#include "gateway/domain/bounded_text.h"

namespace levybridge::domain {
namespace {

// Chinese characters are three bytes beginning with E4..E9 in UTF-8.
bool HoldsChinese(std::string_view text) {
  return text.find_first_of("\xE4\xE5\xE6\xE7\xE8\xE9") != std::string_view::npos;
}

// The compiler spells an enumerator by its name and any other number as a cast.
template <ProblemCode kCode>
constexpr bool IsEnumerator() {
  return std::string_view(__PRETTY_FUNCTION__).find("::k") != std::string_view::npos;
}
constexpr size_t kNumbersTried = 512;
template <size_t... kNumbers>
constexpr std::array<bool, kNumbersTried> FindEnumerators(std::index_sequence<kNumbers...>) {
  return {IsEnumerator<static_cast<ProblemCode>(kNumbers)>()...};
}
constexpr std::array<bool, kNumbersTried> kIsEnumerator =
    FindEnumerators(std::make_index_sequence<kNumbersTried>());
static_assert(kIsEnumerator[1] && kIsEnumerator[98] && !kIsEnumerator[0] && !kIsEnumerator[39]);

TEST(ProblemCodes, ExactlyTheEnumeratorsHaveAnEntry) {
  size_t count = 0;
  for (size_t number = 0; number < kNumbersTried; ++number) {
    const auto code = ProblemCodeFromNumber(static_cast<uint16_t>(number));
    ASSERT_EQ(code.has_value(), kIsEnumerator[number]) << number;
    if (!code) continue;
    ++count;
    EXPECT_EQ(static_cast<size_t>(*code), number);
    EXPECT_EQ(EntryOf(*code).code, *code);
  }
  EXPECT_EQ(AllProblemCodes().size(), count);
  EXPECT_FALSE(ProblemCodeFromNumber(65535));
}

TEST(ProblemCodes, EveryEntryHasAUniqueNameAndBothTexts) {
  std::set<std::string_view> names, chinese, english;
  for (const ProblemCodeEntry& entry : AllProblemCodes()) {
    EXPECT_EQ(ParseProblemCode(entry.name), entry.code);
    EXPECT_EQ(entry.name.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ_"), std::string_view::npos);
    EXPECT_TRUE(HoldsChinese(entry.chinese)) << entry.name;
    EXPECT_GT(entry.english.size(), 30U) << entry.name;
    EXPECT_TRUE(IsCleanText(entry.chinese) && IsCleanText(entry.english)) << entry.name;
    names.insert(entry.name);
    chinese.insert(entry.chinese);
    english.insert(entry.english);
  }
  EXPECT_EQ(names.size(), AllProblemCodes().size());
  EXPECT_EQ(chinese.size(), AllProblemCodes().size());
  EXPECT_EQ(english.size(), AllProblemCodes().size());
  EXPECT_FALSE(ParseProblemCode("amount_mismatch"));
}

TEST(ProblemCodes, WarningsAreExactlyTheListedOnes) {
  std::set<std::string_view> warnings;
  for (const ProblemCodeEntry& entry : AllProblemCodes()) {
    if (entry.severity == Severity::kWarning) warnings.insert(entry.name);
  }
  EXPECT_EQ(
      warnings,
      (std::set<std::string_view>{
          "ACCOUNT_NAME_DIFFERS", "BANK_CODE_CHECK_DIGIT", "SAME_ACCOUNT_AS_FAILED",
          "USCC_CHECK_DIGIT", "USCC_TYPE_DISAGREES", "ROUNDING_DIFFERENCE", "PAST_PERIOD_REGULAR",
          "LATE_HANDLING_DATE_UNSET", "DEFERRAL_ENTRY_IGNORED", "ALREADY_ACCEPTED",
          "HELD_AS_UNAPPLIED", "DEFERRAL_ENDED_BY_REGISTER", "DEFERRAL_BEGUN_BY_REGISTER",
          "DEFERRAL_UNLIKE_REGISTER", "CONTRADICTS_EARLIER_RESULT", "ACCOUNT_CORRECTS_REFUND"}));
}

TEST(ProblemMessage, IsAFinishedSentenceWithAndWithoutParameters) {
  for (const ProblemCodeEntry& entry : AllProblemCodes()) {
    for (const Language language : {Language::kChinese, Language::kEnglish}) {
      const std::string bare = MessageOf({entry.code, "", "", ""}, language);
      const std::string full = MessageOf({entry.code, "", "P1", "P2"}, language);
      for (const std::string& text : {bare, full}) {
        EXPECT_EQ(text.find_first_of("[]{}"), std::string::npos) << text;
        EXPECT_EQ(text.find("  "), std::string::npos) << text;
        EXPECT_TRUE(text.ends_with(language == Language::kChinese ? "。" : ".")) << text;
      }
      const std::string_view source =
          language == Language::kChinese ? entry.chinese : entry.english;
      for (const char* digit : {"1", "2"}) {
        const bool wanted = source.find(std::string("{") + digit + "}") != std::string_view::npos;
        EXPECT_EQ(full.find(std::string("P") + digit) != std::string::npos, wanted) << full;
      }
    }
  }
}

TEST(ProblemMessage, HoldsBothFiguresOfAMismatch) {
  const Problem problem{ProblemCode::kAmountMismatch, "reduction", "6172.80", "6172.83"};
  EXPECT_EQ(MessageOf(problem, Language::kEnglish),
            "The stated amount, 6172.80 yuan, is not what it must be, 6172.83 yuan. Check the "
            "calculation, correct the figure and send the row again.");
  EXPECT_EQ(
      MessageOf(problem, Language::kChinese),
      "填报金额 6172.80 元与应有金额 6172.83 元不一致。请核对计算，按应有金额改正后重新报送。");
}

TEST(ProblemMessage, ParametersAreNotReadAsText) {
  const Problem problem{ProblemCode::kBadAmount, "personal", "[{2}]", "x"};
  EXPECT_EQ(MessageOf(problem, Language::kEnglish).find("\"[{2}]\" is not a valid amount."), 0U);
}

TEST(Problems, OnlyErrorsRefuseTheRow) {
  const Problem warning{ProblemCode::kUsccCheckDigit, "uscc", "", ""};
  const Problem error{ProblemCode::kBadUscc, "uscc", "", ""};
  EXPECT_FALSE(RefusesRow({}));
  EXPECT_FALSE(RefusesRow({warning}));
  EXPECT_TRUE(RefusesRow({warning, error}));
}

TEST(ProblemCodesDeathTest, NumberOutsideTheTableStopsTheProcess) {
  EXPECT_DEATH(EntryOf(static_cast<ProblemCode>(9999)), "no entry");
}

}  // namespace
}  // namespace levybridge::domain
