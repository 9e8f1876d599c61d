// What a bank's report means where the payout stands: the whole table, written out.
#include "gateway/domain/payout_answer.h"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <tuple>

namespace levybridge::domain {
namespace {

constexpr PayoutResult kPaid = PayoutResult::kPaid;
constexpr PayoutResult kFailed = PayoutResult::kFailed;
constexpr PayoutResult kPending = PayoutResult::kPending;
constexpr PayoutResult kUnknown = PayoutResult::kUnknown;
constexpr PayoutResult kReturned = PayoutResult::kReturned;
constexpr PayoutAnswer kNews = PayoutAnswer::kNews;
constexpr PayoutAnswer kOld = PayoutAnswer::kOldNews;
constexpr PayoutAnswer kLate = PayoutAnswer::kLate;
constexpr PayoutAnswer kWrong = PayoutAnswer::kWrong;

struct Line {
  PayoutResult standing;
  PayoutResult reported;
  PayoutAnswer by_report;
  PayoutAnswer by_statement;
  PayoutResult after_report;
  PayoutResult after_statement;
};

constexpr Line kLines[] = {
    {kPending, kPaid, kNews, kNews, kPaid, kPaid},
    {kPending, kFailed, kNews, kNews, kFailed, kFailed},
    {kPending, kPending, kOld, kOld, kPending, kPending},
    {kPending, kUnknown, kNews, kNews, kUnknown, kUnknown},
    {kPending, kReturned, kWrong, kNews, kPending, kReturned},
    {kUnknown, kPaid, kWrong, kNews, kUnknown, kPaid},
    {kUnknown, kFailed, kWrong, kNews, kUnknown, kFailed},
    {kUnknown, kPending, kOld, kOld, kUnknown, kUnknown},
    {kUnknown, kUnknown, kOld, kOld, kUnknown, kUnknown},
    {kUnknown, kReturned, kWrong, kNews, kUnknown, kReturned},
    {kPaid, kPaid, kOld, kOld, kPaid, kPaid},
    {kPaid, kFailed, kWrong, kWrong, kPaid, kPaid},
    {kPaid, kPending, kOld, kOld, kPaid, kPaid},
    {kPaid, kUnknown, kOld, kOld, kPaid, kPaid},
    {kPaid, kReturned, kNews, kNews, kReturned, kReturned},
    {kFailed, kPaid, kLate, kLate, kPaid, kPaid},
    {kFailed, kFailed, kOld, kOld, kFailed, kFailed},
    {kFailed, kPending, kOld, kOld, kFailed, kFailed},
    {kFailed, kUnknown, kOld, kOld, kFailed, kFailed},
    {kFailed, kReturned, kOld, kOld, kFailed, kFailed},
    {kReturned, kPaid, kOld, kOld, kReturned, kReturned},
    {kReturned, kFailed, kOld, kOld, kReturned, kReturned},
    {kReturned, kPending, kOld, kOld, kReturned, kReturned},
    {kReturned, kUnknown, kOld, kOld, kReturned, kReturned},
    {kReturned, kReturned, kOld, kOld, kReturned, kReturned},
};

PayoutReport Report(PayoutResult result, bool by_statement) {
  return {
      *PayoutId::Parse("P000000000001"), result, "", "", std::nullopt, std::nullopt, by_statement};
}

TEST(PayoutAnswer, IsWhatTheTableSaysForEachStandingReportAndSource) {
  std::set<std::tuple<PayoutResult, PayoutResult>> seen;
  for (const Line& line : kLines) {
    const std::string what = std::string(EnglishName(line.standing)) + ", reported " +
                             std::string(EnglishName(line.reported));
    seen.emplace(line.standing, line.reported);
    EXPECT_EQ(AnswerOf(line.standing, Report(line.reported, false)), line.by_report) << what;
    EXPECT_EQ(AnswerOf(line.standing, Report(line.reported, true)), line.by_statement) << what;
    EXPECT_EQ(ResultAfter(line.standing, Report(line.reported, false)), line.after_report) << what;
    EXPECT_EQ(ResultAfter(line.standing, Report(line.reported, true)), line.after_statement)
        << what;
  }
  EXPECT_EQ(seen.size(), 25u);
}

TEST(PayoutAnswer, ARepeatedReportHasNoEffectWhateverItSaid) {
  for (const Line& line : kLines) {
    for (const bool by_statement : {false, true}) {
      const PayoutReport report = Report(line.reported, by_statement);
      if (AnswerOf(line.standing, report) == kWrong) continue;
      const PayoutResult after = ResultAfter(line.standing, report);
      EXPECT_EQ(AnswerOf(after, report), kOld) << EnglishName(after);
    }
  }
}

}  // namespace
}  // namespace levybridge::domain
