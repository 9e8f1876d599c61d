#include "gateway/rpc/assessment_row_view.h"

#include "levybridge/assessment/v1/assessment_row.pb.h"

namespace levybridge::rpc {

using Row = assessment::v1::AssessmentRow;

std::optional<AssessmentRowView> AssessmentRowView::Parse(std::string_view bytes) {
  AssessmentRowView row(bytes);
  domain::WireReader field(bytes);
  while (field.Next()) {
    if (field.field() < Row::kInsuredCountFieldNumber) {
      row.TakeKey(field);
    } else {
      row.TakeAmount(field);
    }
  }
  if (field.failed()) return std::nullopt;
  return row;
}

void AssessmentRowView::TakeKey(const domain::WireReader& field) {
  switch (field.field()) {
    case Row::kRowFieldNumber:
      row_ = field.number();
      break;
    case Row::kAssessmentNoFieldNumber:
      assessment_no_ = field.text();
      break;
    case Row::kUnitCodeFieldNumber:
      unit_code_ = field.text();
      break;
    case Row::kUsccFieldNumber:
      uscc_ = field.text();
      break;
    case Row::kUnitNameFieldNumber:
      unit_name_ = field.text();
      break;
    case Row::kUnitTypeFieldNumber:
      unit_type_ = field.small_number();
      break;
    case Row::kRegionFieldNumber:
      region_ = field.small_number();
      break;
    case Row::kInsuranceTypeFieldNumber:
      insurance_type_ = field.small_number();
      break;
    case Row::kFeePeriodFieldNumber:
      fee_period_ = field.small_number();
      break;
    case Row::kKindFieldNumber:
      kind_ = field.small_number();
      break;
    case Row::kSupersedesNoFieldNumber:
      supersedes_no_ = field.text();
      break;
    case Row::kAppliedOnFieldNumber:
      applied_on_ = field.small_number();
      break;
    default:
      break;
  }
}

void AssessmentRowView::TakeAmount(const domain::WireReader& field) {
  switch (field.field()) {
    case Row::kInsuredCountFieldNumber:
      insured_count_ = field.signed_number();
      break;
    case Row::kContributionBaseFenFieldNumber:
      contribution_base_fen_ = field.signed_number();
      break;
    case Row::kEmployerRatePpmFieldNumber:
      employer_rate_ppm_ = field.small_number();
      break;
    case Row::kOriginalEmployerRatePpmFieldNumber:
      original_employer_rate_ppm_ = field.small_number();
      break;
    case Row::kEmployerMedicalFenFieldNumber:
      employer_medical_fen_ = field.signed_number();
      break;
    case Row::kMaternityFenFieldNumber:
      maternity_fen_ = field.signed_number();
      break;
    case Row::kExcludedMedicalFenFieldNumber:
      excluded_medical_fen_ = field.signed_number();
      break;
    case Row::kPersonalFenFieldNumber:
      personal_fen_ = field.signed_number();
      break;
    case Row::kAmountBeforeFenFieldNumber:
      amount_before_fen_ = field.signed_number();
      break;
    case Row::kReductionFenFieldNumber:
      reduction_fen_ = field.signed_number();
      break;
    case Row::kAmountAfterFenFieldNumber:
      amount_after_fen_ = field.signed_number();
      break;
    case Row::kReductionStartOnFieldNumber:
      reduction_start_on_ = field.small_number();
      break;
    case Row::kReductionEndOnFieldNumber:
      reduction_end_on_ = field.small_number();
      break;
    default:
      break;
  }
}

}  // namespace levybridge::rpc
