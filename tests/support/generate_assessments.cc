#include "tests/support/generate_assessments.h"

#include <array>
#include <cstdio>
#include <utility>

#include "gateway/domain/money.h"

namespace levybridge::support {
namespace {

using domain::Money;
using domain::UnitType;

struct TypeShare {
  uint32_t per_mille;
  UnitType type;
  std::string_view uscc_prefix;
  std::string_view suffix;
  int64_t most_insured;
};
constexpr std::array<TypeShare, 13> kTypes = {{
    {20, UnitType::kEnterpriseLarge, "91", "集团股份有限公司", 4000},
    {90, UnitType::kEnterpriseMedium, "91", "股份有限公司", 300},
    {400, UnitType::kEnterpriseSmall, "91", "有限公司", 60},
    {270, UnitType::kEnterpriseMicro, "91", "有限责任公司", 9},
    {70, UnitType::kIndividualBusinessUnit, "92", "商行", 6},
    {40, UnitType::kPrivateNonEnterprise, "52", "服务中心", 30},
    {20, UnitType::kSocialOrganization, "51", "协会", 15},
    {5, UnitType::kFoundation, "53", "基金会", 10},
    {10, UnitType::kLawFirm, "31", "律师事务所", 40},
    {10, UnitType::kAccountingFirm, "91", "会计师事务所", 40},
    {25, UnitType::kGovernmentAgency, "11", "局", 120},
    {35, UnitType::kPublicInstitution, "12", "研究所", 200},
    {5, UnitType::kPublicInstitutionEnterprisePension, "12", "设计院", 90},
}};

constexpr std::array<std::string_view, 8> kPlaces = {"武汉", "湖北", "江城", "楚天",
                                                     "东湖", "汉阳", "长江", "光谷"};
constexpr std::array<std::string_view, 32> kSyllables = {
    "华", "鑫", "盛", "宏", "泰", "瑞", "恒", "信", "达", "丰", "诚", "嘉", "博", "远", "腾", "昌",
    "隆", "祥", "润", "康", "明", "锦", "源", "安", "凯", "德", "利", "兴", "和", "顺", "汇", "喆"};
constexpr std::array<std::string_view, 16> kTrades = {
    "商贸",     "科技",     "建筑工程", "餐饮管理",   "物流",     "机械制造",
    "医疗器械", "信息技术", "文化传媒", "汽车零部件", "生物医药", "物业管理",
    "环保科技", "服装",     "电子",     "食品"};

constexpr std::string_view kUsccAlphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";
constexpr std::array<int, 17> kUsccWeights = {1,  3,  9,  27, 19, 26, 16, 17, 20,
                                              29, 25, 13, 8,  24, 10, 30, 28};
constexpr std::array<int, 8> kOrganisationWeights = {3, 7, 9, 10, 5, 8, 4, 2};

constexpr int64_t kLowestWageFen = 373'900;
constexpr int64_t kWageSpanFen = 1'500'000;
constexpr int64_t kMedicalPerMille = 80;
constexpr int64_t kPersonalPerMille = 20;
constexpr int64_t kMaternityPerMille = 7;

int64_t PerMille(int64_t fen, int64_t rate) { return (fen * rate + 500) / 1000; }

// A stream of choices for one employer.
class Choices {
 public:
  Choices(uint64_t seed, uint64_t employer, uint64_t purpose)
      : state_(Mix(Mix(seed) ^ Mix(employer * 8 + purpose))) {}
  uint64_t Below(uint64_t bound) {
    state_ = Mix(state_);
    return state_ % bound;
  }

 private:
  uint64_t state_;
};
constexpr uint64_t kIdentityPurpose = 1;
constexpr uint64_t kDefectPurpose = 2;
constexpr uint64_t kPaymentPurpose = 3;
constexpr uint64_t kWagePurpose = 4;

std::string Digits(uint64_t number, int width) {
  char buffer[32];
  const int length = std::snprintf(buffer, sizeof(buffer), "%0*llu", width,
                                   static_cast<unsigned long long>(number));
  return std::string(buffer, static_cast<size_t>(length));
}

const TypeShare& ChooseType(uint64_t per_mille) {
  for (const TypeShare& share : kTypes) {
    if (per_mille < share.per_mille) return share;
    per_mille -= share.per_mille;
  }
  return kTypes[2];
}

Defect ChooseDefect(const GeneratorOptions& options, uint64_t employer) {
  Choices choices(options.seed ^ static_cast<uint64_t>(options.fee_period.index()), employer,
                  kDefectPurpose);
  if (choices.Below(1'000'000) >= static_cast<uint64_t>(options.bad_per_million)) {
    return Defect::kNone;
  }
  return static_cast<Defect>(1 + choices.Below(6));
}

void AddYuan(int64_t fen, std::string& out) {
  Money::Proven(fen).AppendYuan(out);
  out.push_back(',');
}

void AddText(std::string_view text, std::string& out) {
  out += text;
  out.push_back(',');
}

}  // namespace

std::string MakeUscc(std::string_view prefix, domain::RegionCode region, uint64_t number) {
  std::string code = std::string(prefix) + region.ToString() + Digits(number % 100'000'000, 8);
  int sum = 0;
  for (size_t i = 0; i < kOrganisationWeights.size(); ++i) {
    sum += (code[8 + i] - '0') * kOrganisationWeights[i];
  }
  const int check = 11 - sum % 11;
  code.push_back(check == 10 ? 'X' : (check == 11 ? '0' : static_cast<char>('0' + check)));
  sum = 0;
  for (size_t i = 0; i < kUsccWeights.size(); ++i) {
    sum += static_cast<int>(kUsccAlphabet.find(code[i])) * kUsccWeights[i];
  }
  code.push_back(kUsccAlphabet[static_cast<size_t>((31 - sum % 31) % 31)]);
  return code;
}

AssessmentGenerator::AssessmentGenerator(GeneratorOptions options)
    : options_(std::move(options)),
      order_(static_cast<uint64_t>(options_.rows),
             options_.seed + static_cast<uint64_t>(options_.fee_period.index())) {}

bool AssessmentGenerator::Reduced(UnitType type) const {
  if (type == UnitType::kGovernmentAgency || type == UnitType::kPublicInstitution ||
      type == UnitType::kPublicInstitutionEnterprisePension) {
    return false;
  }
  return options_.fee_period.year() == 2020 && options_.fee_period.month() >= 2 &&
         options_.fee_period.month() <= 6;
}

GeneratedRow AssessmentGenerator::At(int64_t position) const {
  const uint64_t employer = order_.At(static_cast<uint64_t>(position));
  Choices identity(options_.seed, employer, kIdentityPurpose);
  const TypeShare& share = ChooseType(identity.Below(1000));
  const domain::RegionCode region = options_.regions[identity.Below(options_.regions.size())];
  GeneratedRow row;
  row.employer = static_cast<int64_t>(employer);
  row.defect = ChooseDefect(options_, employer);
  row.unit_type = share.type;
  row.region = region.ToString();
  row.unit_code = "U" + Digits(employer + 1, 9);
  row.assessment_no = "H" + Digits(static_cast<uint64_t>(options_.fee_period.year()), 4) +
                      Digits(static_cast<uint64_t>(options_.fee_period.month()), 2) + "-" +
                      Digits(employer + 1, 9);
  row.uscc = MakeUscc(share.uscc_prefix, region, employer * 7 + 10'000'019);
  row.unit_name = kPlaces[identity.Below(kPlaces.size())];
  const uint64_t syllables = 2 + identity.Below(2);
  for (uint64_t i = 0; i < syllables; ++i) {
    row.unit_name += kSyllables[identity.Below(kSyllables.size())];
  }
  row.unit_name += kTrades[identity.Below(kTrades.size())];
  row.unit_name += share.suffix;
  row.insured_count =
      1 + static_cast<int64_t>(identity.Below(static_cast<uint64_t>(share.most_insured)));
  Choices wages(options_.seed + static_cast<uint64_t>(options_.fee_period.index()) * 31, employer,
                kWagePurpose);
  row.base_fen =
      row.insured_count * (kLowestWageFen + static_cast<int64_t>(wages.Below(kWageSpanFen)));
  row.medical_fen = PerMille(row.base_fen, kMedicalPerMille);
  row.maternity_fen = PerMille(row.base_fen, kMaternityPerMille);
  row.personal_fen = PerMille(row.base_fen, kPersonalPerMille);
  if (Reduced(row.unit_type)) {
    row.reduction_fen = row.medical_fen - HalfUp(Money::Proven(row.medical_fen)).fen();
  }
  return row;
}

std::string AssessmentGenerator::AssessmentHeader() {
  return "assessment_no,unit_code,uscc,unit_name,unit_type,region,insurance_type,fee_period,kind,"
         "insured_count,contribution_base,employer_rate,employer_medical,maternity,"
         "excluded_medical,personal,amount_before,reduction,amount_after,reduction_start,"
         "reduction_end\r\n";
}

void AssessmentGenerator::AppendAssessment(const GeneratedRow& row, std::string& out) const {
  const int64_t before = row.medical_fen + row.maternity_fen;
  const int64_t reduction =
      row.defect == Defect::kWrongReduction ? row.reduction_fen + 1 : row.reduction_fen;
  AddText(row.assessment_no, out);
  AddText(row.unit_code, out);
  AddText(row.uscc, out);
  AddText(row.defect == Defect::kNoName ? "" : row.unit_name, out);
  AddText(row.defect == Defect::kUnknownUnitType ? "合伙企业" : MachineName(row.unit_type), out);
  AddText(row.defect == Defect::kBadRegion ? "42O106" : row.region, out);
  AddText("310", out);
  options_.fee_period.AppendIso(out);
  out += ",regular,";
  AddText(std::to_string(row.insured_count), out);
  AddYuan(row.base_fen, out);
  AddText("0.08", out);
  AddYuan(row.medical_fen, out);
  AddYuan(row.maternity_fen, out);
  AddText("0.00", out);
  AddYuan(row.personal_fen, out);
  Money::Proven(before).AppendYuan(out);
  out += row.defect == Defect::kThirdDecimal ? "5," : ",";
  AddYuan(reduction, out);
  AddYuan(before - row.reduction_fen, out);
  if (row.defect == Defect::kUnrealDate) {
    out += "2020-02-30,2020-06-30";
  } else if (row.reduction_fen > 0) {
    out += "2020-02-01,2020-06-30";
  } else {
    out += ",";
  }
  out += "\r\n";
}

std::string AssessmentGenerator::PaymentHeader() {
  return "receipt_no,line_no,type,unit_code,insurance_type,fee_period,region,"
         "employer_medical_paid,maternity_paid,personal_paid,late_fee,interest,paid_on,"
         "booked_on\r\n";
}

void AssessmentGenerator::AppendPayment(const GeneratedRow& row, const PaymentDates& dates,
                                        std::string& out) const {
  if (row.defect != Defect::kNone) return;
  Choices choices(options_.seed, static_cast<uint64_t>(row.employer), kPaymentPurpose);
  if (choices.Below(1'000'000) >= static_cast<uint64_t>(options_.paid_per_million)) return;
  out += "3";
  out += Digits(static_cast<uint64_t>(options_.fee_period.index()), 6);
  AddText(Digits(static_cast<uint64_t>(row.employer) + 1, 11), out);
  out += "1,payment,";
  AddText(row.unit_code, out);
  out += "310,";
  options_.fee_period.AppendIso(out);
  out.push_back(',');
  AddText(row.region, out);
  AddYuan(row.medical_fen - row.reduction_fen, out);
  AddYuan(row.maternity_fen, out);
  AddYuan(row.personal_fen, out);
  out += "0.00,0.00,";
  dates.paid_on.AppendIso(out);
  out.push_back(',');
  if (dates.booked_on) dates.booked_on->AppendIso(out);
  out += "\r\n";
}

}  // namespace levybridge::support
