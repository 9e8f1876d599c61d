#include "gateway/domain/assessment.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>

#include "gateway/domain/batch_digest.h"

namespace levybridge::domain {
namespace {

Money Fen(int64_t fen) { return Money::Proven(fen); }

// The example row of docs/batch-digest.md.
Assessment Example() {
  return Assessment{
      .assessment_no = AssessmentNumber::Parse("A-1").value(),
      .unit_code = UnitCode::Parse("W-1").value(),
      .uscc = "",
      .unit_name = "示例单位",
      .unit_type = UnitType::kEnterpriseSmall,
      .region = RegionCode::Parse("420106").value(),
      .insurance_type = InsuranceType::kEmployeeMedical,
      .fee_period = FeePeriod::Parse("2020-03").value(),
      .kind = AssessmentKind::kRegular,
      .supersedes_no = std::nullopt,
      .applied_on = CivilDate::Parse("2020-03-10"),
      .insured_count = std::nullopt,
      .contribution_base = std::nullopt,
      .employer_rate = std::nullopt,
      .original_employer_rate = std::nullopt,
      .employer_medical = Fen(1234567),
      .maternity = Fen(8800),
      .maternity_stated = true,
      .excluded_medical = Fen(0),
      .personal = Fen(300000),
      .amount_before = Fen(1243367),
      .reduction = Fen(617283),
      .amount_after = Fen(626084),
      .reduction_start = CivilDate::Parse("2020-02-01"),
      .reduction_end = CivilDate::Parse("2020-06-30"),
  };
}

std::vector<Problem> ProblemsAfter(const std::function<void(Assessment&)>& change) {
  Assessment row = Example();
  change(row);
  return CheckAssessment(row, true);
}

bool Has(const std::vector<Problem>& problems, ProblemCode code, std::string_view column) {
  return std::any_of(problems.begin(), problems.end(), [&](const Problem& problem) {
    return problem.code == code && problem.column == column;
  });
}

TEST(Rate, IsReadAsPlainNumberOrPercentage) {
  const std::pair<const char*, int> kCases[] = {
      {"0.08", 80'000}, {"8%", 80'000}, {"8.25%", 82'500},      {"0.0825", 82'500},
      {"0", 0},         {"0%", 0},      {"1", 1'000'000},       {"100%", 1'000'000},
      {"0.000001", 1},  {"0.0001%", 1}, {"1.000000", 1'000'000}};
  for (const auto& [text, ppm] : kCases) {
    ASSERT_TRUE(ParseRate(text)) << text;
    EXPECT_EQ(ParseRate(text)->ppm, ppm) << text;
  }
}

TEST(Rate, IsNeitherNegativeNorAboveOneNorFinerThanMillionths) {
  for (const char* text :
       {"", "%", "8", "1.000001", "100.0001%", "101%", "-0.08", "0.0000001", "0.00001%", ".08",
        "8.%", "0.", "8 %", "8%%", "0,08", "1e-2", "99999999999999999999%"}) {
    EXPECT_FALSE(ParseRate(text)) << text;
  }
}

TEST(CheckAssessment, AGoodRowHasNoProblems) {
  EXPECT_TRUE(CheckAssessment(Example(), true).empty());
  EXPECT_TRUE(CheckAssessment(Example(), false).empty());
}

TEST(CheckAssessment, ZeroReassessmentCancelsAndIsNoError) {
  const auto problems = ProblemsAfter([](Assessment& row) {
    row.kind = AssessmentKind::kReassessment;
    row.supersedes_no = AssessmentNumber::Parse("A-0");
    row.employer_medical = row.maternity = row.personal = row.amount_before = Money();
    row.reduction = row.amount_after = Money();
    row.reduction_start = row.reduction_end = std::nullopt;
  });
  EXPECT_TRUE(problems.empty());
}

TEST(CheckAssessment, WrongCheckDigitWarnsAndWrongFormRefuses) {
  const auto check = ProblemsAfter([](Assessment& row) { row.uscc = "91350100M000100Y44"; });
  EXPECT_TRUE(Has(check, ProblemCode::kUsccCheckDigit, "uscc"));
  EXPECT_FALSE(RefusesRow(check));
  const auto form = ProblemsAfter([](Assessment& row) { row.uscc = "91350100M000100Y4Z"; });
  EXPECT_TRUE(Has(form, ProblemCode::kBadUscc, "uscc"));
  EXPECT_TRUE(RefusesRow(form));
  EXPECT_TRUE(ProblemsAfter([](Assessment& row) { row.uscc = "91350100M000100Y43"; }).empty());
}

TEST(CheckAssessment, UnitNameHasOneToTwoHundredCharacters) {
  const auto named = [](size_t characters) {
    return ProblemsAfter([&](Assessment& row) {
      row.unit_name.clear();
      for (size_t i = 0; i < characters; ++i) row.unit_name += "名";
    });
  };
  EXPECT_TRUE(Has(named(0), ProblemCode::kMissingValue, "unit_name"));
  EXPECT_TRUE(named(200).empty());
  EXPECT_TRUE(Has(named(201), ProblemCode::kTooLong, "unit_name"));
  EXPECT_TRUE(Has(ProblemsAfter([](Assessment& row) { row.unit_name = "a\tb"; }),
                  ProblemCode::kBadText, "unit_name"));
}

TEST(CheckAssessment, OtherInsuranceTypesAreKnownButNotHandled) {
  const auto problems =
      ProblemsAfter([](Assessment& row) { row.insurance_type = InsuranceType::kResidents; });
  ASSERT_EQ(problems.size(), 1U);
  EXPECT_EQ(problems[0], (Problem{ProblemCode::kInsuranceTypeNotHandled, "insurance_type", "390",
                                  "城乡居民基本医疗保险"}));
}

TEST(CheckAssessment, ExactlyReassessmentsNameAnotherPredecessor) {
  EXPECT_TRUE(Has(ProblemsAfter([](Assessment& row) { row.kind = AssessmentKind::kReassessment; }),
                  ProblemCode::kSupersededMissing, "supersedes_no"));
  EXPECT_TRUE(Has(
      ProblemsAfter([](Assessment& row) { row.supersedes_no = AssessmentNumber::Parse("A-0"); }),
      ProblemCode::kSupersededUnexpected, "supersedes_no"));
  EXPECT_TRUE(Has(ProblemsAfter([](Assessment& row) {
                    row.kind = AssessmentKind::kReassessment;
                    row.supersedes_no = row.assessment_no;
                  }),
                  ProblemCode::kSupersededUnknown, "supersedes_no"));
}

TEST(CheckAssessment, NoAmountMayBeNegative) {
  using Change = std::function<void(Assessment&)>;
  const std::pair<const char*, Change> kCases[] = {
      {"contribution_base", [](Assessment& row) { row.contribution_base = Fen(-1); }},
      {"employer_medical", [](Assessment& row) { row.employer_medical = Fen(-1); }},
      {"maternity", [](Assessment& row) { row.maternity = Fen(-1); }},
      {"excluded_medical", [](Assessment& row) { row.excluded_medical = Fen(-1); }},
      {"personal", [](Assessment& row) { row.personal = Fen(-1); }},
      {"amount_before", [](Assessment& row) { row.amount_before = Fen(-1); }},
      {"reduction", [](Assessment& row) { row.reduction = Fen(-1); }},
      {"amount_after", [](Assessment& row) { row.amount_after = Fen(-1); }}};
  for (const auto& [column, change] : kCases) {
    EXPECT_TRUE(Has(ProblemsAfter(change), ProblemCode::kNegativeAmount, column)) << column;
  }
}

TEST(CheckAssessment, CountsAndRatesHaveTheirBounds) {
  EXPECT_TRUE(Has(ProblemsAfter([](Assessment& row) { row.insured_count = -1; }),
                  ProblemCode::kBadInteger, "insured_count"));
  EXPECT_TRUE(Has(ProblemsAfter([](Assessment& row) { row.employer_rate = RatePpm{1'000'001}; }),
                  ProblemCode::kBadRate, "employer_rate"));
  EXPECT_TRUE(Has(ProblemsAfter([](Assessment& row) { row.original_employer_rate = RatePpm{-1}; }),
                  ProblemCode::kBadRate, "original_employer_rate"));
  EXPECT_TRUE(ProblemsAfter([](Assessment& row) {
                row.insured_count = 0;
                row.employer_rate = RatePpm{1'000'000};
              }).empty());
}

TEST(CheckAssessment, SumsMustHoldToTheFenAndBothFiguresAreTold) {
  const auto before = ProblemsAfter([](Assessment& row) {
    row.amount_before = Fen(1243368);
    row.amount_after = Fen(626085);
  });
  ASSERT_EQ(before.size(), 1U);
  EXPECT_EQ(before[0], (Problem{ProblemCode::kBeforeIsNotSumOfParts, "amount_before", "12433.68",
                                "12433.67"}));
  const auto after = ProblemsAfter([](Assessment& row) { row.amount_after = Fen(626083); });
  ASSERT_EQ(after.size(), 1U);
  EXPECT_EQ(after[0],
            (Problem{ProblemCode::kAmountMismatch, "amount_after", "6260.83", "6260.84"}));
  EXPECT_TRUE(Has(ProblemsAfter([](Assessment& row) { row.excluded_medical = Fen(1234568); }),
                  ProblemCode::kExcludedExceedsMedical, "excluded_medical"));
}

TEST(CheckAssessment, TotalsThatWouldLeaveTheRangeAreRefusedNotComputed) {
  const Money most = Fen(Money::kMaxFen);
  const auto problems = ProblemsAfter([&](Assessment& row) {
    row.employer_medical = row.maternity = row.personal = row.amount_before = most;
    row.reduction = -most;
    row.amount_after = most;
  });
  EXPECT_TRUE(Has(problems, ProblemCode::kBeforeIsNotSumOfParts, "amount_before"));
  EXPECT_TRUE(Has(problems, ProblemCode::kAmountOutOfRange, "personal"));
  EXPECT_TRUE(Has(problems, ProblemCode::kAmountMismatch, "amount_after"));
}

TEST(CheckAssessment, ReductionAndAfterAreNeededOnlyForSubmission) {
  Assessment row = Example();
  row.reduction = row.amount_after = std::nullopt;
  EXPECT_TRUE(CheckAssessment(row, false).empty());
  const auto problems = CheckAssessment(row, true);
  EXPECT_TRUE(Has(problems, ProblemCode::kMissingValue, "reduction"));
  EXPECT_TRUE(Has(problems, ProblemCode::kMissingValue, "amount_after"));
}

TEST(CheckAssessment, AReductionNeedsDatesInTheRightOrder) {
  const auto missing = ProblemsAfter(
      [](Assessment& row) { row.reduction_start = row.reduction_end = std::nullopt; });
  EXPECT_TRUE(Has(missing, ProblemCode::kMissingValue, "reduction_start"));
  EXPECT_TRUE(Has(missing, ProblemCode::kMissingValue, "reduction_end"));
  EXPECT_TRUE(
      Has(ProblemsAfter([](Assessment& row) { std::swap(row.reduction_start, row.reduction_end); }),
          ProblemCode::kReductionDatesReversed, "reduction_start"));
}

TEST(CheckAssessment, AllProblemsOfARowAreReportedAtOnce) {
  const auto problems = ProblemsAfter([](Assessment& row) {
    row.uscc = "short";
    row.unit_name = "";
    row.kind = AssessmentKind::kReassessment;
    row.personal = Fen(-5);
    row.amount_after = Fen(1);
    row.insured_count = -3;
  });
  EXPECT_EQ(problems.size(), 6U);
}

std::string CanonicalBytes(const Assessment& row) {
  std::string bytes;
  AppendCanonicalBytes(row, bytes);
  return bytes;
}

TEST(CanonicalBytes, AreThoseOfTheDocumentedExample) {
  std::string shown = CanonicalBytes(Example());
  const auto fields = std::count(shown.begin(), shown.end(), '\x1F');
  EXPECT_EQ(fields, 25);
  EXPECT_EQ(shown.back(), '\x1E');
  shown.pop_back();
  std::replace(shown.begin(), shown.end(), '\x1F', '|');
  EXPECT_EQ(shown,
            "A-1|W-1||示例单位|enterprise_small|420106|310|2020-03|regular||2020-03-10|||||1234567|"
            "8800|1|0|300000|1243367|617283|626084|2020-02-01|2020-06-30|");
  EXPECT_EQ(ChunkDigestOfBytes(CanonicalBytes(Example())).ToHex(),
            "1daeafaf90955c43a5dbe38cc6a0758b11200ede498f878444ea6b4749cc9aef");
  BatchDigest batch;
  batch.AddRow(CanonicalBytes(Example()));
  EXPECT_EQ(batch.Finish().ToHex(),
            "945d2910f8c49639edbc8f642129967cc9468ce7651855ce0fe4fd8f74615f4b");
}

TEST(CanonicalBytes, DifferWheneverAnyFieldDiffers) {
  using Change = std::function<void(Assessment&)>;
  const Change kChanges[] = {
      [](Assessment& row) { row.assessment_no = AssessmentNumber::Parse("A-2").value(); },
      [](Assessment& row) { row.unit_code = UnitCode::Parse("W-2").value(); },
      [](Assessment& row) { row.uscc = "91350100M000100Y43"; },
      [](Assessment& row) { row.unit_name += "x"; },
      [](Assessment& row) { row.unit_type = UnitType::kEnterprise; },
      [](Assessment& row) { row.region = RegionCode::Parse("420107").value(); },
      [](Assessment& row) { row.insurance_type = InsuranceType::kMaternity; },
      [](Assessment& row) { row.fee_period = FeePeriod::Parse("2020-04").value(); },
      [](Assessment& row) { row.kind = AssessmentKind::kPrepayment; },
      [](Assessment& row) { row.supersedes_no = AssessmentNumber::Parse("A-0"); },
      [](Assessment& row) { row.applied_on = std::nullopt; },
      [](Assessment& row) { row.insured_count = 0; },
      [](Assessment& row) { row.contribution_base = Money(); },
      [](Assessment& row) { row.employer_rate = RatePpm{0}; },
      [](Assessment& row) { row.original_employer_rate = RatePpm{0}; },
      [](Assessment& row) { row.employer_medical = Fen(1); },
      [](Assessment& row) { row.maternity = Fen(1); },
      [](Assessment& row) { row.maternity_stated = false; },
      [](Assessment& row) { row.excluded_medical = Fen(1); },
      [](Assessment& row) { row.personal = Fen(1); },
      [](Assessment& row) { row.amount_before = Fen(1); },
      [](Assessment& row) { row.reduction = std::nullopt; },
      [](Assessment& row) { row.amount_after = std::nullopt; },
      [](Assessment& row) { row.reduction_start = std::nullopt; },
      [](Assessment& row) { row.reduction_end = std::nullopt; }};
  const std::string original = CanonicalBytes(Example());
  for (const Change& change : kChanges) {
    Assessment row = Example();
    change(row);
    EXPECT_NE(CanonicalBytes(row), original) << (&change - kChanges);
  }
}

}  // namespace
}  // namespace levybridge::domain
