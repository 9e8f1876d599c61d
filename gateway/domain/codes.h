// The code lists: insurance types, unit types, kinds of assessment, components of an obligation.
//
// Persisted enums: numbers are stored on disk and sent on the wire; add at the end, never renumber.
// Each has its machine name (canonical files), its Chinese name, and a parser that takes either.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace levybridge::domain {

// 险种, by national code. Only kEmployeeMedical is exchanged here; the others are known by name and
// refused with a clear reason.
enum class InsuranceType : uint16_t {
  kEmployeeMedical = 310,
  kCivilServantSupplement = 320,
  kLargeAmount = 330,
  kRetiredCadres = 340,
  kEnterpriseSupplement = 370,
  kResidents = 390,
  kMaternity = 510,
};
std::optional<InsuranceType> ParseInsuranceType(std::string_view code);
std::string_view ChineseName(InsuranceType type);
std::string_view EnglishName(InsuranceType type);

// 单位类型.
enum class UnitType : uint8_t {
  kEnterpriseLarge = 1,
  kEnterpriseMedium = 2,
  kEnterpriseSmall = 3,
  kEnterpriseMicro = 4,
  kEnterprise = 5,  // size unknown
  kIndividualBusinessUnit = 6,
  kIndividualBusinessPerson = 7,
  kPrivateNonEnterprise = 8,
  kSocialOrganization = 9,
  kFoundation = 10,
  kLawFirm = 11,
  kAccountingFirm = 12,
  kGovernmentAgency = 13,
  kPublicInstitution = 14,
  kPublicInstitutionEnterprisePension = 15,
  kFlexibleEmployment = 16,
  kFiscalFunded = 17,
};
inline constexpr int kUnitTypeCount = 17;
// Takes the machine name ("enterprise_small") or a Chinese name ("小型企业").
std::optional<UnitType> ParseUnitType(std::string_view name);
std::string_view MachineName(UnitType type);
std::string_view ChineseName(UnitType type);

// 核定类型.
enum class AssessmentKind : uint8_t {
  kRegular = 1,       // 正常核定
  kBackPayment = 2,   // 补缴
  kPrepayment = 3,    // 预缴
  kReassessment = 4,  // 重新核定
};
std::optional<AssessmentKind> ParseAssessmentKind(std::string_view name);
std::string_view MachineName(AssessmentKind kind);
std::string_view ChineseName(AssessmentKind kind);

// 费种. Components never net against each other. The first two are the employer's.
enum class Component : uint8_t {
  kEmployerMedical = 1,
  kMaternity = 2,
  kPersonal = 3,
  kLateFee = 4,
  kInterest = 5,
};
inline constexpr int kComponentCount = 5;
inline constexpr std::array<Component, kComponentCount> kAllComponents = {
    Component::kEmployerMedical, Component::kMaternity, Component::kPersonal, Component::kLateFee,
    Component::kInterest};
std::optional<Component> ParseComponent(std::string_view name);
std::string_view MachineName(Component component);
std::string_view ChineseName(Component component);

// Who exchanges data here. `kAuditor` reads everything in its region and changes nothing.
enum class Role : uint8_t {
  kAgency = 1,
  kTax = 2,
  kFundFinance = 3,
  kFiscal = 4,
  kBank = 5,
  kAuditor = 6,
};
std::optional<Role> ParseRole(std::string_view name);  // "fund_finance" and "fund-finance"
std::string_view MachineName(Role role);
std::string_view ChineseName(Role role);

}  // namespace levybridge::domain
