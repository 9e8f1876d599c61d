#include <gtest/gtest.h>

#include <random>
#include <string>
#include <utility>
#include <vector>

#include "adapters/settings/policy_book_files.h"
#include "adapters/settings/regions_file.h"
#include "gateway/domain/policy_book.h"
#include "tests/property/policy/reference.h"

namespace levybridge::property {
namespace {

using domain::AssessmentKind;
using domain::Money;

constexpr int kConfigurations = 40;
constexpr int kRowsPerConfiguration = 3'000;

class Generator {
 public:
  explicit Generator(uint32_t seed) : random_(seed) {}

  int Between(int low, int high) { return std::uniform_int_distribution<int>(low, high)(random_); }
  bool Chance(int percent) { return Between(1, 100) <= percent; }
  template <class T>
  T OneOf(const std::vector<T>& choices) {
    return choices[static_cast<size_t>(Between(0, static_cast<int>(choices.size()) - 1))];
  }

 private:
  std::mt19937 random_;
};

struct Configuration {
  std::string yaml = "regions:\n  \"110000\": { name: 北京市 }\n";
  ReferenceRegions reference;
};

void AddRegion(const std::string& policy, const std::string& region, const ReferenceRegion& keys,
               Configuration& configuration) {
  std::string yaml;
  const auto add = [&yaml](const std::string& key, const std::string& value) {
    yaml += (yaml.empty() ? "" : ", ") + key + ": " + value;
  };
  if (keys.fund_tenths) {
    add("fund_payable_months",
        std::to_string(*keys.fund_tenths / 10) + "." + std::to_string(*keys.fund_tenths % 10));
  }
  if (keys.months) add("months", std::to_string(*keys.months));
  if (keys.override_months) add("override_months", std::to_string(*keys.override_months));
  if (keys.already_paid_set) add("already_paid", "refund");
  if (keys.rate_was_lowered) add("rate_was_lowered", "true");
  if (keys.first_period) add("first_period", *keys.first_period);
  if (keys.late_handling_until) add("late_handling_until", *keys.late_handling_until);
  configuration.yaml += "  \"" + region + "\": { " + policy + ": { " + yaml + " } }\n";
  configuration.reference[policy + "/" + region] = keys;
}

ReferenceRegion Fund(Generator& random) {
  ReferenceRegion keys;
  if (random.Chance(80)) keys.fund_tenths = random.OneOf<int>({30, 59, 60, 61, 85, 124});
  return keys;
}

Configuration RandomConfiguration(Generator& random) {
  Configuration configuration;
  for (const char* city : {"320600", "320602"}) {
    ReferenceRegion keys = Fund(random);
    keys.rate_was_lowered = random.Chance(30);
    AddRegion("jiangsu-2020-reduction", city, keys, configuration);
  }
  for (const char* city : {"320000", "320100", "320500", "320584"}) {
    ReferenceRegion keys = Fund(random);
    if (random.Chance(30)) keys.first_period = "2022-08";
    AddRegion("jiangsu-2022-deferral", city, keys, configuration);
  }
  // The cap on months depends on the fund, so a district that sets one of the two sets both.
  for (const char* district : {"152900", "152921", "152922"}) {
    ReferenceRegion keys;
    keys.fund_tenths = random.OneOf<int>({55, 60, 61, 90, 91, 120});
    if (random.Chance(80)) keys.months = random.Between(0, *keys.fund_tenths > 90 ? 5 : 3);
    if (district == std::string("152900") && *keys.fund_tenths > 90) keys.months = 3;
    if (random.Chance(40)) keys.override_months = random.Between(1, 5);
    keys.already_paid_set = random.Chance(70);
    AddRegion("neimenggu-2020-reduction", district, keys, configuration);
  }
  ReferenceRegion late;
  late.late_handling_until = random.OneOf<std::string>({"2020-06-30", "2020-08-15"});
  AddRegion("wuhan-2020-reduction", "420117", late, configuration);
  return configuration;
}

domain::FeePeriod RandomPeriod(Generator& random) {
  const bool later = random.Chance(30);
  return *domain::FeePeriod::FromYearMonth(2019, 11)->PlusMonths(random.Between(0, 9) +
                                                                 (later ? 29 : 0));
}

domain::Assessment RandomRow(Generator& random) {
  static const std::vector<std::string> kRegions = {
      "420106", "420117", "420100", "530902", "320602", "320612", "320106", "320584",
      "320585", "321000", "152900", "152921", "152922", "152929", "440300"};
  const int64_t medical = random.Between(0, 2'000'000);
  const int64_t maternity = random.Chance(50) ? random.Between(0, 90'000) : 0;
  const domain::FeePeriod period = RandomPeriod(random);
  domain::Assessment row{
      .assessment_no = *domain::AssessmentNumber::Parse("P1"),
      .unit_code = *domain::UnitCode::Parse("U1"),
      .uscc = {},
      .unit_name = "单位",
      .unit_type = static_cast<domain::UnitType>(random.Between(1, domain::kUnitTypeCount)),
      .region = *domain::RegionCode::Parse(random.OneOf(kRegions)),
      .insurance_type = domain::InsuranceType::kEmployeeMedical,
      .fee_period = period,
      .kind = static_cast<AssessmentKind>(random.Between(1, 3)),
      .supersedes_no = {},
      .applied_on = period.FirstDay().PlusDays(random.Between(-40, 200)),
      .insured_count = {},
      .contribution_base = {},
      .employer_rate = {},
      .original_employer_rate = {},
      .employer_medical = Money::Proven(medical),
      .maternity = Money::Proven(maternity),
      .maternity_stated = true,
      .excluded_medical = Money::Proven(random.Chance(20) ? medical / 3 : 0),
      .personal = {},
      .amount_before = Money::Proven(medical + maternity),
      .reduction = {},
      .amount_after = {},
      .reduction_start = {},
      .reduction_end = {},
  };
  if (random.Chance(30)) {
    row.contribution_base = Money::Proven(medical * 12);
    row.original_employer_rate = domain::RatePpm{random.OneOf<int>({70'000, 83'333})};
  }
  return row;
}

std::vector<domain::DeferralEntry> RandomDeferrals(Generator& random,
                                                   const domain::Assessment& row) {
  if (!random.Chance(40)) return {};
  const domain::FeePeriod first = *row.fee_period.PlusMonths(random.Between(-4, 2));
  const domain::FeePeriod last = *first.PlusMonths(random.Between(0, 5));
  return {{row.unit_code, row.region, first, last,
           *first.FirstDay().PlusDays(random.Between(0, 180)), first.FirstDay()}};
}

std::vector<domain::EligibleEmployer> RandomEligible(Generator& random,
                                                     const domain::Assessment& row) {
  if (!random.Chance(20)) return {};
  return {{row.unit_code, row.region,
           static_cast<domain::UnitType>(random.Between(1, domain::kUnitTypeCount)),
           domain::EligibleSource::kJointList, *domain::CivilDate::Parse("2019-01-01")}};
}

void ExpectSame(const domain::Decision& decision, const ReferenceAnswer& expected,
                const domain::Assessment& row) {
  EXPECT_EQ(MachineName(decision.kind), expected.decision);
  EXPECT_EQ(MachineName(decision.reason), expected.reason);
  EXPECT_EQ(decision.reduction.fen(), expected.reduction);
  EXPECT_EQ(decision.amount_after.fen(), row.amount_before.fen() - expected.reduction);
  EXPECT_EQ(decision.reduction_end ? decision.reduction_end->ToIso().substr(0, 7) : "",
            expected.window_end);
  EXPECT_EQ(MachineName(decision.deferral_reason), expected.deferral_reason);
  EXPECT_EQ(decision.deferred_until ? decision.deferred_until->ToIso() : "",
            expected.deferred_until);
  // Halving never takes more from a component than it holds.
  EXPECT_LE(decision.maternity_reduction, row.maternity);
  EXPECT_LE(decision.reduction.fen() - decision.maternity_reduction.fen(),
            row.employer_medical.fen() - row.excluded_medical.fen());
}

void Compare(uint32_t seed) {
  Generator random(seed);
  const Configuration configuration = RandomConfiguration(random);
  auto policies =
      settings::LoadPolicyBook(std::string(LEVYBRIDGE_SOURCE_DIR) + "/config/policies",
                               std::string(LEVYBRIDGE_SOURCE_DIR) + "/config/regions.yaml");
  ASSERT_TRUE(policies.ok());
  auto regions = settings::RegionsFile::FromText("regions.yaml", configuration.yaml);
  ASSERT_TRUE(regions.TakeProblems().empty()) << configuration.yaml;
  domain::PolicyBookInput input{policies.value->policies(), regions.tree(), regions.parameters()};
  const auto defects = domain::FindDefects(input);
  ASSERT_TRUE(defects.empty()) << defects[0].key << ": " << defects[0].expected << "\n"
                               << configuration.yaml;
  const domain::PolicyBook book(std::move(input));
  for (int number = 0; number < kRowsPerConfiguration; ++number) {
    const domain::Assessment row = RandomRow(random);
    const auto deferrals = RandomDeferrals(random, row);
    const auto eligible = RandomEligible(random, row);
    const domain::Decision decision =
        book.Decide(row, {deferrals, eligible}, domain::DecisionContext::Of(row, *row.applied_on));
    SCOPED_TRACE("seed " + std::to_string(seed) + ", row " + std::to_string(number) + ": " +
                 row.region.ToString() + " " + std::string(MachineName(row.unit_type)) + " " +
                 row.fee_period.ToIso() + " " + std::string(MachineName(row.kind)) + " " +
                 row.applied_on->ToIso());
    ExpectSame(decision, Answer(row, configuration.reference, deferrals, eligible), row);
    if (testing::Test::HasFailure()) return;
  }
}

TEST(PolicyEngine, DecidesEveryRandomRowAsTheSlowReadingOfTheDocumentsDoes) {
  for (uint32_t seed = 1; seed <= kConfigurations && !testing::Test::HasFailure(); ++seed) {
    Compare(seed);
  }
}

}  // namespace
}  // namespace levybridge::property
