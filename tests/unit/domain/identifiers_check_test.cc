#include "gateway/domain/identifiers_check.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace levybridge::domain {
namespace {

TEST(Uscc, TableOfExamples) {
  struct Case {
    const char* code;
    CheckResult expected;
    const char* why;
  };
  const Case kCases[] = {
      {"91350100M000100Y43", CheckResult::kValid, "both checks hold"},
      {"91420100MA10001210", CheckResult::kValid, "both checks hold"},
      {"91350100M0001009XT", CheckResult::kValid, "organisation check X stands for ten"},
      {"91350100M00010030T", CheckResult::kValid, "organisation check 0 stands for eleven"},
      {"91350100M000100Y44", CheckResult::kWrongCheckDigit, "last character"},
      {"91350100M000100Y56", CheckResult::kWrongCheckDigit, "only the organisation's check"},
      {"91350100M000100Y4Z", CheckResult::kMalformed, "Z is not in the alphabet"},
      {"91350100M000100Y4I", CheckResult::kMalformed, "I is not in the alphabet"},
      {"91350100M000100y43", CheckResult::kMalformed, "lower case"},
      {"91350100M000100Y4", CheckResult::kMalformed, "too short"},
      {"91350100M000100Y433", CheckResult::kMalformed, "too long"},
      {"91350100M000100Y4\xE4", CheckResult::kMalformed, "not ASCII"},
      {"", CheckResult::kMalformed, "empty"},
  };
  for (const Case& example : kCases) {
    EXPECT_EQ(CheckUscc(example.code), example.expected) << example.code << ": " << example.why;
  }
}

TEST(Uscc, AnySingleWrongCharacterIsNoticed) {
  const std::string valid = "91420100MA10001210";
  for (size_t i = 0; i < valid.size(); ++i) {
    for (const char c : std::string_view("0123456789ABCDEFGHJKLMNPQRTUWXY")) {
      std::string changed = valid;
      changed[i] = c;
      const CheckResult expected =
          c == valid[i] ? CheckResult::kValid : CheckResult::kWrongCheckDigit;
      EXPECT_EQ(CheckUscc(changed), expected) << changed;
    }
  }
}

TEST(Uscc, FirstTwoDigitsHintAtTheType) {
  EXPECT_EQ(UsccTypeHintOf("91350100M000100Y43"), UsccTypeHint::kEnterprise);
  EXPECT_EQ(UsccTypeHintOf("91350100M000100Y44"), UsccTypeHint::kEnterprise);
  EXPECT_EQ(UsccTypeHintOf("11350100M000100Y43"), UsccTypeHint::kGovernmentAgency);
  EXPECT_EQ(UsccTypeHintOf("12350100M000100Y43"), UsccTypeHint::kPublicInstitution);
  EXPECT_EQ(UsccTypeHintOf("51350100M000100Y43"), UsccTypeHint::kSocialOrganization);
  EXPECT_EQ(UsccTypeHintOf("52350100M000100Y43"), UsccTypeHint::kPrivateNonEnterprise);
  EXPECT_EQ(UsccTypeHintOf("53350100M000100Y43"), UsccTypeHint::kFoundation);
  EXPECT_EQ(UsccTypeHintOf("92350100M000100Y43"), UsccTypeHint::kIndividualBusiness);
  EXPECT_FALSE(UsccTypeHintOf("93350100M000100Y43"));
  EXPECT_FALSE(UsccTypeHintOf("91"));
  EXPECT_FALSE(UsccTypeHintOf(""));
}

TEST(BankCode, TableOfExamples) {
  for (const char* code : {"102306000019", "104521000014", "000000000002", "305581000005"}) {
    EXPECT_EQ(CheckBankCode(code), CheckResult::kValid) << code;
  }
  for (const char* code : {"102306000018", "104521000015", "000000000000"}) {
    EXPECT_EQ(CheckBankCode(code), CheckResult::kWrongCheckDigit) << code;
  }
  for (const char* code : {"", "10230600001", "1023060000190", "10230600001X", "10230600 019"}) {
    EXPECT_EQ(CheckBankCode(code), CheckResult::kMalformed) << code;
  }
}

}  // namespace
}  // namespace levybridge::domain
