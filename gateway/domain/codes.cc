#include "gateway/domain/codes.h"

#include <algorithm>

#include "gateway/domain/check.h"

namespace levybridge::domain {
namespace {

template <class Enum>
struct Name {
  std::string_view text;
  Enum value;
};

// Tables below are written by meaning and sorted by the compiler, so that parsing is a binary
// search.
template <class Enum, size_t kSize>
constexpr std::array<Name<Enum>, kSize> Sorted(std::array<Name<Enum>, kSize> names) {
  std::sort(names.begin(), names.end(),
            [](const Name<Enum>& a, const Name<Enum>& b) { return a.text < b.text; });
  return names;
}

template <class Enum, size_t kSize>
std::optional<Enum> Find(const std::array<Name<Enum>, kSize>& sorted, std::string_view text) {
  const auto found = std::lower_bound(
      sorted.begin(), sorted.end(), text,
      [](const Name<Enum>& name, std::string_view wanted) { return name.text < wanted; });
  if (found == sorted.end() || found->text != text) return std::nullopt;
  return found->value;
}

constexpr auto kUnitTypes = Sorted(std::to_array<Name<UnitType>>({
    {"enterprise_large", UnitType::kEnterpriseLarge},
    {"大型企业", UnitType::kEnterpriseLarge},
    {"大企业", UnitType::kEnterpriseLarge},
    {"enterprise_medium", UnitType::kEnterpriseMedium},
    {"中型企业", UnitType::kEnterpriseMedium},
    {"enterprise_small", UnitType::kEnterpriseSmall},
    {"小型企业", UnitType::kEnterpriseSmall},
    {"小企业", UnitType::kEnterpriseSmall},
    {"enterprise_micro", UnitType::kEnterpriseMicro},
    {"微型企业", UnitType::kEnterpriseMicro},
    {"微企业", UnitType::kEnterpriseMicro},
    {"enterprise", UnitType::kEnterprise},
    {"企业", UnitType::kEnterprise},
    {"individual_business_unit", UnitType::kIndividualBusinessUnit},
    {"个体工商户（单位方式）", UnitType::kIndividualBusinessUnit},
    {"个体工商户(单位方式)", UnitType::kIndividualBusinessUnit},
    {"单位方式参保个体工商户", UnitType::kIndividualBusinessUnit},
    {"以单位方式参保的个体工商户", UnitType::kIndividualBusinessUnit},
    {"按单位参保的个体工商户", UnitType::kIndividualBusinessUnit},
    {"individual_business_person", UnitType::kIndividualBusinessPerson},
    {"个体工商户（个人身份）", UnitType::kIndividualBusinessPerson},
    {"个体工商户(个人身份)", UnitType::kIndividualBusinessPerson},
    {"个人身份参保个体工商户", UnitType::kIndividualBusinessPerson},
    {"以个人身份参保的个体工商户", UnitType::kIndividualBusinessPerson},
    {"private_non_enterprise", UnitType::kPrivateNonEnterprise},
    {"民办非企业单位", UnitType::kPrivateNonEnterprise},
    {"民办非企业", UnitType::kPrivateNonEnterprise},
    {"社会服务机构", UnitType::kPrivateNonEnterprise},
    {"social_organization", UnitType::kSocialOrganization},
    {"社会团体", UnitType::kSocialOrganization},
    {"foundation", UnitType::kFoundation},
    {"基金会", UnitType::kFoundation},
    {"law_firm", UnitType::kLawFirm},
    {"律师事务所", UnitType::kLawFirm},
    {"accounting_firm", UnitType::kAccountingFirm},
    {"会计师事务所", UnitType::kAccountingFirm},
    {"government_agency", UnitType::kGovernmentAgency},
    {"机关", UnitType::kGovernmentAgency},
    {"国家机关", UnitType::kGovernmentAgency},
    {"机关单位", UnitType::kGovernmentAgency},
    {"public_institution", UnitType::kPublicInstitution},
    {"事业单位", UnitType::kPublicInstitution},
    {"public_institution_enterprise_pension", UnitType::kPublicInstitutionEnterprisePension},
    {"参加企业养老保险的事业单位", UnitType::kPublicInstitutionEnterprisePension},
    {"flexible_employment", UnitType::kFlexibleEmployment},
    {"灵活就业人员", UnitType::kFlexibleEmployment},
    {"灵活就业", UnitType::kFlexibleEmployment},
    {"fiscal_funded", UnitType::kFiscalFunded},
    {"财政负担人员", UnitType::kFiscalFunded},
}));

constexpr auto kKinds = Sorted(std::to_array<Name<AssessmentKind>>({
    {"regular", AssessmentKind::kRegular},
    {"正常核定", AssessmentKind::kRegular},
    {"正常", AssessmentKind::kRegular},
    {"back_payment", AssessmentKind::kBackPayment},
    {"补缴", AssessmentKind::kBackPayment},
    {"补缴核定", AssessmentKind::kBackPayment},
    {"prepayment", AssessmentKind::kPrepayment},
    {"预缴", AssessmentKind::kPrepayment},
    {"预缴核定", AssessmentKind::kPrepayment},
    {"reassessment", AssessmentKind::kReassessment},
    {"重新核定", AssessmentKind::kReassessment},
}));

constexpr auto kComponents = Sorted(std::to_array<Name<Component>>({
    {"employer_medical", Component::kEmployerMedical},
    {"单位医疗", Component::kEmployerMedical},
    {"maternity", Component::kMaternity},
    {"生育", Component::kMaternity},
    {"personal", Component::kPersonal},
    {"个人", Component::kPersonal},
    {"late_fee", Component::kLateFee},
    {"滞纳金", Component::kLateFee},
    {"interest", Component::kInterest},
    {"利息", Component::kInterest},
}));

constexpr auto kRoles = Sorted(std::to_array<Name<Role>>({
    {"agency", Role::kAgency},
    {"tax", Role::kTax},
    {"fund_finance", Role::kFundFinance},
    {"fund-finance", Role::kFundFinance},
    {"fiscal", Role::kFiscal},
    {"bank", Role::kBank},
    {"auditor", Role::kAuditor},
}));

constexpr auto kInsuranceTypes = Sorted(std::to_array<Name<InsuranceType>>({
    {"310", InsuranceType::kEmployeeMedical},
    {"职工基本医疗保险", InsuranceType::kEmployeeMedical},
    {"320", InsuranceType::kCivilServantSupplement},
    {"公务员医疗补助", InsuranceType::kCivilServantSupplement},
    {"330", InsuranceType::kLargeAmount},
    {"大额医疗费用补助", InsuranceType::kLargeAmount},
    {"340", InsuranceType::kRetiredCadres},
    {"离休人员医疗保障", InsuranceType::kRetiredCadres},
    {"370", InsuranceType::kEnterpriseSupplement},
    {"企业补充医疗保险", InsuranceType::kEnterpriseSupplement},
    {"390", InsuranceType::kResidents},
    {"城乡居民基本医疗保险", InsuranceType::kResidents},
    {"510", InsuranceType::kMaternity},
    {"生育保险", InsuranceType::kMaternity},
}));

// What a function over an enum answers when memory was corrupted or a cast went wrong.
[[noreturn]] void NotAnEnumerator() {
  CheckFailed("enumerator", "a code holds a value outside its list", __FILE__, __LINE__);
}

}  // namespace

std::optional<InsuranceType> ParseInsuranceType(std::string_view code) {
  return Find(kInsuranceTypes, code);
}

std::string_view ChineseName(InsuranceType type) {
  switch (type) {
    case InsuranceType::kEmployeeMedical:
      return "职工基本医疗保险";
    case InsuranceType::kCivilServantSupplement:
      return "公务员医疗补助";
    case InsuranceType::kLargeAmount:
      return "大额医疗费用补助";
    case InsuranceType::kRetiredCadres:
      return "离休人员医疗保障";
    case InsuranceType::kEnterpriseSupplement:
      return "企业补充医疗保险";
    case InsuranceType::kResidents:
      return "城乡居民基本医疗保险";
    case InsuranceType::kMaternity:
      return "生育保险";
  }
  NotAnEnumerator();
}

std::string_view EnglishName(InsuranceType type) {
  switch (type) {
    case InsuranceType::kEmployeeMedical:
      return "employee basic medical insurance";
    case InsuranceType::kCivilServantSupplement:
      return "civil-servant medical supplement";
    case InsuranceType::kLargeAmount:
      return "large-amount medical supplement";
    case InsuranceType::kRetiredCadres:
      return "retired cadres' medical care";
    case InsuranceType::kEnterpriseSupplement:
      return "enterprise supplementary medical insurance";
    case InsuranceType::kResidents:
      return "residents' basic medical insurance";
    case InsuranceType::kMaternity:
      return "maternity insurance";
  }
  NotAnEnumerator();
}

std::optional<UnitType> ParseUnitType(std::string_view name) { return Find(kUnitTypes, name); }

std::string_view MachineName(UnitType type) {
  switch (type) {
    case UnitType::kEnterpriseLarge:
      return "enterprise_large";
    case UnitType::kEnterpriseMedium:
      return "enterprise_medium";
    case UnitType::kEnterpriseSmall:
      return "enterprise_small";
    case UnitType::kEnterpriseMicro:
      return "enterprise_micro";
    case UnitType::kEnterprise:
      return "enterprise";
    case UnitType::kIndividualBusinessUnit:
      return "individual_business_unit";
    case UnitType::kIndividualBusinessPerson:
      return "individual_business_person";
    case UnitType::kPrivateNonEnterprise:
      return "private_non_enterprise";
    case UnitType::kSocialOrganization:
      return "social_organization";
    case UnitType::kFoundation:
      return "foundation";
    case UnitType::kLawFirm:
      return "law_firm";
    case UnitType::kAccountingFirm:
      return "accounting_firm";
    case UnitType::kGovernmentAgency:
      return "government_agency";
    case UnitType::kPublicInstitution:
      return "public_institution";
    case UnitType::kPublicInstitutionEnterprisePension:
      return "public_institution_enterprise_pension";
    case UnitType::kFlexibleEmployment:
      return "flexible_employment";
    case UnitType::kFiscalFunded:
      return "fiscal_funded";
  }
  NotAnEnumerator();
}

std::string_view ChineseName(UnitType type) {
  switch (type) {
    case UnitType::kEnterpriseLarge:
      return "大型企业";
    case UnitType::kEnterpriseMedium:
      return "中型企业";
    case UnitType::kEnterpriseSmall:
      return "小型企业";
    case UnitType::kEnterpriseMicro:
      return "微型企业";
    case UnitType::kEnterprise:
      return "企业";
    case UnitType::kIndividualBusinessUnit:
      return "个体工商户（单位方式）";
    case UnitType::kIndividualBusinessPerson:
      return "个体工商户（个人身份）";
    case UnitType::kPrivateNonEnterprise:
      return "民办非企业单位";
    case UnitType::kSocialOrganization:
      return "社会团体";
    case UnitType::kFoundation:
      return "基金会";
    case UnitType::kLawFirm:
      return "律师事务所";
    case UnitType::kAccountingFirm:
      return "会计师事务所";
    case UnitType::kGovernmentAgency:
      return "机关";
    case UnitType::kPublicInstitution:
      return "事业单位";
    case UnitType::kPublicInstitutionEnterprisePension:
      return "参加企业养老保险的事业单位";
    case UnitType::kFlexibleEmployment:
      return "灵活就业人员";
    case UnitType::kFiscalFunded:
      return "财政负担人员";
  }
  NotAnEnumerator();
}

std::optional<AssessmentKind> ParseAssessmentKind(std::string_view name) {
  return Find(kKinds, name);
}

std::string_view MachineName(AssessmentKind kind) {
  switch (kind) {
    case AssessmentKind::kRegular:
      return "regular";
    case AssessmentKind::kBackPayment:
      return "back_payment";
    case AssessmentKind::kPrepayment:
      return "prepayment";
    case AssessmentKind::kReassessment:
      return "reassessment";
  }
  NotAnEnumerator();
}

std::string_view ChineseName(AssessmentKind kind) {
  switch (kind) {
    case AssessmentKind::kRegular:
      return "正常核定";
    case AssessmentKind::kBackPayment:
      return "补缴";
    case AssessmentKind::kPrepayment:
      return "预缴";
    case AssessmentKind::kReassessment:
      return "重新核定";
  }
  NotAnEnumerator();
}

std::optional<Component> ParseComponent(std::string_view name) { return Find(kComponents, name); }

std::string_view MachineName(Component component) {
  switch (component) {
    case Component::kEmployerMedical:
      return "employer_medical";
    case Component::kMaternity:
      return "maternity";
    case Component::kPersonal:
      return "personal";
    case Component::kLateFee:
      return "late_fee";
    case Component::kInterest:
      return "interest";
  }
  NotAnEnumerator();
}

std::string_view ChineseName(Component component) {
  switch (component) {
    case Component::kEmployerMedical:
      return "单位医疗";
    case Component::kMaternity:
      return "生育";
    case Component::kPersonal:
      return "个人";
    case Component::kLateFee:
      return "滞纳金";
    case Component::kInterest:
      return "利息";
  }
  NotAnEnumerator();
}

std::optional<Role> ParseRole(std::string_view name) { return Find(kRoles, name); }

std::string_view MachineName(Role role) {
  switch (role) {
    case Role::kAgency:
      return "agency";
    case Role::kTax:
      return "tax";
    case Role::kFundFinance:
      return "fund_finance";
    case Role::kFiscal:
      return "fiscal";
    case Role::kBank:
      return "bank";
    case Role::kAuditor:
      return "auditor";
  }
  NotAnEnumerator();
}

std::string_view ChineseName(Role role) {
  switch (role) {
    case Role::kAgency:
      return "医保经办机构";
    case Role::kTax:
      return "税务部门";
    case Role::kFundFinance:
      return "医保中心财务部门";
    case Role::kFiscal:
      return "财政部门";
    case Role::kBank:
      return "经办银行";
    case Role::kAuditor:
      return "审计";
  }
  NotAnEnumerator();
}

}  // namespace levybridge::domain
