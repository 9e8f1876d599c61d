// Registers of the agencies.
#include <vector>

#include "tests/contract/store/samples.h"
#include "tests/contract/store/store_contract.h"

namespace levybridge::contract {
namespace {

using ::testing::ElementsAre;

domain::RegisteredEmployer Employer(int64_t n, std::string_view area = "420100") {
  const domain::EmployerKey key{Area(area), Key(n).unit_code};
  return {.key = key,
          .deferrals = {{.unit_code = key.unit_code,
                         .region = Area("420106").region,
                         .first_fee_period = Period("2020-02"),
                         .last_fee_period = Period("2020-04"),
                         .deferred_until = Date("2020-07-31"),
                         .filed_on = Date("2020-02-03"),
                         .applied_on = Date("2020-02-01"),
                         .approved_on = {},
                         .copied_to_tax_on = Date("2020-02-05"),
                         .documents = {{"资产负债表", domain::Sha256Of("b")}}}},
          .eligible = {{key.unit_code, Area("420106").region, domain::UnitType::kEnterpriseSmall,
                        domain::EligibleSource::kCommitment, Date("2020-02-01")}}};
}

TEST_P(StoreContract, RegistersComeBackAsTheyWereGivenByAreaAndEmployer) {
  EXPECT_FALSE(Read([](const auto& t) { return t.registers().HasAny(); }));
  const std::vector<domain::RegisteredEmployer> employers = {Employer(1), Employer(2),
                                                             Employer(1, "420600")};
  MustWrite([&](ports::Transaction& t) { return t.registers().Put(employers); });
  Reopen();
  EXPECT_TRUE(Read([](const auto& t) { return t.registers().HasAny(); }));
  const std::vector<domain::EmployerKey> keys = {employers[0].key, Employer(3).key,
                                                 employers[2].key};
  EXPECT_THAT(Read([&](const auto& t) { return t.registers().Find(keys); }),
              ElementsAre(employers[0], std::nullopt, employers[2]));
}

TEST_P(StoreContract, RegistersAreListedByAreaAndEmployerPageByPage) {
  const std::vector<domain::RegisteredEmployer> employers = {Employer(1), Employer(2),
                                                             Employer(1, "420600")};
  MustWrite([&](ports::Transaction& t) {
    const std::vector<domain::RegisteredEmployer> mixed = {employers[2], employers[1],
                                                           employers[0]};
    return t.registers().Put(mixed);
  });
  EXPECT_THAT(Read([](const auto& t) { return t.registers().List(std::nullopt, 2); }),
              ElementsAre(employers[0], employers[1]));
  EXPECT_THAT(Read([&](const auto& t) { return t.registers().List(employers[1].key, 2); }),
              ElementsAre(employers[2]));
  EXPECT_THAT(Read([&](const auto& t) { return t.registers().List(employers[2].key, 2); }),
              ::testing::IsEmpty());
}

TEST_P(StoreContract, PuttingAnEmployersRegistersAgainReplacesThem) {
  domain::RegisteredEmployer employer = Employer(1);
  MustWrite([&](ports::Transaction& t) { return t.registers().Put({&employer, 1}); });
  employer.deferrals.clear();
  MustWrite([&](ports::Transaction& t) { return t.registers().Put({&employer, 1}); });
  EXPECT_THAT(Read([&](const auto& t) {
                return t.registers().Find({&employer.key, 1});
              }),
              ElementsAre(employer));
}

}  // namespace
}  // namespace levybridge::contract
