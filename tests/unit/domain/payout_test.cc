// Accounts that can't be printed, what a bank's answers mean, and what can be told about an
// account.
#include "gateway/domain/payout.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <concepts>
#include <ostream>
#include <set>

#include "gateway/domain/account_check.h"

namespace levybridge::domain {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

template <class T>
concept Printable = requires(std::ostream& out, const T& value) {
  out << value;
};
static_assert(Printable<std::string>);
static_assert(!Printable<BankAccountNumber> && !Printable<AccountName>);
static_assert(!std::convertible_to<BankAccountNumber, std::string> &&
              !std::convertible_to<AccountName, std::string>);

TEST(BankAccountNumber, TakesEightToThirtyFourLettersAndDigitsHoweverGrouped) {
  EXPECT_FALSE(BankAccountNumber::Parse("1234567"));
  EXPECT_TRUE(BankAccountNumber::Parse("12345678"));
  EXPECT_TRUE(BankAccountNumber::Parse(std::string(34, '9')));
  EXPECT_FALSE(BankAccountNumber::Parse(std::string(35, '9')));
  EXPECT_FALSE(BankAccountNumber::Parse("1234567<9"));
  EXPECT_FALSE(BankAccountNumber::Parse("账号12345678"));
  EXPECT_EQ(BankAccountNumber::Parse("6222 0212-3456 7890"),
            BankAccountNumber::Parse("6222021234567890"));
}

TEST(BankAccountNumber, ShowsAtMostHalfOfItself) {
  EXPECT_EQ(BankAccountNumber::Parse("6222021234561234")->Masked(), "6222********1234");
  EXPECT_EQ(BankAccountNumber::Parse("12345678")->Masked(), "12********78");
}

TEST(AccountName, HoldsWhatTheBanksFormatCarriesAndHidesItsLength) {
  std::string longest;
  for (int i = 0; i < 140; ++i) longest += "武";
  EXPECT_TRUE(AccountName::Parse(longest));
  EXPECT_FALSE(AccountName::Parse(longest + "武"));
  EXPECT_FALSE(AccountName::Parse(""));
  EXPECT_FALSE(AccountName::Parse("a\x01"));
  EXPECT_EQ(AccountName::Parse("武汉某某公司")->Masked(), "武***");
  EXPECT_EQ(AccountName::Parse("武")->Masked(), "武***");
}

TEST(BankCode, KeepsAWrongCheckDigitAndSaysSo) {
  EXPECT_TRUE(BankCode::Parse("102306000019")->CheckDigitHolds());
  EXPECT_FALSE(BankCode::Parse("102306000018")->CheckDigitHolds());
  EXPECT_FALSE(BankCode::Parse("10230600001"));
  EXPECT_FALSE(BankCode::Parse("10230600001X"));
}

TEST(PayoutReasons, SayWhoMustActForEachKindOfFailure) {
  EXPECT_EQ(StatusReasonOf("AC04").owner, Role::kTax);
  EXPECT_TRUE(IsAboutAccount(StatusReasonOf("RC04")));
  EXPECT_EQ(StatusReasonOf("AM04").owner, Role::kFundFinance);
  EXPECT_EQ(StatusReasonOf("TM01").owner, Role::kBank);
  EXPECT_EQ(ReturnReasonOf("AC06").owner, Role::kTax);
  EXPECT_EQ(StatusReasonOf("ZZ99").code, "NARR");
  EXPECT_EQ(ReturnReasonOf("").code, "NARR");
  for (const char* code : {"AC01", "AC03", "AC04", "AC06", "AC07", "AG01", "AM02", "AM04",
                           "AM05", "AM09", "BE01", "BE06", "BE22", "DT01", "ED05", "FF01",
                           "MD07", "MS02", "MS03", "NARR", "RC04", "RC10", "RR04", "TM01"}) {
    EXPECT_EQ(StatusReasonOf(code).code, code);
  }
}

TEST(PayoutReasons, EveryReasonHasBothTexts) {
  for (const auto reasons : {AllStatusReasons(), AllReturnReasons()}) {
    for (const PayoutReason& reason : reasons) {
      EXPECT_EQ(reason.code.size(), 4U);
      EXPECT_GE(reason.chinese.size(), 9U) << reason.code;
      EXPECT_GE(reason.english.size(), 12U) << reason.code;
      EXPECT_TRUE(IsCleanText(reason.chinese)) << reason.code;
    }
  }
}

TEST(PayoutReasons, TheDomesticCodesHaveAResultAndAnEmptyOneIsUnknown) {
  EXPECT_EQ(DomesticResultOf("00")->result, PayoutResult::kPaid);
  EXPECT_EQ(DomesticResultOf("01")->reason.owner, Role::kTax);
  EXPECT_EQ(DomesticResultOf("03")->reason.owner, Role::kFundFinance);
  EXPECT_EQ(DomesticResultOf("90")->result, PayoutResult::kFailed);
  EXPECT_EQ(DomesticResultOf("")->result, PayoutResult::kUnknown);
  EXPECT_EQ(DomesticResultOf("99"), nullptr);
  EXPECT_EQ(AllDomesticResults().size(), 9U);
}

TEST(PayoutResults, HaveTheNumbersOfTheContract) {
  std::set<std::string_view> names;
  for (int number = 1; number <= 5; ++number) {
    const auto result = PayoutResultFromNumber(number);
    ASSERT_TRUE(result);
    EXPECT_EQ(static_cast<int>(*result), number);
    names.insert(ChineseName(*result));
    names.insert(EnglishName(*result));
  }
  EXPECT_EQ(names.size(), 10U);
  EXPECT_FALSE(PayoutResultFromNumber(0));
  EXPECT_FALSE(PayoutResultFromNumber(6));
  EXPECT_EQ(StatusMeaningOf("ACWC"), StatusMeaning::kPending);
  EXPECT_EQ(StatusMeaningOf("PART"), StatusMeaning::kLookBelow);
  EXPECT_FALSE(StatusMeaningOf("acsc"));
}

AccountOnFile Account(const std::string& number, const std::string& name,
                      const std::string& code = "102306000019") {
  return {*UnitCode::Parse("U1"),
          *RegionCode::Parse("420106"),
          *BankAccountNumber::Parse(number),
          *AccountName::Parse(name),
          "工行",
          *BankCode::Parse(code),
          *CivilDate::Parse("2020-05-01")};
}

std::vector<ProblemCode> CodesOf(const std::vector<Problem>& problems) {
  std::vector<ProblemCode> codes;
  for (const Problem& problem : problems) codes.push_back(problem.code);
  return codes;
}

TEST(AccountCheck, TheSameNameInAnotherWidthIsTheSameName) {
  EXPECT_EQ(NormalisedName("武汉（东湖）　Ａ１ 厂"), "武汉(东湖)a1厂");
  EXPECT_THAT(CheckAccount(Account("12345678", "武汉（东湖）厂"), "武汉(东湖) 厂", nullptr),
              IsEmpty());
  EXPECT_THAT(CheckAccount(Account("12345678", "谁也不知道"), "", nullptr), IsEmpty());
}

TEST(AccountCheck, WarnsOfAWrongCheckDigitAndOfAnotherName) {
  EXPECT_THAT(CodesOf(CheckAccount(Account("12345678", "甲", "102306000018"), "乙", nullptr)),
              ElementsAre(ProblemCode::kBankCodeCheckDigit, ProblemCode::kAccountNameDiffers));
}

TEST(AccountCheck, AnAccountIsNewWhenNumberNameOrBankDiffers) {
  const FailedAccount failed = {*BankAccountNumber::Parse("1234-5678"),
                                *AccountName::Parse("甲 厂"), *BankCode::Parse("102306000019")};
  EXPECT_THAT(CodesOf(CheckAccount(Account("12345678", "甲厂"), "", &failed)),
              ElementsAre(ProblemCode::kSameAccountAsFailed));
  EXPECT_THAT(CheckAccount(Account("12345679", "甲厂"), "", &failed), IsEmpty());
  EXPECT_THAT(CheckAccount(Account("12345678", "乙厂"), "", &failed), IsEmpty());
  EXPECT_THAT(CheckAccount(Account("12345678", "甲厂", "104521000014"), "", &failed), IsEmpty());
}

}  // namespace
}  // namespace levybridge::domain
