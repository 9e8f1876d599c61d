// Stores of older programs: deferrals without a record, or without dates, get them once.
#include "tests/integration/usecases/deferral_scene.h"

namespace levybridge::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr char kBeforeRecords[] = "DELETE FROM deferral";

usecases::AdoptionRun Adopt(Exchange& exchange, int32_t per_slice = 500) {
  const auto run = exchange.adoption(per_slice).Run();
  EXPECT_TRUE(run.ok()) << run.status();
  return run.value_or(usecases::AdoptionRun{-1, -1, -1});
}

class AdoptionByRule : public DeferralScene {
 protected:
  AdoptionByRule() : DeferralScene("320600", 320613) { On("2022-07-15"); }
};

TEST_F(AdoptionByRule, WhatIsDeferredWithoutARecordIsToldByVerifyAndGetsTheRecordItWouldHaveHad) {
  for (const char* unit : {"N1", "N2", "N3"}) Assess(Row(unit, unit, "2022-07"));
  domain::Assessment large = Row("N4", "N4", "2022-07");
  large.unit_type = domain::UnitType::kEnterpriseLarge;
  Assess(large);
  Pull();
  const domain::Deferral before = DeferralOf("N2", "2022-07");
  exchange_.RestartAfter(kBeforeRecords);
  EXPECT_THAT(exchange_.VerifyFault(), HasSubstr("more or less deferred than is held"));
  On("2022-12-01");
  EXPECT_EQ(RunDue(), 0);
  const usecases::AdoptionRun run = Adopt(exchange_, 2);
  EXPECT_EQ(run.adopted, 3);
  EXPECT_EQ(run.undecided, 0);
  domain::Deferral after = DeferralOf("N2", "2022-07");
  after.id = before.id;
  EXPECT_EQ(after, before);
  EXPECT_THAT(Pull(), IsEmpty());
  EXPECT_EQ(Adopt(exchange_).adopted, 0);
  EXPECT_EQ(RunDue(), 3);
  EXPECT_EQ(Pull().back().payable, Yuan("1070.00"));
}

TEST_F(AdoptionByRule, ADeferralOfUnknownSizeStoredWithoutDatesGetsThem) {
  domain::Assessment row = Row("A7", "N1", "2022-07");
  row.unit_type = domain::UnitType::kEnterprise;
  Assess(row);
  Pull();
  domain::Deferral undated = DeferralOf("N1", "2022-07");
  const domain::DeferralAgenda dates = undated.agenda;
  undated.agenda = {};
  ASSERT_TRUE(exchange_.store()
                  .Write([&](ports::Transaction& store) {
                    return store.deferrals().Put({&undated, 1});
                  })
                  .ok());
  On("2022-12-01");
  EXPECT_EQ(RunDue(), 0);
  EXPECT_EQ(Adopt(exchange_).dated, 1);
  EXPECT_EQ(Adopt(exchange_).dated, 0);
  EXPECT_EQ(DeferralOf("N1", "2022-07").agenda, dates);
  EXPECT_EQ(RunDue(), 1);
}

class AdoptionOnApplication : public DeferralScene {
 protected:
  AdoptionOnApplication() : DeferralScene("530900", 530902) {
    On("2020-05-06");
    EXPECT_EQ(Submit<domain::DeferralEntry>({Granted("L1")}).accepted.rows, 1);
    Assess(Row("A5", "L1", "2020-05"));
  }
};

TEST_F(AdoptionOnApplication, OneThatNoInstructionTellsOfIsWorkedOutFromItsRowAndTheRegister) {
  EXPECT_THAT(Pull(), IsEmpty());
  const domain::Deferral before = DeferralOf("L1", "2020-05");
  exchange_.RestartAfter(kBeforeRecords);
  EXPECT_EQ(Adopt(exchange_).adopted, 1);
  EXPECT_EQ(DeferralOf("L1", "2020-05"), before);
}

TEST_F(AdoptionOnApplication, OneThatCannotBeWorkedOutIsCountedAndVerifyGoesOnTellingOfIt) {
  exchange_.RestartAfter("DELETE FROM deferral; DELETE FROM registered_employer");
  const usecases::AdoptionRun run = Adopt(exchange_);
  EXPECT_EQ(run.adopted, 0);
  EXPECT_EQ(run.undecided, 1);
  EXPECT_THAT(exchange_.VerifyFault(), HasSubstr("more or less deferred than is held"));
  Assess(Replacing(Row("B5", "L1", "2020-05"), "A5"));  // the agency's way out
  EXPECT_EQ(Adopt(exchange_).undecided, 0);
}

}  // namespace
}  // namespace levybridge::testing
