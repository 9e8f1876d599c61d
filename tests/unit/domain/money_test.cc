#include "gateway/domain/money.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <cstdlib>
#include <limits>
#include <string>
#include <vector>

namespace levybridge::domain {
namespace {

TEST(Money, ReadsYuanWithAtMostTwoDecimals) {
  EXPECT_EQ(Money::ParseYuan("1234.5")->fen(), 123450);
  EXPECT_EQ(Money::ParseYuan("1234.50")->fen(), 123450);
  EXPECT_EQ(Money::ParseYuan("1234")->fen(), 123400);
  EXPECT_EQ(Money::ParseYuan("-0.05")->fen(), -5);
  EXPECT_EQ(Money::ParseYuan("0")->fen(), 0);
}

TEST(Money, RefusesEveryOtherText) {
  for (const char* text : {"", "-", ".", "1.", ".5", "1.234", "1,234.5", "+1", "--1", "1e3", " 1",
                           "1 ", "１", "1.2.", "0x10", "nan", "1.-5"}) {
    EXPECT_FALSE(Money::ParseYuan(text)) << text;
  }
}

TEST(Money, ThirdDecimalIsNeverRoundedEvenWhenItIsZero) { EXPECT_FALSE(Money::ParseYuan("1.230")); }

TEST(Money, IsBoundedByWhatAnyJsonReaderCanHold) {
  EXPECT_EQ(Money::ParseYuan("90071992547409.91")->fen(), Money::kMaxFen);
  EXPECT_EQ(Money::ParseYuan("-90071992547409.91")->fen(), -Money::kMaxFen);
  EXPECT_FALSE(Money::ParseYuan("90071992547409.92"));
  EXPECT_FALSE(Money::ParseYuan("-90071992547409.92"));
  EXPECT_FALSE(Money::ParseYuan("9007199254740991"));
  EXPECT_FALSE(Money::ParseYuan("99999999999999999999999999999999"));
  EXPECT_FALSE(Money::FromFen(Money::kMaxFen + 1));
  EXPECT_FALSE(Money::FromFen(std::numeric_limits<int64_t>::min()));
}

TEST(Money, IsShownWithTwoDecimalsAndReadBackTheSame) {
  const std::pair<int64_t, const char*> kCases[] = {{0, "0.00"},
                                                    {5, "0.05"},
                                                    {-5, "-0.05"},
                                                    {100, "1.00"},
                                                    {123450, "1234.50"},
                                                    {-100, "-1.00"},
                                                    {Money::kMaxFen, "90071992547409.91"}};
  for (const auto& [fen, text] : kCases) {
    EXPECT_EQ(Money::FromFen(fen)->ToYuan(), text);
    EXPECT_EQ(Money::ParseYuan(text)->fen(), fen);
  }
}

TEST(Money, IsWrittenLikeAnybodyElseWouldWriteIt) {
  std::vector<int64_t> amounts = {Money::kMaxFen, -Money::kMaxFen};
  for (int64_t fen = -12'345; fen <= 1'234'567; ++fen) amounts.push_back(fen);
  for (int64_t power = 10; power < Money::kMaxFen; power *= 10) {
    amounts.insert(amounts.end(), {power - 1, power, power + 1, -power});
  }
  for (const int64_t fen : amounts) {
    const std::string yuan = std::to_string(std::abs(fen) / 100);
    const std::string decimals = std::to_string(100 + std::abs(fen) % 100).substr(1);
    ASSERT_EQ(Money::FromFen(fen)->ToYuan(), (fen < 0 ? "-" : "") + yuan + "." + decimals);
  }
}

TEST(Money, CheckedSumsOutOfBoundsAreNothing) {
  const Money most = Money::Proven(Money::kMaxFen);
  EXPECT_FALSE(CheckedAdd(most, Money::Proven(1)));
  EXPECT_FALSE(CheckedSubtract(-most, Money::Proven(1)));
  EXPECT_EQ(CheckedAdd(most, -most)->fen(), 0);
}

TEST(Money, HalvesRoundUpToTheFen) {
  EXPECT_EQ(HalfUp(Money::Proven(5)).fen(), 3);
  EXPECT_EQ(HalfUp(Money::Proven(4)).fen(), 2);
  EXPECT_EQ(HalfUp(Money::Proven(0)).fen(), 0);
  EXPECT_EQ(HalfUp(Money::Proven(Money::kMaxFen)).fen(), Money::kMaxFen / 2 + 1);
}

TEST(MoneyDeathTest, SumOutOfBoundsStopsTheProcess) {
  const Money most = Money::Proven(Money::kMaxFen);
  EXPECT_DEATH(most + Money::Proven(1), "out of bounds");
  EXPECT_DEATH(-most - Money::Proven(1), "out of bounds");
  EXPECT_DEATH(Money::Proven(Money::kMaxFen + 1), "invariant broken");
}

TEST(MoneyDeathTest, HalfOfANegativeAmountStopsTheProcess) {
  EXPECT_DEATH(HalfUp(Money::Proven(-1)), "zero or more");
}

TEST(MoneySum, HoldsMoreThanSixtyFourBitsAndSaysSo) {
  MoneySum sum;
  for (int i = 0; i < 2000; ++i) sum += Money::Proven(Money::kMaxFen);
  EXPECT_FALSE(sum.ToInt64());
  EXPECT_EQ(sum.ToYuan(), "180143985094819820.00");
  for (int i = 0; i < 1999; ++i) sum -= Money::Proven(Money::kMaxFen);
  EXPECT_EQ(sum.ToInt64(), Money::kMaxFen);
  EXPECT_EQ(sum, MoneySum(Money::Proven(Money::kMaxFen)));
}

TEST(MoneySum, AddsAnotherSumAndShowsNegativeTotals) {
  MoneySum sum(Money::Proven(-7));
  sum += MoneySum::FromFen(-100);
  EXPECT_EQ(sum.ToYuan(), "-1.07");
  EXPECT_EQ(MoneySum::FromFen(std::numeric_limits<int64_t>::min()).ToInt64(),
            std::numeric_limits<int64_t>::min());
}

}  // namespace
}  // namespace levybridge::domain
