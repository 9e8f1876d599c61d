#include "adapters/month/month_report.h"

#include <string_view>
#include <utility>
#include <vector>

#include "gateway/domain/concatenate.h"

namespace levybridge::month {
namespace {

using client::Column;
using client::ConfirmationView;
using client::Json;
using client::MonthView;
using client::SideView;
using client::Table;
using domain::Concatenate;
using domain::StatementTotals;

struct Figure {
  const char* key;
  const char* title;
  domain::MoneySum StatementTotals::*sum;
};
constexpr Figure kFigures[] = {
    {"opening_fen", "期初 opening", &StatementTotals::opening},
    {"assessed_fen", "本月核定 assessed", &StatementTotals::assessed},
    {"collected_employer_medical_fen", "单位医疗实缴 employer medical collected",
     &StatementTotals::collected_employer_medical},
    {"collected_maternity_fen", "生育实缴 maternity collected",
     &StatementTotals::collected_maternity},
    {"collected_personal_fen", "个人实缴 personal collected", &StatementTotals::collected_personal},
    {"late_fee_fen", "滞纳金 late fee", &StatementTotals::late_fee},
    {"refunded_fen", "退费 refunded", &StatementTotals::refunded},
    {"offset_fen", "抵扣 offset", &StatementTotals::offset},
    {"closing_fen", "期末 closing", &StatementTotals::closing},
};

std::string SideTitle(std::string_view side) {
  if (side == "agency") return "医保 agency";
  if (side == "tax") return "税务 tax";
  if (side == "bank") return "银行 bank";
  if (side == "ledger") return "账簿 ledger";
  return std::string(side);
}

std::string_view ChineseState(std::string_view state) {
  if (state == "open") return "未对账";
  if (state == "compared") return "已对账，待确认";
  if (state == "confirmed") return "双方已确认";
  if (state == "closed") return "已关账";
  return "";
}

bool SideMissing(const MonthView& month, std::string_view side) {
  for (const SideView& view : month.sides) {
    if (view.side == side) return !view.present;
  }
  return true;
}

bool Confirmed(const MonthView& month, std::string_view role) {
  for (const ConfirmationView& entry : month.confirmations) {
    if (entry.role == role && !entry.refused && entry.digest == month.digest) return true;
  }
  return false;
}

Json SideJson(const SideView& side) {
  Json json = {{"present", side.present}, {"batch_id", side.batch_id}};
  json["lines"] = side.totals.lines;
  for (const Figure& figure : kFigures) {
    json[figure.key] = (side.totals.*figure.sum).ToInt64().value_or(0);
  }
  return json;
}

Json ConfirmationJson(const ConfirmationView& entry) {
  return {{"role", entry.role},           {"party", entry.party},
          {"digest", entry.digest},       {"at", client::LocalTimeText(entry.at_ms)},
          {"signatory", entry.signatory}, {"refused", entry.refused},
          {"reason", entry.reason}};
}

std::string TotalsText(const MonthView& month) {
  std::vector<const SideView*> sides;
  for (const SideView& side : month.sides) {
    if (side.side != "bank") sides.push_back(&side);
  }
  Table table;
  table.columns.push_back({"figure", "金额（元） yuan"});
  for (const SideView* side : sides) {
    table.columns.push_back({side->side, SideTitle(side->side), Column::Form::kFen});
  }
  std::vector<Json> lines = {"行数 lines"};
  for (const SideView* side : sides) {
    lines.emplace_back(side->present ? std::to_string(side->totals.lines) : "未提交 missing");
  }
  table.rows.push_back(std::move(lines));
  for (const Figure& figure : kFigures) {
    std::vector<Json> row = {figure.title};
    for (const SideView* side : sides) {
      const auto fen = (side->totals.*figure.sum).ToInt64();
      row.push_back(side->present && fen ? Json(*fen) : Json(nullptr));
    }
    table.rows.push_back(std::move(row));
  }
  return table.ToText();
}

std::string DifferencesText(const MonthView& month) {
  if (month.comparison_no == 0) return "";
  if (month.differences.empty()) return "\n没有差异 / no differences\n";
  Table table{{{"category", "差异类别 category"},
               {"zh", "说明 meaning"},
               {"lines", "行 lines", Column::Form::kNumber}},
              {}};
  for (const auto& [category, lines] : month.differences) {
    table.rows.push_back({category, client::ChineseCategory(category), lines});
  }
  return "\n" + table.ToText();
}

std::string ConfirmationsText(const MonthView& month) {
  std::string text;
  for (const ConfirmationView& entry : month.confirmations) {
    const bool outdated = entry.digest != month.digest;
    text += Concatenate("\n", SideTitle(entry.role), ": ",
                        entry.refused ? "不予确认 refused" : "已确认 confirmed", " ",
                        client::LocalTimeText(entry.at_ms), entry.signatory.empty() ? "" : " ",
                        entry.signatory, entry.reason.empty() ? "" : "：", entry.reason,
                        outdated ? "（针对旧数据 / of other totals）" : "");
  }
  return text.empty() ? text : text + "\n";
}

NextMove Move(std::string owner, std::string_view chinese, std::string_view english) {
  return {std::move(owner), Concatenate(chinese, " / ", english)};
}

}  // namespace

NextMove NextMoveOf(const MonthView& month) {
  if (month.state == "closed") return Move("", "已关账，不再变动", "closed for good");
  std::string missing;
  for (const char* side : {"agency", "tax"}) {
    if (SideMissing(month, side)) missing += Concatenate(missing.empty() ? "" : ",", side);
  }
  if (!missing.empty()) {
    return Move(missing, "提交对账单（statement submit）", "submit a statement");
  }
  if (month.state == "open" || month.stale) {
    return Move("agency,tax", "对账（month compare）", "compare the month");
  }
  if (month.state == "confirmed") {
    return Move("agency,tax", "关账（month close）", "close the month");
  }
  std::string waiting;
  for (const char* role : {"agency", "tax"}) {
    if (!Confirmed(month, role)) waiting += Concatenate(waiting.empty() ? "" : ",", role);
  }
  return Move(waiting, "核对差异后确认（month confirm）或拒绝（month refuse）",
              "look at the differences, then confirm or refuse");
}

Json ToJson(const MonthView& month) {
  const NextMove move = NextMoveOf(month);
  Json json = {{"month", month.month},
               {"region", month.region},
               {"state", month.state},
               {"comparison_no", month.comparison_no},
               {"stale", month.stale},
               {"digest", month.digest},
               {"matched_lines", month.matched_lines},
               {"difference_lines", month.difference_lines},
               {"compared_at", client::LocalTimeText(month.compared_at_ms)},
               {"closed_at", client::LocalTimeText(month.closed_at_ms)},
               {"replayed", month.replayed},
               {"whose_move", move.owner}};
  json["totals"] = Json::object();
  for (const SideView& side : month.sides) json["totals"][side.side] = SideJson(side);
  json["differences"] = Json::object();
  for (const auto& [category, lines] : month.differences) json["differences"][category] = lines;
  json["confirmations"] = Json::array();
  for (const ConfirmationView& entry : month.confirmations) {
    json["confirmations"].push_back(ConfirmationJson(entry));
  }
  return json;
}

std::string ToText(const MonthView& month) {
  const NextMove move = NextMoveOf(month);
  std::string text =
      Concatenate(month.month, "  ", month.region, "  ", ChineseState(month.state), " ",
                  month.state, month.stale ? "（数据已变，须重新对账 / stale）" : "", "\n");
  if (!month.digest.empty()) text += Concatenate("摘要 digest  ", month.digest, "\n");
  text += "\n" + TotalsText(month) + DifferencesText(month);
  if (month.comparison_no > 0) {
    text += Concatenate("一致 matched ", std::to_string(month.matched_lines), "，差异 differing ",
                        std::to_string(month.difference_lines), "\n");
  }
  text += ConfirmationsText(month);
  return text + Concatenate("\n下一步 next  ", move.owner, move.owner.empty() ? "" : ": ",
                            move.text, "\n");
}

}  // namespace levybridge::month
