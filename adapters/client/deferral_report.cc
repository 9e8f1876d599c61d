#include "adapters/client/deferral_report.h"

#include <map>
#include <set>

#include "gateway/domain/concatenate.h"
#include "gateway/domain/money.h"

namespace levybridge::client {
namespace {

using domain::Concatenate;
using domain::MoneySum;
using Form = Column::Form;

constexpr size_t kUnitCells = 15;
constexpr size_t kNameCells = 13;

struct Totals {
  std::set<std::string> employers;
  std::map<DeferralStanding, int64_t> standing;
  MoneySum deferred;
  MoneySum made_up;
  MoneySum outstanding;
};

int64_t OutstandingFen(const DeferredItem& item) { return item.deferred_fen - item.made_up_fen; }

Totals TotalsOf(const std::vector<DeferredItem>& items) {
  Totals totals;
  for (const DeferredItem& item : items) {
    totals.employers.insert(item.unit_code);
    ++totals.standing[StandingOf(item)];
    totals.deferred += MoneySum::FromFen(item.deferred_fen);
    totals.made_up += MoneySum::FromFen(item.made_up_fen);
    totals.outstanding += MoneySum::FromFen(OutstandingFen(item));
  }
  return totals;
}

int64_t FenOf(const MoneySum& sum) {
  return sum.ToInt64().value_or(sum.fen() < 0 ? INT64_MIN : INT64_MAX);
}

// At most 33 cells.
std::string StandingText(const DeferredItem& item) {
  switch (StandingOf(item)) {
    case DeferralStanding::kRejectedByTax:
      return "税务退回 refused by tax";
    case DeferralStanding::kOverdue:
      return Concatenate("逾期 overdue, fee from ", item.late_fee_from_on);
    case DeferralStanding::kAwaitingCommitment:
      return item.reminder_due ? "待承诺应提醒 remind: size unknown"
                               : "待名单或承诺 awaiting commitment";
    case DeferralStanding::kEnded:
      return "不再缓缴 no longer deferred";
    case DeferralStanding::kMadeUp:
      return "已补缴 made up";
    case DeferralStanding::kCommitmentMissing:
      return "未承诺已通知 no commitment given";
    case DeferralStanding::kReminderDue:
      return Concatenate("应提醒 remind since ", item.remind_from_on);
    case DeferralStanding::kInstructed:
      return Concatenate("已通知 issued ", item.instruction_no);
    case DeferralStanding::kHeld:
      return Concatenate("缓缴中 held until ", item.deferred_until);
  }
  return "";
}

std::string_view StandingWords(DeferralStanding standing) {
  switch (standing) {
    case DeferralStanding::kRejectedByTax:
      return "税务退回，待医保处理 refused by the tax bureau";
    case DeferralStanding::kOverdue:
      return "逾期未补缴 overdue";
    case DeferralStanding::kAwaitingCommitment:
      return "待名单或承诺 awaiting list or commitment";
    case DeferralStanding::kEnded:
      return "不再缓缴，由税务按月征收 no longer deferred, the tax bureau collects";
    case DeferralStanding::kMadeUp:
      return "已补缴 made up";
    case DeferralStanding::kCommitmentMissing:
      return "始终未见名单或承诺，已发补缴通知 no list or commitment ever came, instruction issued";
    case DeferralStanding::kReminderDue:
      return "应提醒单位 to be reminded now";
    case DeferralStanding::kInstructed:
      return "已发补缴通知 instruction issued";
    case DeferralStanding::kHeld:
      return "缓缴中 held";
  }
  return "";
}

Json ItemToJson(const DeferredItem& item) {
  return {{"position", item.position},
          {"unit_code", item.unit_code},
          {"unit_name", item.unit_name},
          {"region", item.region},
          {"insurance_type", item.insurance_type},
          {"fee_period", item.fee_period},
          {"state", MachineName(StandingOf(item))},
          {"deferred_fen", item.deferred_fen},
          {"made_up_fen", item.made_up_fen},
          {"outstanding_fen", OutstandingFen(item)},
          {"held_fen", item.held_fen},
          {"deferred_until", item.deferred_until},
          {"remind_from_on", item.remind_from_on},
          {"reminder_due", item.reminder_due},
          {"instruct_on", item.instruct_on},
          {"instruction_no", item.instruction_no},
          {"rejected_by_tax", item.rejected_by_tax},
          {"overdue", item.overdue},
          {"late_fee_from_on", item.late_fee_from_on},
          {"awaiting_commitment", item.awaiting_commitment},
          {"commitment_missing", item.commitment_missing},
          {"register_contradiction", item.register_contradiction},
          {"personal_account_held", item.personal_account_held},
          {"policy", item.policy},
          {"clause", item.clause}};
}

std::string TotalsText(const std::vector<DeferredItem>& items) {
  const Totals totals = TotalsOf(items);
  std::string text =
      Concatenate("\n合计 total: ", GroupedText(std::ssize(items)), " 笔 items, ",
                  GroupedText(std::ssize(totals.employers)), " 户 employers\n", "  缓缴 deferred ",
                  GroupedYuanText(FenOf(totals.deferred)), "  已补缴 made up ",
                  GroupedYuanText(FenOf(totals.made_up)), "  未补缴 open ",
                  GroupedYuanText(FenOf(totals.outstanding)), "  （元 yuan）\n");
  for (const auto& [standing, count] : totals.standing) {
    text += Concatenate("  ", StandingWords(standing), ": ", GroupedText(count), "\n");
  }
  return text;
}

// Below the table, with what to do.
std::string ContradictionsText(const std::vector<DeferredItem>& items) {
  std::string text =
      "\n# 名单或承诺与核定时申报的单位类型相反，请核实，必要时重新核定：\n"
      "  List or commitment contradict the declared type; verify it, and reassess where needed:\n";
  for (const DeferredItem& item : items) {
    if (item.register_contradiction.empty()) continue;
    const bool may = item.register_contradiction == "may_defer";
    text +=
        Concatenate("  ", CutToWidth(WithoutControls(item.unit_code), kUnitCells), "  ",
                    item.fee_period, may ? "  可以缓缴 may defer\n" : "  不得缓缴 may not defer\n");
  }
  return text;
}

// What an obstacle is and what to do about it.
struct ObstacleWords {
  std::string_view code;
  std::string_view what_zh;
  std::string_view what_en;
  std::string_view remedy_zh;
  std::string_view remedy_en;
};
constexpr ObstacleWords kObstacles[] = {
    {"DEFERRED_UNPAID", "缓缴未补足", "deferred and not made up",
     "先补缴：agency deferrals make-up，由税务征收",
     "make it up first: 'agency deferrals make-up', then the tax bureau collects"},
    {"OUTSTANDING", "欠费", "owed and not paid", "由单位向税务缴清",
     "the employer pays it to the tax bureau"},
    {"REFUND_OPEN", "退费在途", "a refund is under way", "待退费到账或撤回后再查",
     "wait until it is paid or withdrawn"},
    {"OFFSET_OPEN", "抵扣余额未用完", "credit is left", "改为退费，退清后再查",
     "turn it into a refund, and wait until that is paid"},
    {"UNAPPLIED_PAYMENT", "缴款无账可归", "money that fits no obligation",
     "由税务核对所属账目或退回", "the tax bureau says what it is for, or gives it back"},
};
constexpr ObstacleWords kUnknownObstacle = {"", "其他事项", "something else", "按代码询问网关运维",
                                            "ask the gateway's operator"};

const ObstacleWords& WordsOf(const std::string& code) {
  for (const ObstacleWords& words : kObstacles) {
    if (words.code == code) return words;
  }
  return kUnknownObstacle;
}

std::string ChineseComponent(const std::string& machine_name) {
  const auto component = domain::ParseComponent(machine_name);
  return component ? std::string(ChineseName(*component)) : "";
}

}  // namespace

DeferralStanding StandingOf(const DeferredItem& item) {
  if (item.rejected_by_tax) return DeferralStanding::kRejectedByTax;
  if (item.overdue) return DeferralStanding::kOverdue;
  if (item.awaiting_commitment) return DeferralStanding::kAwaitingCommitment;
  if (item.deferred_fen == 0) return DeferralStanding::kEnded;
  if (OutstandingFen(item) == 0) return DeferralStanding::kMadeUp;
  if (item.commitment_missing) return DeferralStanding::kCommitmentMissing;
  if (item.reminder_due) return DeferralStanding::kReminderDue;
  if (item.held_fen == 0 && !item.instruction_no.empty()) return DeferralStanding::kInstructed;
  return DeferralStanding::kHeld;
}

std::string_view MachineName(DeferralStanding standing) {
  switch (standing) {
    case DeferralStanding::kRejectedByTax:
      return "rejected_by_tax";
    case DeferralStanding::kOverdue:
      return "overdue";
    case DeferralStanding::kAwaitingCommitment:
      return "awaiting_commitment";
    case DeferralStanding::kEnded:
      return "ended";
    case DeferralStanding::kMadeUp:
      return "made_up";
    case DeferralStanding::kCommitmentMissing:
      return "commitment_missing";
    case DeferralStanding::kReminderDue:
      return "reminder_due";
    case DeferralStanding::kInstructed:
      return "instructed";
    case DeferralStanding::kHeld:
      return "held";
  }
  return "";
}

Json DeferralsToJson(const std::vector<DeferredItem>& items) {
  const Totals totals = TotalsOf(items);
  Json rows = Json::array();
  for (const DeferredItem& item : items) rows.push_back(ItemToJson(item));
  return {{"deferrals", std::move(rows)},
          {"rows", items.size()},
          {"totals",
           {{"employers", totals.employers.size()},
            {"deferred_fen", FenOf(totals.deferred)},
            {"made_up_fen", FenOf(totals.made_up)},
            {"outstanding_fen", FenOf(totals.outstanding)}}}};
}

std::string DeferralsToText(const std::vector<DeferredItem>& items) {
  if (items.empty()) return "没有缓缴 / nothing is deferred\n";
  Table table{{{"unit_code", "单位编号 unit"},
               {"unit_name", "单位名称 name"},
               {"fee_period", "所属期 period"},
               {"deferred_fen", "缓缴 deferred", Form::kGroupedFen},
               {"outstanding_fen", "未补缴 open", Form::kGroupedFen},
               {"state", "状态 state"}},
              {}};
  bool account_held = false;
  bool contradicted = false;
  for (const DeferredItem& item : items) {
    account_held = account_held || item.personal_account_held;
    contradicted = contradicted || !item.register_contradiction.empty();
    table.rows.push_back({CutToWidth(item.unit_code, kUnitCells),
                          CutToWidth(item.unit_name, kNameCells), item.fee_period,
                          item.deferred_fen, OutstandingFen(item),
                          StandingText(item) + (item.personal_account_held ? " *" : "") +
                              (item.register_contradiction.empty() ? "" : " #")});
  }
  std::string text = table.ToText();
  if (account_held) {
    text +=
        "\n* 缓缴期间个人账户暂不划入，补缴后补划。\n"
        "  Personal accounts are not credited meanwhile, and are credited after make-up.\n";
  }
  if (contradicted) text += ContradictionsText(items);
  return text + TotalsText(items);
}

Json ClearanceToJson(const std::string& unit_code, domain::RegionCode region,
                     const Clearance& clearance) {
  Json obstacles = Json::array();
  for (const ClearanceObstacle& obstacle : clearance.obstacles) {
    const ObstacleWords& words = WordsOf(obstacle.code);
    obstacles.push_back({{"code", obstacle.code},
                         {"fee_period", obstacle.fee_period},
                         {"component", obstacle.component},
                         {"amount_fen", obstacle.amount_fen},
                         {"reference", obstacle.reference},
                         {"text_zh", words.what_zh},
                         {"text_en", words.what_en},
                         {"remedy_zh", words.remedy_zh},
                         {"remedy_en", words.remedy_en}});
  }
  return {{"unit_code", unit_code},
          {"region", region.ToString()},
          {"clear", clearance.clear},
          {"obstacles", std::move(obstacles)}};
}

std::string ClearanceToText(const std::string& unit_code, const Clearance& clearance) {
  if (clearance.clear) {
    return Concatenate(unit_code, "  可以注销，没有未了事项 / may be deregistered: nothing open\n");
  }
  std::string text =
      Concatenate(unit_code, "  暂不能注销，有 ", clearance.obstacles.size(),
                  " 项未了 / may not be deregistered yet: ", clearance.obstacles.size(), " open\n");
  for (const ClearanceObstacle& obstacle : clearance.obstacles) {
    const ObstacleWords& words = WordsOf(obstacle.code);
    text += Concatenate("\n  ", WithoutControls(obstacle.code), "  ", words.what_zh, " ",
                        words.what_en, "\n    ");
    if (!obstacle.fee_period.empty()) text += obstacle.fee_period + "  ";
    if (!obstacle.component.empty()) {
      text += Concatenate(ChineseComponent(obstacle.component), " ", obstacle.component, "  ");
    }
    text += YuanText(obstacle.amount_fen) + " 元 yuan";
    if (!obstacle.reference.empty()) text += "  " + WithoutControls(obstacle.reference);
    text += Concatenate("\n    办法：", words.remedy_zh, "\n    To do: ", words.remedy_en, "\n");
  }
  return text;
}

}  // namespace levybridge::client
