// Which unit pays the refunds of a district: Wuhan's as shipped, and what else may be configured.
#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "gateway/domain/refund_batch.h"
#include "tests/unit/policy/policy_fixture.h"

namespace levybridge::policy {
namespace {

domain::PolicyBook BookOf(const std::string& regions_path) {
  auto loaded = settings::LoadPolicyBook(SourcePath("config/policies"), regions_path);
  EXPECT_TRUE(loaded.ok()) << AllProblems(loaded.problems);
  return std::move(*loaded.value);
}

TEST(PayingUnit, IsTheCityForItsCentralDistrictsAndEachNewTownDistrictForItself) {
  const domain::PolicyBook book = BookOf(SourcePath("config/regions.yaml"));
  for (const char* central :
       {"420102", "420103", "420104", "420105", "420106", "420107", "420111"}) {
    EXPECT_EQ(domain::PayingUnitOf(book, Region(central)), Region("420100")) << central;
  }
  for (const char* district : {"420112", "420113", "420114", "420115", "420116", "420117"}) {
    EXPECT_EQ(domain::PayingUnitOf(book, Region(district)), Region(district)) << district;
  }
  EXPECT_EQ(domain::PayingUnitOf(book, Region("420100")), Region("420100"));
}

TEST(PayingUnit, IsThePoolingAreaWhereNoPolicyNamesDistricts) {
  const domain::PolicyBook book = BookOf(SourcePath("config/regions.yaml"));
  EXPECT_EQ(domain::PayingUnitOf(book, Region("320613")), Region("320600"));
  EXPECT_EQ(domain::PayingUnitOf(book, Region("530902")), Region("530900"));
  EXPECT_EQ(domain::PayingUnitOf(domain::PolicyBook(), Region("420112")), Region("420100"));
}

}  // namespace
}  // namespace levybridge::policy
