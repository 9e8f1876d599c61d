// Rows of assessments, from generated messages and from views alike.
#include <utility>

#include "gateway/rpc/assessment_row_view.h"
#include "gateway/rpc/convert_rows.h"

namespace levybridge::rpc {
namespace {

using domain::ProblemCode;

constexpr size_t kMaxUsccBytes = 64;       // 18 when it is right; the domain says what is wrong
constexpr size_t kMaxUnitNameBytes = 800;  // 200 characters

std::optional<domain::RatePpm> RateFromWire(std::string_view column, int32_t ppm,
                                            FieldReader& fields) {
  if (ppm >= 0 && ppm <= 1'000'000) return domain::RatePpm{ppm};
  fields.Report(ProblemCode::kBadRate, column, std::to_string(ppm));
  return std::nullopt;
}

std::optional<domain::AssessmentKind> KindFromWire(int number, FieldReader& fields) {
  if (number >= 1 && number <= static_cast<int>(domain::AssessmentKind::kReassessment)) {
    return domain::AssessmentKind(number);
  }
  fields.Report(ProblemCode::kUnknownKind, "kind",
                number == 0 ? std::string() : std::to_string(number));
  return std::nullopt;
}

// Optional columns of an assessment.
template <class Row>
void ReadOptionalColumns(const Row& row, domain::Assessment& value, FieldReader& fields) {
  value.applied_on = fields.OptionalDate("applied_on", row.applied_on());
  if (row.has_insured_count()) value.insured_count = row.insured_count();
  if (row.has_contribution_base_fen()) {
    value.contribution_base = fields.Amount("contribution_base", row.contribution_base_fen());
  }
  if (row.has_employer_rate_ppm()) {
    value.employer_rate = RateFromWire("employer_rate", row.employer_rate_ppm(), fields);
  }
  if (row.has_original_employer_rate_ppm()) {
    value.original_employer_rate =
        RateFromWire("original_employer_rate", row.original_employer_rate_ppm(), fields);
  }
  if (row.has_maternity_fen()) {
    value.maternity = fields.Amount("maternity", row.maternity_fen());
    value.maternity_stated = true;
  }
  if (row.has_reduction_fen()) value.reduction = fields.Amount("reduction", row.reduction_fen());
  if (row.has_amount_after_fen()) {
    value.amount_after = fields.Amount("amount_after", row.amount_after_fen());
  }
  value.reduction_start = fields.OptionalDate("reduction_start", row.reduction_start_on());
  value.reduction_end = fields.OptionalDate("reduction_end", row.reduction_end_on());
}

template <class Row>
std::optional<domain::Assessment> AssessmentOf(const Row& row, FieldReader& fields) {
  auto number = fields.RequiredText<domain::AssessmentNumber>("assessment_no", row.assessment_no());
  auto unit = fields.RequiredText<domain::UnitCode>("unit_code", row.unit_code());
  const auto type = fields.RequiredUnitType("unit_type", row.unit_type());
  const auto region = fields.RequiredRegion("region", row.region());
  const auto insurance = fields.RequiredInsuranceType("insurance_type", row.insurance_type());
  const auto period = fields.RequiredPeriod("fee_period", row.fee_period());
  const auto kind = KindFromWire(row.kind(), fields);
  auto supersedes =
      fields.OptionalText<domain::AssessmentNumber>("supersedes_no", row.supersedes_no());
  std::string uscc = fields.PlainText("uscc", row.uscc(), kMaxUsccBytes);
  std::string name = fields.PlainText("unit_name", row.unit_name(), kMaxUnitNameBytes);
  // The rest needs a row to be put into; without a key there is none, and its problems are told
  // from a throw-away one.
  static const auto kPlaceholder = domain::AssessmentNumber::Parse("-");
  static const auto kPlaceholderUnit = domain::UnitCode::Parse("-");
  domain::Assessment value{
      .assessment_no = number ? *std::move(number) : *kPlaceholder,
      .unit_code = unit ? *std::move(unit) : *kPlaceholderUnit,
      .uscc = std::move(uscc),
      .unit_name = std::move(name),
      .unit_type = type.value_or(domain::UnitType::kEnterprise),
      .region = region.value_or(*domain::RegionCode::FromNumber(100000)),
      .insurance_type = insurance.value_or(domain::InsuranceType::kEmployeeMedical),
      .fee_period = period.value_or(*domain::FeePeriod::FromYearMonth(2020, 1)),
      .kind = kind.value_or(domain::AssessmentKind::kRegular),
      .supersedes_no = std::move(supersedes),
      .applied_on = {},
      .insured_count = {},
      .contribution_base = {},
      .employer_rate = {},
      .original_employer_rate = {},
      .employer_medical = fields.Amount("employer_medical", row.employer_medical_fen()),
      .maternity = {},
      .excluded_medical = fields.Amount("excluded_medical", row.excluded_medical_fen()),
      .personal = fields.Amount("personal", row.personal_fen()),
      .amount_before = fields.Amount("amount_before", row.amount_before_fen()),
      .reduction = {},
      .amount_after = {},
      .reduction_start = {},
      .reduction_end = {}};
  ReadOptionalColumns(row, value, fields);
  if (!fields.ok()) return std::nullopt;
  return value;
}

template <class Row>
domain::Money AmountBefore(const Row& row) {
  return domain::Money::FromFen(row.amount_before_fen()).value_or(domain::Money());
}

}  // namespace

std::optional<domain::Assessment> FromWire(const assessment::v1::AssessmentRow& row,
                                           FieldReader& fields) {
  return AssessmentOf(row, fields);
}

std::optional<domain::Assessment> FromWire(const AssessmentRowView& row, FieldReader& fields) {
  return AssessmentOf(row, fields);
}

domain::Money StatedAmount(const assessment::v1::AssessmentRow& row) { return AmountBefore(row); }

domain::Money StatedAmount(const AssessmentRowView& row) { return AmountBefore(row); }

}  // namespace levybridge::rpc
