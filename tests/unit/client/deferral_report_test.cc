#include "adapters/client/deferral_report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>
#include <string>

namespace levybridge::client {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr size_t kMaxCells = 120;

DeferredItem Held() {
  DeferredItem item;
  item.position = 1;
  item.unit_code = "N-1";
  item.unit_name = "南通示例有限公司";
  item.region = 320602;
  item.insurance_type = 310;
  item.fee_period = "2022-08";
  item.deferred_fen = 70850;
  item.held_fen = 70850;
  item.deferred_until = "2022-12-31";
  item.remind_from_on = "2022-11-01";
  item.instruct_on = "2022-12-01";
  return item;
}

TEST(DeferralStanding, IsTheMostPressingThingThatIsTrue) {
  DeferredItem item = Held();
  EXPECT_EQ(StandingOf(item), DeferralStanding::kHeld);
  item.reminder_due = true;
  EXPECT_EQ(StandingOf(item), DeferralStanding::kReminderDue);
  item.reminder_due = false;
  item.instruction_no = "LB00000000000428";
  EXPECT_EQ(StandingOf(item), DeferralStanding::kHeld) << "only a part was asked for";
  item.held_fen = 0;
  EXPECT_EQ(StandingOf(item), DeferralStanding::kInstructed);
  item.overdue = true;
  EXPECT_EQ(StandingOf(item), DeferralStanding::kOverdue);
  item.rejected_by_tax = true;
  EXPECT_EQ(StandingOf(item), DeferralStanding::kRejectedByTax);
  DeferredItem paid = Held();
  paid.held_fen = 0;
  paid.made_up_fen = paid.deferred_fen;
  EXPECT_EQ(StandingOf(paid), DeferralStanding::kMadeUp);
  DeferredItem unsettled = Held();
  unsettled.awaiting_commitment = true;
  EXPECT_EQ(StandingOf(unsettled), DeferralStanding::kAwaitingCommitment);
  unsettled.awaiting_commitment = false;
  unsettled.held_fen = 0;
  unsettled.instruction_no = "LB00000000000428";
  unsettled.commitment_missing = true;
  EXPECT_EQ(StandingOf(unsettled), DeferralStanding::kCommitmentMissing);
  DeferredItem ended = Held();
  ended.deferred_fen = ended.held_fen = 0;
  EXPECT_EQ(StandingOf(ended), DeferralStanding::kEnded);
}

TEST(DeferralsToText, RemindsOfOneWhoseSizeIsNotSettled) {
  DeferredItem item = Held();
  item.awaiting_commitment = true;
  item.reminder_due = true;
  EXPECT_THAT(DeferralsToText({item}), HasSubstr("待承诺应提醒 remind: size unknown"));
}

TEST(DeferralsToText, NamesWhatListOrCommitmentContradictAndWhatToDo) {
  DeferredItem item = Held();
  item.register_contradiction = "may_defer";
  DeferredItem ended = Held();
  ended.unit_code = "N-2";
  ended.deferred_fen = ended.held_fen = 0;
  ended.register_contradiction = "may_not_defer";
  const std::string text = DeferralsToText({item, ended});
  EXPECT_THAT(text, HasSubstr("held until 2022-12-31 #\n"));
  EXPECT_THAT(text, HasSubstr("no longer deferred #\n"));
  EXPECT_THAT(text, HasSubstr("  N-1  2022-08  可以缓缴 may defer\n"));
  EXPECT_THAT(text, HasSubstr("  N-2  2022-08  不得缓缴 may not defer\n"));
  EXPECT_THAT(DeferralsToText({Held()}), Not(HasSubstr("#")));
}

TEST(DeferralsToText, SaysHowEachItemStandsAndSumsUpAtTheEnd) {
  DeferredItem remind = Held();
  remind.reminder_due = true;
  DeferredItem overdue = Held();
  overdue.unit_code = "N-2";
  overdue.held_fen = 0;
  overdue.made_up_fen = 850;
  overdue.instruction_no = "LB00000000000428";
  overdue.overdue = true;
  overdue.late_fee_from_on = "2023-01-01";
  const std::string text = DeferralsToText({Held(), remind, overdue});
  EXPECT_THAT(text, HasSubstr("held until 2022-12-31"));
  EXPECT_THAT(text, HasSubstr("remind since 2022-11-01"));
  EXPECT_THAT(text, HasSubstr("fee from 2023-01-01"));
  EXPECT_THAT(text, HasSubstr("3 笔 items, 2 户 employers"));
  EXPECT_THAT(text, HasSubstr("缓缴 deferred 2,125.50  已补缴 made up 8.50  未补缴 open 2,117.00"));
  EXPECT_THAT(text, HasSubstr("应提醒单位 to be reminded now: 1"));
  EXPECT_THAT(text, Not(HasSubstr("个人账户")));
}

TEST(DeferralsToText, TellsOfPersonalAccountsOnlyWhereTheyAreHeld) {
  DeferredItem item = Held();
  item.personal_account_held = true;
  const std::string text = DeferralsToText({item});
  EXPECT_THAT(text, HasSubstr("2022-12-31 *\n"));
  EXPECT_THAT(text, HasSubstr("缓缴期间个人账户暂不划入，补缴后补划"));
  EXPECT_THAT(text, HasSubstr("credited after make-up"));
}

TEST(DeferralsToText, FitsTheWidthOfATerminalWhateverNamesAreLike) {
  DeferredItem item = Held();
  item.unit_code = std::string(32, 'W');
  for (int i = 0; i < 50; ++i) item.unit_name += "很长的名称";
  item.deferred_fen = 999'999'999'999;
  item.personal_account_held = true;
  std::vector<DeferredItem> items(5, item);
  items[0].overdue = true;
  items[0].late_fee_from_on = "2023-01-01";
  items[1].awaiting_commitment = true;
  items[1].reminder_due = true;
  items[1].register_contradiction = "may_defer";
  items[2].held_fen = 0;
  items[2].instruction_no = "LB00000000000428";
  items[3].reminder_due = true;
  std::istringstream lines(DeferralsToText(items));
  for (std::string line; std::getline(lines, line);) {
    EXPECT_LE(DisplayWidth(line), kMaxCells) << line;
  }
}

TEST(DeferralsToText, SaysSoWhenNothingIsDeferred) {
  EXPECT_EQ(DeferralsToText({}), "没有缓缴 / nothing is deferred\n");
}

TEST(DeferralsToJson, HasEveryFigureInFenAndTheTotals) {
  DeferredItem item = Held();
  item.made_up_fen = 850;
  const Json json = DeferralsToJson({item});
  EXPECT_EQ(json.at("rows"), 1);
  EXPECT_EQ(json.at("totals"), Json({{"employers", 1},
                                     {"deferred_fen", 70850},
                                     {"made_up_fen", 850},
                                     {"outstanding_fen", 70000}}));
  const Json& row = json.at("deferrals").at(0);
  EXPECT_EQ(row.at("state"), "held");
  EXPECT_EQ(row.at("outstanding_fen"), 70000);
  EXPECT_EQ(row.at("overdue"), false);
}

TEST(ClearanceToText, NamesWhatIsOpenAndWhatToDoInBothLanguages) {
  Clearance clearance;
  clearance.obstacles = {
      {"DEFERRED_UNPAID", "2022-08", "employer_medical", 70000, "LB00000000000428"},
      {"SOMETHING_NEW", "", "", 1, ""}};
  const std::string text = ClearanceToText("N-1", clearance);
  EXPECT_THAT(text, HasSubstr("暂不能注销，有 2 项未了"));
  EXPECT_THAT(text,
              HasSubstr("2022-08  单位医疗 employer_medical  700.00 元 yuan  LB0000000000042"));
  EXPECT_THAT(text, HasSubstr("agency deferrals make-up"));
  EXPECT_THAT(text, HasSubstr("SOMETHING_NEW  其他事项 something else"));
  EXPECT_THAT(ClearanceToText("N-1", {true, {}}), HasSubstr("可以注销"));
}

TEST(ClearanceToJson, SaysWhetherItIsClearAndListsWhatIsNot) {
  Clearance clearance;
  clearance.obstacles = {{"OUTSTANDING", "2022-08", "personal", 5, ""}};
  const auto region = domain::RegionCode::FromNumber(320600).value();
  const Json json = ClearanceToJson("N-1", region, clearance);
  EXPECT_EQ(json.at("clear"), false);
  EXPECT_EQ(json.at("region"), "320600");
  EXPECT_EQ(json.at("obstacles").at(0).at("code"), "OUTSTANDING");
  EXPECT_EQ(json.at("obstacles").at(0).at("amount_fen"), 5);
  EXPECT_FALSE(json.at("obstacles").at(0).at("remedy_zh").get<std::string>().empty());
}

}  // namespace
}  // namespace levybridge::client
