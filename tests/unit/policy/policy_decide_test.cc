#include <gtest/gtest.h>

#include <utility>
#include <vector>

#include "tests/unit/policy/policy_fixture.h"

namespace levybridge::policy {
namespace {

using domain::AssessmentKind;
using domain::Decision;
using domain::DecisionKind;
using domain::DeferralReason;
using domain::Money;
using domain::ProblemCode;
using domain::Reason;
using domain::UnitType;

domain::PolicyBook BookWith(const std::string& regions) {
  std::vector<settings::NamedText> policies;
  for (const char* name :
       {"wuhan-2020-reduction", "wuhan-2020-deferral", "jiangsu-2020-reduction",
        "jiangsu-2022-deferral", "lincang-2020-reduction", "lincang-2020-deferral",
        "neimenggu-2020-reduction", "neimenggu-2020-deferral"}) {
    policies.push_back(
        {name, ReadAll(SourcePath(std::string("config/policies/") + name + ".yaml"))});
  }
  auto loaded = settings::PolicyBookFromTexts(policies, {"regions.yaml", "regions:\n" + regions});
  EXPECT_TRUE(loaded.ok()) << AllProblems(loaded.problems);
  return std::move(*loaded.value);
}

domain::DeferralEntry Entry(const char* region, const char* first, const char* last,
                            const char* until) {
  return {*domain::UnitCode::Parse("U1"),
          Region(region),
          Period(first),
          Period(last),
          Date(until),
          Date("2020-02-05")};
}

const char kWuhan[] = "  \"420100\": { name: 武汉市 }\n";

TEST(PolicyDecide, AWuhanBackPaymentMustStateWhenItWasAppliedFor) {
  const domain::PolicyBook book = BookWith(kWuhan);
  domain::Assessment row = Row("420106", UnitType::kEnterprise, "2020-03");
  row.kind = AssessmentKind::kBackPayment;
  row.applied_on.reset();
  const Decision decision = DecideAlone(book, row);
  EXPECT_EQ(decision.reason, Reason::kInvalidRow);
  EXPECT_TRUE(Has(decision.problems, ProblemCode::kAppliedOnMissing));
}

TEST(PolicyDecide, AnUnsetLateHandlingDateIsAWarningOnlyWhereItMatters) {
  const domain::PolicyBook book = BookWith(kWuhan);
  domain::Assessment row = Row("420106", UnitType::kEnterprise, "2020-03");
  row.kind = AssessmentKind::kBackPayment;
  row.applied_on = Date("2020-07-01");
  EXPECT_TRUE(Has(DecideAlone(book, row).problems, ProblemCode::kLateHandlingDateUnset));
  row.applied_on = Date("2020-06-30");
  EXPECT_TRUE(DecideAlone(book, row).problems.empty());
}

TEST(PolicyDecide, AReassessmentOfABackPaymentIsJudgedAsTheBackPaymentItReplaces) {
  const domain::PolicyBook book = BookWith(kWuhan);
  domain::Assessment row = Row("420106", UnitType::kEnterprise, "2020-03");
  row.kind = AssessmentKind::kReassessment;
  const domain::DecisionContext inherited{AssessmentKind::kBackPayment, Date("2020-07-02"),
                                          Date("2020-08-01")};
  EXPECT_EQ(book.Decide(row, {}, inherited).reason, Reason::kAppliedAfterCutoff);
  EXPECT_EQ(DecideAlone(book, row).reason, Reason::kHalved);
}

TEST(PolicyDecide, ARegularRowForAPeriodThatIsOverCarriesAWarning) {
  const domain::PolicyBook book = BookWith(kWuhan);
  domain::Assessment row = Row("420106", UnitType::kEnterprise, "2020-03");
  row.applied_on = Date("2020-03-31");
  EXPECT_FALSE(Has(DecideAlone(book, row).problems, ProblemCode::kPastPeriodRegular));
  row.applied_on = Date("2020-04-01");
  EXPECT_TRUE(Has(DecideAlone(book, row).problems, ProblemCode::kPastPeriodRegular));
  row.kind = AssessmentKind::kReassessment;
  EXPECT_FALSE(Has(DecideAlone(book, row).problems, ProblemCode::kPastPeriodRegular));
}

TEST(PolicyDecide, ACreditCodeThatDisagreesIsAWarningOnlyWhenItChangesTheDecision) {
  const domain::PolicyBook book = BookWith(kWuhan);
  domain::Assessment row = Row("420106", UnitType::kEnterprise, "2020-03");
  row.uscc = "12420100MA10001210";
  EXPECT_TRUE(Has(DecideAlone(book, row).problems, ProblemCode::kUsccTypeDisagrees));
  row.uscc = "51420100MA10001210";
  EXPECT_TRUE(DecideAlone(book, row).problems.empty());
  row.uscc = "91420100MA10001210";
  EXPECT_TRUE(DecideAlone(book, row).problems.empty());
}

TEST(PolicyDecide, ADeferralEntryOfATypeThatMayNotDeferIsIgnoredWithAWarning) {
  const domain::PolicyBook book = BookWith("  \"530900\": { name: 临沧市 }\n");
  const std::vector<domain::DeferralEntry> entries = {
      Entry("530902", "2020-02", "2020-06", "2020-07-31")};
  const Decision decision =
      DecideAlone(book, Row("530902", UnitType::kFoundation, "2020-03"), {entries, {}});
  EXPECT_EQ(decision.deferral_reason, DeferralReason::kNone);
  EXPECT_TRUE(Has(decision.problems, ProblemCode::kDeferralEntryIgnored));
}

TEST(PolicyDecide, AMemberRoundedFigureStandsWithinOneFenPerMember) {
  const domain::PolicyBook book =
      BookWith("  \"420100\":\n    wuhan-2020-reduction: { rounding_level: member }\n");
  domain::Assessment row = Row("420106", UnitType::kEnterprise, "2020-03");
  row.insured_count = 3;
  row.reduction = Money::Proven(250003);
  row.amount_after = Money::Proven(249997);
  row.reduction_start = Date("2020-02-01");
  row.reduction_end = Date("2020-06-30");
  const std::vector<domain::Problem> within = book.Verify(row, DecideAlone(book, row));
  EXPECT_TRUE(Has(within, ProblemCode::kRoundingDifference));
  EXPECT_FALSE(domain::RefusesRow(within));
  row.reduction = Money::Proven(250004);
  row.amount_after = Money::Proven(249996);
  EXPECT_TRUE(Has(book.Verify(row, DecideAlone(book, row)), ProblemCode::kAmountMismatch));
}

TEST(PolicyDecide, VerifyNamesBothFiguresAndDatesOutsideTheWindow) {
  const domain::PolicyBook book = BookWith(kWuhan);
  domain::Assessment row = Row("420106", UnitType::kEnterprise, "2020-03");
  row.reduction = Money::Proven(250001);
  row.amount_after = Money::Proven(250000);
  row.reduction_start = Date("2020-01-31");
  row.reduction_end = Date("2020-06-30");
  const std::vector<domain::Problem> expected = {
      {ProblemCode::kAmountMismatch, "reduction", "2500.01", "2500.00"},
      {ProblemCode::kReductionDatesOutsideWindow, "reduction_start", "2020-02-01", "2020-06-30"}};
  EXPECT_EQ(book.Verify(row, DecideAlone(book, row)), expected);
}

TEST(PolicyDecide, TheOriginalRateMustBeStatedWhereTheRateWasLowered) {
  const domain::PolicyBook book = BookWith(
      "  \"320600\":\n    jiangsu-2020-reduction: { fund_payable_months: 8.1, "
      "rate_was_lowered: true }\n");
  const Decision decision = DecideAlone(book, Row("320602", UnitType::kEnterprise, "2020-03"));
  EXPECT_EQ(decision.reason, Reason::kRateNotRestored);
  EXPECT_EQ(decision.amount_after, Money::Proven(500000));
  EXPECT_TRUE(Has(decision.problems, ProblemCode::kContributionBaseMissing));
}

TEST(PolicyDecide, ACityAdoptsTheJiangsuReductionByGivingItParameters) {
  const domain::PolicyBook book = BookWith(
      "  \"320100\":\n    jiangsu-2020-reduction: { fund_payable_months: 8.1 }\n"
      "  \"320500\":\n    jiangsu-2020-reduction: { fund_payable_months: 8.1, adopted: false }\n");
  EXPECT_EQ(DecideAlone(book, Row("320102", UnitType::kEnterprise, "2020-03")).reason,
            Reason::kHalved);
  EXPECT_EQ(DecideAlone(book, Row("320502", UnitType::kEnterprise, "2020-03")).reason,
            Reason::kNoPolicy);
}

TEST(PolicyDecide, AlxaNeedsItsMonthsAndWhatBecomesOfPaidOnes) {
  const domain::PolicyBook book = BookWith(
      "  \"152921\":\n    neimenggu-2020-reduction: { fund_payable_months: 9.5, months: 5 }\n"
      "  \"152922\":\n    neimenggu-2020-reduction: { fund_payable_months: 9.5, "
      "already_paid: refund }\n");
  for (const char* region : {"152921", "152922"}) {
    const Decision decision = DecideAlone(book, Row(region, UnitType::kEnterprise, "2020-03"));
    EXPECT_EQ(decision.kind, DecisionKind::kRefused);
    EXPECT_EQ(decision.reason, Reason::kRegionParameterMissing);
  }
}

TEST(PolicyDecide, ADistrictInheritsFromTheDistrictsItSucceeds) {
  const domain::PolicyBook book = BookWith(
      "  \"320600\":\n    jiangsu-2020-reduction: { fund_payable_months: 8.1 }\n"
      "  \"320611\":\n    jiangsu-2020-reduction: { fund_payable_months: 5.0 }\n"
      "  \"320613\": { successor_of: [\"320602\", \"320611\"] }\n");
  EXPECT_EQ(DecideAlone(book, Row("320613", UnitType::kEnterprise, "2020-03")).reason,
            Reason::kFundBelowThreshold);
  EXPECT_EQ(DecideAlone(book, Row("320602", UnitType::kEnterprise, "2020-03")).reason,
            Reason::kHalved);
}

TEST(PolicyDecide, AZoneStandsAsItsConfiguredParentDoes) {
  const domain::PolicyBook book = BookWith("  \"999901\": { parent: \"420100\" }\n");
  EXPECT_EQ(DecideAlone(book, Row("999901", UnitType::kEnterprise, "2020-03")).policy,
            "wuhan-2020-reduction");
}

TEST(PolicyDecide, RegisterEntriesAreHeldToTheLimitsOfTheirPolicy) {
  using Kind = domain::DeferralEntryDefect::Kind;
  const domain::PolicyBook book =
      BookWith("  \"420100\":\n    wuhan-2020-deferral: { deferral_max_months: 6 }\n");
  const auto first_kind = [&](const domain::DeferralEntry& entry,
                              std::optional<UnitType> type) -> std::optional<Kind> {
    const auto defects = book.CheckDeferralEntry(entry, type, {});
    return defects.empty() ? std::nullopt : std::optional<Kind>(defects.front().kind);
  };
  const auto lincang = [](const char* first, const char* until) {
    return Entry("530902", first, first, until);
  };
  EXPECT_EQ(first_kind(lincang("2020-02", "2020-07-31"), UnitType::kEnterprise), std::nullopt);
  EXPECT_EQ(first_kind(lincang("2020-02", "2020-08-01"), UnitType::kEnterprise), Kind::kTooLong);
  EXPECT_EQ(first_kind(lincang("2020-09", "2021-01-01"), UnitType::kEnterprise),
            Kind::kBeyondLatestDate);
  EXPECT_EQ(first_kind(lincang("2020-02", "2020-07-31"), UnitType::kFoundation),
            Kind::kUnitTypeMayNotDefer);
  EXPECT_EQ(first_kind(Entry("420106", "2020-02", "2020-02", "2020-08-01"), std::nullopt),
            Kind::kTooLong);
  EXPECT_EQ(first_kind(Entry("320106", "2020-02", "2020-02", "2020-03-01"), std::nullopt),
            Kind::kNoDeferralPolicy);
  const std::vector<domain::DeferralEntry> others = {
      Entry("530902", "2020-02", "2020-04", "2020-07-31")};
  const auto overlapping =
      book.CheckDeferralEntry(lincang("2020-04", "2020-07-31"), std::nullopt, others);
  ASSERT_EQ(overlapping.size(), 1u);
  EXPECT_EQ(overlapping.front().kind, Kind::kOverlapsAnother);
}

TEST(PolicyDecide, TheJointListGoesBeforeACommitmentAndBothOnlyFromTheirDayOn) {
  const domain::PolicyBook book =
      BookWith("  \"320100\":\n    jiangsu-2022-deferral: { fund_payable_months: 12.4 }\n");
  const domain::UnitCode unit = *domain::UnitCode::Parse("U1");
  const std::vector<domain::EligibleEmployer> entries = {
      {unit, Region("320106"), UnitType::kEnterpriseSmall, domain::EligibleSource::kCommitment,
       Date("2022-08-01")},
      {unit, Region("320106"), UnitType::kEnterpriseLarge, domain::EligibleSource::kJointList,
       Date("2022-09-01")}};
  const auto reason = [&](const char* period) {
    return DecideAlone(book, Row("320106", UnitType::kEnterprise, period), {{}, entries})
        .deferral_reason;
  };
  EXPECT_EQ(reason("2022-07"), DeferralReason::kCommitmentRequired);
  EXPECT_EQ(reason("2022-08"), DeferralReason::kDeferredByRule);
  EXPECT_EQ(reason("2022-09"), DeferralReason::kUnitTypeExcluded);
}

}  // namespace
}  // namespace levybridge::policy
