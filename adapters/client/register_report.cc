#include "adapters/client/register_report.h"

#include <set>
#include <string_view>

#include "gateway/domain/codes.h"
#include "gateway/domain/concatenate.h"

namespace levybridge::client {
namespace {

using domain::Concatenate;

constexpr size_t kUnitCells = 20;
constexpr size_t kDocumentsCells = 30;
constexpr size_t kTypeCells = 56;

template <class Row>
size_t EmployersIn(const std::vector<Row>& rows) {
  std::set<std::string> units;
  for (const Row& row : rows) units.insert(row.unit_code);
  return units.size();
}

Json DeferralToJson(const GrantedDeferral& row) {
  Json documents = Json::array();
  for (const RegisteredDocument& document : row.documents) {
    documents.push_back({{"name", document.name}, {"sha256", document.sha256}});
  }
  return {{"unit_code", row.unit_code},
          {"region", row.region},
          {"first_fee_period", row.first_fee_period},
          {"last_fee_period", row.last_fee_period},
          {"deferred_until", row.deferred_until},
          {"applied_on", row.applied_on},
          {"approved_on", row.approved_on},
          {"filed_on", row.filed_on},
          {"copied_to_tax_on", row.copied_to_tax_on},
          {"documents", std::move(documents)}};
}

Json EligibleToJson(const EligibleEntry& row) {
  return {{"unit_code", row.unit_code},
          {"region", row.region},
          {"unit_type", row.unit_type},
          {"source", row.source},
          {"effective_from", row.effective_from}};
}

std::string DocumentNames(const GrantedDeferral& row) {
  std::string names;
  for (const RegisteredDocument& document : row.documents) {
    names += (names.empty() ? "" : "、") + document.name;
  }
  return CutToWidth(names, kDocumentsCells);
}

// "1,234 条 entries, 56 户 employers".
std::string CountsText(size_t entries, size_t employers) {
  return Concatenate("合计 total: ", GroupedText(static_cast<int64_t>(entries)), " 条 entries, ",
                     GroupedText(static_cast<int64_t>(employers)), " 户 employers\n");
}

std::string DeferralsText(const std::vector<GrantedDeferral>& rows) {
  Table table{{{"unit_code", "单位编号 unit"},
               {"periods", "所属期 periods"},
               {"deferred_until", "缓缴至 until"},
               {"filed_on", "备案 filed"},
               {"copied_to_tax_on", "抄送税务 copied"},
               {"documents", "材料 documents"}},
              {}};
  for (const GrantedDeferral& row : rows) {
    table.rows.push_back({CutToWidth(row.unit_code, kUnitCells),
                          row.first_fee_period + "…" + row.last_fee_period, row.deferred_until,
                          row.filed_on, row.copied_to_tax_on, DocumentNames(row)});
  }
  return Concatenate("依申请缓缴 deferrals granted on application\n", table.ToText(),
                     CountsText(rows.size(), EmployersIn(rows)),
                     "登记即抄送：税务部门由网关随时查看同一登记；抄送日期为经办机构另行填报。\n"
                     "The tax bureau has this register by the gateway; 'copied' is the day the "
                     "agency stated.\n");
}

std::string TypeText(const std::string& machine_name) {
  const auto type = domain::ParseUnitType(machine_name);
  return type ? Concatenate(ChineseName(*type), " ", machine_name) : machine_name;
}

std::string EligibleText(const std::vector<EligibleEntry>& rows) {
  Table table{{{"unit_code", "单位编号 unit"},
               {"region", "区划 region", Column::Form::kNumber},
               {"unit_type", "单位类型 type"},
               {"source", "来源 source"},
               {"effective_from", "生效 from"}},
              {}};
  for (const EligibleEntry& row : rows) {
    const std::string_view source = row.source == "joint_list"   ? "名单 joint list"
                                    : row.source == "commitment" ? "承诺 commitment"
                                                                 : std::string_view(row.source);
    table.rows.push_back({CutToWidth(row.unit_code, kUnitCells), row.region,
                          CutToWidth(TypeText(row.unit_type), kTypeCells), std::string(source),
                          row.effective_from});
  }
  return Concatenate("名单与承诺 joint list and commitments\n", table.ToText(),
                     CountsText(rows.size(), EmployersIn(rows)));
}

}  // namespace

Json RegistersToJson(const Registers& registers) {
  Json deferrals = Json::array();
  for (const GrantedDeferral& row : registers.deferrals) deferrals.push_back(DeferralToJson(row));
  Json eligible = Json::array();
  for (const EligibleEntry& row : registers.eligible) eligible.push_back(EligibleToJson(row));
  return {{"deferrals", std::move(deferrals)},
          {"eligible", std::move(eligible)},
          {"rows", registers.deferrals.size() + registers.eligible.size()}};
}

std::string RegistersToText(const Registers& registers) {
  if (registers.deferrals.empty() && registers.eligible.empty()) {
    return "登记中没有单位 / the registers are empty\n";
  }
  std::string text;
  if (!registers.deferrals.empty()) text += DeferralsText(registers.deferrals);
  if (!registers.eligible.empty()) {
    if (!text.empty()) text += "\n";
    text += EligibleText(registers.eligible);
  }
  return text;
}

}  // namespace levybridge::client
