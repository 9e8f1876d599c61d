#include "adapters/client/deferral_calls.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>
#include <string>
#include <vector>

#include "tests/unit/client/fake_registers.h"

namespace levybridge::client {
namespace {

using testing::ElementsAre;

domain::UnitCode Unit(std::string_view code) { return domain::UnitCode::Parse(code).value(); }
domain::RegionCode Nantong() { return domain::RegionCode::FromNumber(320600).value(); }
domain::FeePeriod Period(std::string_view iso) { return domain::FeePeriod::Parse(iso).value(); }
domain::CivilDate Day(std::string_view iso) { return domain::CivilDate::Parse(iso).value(); }

settings::AdapterSettings Settings() {
  settings::AdapterSettings settings(Nantong());
  settings.retry = {.initial_ms = 1, .max_ms = 1, .give_up_seconds = 60};
  return settings;
}

class DeferralCallsTest : public testing::Test {
 protected:
  DeferralCallsTest()
      : output_(true, results_, notes_),
        session_(Settings(), Connection::OpenForTest(gateway_.address(), 30), output_) {}

  void Deferred(uint64_t position, int32_t period) {
    assessment::v1::DeferredObligation& row = gateway_.obligations.emplace_back();
    row.set_position(position);
    row.set_unit_code("N-" + std::to_string(position));
    row.set_fee_period(period);
  }

  FakeRegisters gateway_;
  std::ostringstream results_;
  std::ostringstream notes_;
  Output output_;
  Session session_;
};

TEST_F(DeferralCallsTest, ABrokenListGoesOnAfterTheLastPositionAndGivesEachItemOnce) {
  for (uint64_t position = 1; position <= 5; ++position) Deferred(position * 10, 202207);
  gateway_.break_after = 3;
  const auto items = ListDeferred(
      session_, {.unit_code = "", .ending_until = Day("2022-12-31"), .reminder_due_only = true});
  ASSERT_TRUE(items.ok()) << items.status();
  std::vector<std::string> units;
  for (const DeferredItem& item : *items) units.push_back(item.unit_code);
  EXPECT_THAT(units, ElementsAre("N-10", "N-20", "N-30", "N-40", "N-50"));
  ASSERT_EQ(gateway_.lists.size(), 2U);
  EXPECT_EQ(gateway_.lists[0].after_position(), 0U);
  EXPECT_EQ(gateway_.lists[1].after_position(), 30U);
  EXPECT_EQ(gateway_.lists[1].ending_until(), 20221231);
  EXPECT_TRUE(gateway_.lists[1].reminder_due_only());
}

TEST_F(DeferralCallsTest, AnItemKeepsWhatTheGatewaySaysOfIt) {
  Deferred(1, 202208);
  assessment::v1::DeferredObligation& row = gateway_.obligations.back();
  row.set_deferred_fen(70850);
  row.set_made_up_fen(850);
  row.set_held_fen(70000);
  row.set_deferred_until(20221231);
  row.set_remind_from_on(20221101);
  row.set_instruct_on(20221201);
  row.set_reminder_due(true);
  row.set_personal_account_held(true);
  const auto items = ListDeferred(session_, {});
  ASSERT_TRUE(items.ok()) << items.status();
  const DeferredItem& item = items->at(0);
  EXPECT_EQ(item.fee_period, "2022-08");
  EXPECT_EQ(item.deferred_until, "2022-12-31");
  EXPECT_EQ(item.remind_from_on, "2022-11-01");
  EXPECT_EQ(item.instruct_on, "2022-12-01");
  EXPECT_EQ(item.late_fee_from_on, "");
  EXPECT_EQ(item.deferred_fen - item.made_up_fen, item.held_fen);
  EXPECT_TRUE(item.reminder_due);
  EXPECT_TRUE(item.personal_account_held);
  EXPECT_FALSE(item.overdue);
}

TEST_F(DeferralCallsTest, MakingUpAgainAfterABrokenLineIsTheSameRequest) {
  gateway_.first_make_up = {grpc::StatusCode::UNAVAILABLE, "the connection broke"};
  gateway_.made_up.add_instruction_nos("LB00000000000428");
  const auto order = OrderOfTheDay(Unit("N-1"), Nantong(), {Period("2022-08")}, Day("2022-10-09"));
  const auto answer = MakeUpEarly(session_, order);
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_TRUE(answer->replayed);
  EXPECT_THAT(answer->instruction_nos, ElementsAre("LB00000000000428"));
  ASSERT_EQ(gateway_.orders.size(), 2U);
  EXPECT_EQ(gateway_.orders[0].request_id(), gateway_.orders[1].request_id());
  EXPECT_EQ(gateway_.orders[1].region(), 320600);
  EXPECT_THAT(gateway_.orders[1].fee_periods(), ElementsAre(202208));
}

TEST(MakeUpOrder, HasTheSameIdForTheSameThingOnTheSameDayOnly) {
  const auto id = [](std::string_view unit, std::vector<domain::FeePeriod> periods,
                     std::string_view day) {
    return OrderOfTheDay(Unit(unit), Nantong(), std::move(periods), Day(day)).request_id;
  };
  const std::string model = id("N-1", {Period("2022-08"), Period("2022-07")}, "2022-10-09");
  EXPECT_EQ(model.size(), 64U);
  EXPECT_EQ(id("N-1", {Period("2022-07"), Period("2022-08"), Period("2022-07")}, "2022-10-09"),
            model);
  EXPECT_NE(id("N-2", {Period("2022-08"), Period("2022-07")}, "2022-10-09"), model);
  EXPECT_NE(id("N-1", {Period("2022-07")}, "2022-10-09"), model);
  EXPECT_NE(id("N-1", {}, "2022-10-09"), model);
  EXPECT_NE(id("N-1", {Period("2022-08"), Period("2022-07")}, "2022-10-10"), model);
}

TEST_F(DeferralCallsTest, ClearanceTellsEveryObstacle) {
  assessment::v1::ClearanceObstacle& obstacle = *gateway_.clearance.add_obstacles();
  obstacle.set_code("DEFERRED_UNPAID");
  obstacle.set_fee_period(202208);
  obstacle.set_component(common::v1::COMPONENT_EMPLOYER_MEDICAL);
  obstacle.set_amount_fen(70000);
  obstacle.set_reference("LB00000000000428");
  gateway_.clearance.add_obstacles()->set_code("UNAPPLIED_PAYMENT");
  const auto clearance = CheckClearance(session_, Unit("N-1"), Nantong());
  ASSERT_TRUE(clearance.ok()) << clearance.status();
  EXPECT_FALSE(clearance->clear);
  ASSERT_EQ(clearance->obstacles.size(), 2U);
  EXPECT_EQ(clearance->obstacles[0].fee_period, "2022-08");
  EXPECT_EQ(clearance->obstacles[0].component, "employer_medical");
  EXPECT_EQ(clearance->obstacles[0].amount_fen, 70000);
  EXPECT_EQ(clearance->obstacles[1].fee_period, "");
  EXPECT_EQ(clearance->obstacles[1].component, "");
  ASSERT_EQ(gateway_.checks.size(), 1U);
  EXPECT_EQ(gateway_.checks[0].unit_code(), "N-1");
}

}  // namespace
}  // namespace levybridge::client
