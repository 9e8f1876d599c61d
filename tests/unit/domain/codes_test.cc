#include "gateway/domain/codes.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "gateway/domain/decision.h"
#include "gateway/domain/party.h"

namespace levybridge::domain {
namespace {

TEST(UnitType, EveryTypeIsReadByItsMachineNameAndItsChineseName) {
  std::set<std::string_view> names;
  for (int number = 1; number <= kUnitTypeCount; ++number) {
    const auto type = static_cast<UnitType>(number);
    EXPECT_EQ(ParseUnitType(MachineName(type)), type);
    EXPECT_EQ(ParseUnitType(ChineseName(type)), type);
    names.insert(MachineName(type));
    names.insert(ChineseName(type));
  }
  EXPECT_EQ(names.size(), size_t{2 * kUnitTypeCount});
}

TEST(UnitType, UsualChineseNamesAreKnown) {
  EXPECT_EQ(ParseUnitType("社会服务机构"), UnitType::kPrivateNonEnterprise);
  EXPECT_EQ(ParseUnitType("民办非企业单位"), UnitType::kPrivateNonEnterprise);
  EXPECT_EQ(ParseUnitType("小型企业"), UnitType::kEnterpriseSmall);
  EXPECT_EQ(ParseUnitType("小企业"), UnitType::kEnterpriseSmall);
  EXPECT_EQ(ParseUnitType("个体工商户(单位方式)"), UnitType::kIndividualBusinessUnit);
  EXPECT_EQ(ParseUnitType("灵活就业"), UnitType::kFlexibleEmployment);
}

TEST(UnitType, AmbiguousAndUnknownNamesAreNotGuessed) {
  for (const char* name : {"", "小微企业", "中小微企业", "个体工商户", "Enterprise", "enterprise ",
                           "enterprise_smal", "zzz"}) {
    EXPECT_FALSE(ParseUnitType(name)) << name;
  }
}

TEST(InsuranceType, AllSevenAreKnownByCodeAndName) {
  for (const int number : {310, 320, 330, 340, 370, 390, 510}) {
    const auto type = static_cast<InsuranceType>(number);
    EXPECT_EQ(ParseInsuranceType(std::to_string(number)), type);
    EXPECT_EQ(ParseInsuranceType(ChineseName(type)), type);
    EXPECT_FALSE(EnglishName(type).empty());
  }
  for (const char* code : {"", "0310", "311", "31", " 310"}) EXPECT_FALSE(ParseInsuranceType(code));
}

TEST(AssessmentKind, IsReadByBothNames) {
  for (int number = 1; number <= 4; ++number) {
    const auto kind = static_cast<AssessmentKind>(number);
    EXPECT_EQ(ParseAssessmentKind(MachineName(kind)), kind);
    EXPECT_EQ(ParseAssessmentKind(ChineseName(kind)), kind);
  }
  EXPECT_EQ(ParseAssessmentKind("补缴"), AssessmentKind::kBackPayment);
  EXPECT_FALSE(ParseAssessmentKind(""));
}

TEST(Component, IsReadByBothNames) {
  for (const Component component : kAllComponents) {
    EXPECT_EQ(ParseComponent(MachineName(component)), component);
    EXPECT_EQ(ParseComponent(ChineseName(component)), component);
  }
  EXPECT_FALSE(ParseComponent("fee"));
}

TEST(Role, IsReadWithUnderscoreAndWithHyphen) {
  for (int number = 1; number <= 6; ++number) {
    const auto role = static_cast<Role>(number);
    EXPECT_EQ(ParseRole(MachineName(role)), role);
    EXPECT_FALSE(ChineseName(role).empty());
  }
  EXPECT_EQ(ParseRole("fund-finance"), Role::kFundFinance);
  EXPECT_FALSE(ParseRole("Agency"));
}

TEST(Decision, NamesAreThoseOfTheVocabulary) {
  EXPECT_EQ(MachineName(DecisionKind::kRefused), "refused");
  std::set<std::string_view> reasons;
  for (int number = 1; number <= 10; ++number) {
    reasons.insert(MachineName(static_cast<Reason>(number)));
  }
  EXPECT_EQ(reasons.size(), 10U);
  EXPECT_TRUE(reasons.contains("APPLIED_AFTER_CUTOFF"));
  std::set<std::string_view> deferral_reasons;
  for (int number = 0; number <= 7; ++number) {
    deferral_reasons.insert(MachineName(static_cast<DeferralReason>(number)));
  }
  EXPECT_EQ(deferral_reasons.size(), 8U);
  EXPECT_EQ(MachineName(DeferralReason::kNone), "");
  EXPECT_EQ(MachineName(DeferralScope::kNone), "");
  EXPECT_EQ(MachineName(DeferralScope::kEmployer), "employer");
  EXPECT_EQ(MachineName(DeferralScope::kWhole), "whole");
}

TEST(PartyId, UriIsReadAndWrittenTheSame) {
  for (const char* uri :
       {"urn:levybridge:party:agency:420100:wuhan-yibao", "urn:levybridge:party:tax:320600:a",
        "urn:levybridge:party:fund_finance:420100:x9"}) {
    ASSERT_TRUE(PartyId::ParseUri(uri)) << uri;
    EXPECT_EQ(PartyId::ParseUri(uri)->ToUri(), uri);
  }
  const PartyId party = PartyId::ParseUri("urn:levybridge:party:bank:420100:icbc").value();
  EXPECT_EQ(party.role, Role::kBank);
  EXPECT_EQ(party.region.number(), 420100U);
  EXPECT_EQ(party.name, "icbc");
}

TEST(PartyId, AnythingElseIsNoParty) {
  const std::string long_name(33, 'a');
  for (const std::string& uri : {std::string(), std::string("urn:levybridge:party:agency:420100:"),
                                 std::string("urn:levybridge:party:agency:420100"),
                                 std::string("urn:levybridge:party:agency:420100:a:b"),
                                 std::string("urn:levybridge:party:agency:42010:a"),
                                 std::string("urn:levybridge:party:admin:420100:a"),
                                 std::string("urn:levybridge:party:fund-finance:420100:a"),
                                 std::string("urn:levybridge:party:agency:420100:A"),
                                 std::string("urn:levybridge:party:agency:420100:a_b"),
                                 std::string("urn:levybridge:party:agency:420100:a\0", 37),
                                 std::string("URN:levybridge:party:agency:420100:a"),
                                 std::string(" urn:levybridge:party:agency:420100:a"),
                                 "urn:levybridge:party:agency:420100:" + long_name}) {
    EXPECT_FALSE(PartyId::ParseUri(uri)) << uri;
  }
}

}  // namespace
}  // namespace levybridge::domain
