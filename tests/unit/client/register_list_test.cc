// The registers as the parties see them: the call, and what is made of it for people and programs.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>
#include <string>

#include "adapters/client/register_report.h"
#include "gateway/domain/sha256.h"
#include "tests/unit/client/fake_registers.h"

namespace levybridge::client {
namespace {

using ::testing::HasSubstr;

namespace wire = assessment::v1;

constexpr size_t kMaxCells = 120;

settings::AdapterSettings Settings() {
  settings::AdapterSettings settings(domain::RegionCode::FromNumber(420100).value());
  settings.retry = {.initial_ms = 1, .max_ms = 1, .give_up_seconds = 60};
  return settings;
}

class RegisterList : public testing::Test {
 protected:
  RegisterList()
      : output_(true, results_, notes_),
        session_(Settings(), Connection::OpenForTest(gateway_.address(), 30), output_) {}

  wire::RegisteredEmployer& Employer(const std::string& unit_code) {
    wire::RegisteredEmployer& employer = gateway_.employers.emplace_back();
    employer.set_pooling_area(420100);
    employer.set_unit_code(unit_code);
    wire::DeferralRow& row = *employer.add_deferrals();
    row.set_unit_code(unit_code);
    row.set_region(420106);
    row.set_first_fee_period(202002);
    row.set_last_fee_period(202004);
    row.set_deferred_until(20200731);
    row.set_filed_on(20200203);
    return employer;
  }

  FakeRegisters gateway_;
  std::ostringstream results_;
  std::ostringstream notes_;
  Output output_;
  Session session_;
};

TEST_F(RegisterList, GoesOnWhereTheConnectionBrokeAndGivesEachEntryOnce) {
  for (const char* unit : {"W-1", "W-2", "W-3", "W-4"}) Employer(unit);
  gateway_.break_after = 2;
  const auto registers = ListRegisters(session_, "");
  ASSERT_TRUE(registers.ok()) << registers.status();
  ASSERT_EQ(registers->deferrals.size(), 4U);
  ASSERT_EQ(gateway_.register_lists.size(), 2U);
  EXPECT_EQ(gateway_.register_lists[1].after_pooling_area(), 420100);
  EXPECT_EQ(gateway_.register_lists[1].after_unit_code(), "W-2");
}

TEST_F(RegisterList, GivesProgramsEveryEntryWithItsDocumentsDigests) {
  wire::RegisteredEmployer& employer = Employer("W-1");
  wire::DeferralRow& row = *employer.mutable_deferrals(0);
  row.set_copied_to_tax_on(20200205);
  wire::DocumentDigest& document = *row.add_documents();
  document.set_name("资产负债表");
  document.set_sha256(std::string(domain::Sha256Of("b").AsBytes()));
  wire::EligibleEmployerRow& entry = *employer.add_eligible_entries();
  entry.set_unit_code("W-1");
  entry.set_region(420106);
  entry.set_unit_type(static_cast<common::v1::UnitType>(domain::UnitType::kEnterpriseSmall));
  entry.set_source(wire::ELIGIBILITY_SOURCE_COMMITMENT);
  entry.set_effective_from_on(20200201);
  const auto registers = ListRegisters(session_, "W-1");
  ASSERT_TRUE(registers.ok()) << registers.status();
  EXPECT_EQ(gateway_.register_lists[0].unit_code(), "W-1");
  const Json json = RegistersToJson(*registers);
  EXPECT_EQ(json.at("rows"), 2);
  const Json& deferral = json.at("deferrals").at(0);
  EXPECT_EQ(deferral.at("first_fee_period"), "2020-02");
  EXPECT_EQ(deferral.at("deferred_until"), "2020-07-31");
  EXPECT_EQ(deferral.at("filed_on"), "2020-02-03");
  EXPECT_EQ(deferral.at("applied_on"), "");
  EXPECT_EQ(deferral.at("copied_to_tax_on"), "2020-02-05");
  EXPECT_EQ(deferral.at("documents").at(0),
            Json({{"name", "资产负债表"}, {"sha256", domain::Sha256Of("b").ToHex()}}));
  EXPECT_EQ(json.at("eligible").at(0).at("unit_type"), "enterprise_small");
  EXPECT_EQ(json.at("eligible").at(0).at("source"), "commitment");
  const std::string text = RegistersToText(*registers);
  EXPECT_THAT(text, HasSubstr("资产负债表"));
  EXPECT_THAT(text, HasSubstr("承诺 commitment"));
}

TEST(RegistersToText, CountsWithSeparatorsOfThousandsWithinTheWidthOfATerminal) {
  Registers registers;
  for (int n = 0; n < 1234; ++n) {
    registers.deferrals.push_back({.unit_code = "W-" + std::string(40, 'x') + std::to_string(n),
                                   .region = 420106,
                                   .first_fee_period = "2020-02",
                                   .last_fee_period = "2020-04",
                                   .deferred_until = "2020-07-31",
                                   .applied_on = "2020-02-01",
                                   .approved_on = "2020-02-02",
                                   .filed_on = "2020-02-03",
                                   .copied_to_tax_on = "2020-02-05",
                                   .documents = {{"书面申请", ""}, {"资产负债表", ""}}});
    registers.eligible.push_back({.unit_code = "W-" + std::string(40, 'x'),
                                  .region = 420106,
                                  .unit_type = "public_institution_enterprise_pension",
                                  .source = "joint_list",
                                  .effective_from = "2020-02-01"});
  }
  const std::string text = RegistersToText(registers);
  EXPECT_THAT(text, HasSubstr("合计 total: 1,234 条 entries, 1,234 户 employers"));
  EXPECT_THAT(text, HasSubstr("合计 total: 1,234 条 entries, 1 户 employers"));
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    EXPECT_LE(DisplayWidth(line), kMaxCells) << line;
  }
}

TEST(RegistersToText, SaysSoWhenTheyAreEmpty) {
  EXPECT_EQ(RegistersToText({}), "登记中没有单位 / the registers are empty\n");
}

}  // namespace
}  // namespace levybridge::client
