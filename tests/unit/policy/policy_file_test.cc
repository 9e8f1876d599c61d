#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "tests/unit/policy/policy_fixture.h"

namespace levybridge::policy {
namespace {

using settings::Loaded;
using settings::NamedText;

std::string Replaced(std::string text, const std::string& from, const std::string& to) {
  const size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return at == std::string::npos ? text : text.replace(at, from.size(), to);
}

std::string Shipped(const std::string& id) {
  return ReadAll(SourcePath("config/policies/" + id + ".yaml"));
}

// The line (from 1) on which `text` first says `what`.
int LineOf(const std::string& text, const std::string& what) {
  int line = 1;
  for (size_t at = 0; at < text.find(what); ++at) line += text[at] == '\n' ? 1 : 0;
  return line;
}

void ExpectProblem(const Loaded<domain::PolicyBook>& loaded, const std::string& place,
                   const std::string& says) {
  EXPECT_FALSE(loaded.ok());
  const std::string all = AllProblems(loaded.problems);
  bool found = false;
  for (const settings::ConfigProblem& problem : loaded.problems) {
    const std::string text = problem.ToString();
    found = found || (text.starts_with(place) && text.find(says) != std::string::npos);
  }
  EXPECT_TRUE(found) << "expected " << place << " … " << says << ", found:\n" << all;
}

void ExpectPolicyProblem(const std::string& from, const std::string& to, const std::string& line_of,
                         const std::string& says) {
  const std::string text = Replaced(Shipped("neimenggu-2020-reduction"), from, to);
  const std::string place = "p.yaml:" + std::to_string(LineOf(text, line_of)) + ":";
  ExpectProblem(settings::PolicyBookFromTexts({{"p.yaml", text}}, {"r.yaml", "regions: {}\n"}),
                place, says);
}

TEST(PolicyFiles, AnUnknownKeyIsNamedWithItsLine) {
  ExpectPolicyProblem("kind: reduction", "kind: reduction\nwindows: 1", "windows:", "unknown key");
}
TEST(PolicyFiles, AKeyThatStandsTwiceIsNamedWithItsLine) {
  ExpectPolicyProblem("kind: reduction", "kind: reduction\nkind:   reduction", "kind:   ", "kind");
}
TEST(PolicyFiles, ARuleWithoutItsClauseIsRefused) {
  ExpectPolicyProblem("      clause: 二(二)\n", "", "above: 6", "clause");
}
TEST(PolicyFiles, AGapBetweenFundTiersIsRefused) {
  ExpectPolicyProblem("up_to: 9", "up_to: 8", "- above: 6", "gap");
}
TEST(PolicyFiles, OverlappingFundTiersAreRefused) {
  ExpectPolicyProblem("up_to: 9", "up_to: 9.5", "- above: 6", "overlap");
}
TEST(PolicyFiles, AWindowThatEndsBeforeItBeginsIsRefused) {
  ExpectPolicyProblem("last: 2020-06", "last: 2020-01", "first: 2020-02", "not before the first");
}
TEST(PolicyFiles, MonthsThatAreNotTheWindowsAreRefused) {
  ExpectPolicyProblem("months: 5", "months: 4", "months: 4", "5, the months from 2020-02");
}
TEST(PolicyFiles, NumbersThatLookOctalAreRefused) {
  ExpectPolicyProblem("at_most_months: 3", "at_most_months: 03", "at_most_months: 03",
                      "whole number");
}
TEST(PolicyFiles, AUnitTypeInTwoGroupsIsRefused) {
  ExpectPolicyProblem("individual_business_unit]", "enterprise]", "eligible:", "more than once");
}

void ExpectProblemIn(const std::string& id, const std::string& from, const std::string& to,
                     const std::string& line_of, const std::string& says) {
  const std::string text = Replaced(Shipped(id), from, to);
  ExpectProblem(settings::PolicyBookFromTexts({{"p.yaml", text}}, {"r.yaml", "regions: {}\n"}),
                "p.yaml:" + std::to_string(LineOf(text, line_of)) + ":", says);
}

TEST(PolicyFiles, TheDocumentsOfAnObjectionAreNamedOnceAndStandWithItsDuty) {
  const std::string shipped = "[书面报告, 单位性质证明]";
  const auto expect = [&](const std::string& to, const std::string& says) {
    ExpectProblemIn("wuhan-2020-reduction", shipped, to, "documents:", says);
  };
  expect("[书面报告, 书面报告]", "every document once");
  expect("[书面=报告]", "a document's name");
  expect("[]", "at least one document");
  expect("书面报告", "a list");
  ExpectProblemIn("wuhan-2020-reduction", "topic: objection\n", "topic: objektion\n",
                  "documents:", "only where the topic is objection");
}

TEST(PolicyFiles, AnObjectionWantsTheDocumentsOfTheReductionItIsAbout) {
  const auto loaded = ShippedBook();
  ASSERT_TRUE(loaded.ok()) << AllProblems(loaded.problems);
  domain::ObjectionFiling filing{.objection_no = *domain::ObjectionNumber::Parse("YY-1"),
                                 .unit_code = *domain::UnitCode::Parse("U1"),
                                 .region = Region("420106"),
                                 .received_on = Date("2020-04-28"),
                                 .complete_on = {},
                                 .documents = {{"书面报告", domain::Sha256Of("report")}},
                                 .first_fee_period = Period("2020-03"),
                                 .last_fee_period = Period("2020-03")};
  const auto missing = loaded.value->MissingForObjection(filing);
  ASSERT_EQ(missing.size(), 1U);
  EXPECT_EQ(missing[0].name, "单位性质证明");
  EXPECT_EQ(missing[0].citation->document, "武医保〔2020〕25号");
  filing.first_fee_period = filing.last_fee_period = Period("2020-01");
  EXPECT_EQ(loaded.value->MissingForObjection(filing).size(), 1U) << "outside of every window";
  filing.region = Region("530902");
  EXPECT_TRUE(loaded.value->MissingForObjection(filing).empty()) << "Lincang names none";
}

TEST(PolicyFiles, TheEventsOfMembersAreARuleOfADeferralWithItsClause) {
  const auto expect = [](const std::string& from, const std::string& to, const std::string& line_of,
                         const std::string& says) {
    ExpectProblemIn("jiangsu-2022-deferral", from, to, line_of, says);
  };
  expect("[left, retired, transferred]", "[left, deceased]", "triggers:", "left, retired");
  expect("[left, retired, transferred]", "[]", "triggers:", "at least one event");
  expect("[left, retired, transferred]", "[left, left]", "triggers:", "every event once");
  expect("member_events:", "member_event:", "member_event:", "unknown key");
  expect("  triggers: [left, retired, transferred]\n", "", "  clause: 三(三)", "triggers");
  ExpectProblemIn(
      "wuhan-2020-reduction", "defaults:\n",
      "member_events: { triggers: [left], clause: 一, quote: 一, english: x }\ndefaults:\n",
      "member_events:", "unknown key");
}

TEST(PolicyFiles, DuesCollectedTogetherWithAnEarlierMonthAreRefused) {
  const std::string text =
      Replaced(Shipped("jiangsu-2020-reduction"), "with: 2020-03", "with: 2020-02");
  ExpectProblem(settings::PolicyBookFromTexts({{"p.yaml", text}}, {"r.yaml", "regions: {}\n"}),
                "p.yaml:" + std::to_string(LineOf(text, "with: 2020-02")) + ":",
                "a month after the one it is collected with");
}

TEST(PolicyFiles, TwoPoliciesThatWouldDecideTheSameRowAreRefused) {
  const std::string twin =
      Replaced(Shipped("wuhan-2020-reduction"), "policy: wuhan-2020", "policy: other-2020");
  ExpectProblem(
      settings::PolicyBookFromTexts({{"a.yaml", Shipped("wuhan-2020-reduction")}, {"b.yaml", twin}},
                                    {"r.yaml", "regions: {}\n"}),
      "b.yaml:" + std::to_string(LineOf(twin, "first: 2020-02")), "overlap");
}

void ExpectRegionProblem(const std::string& regions, int line, const std::string& says) {
  std::vector<NamedText> policies;
  for (const char* id :
       {"neimenggu-2020-reduction", "jiangsu-2022-deferral", "wuhan-2020-reduction"}) {
    policies.push_back({std::string(id) + ".yaml", Shipped(id)});
  }
  ExpectProblem(settings::PolicyBookFromTexts(policies, {"r.yaml", regions}),
                "r.yaml:" + std::to_string(line) + ":", says);
}

TEST(RegionsFile, MoreMonthsThanTheFundAllowsAreRefusedWithTheClause) {
  ExpectRegionProblem(
      "regions:\n  \"152900\":\n    neimenggu-2020-reduction:\n      fund_payable_months: 9.0\n"
      "      months: 4\n",
      5, "at most 3 months");
}
TEST(RegionsFile, AnUnknownPolicyIsNamedWithItsLine) {
  ExpectRegionProblem("regions:\n  \"420100\":\n    wuhan-2021: { already_paid: refund }\n", 3,
                      "the id of a policy");
}
TEST(RegionsFile, AnUnknownParameterIsNamedWithItsLine) {
  ExpectRegionProblem("regions:\n  \"420100\":\n    wuhan-2020-reduction: { already_payed: 1 }\n",
                      3, "unknown key");
}
TEST(RegionsFile, AFirstPeriodThatTheDocumentDoesNotAllowIsRefused) {
  ExpectRegionProblem(
      "regions:\n  \"320300\":\n    jiangsu-2022-deferral: { first_period: 2022-09 }\n", 3,
      "one of 2022-07, 2022-08");
}
TEST(RegionsFile, ParametersWhereThePolicyCannotBeInForceAreRefused) {
  ExpectRegionProblem(
      "regions:\n  \"320100\":\n    wuhan-2020-reduction: { already_paid: refund }\n", 3,
      "in force");
}
TEST(RegionsFile, ACircleOfParentsIsRefused) {
  ExpectRegionProblem(
      "regions:\n  \"420171\": { parent: \"420172\" }\n  \"420172\": { parent: \"420171\" }\n", 2,
      "circle");
}
TEST(RegionsFile, PredecessorsThatDisagreeAreRefused) {
  ExpectRegionProblem(
      "regions:\n  \"152921\": { neimenggu-2020-reduction: { months: 1 } }\n"
      "  \"152922\": { neimenggu-2020-reduction: { months: 2 } }\n"
      "  \"152929\": { successor_of: [\"152921\", \"152922\"] }\n",
      4, "predecessors");
}

TEST(ShippedConfiguration, HasNoProblems) {
  const auto loaded =
      settings::LoadPolicyBook(SourcePath("config/policies"), SourcePath("config/regions.yaml"));
  EXPECT_TRUE(loaded.ok()) << AllProblems(loaded.problems);
  ASSERT_TRUE(loaded.ok());
  EXPECT_EQ(loaded.value->policies().size(), 8u);
}

// A city that halves maternity too, for three months from March, and offsets before it refunds.
constexpr char kSixth[] = R"(
policy: testcity-2020-reduction
kind: reduction
title: 某市阶段性减征办法
title_english: A city's temporary reduction
document: 某医保〔2020〕1号
regions: ["610100"]
unit_types:
  eligible:
    - { types: [enterprise], clause: 一, quote: 企业, english: enterprises }
  not_listed: { clause: 一, quote: 企业, english: enterprises }
window: { first: 2020-03, last: 2020-05, months: 3, clause: 二, quote: 三个月, english: three months }
base: { components: [employer_medical, maternity], clause: 三, quote: 含生育, english: with maternity }
already_paid: { clause: 四, quote: 先抵扣后退费, english: offset before refund }
defaults: { already_paid: offset_or_refund }
)";

TEST(PolicyFiles, ASixthDocumentIsOnlyAnotherFile) {
  const auto loaded = settings::PolicyBookFromTexts(
      {{"wuhan.yaml", Shipped("wuhan-2020-reduction")}, {"sixth.yaml", kSixth}},
      {"r.yaml", "regions: {}\n"});
  ASSERT_TRUE(loaded.ok()) << AllProblems(loaded.problems);
  const domain::PolicyBook& book = *loaded.value;
  domain::Assessment row = Row("610102", domain::UnitType::kEnterprise, "2020-03");
  row.employer_medical = domain::Money::Proven(10001);
  row.maternity = domain::Money::Proven(1001);
  row.amount_before = domain::Money::Proven(11002);
  const domain::Decision halved = DecideAlone(book, row);
  EXPECT_EQ(halved.policy, "testcity-2020-reduction");
  EXPECT_EQ(halved.clause, "三");
  EXPECT_EQ(halved.reduction, domain::Money::Proven(5501));
  EXPECT_EQ(halved.maternity_reduction, domain::Money::Proven(501));
  EXPECT_EQ(halved.amount_after, domain::Money::Proven(5501));
  EXPECT_EQ(halved.reduction_end, Date("2020-05-31"));
  row.fee_period = Period("2020-02");
  EXPECT_EQ(DecideAlone(book, row).reason, domain::Reason::kPeriodBeforeWindow);
  EXPECT_EQ(book.ParametersOf("testcity-2020-reduction", row.region)->already_paid,
            domain::AlreadyPaid::kOffsetOrRefund);
}

}  // namespace
}  // namespace levybridge::policy
