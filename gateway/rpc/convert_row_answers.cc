// Rows on their way out: what was accepted, issued or decided.
#include <string>

#include "gateway/rpc/convert_rows.h"

namespace levybridge::rpc {

using domain::Component;

void FillWire(const domain::Assessment& row, assessment::v1::AssessmentRow& message) {
  message.set_assessment_no(row.assessment_no.value());
  message.set_unit_code(row.unit_code.value());
  message.set_uscc(row.uscc);
  message.set_unit_name(row.unit_name);
  message.set_unit_type(static_cast<common::v1::UnitType>(row.unit_type));
  message.set_region(ToWire(row.region));
  message.set_insurance_type(ToWire(row.insurance_type));
  message.set_fee_period(ToWire(row.fee_period));
  message.set_kind(static_cast<common::v1::AssessmentKind>(row.kind));
  if (row.supersedes_no) message.set_supersedes_no(row.supersedes_no->value());
  message.set_applied_on(ToWire(row.applied_on));
  if (row.insured_count) message.set_insured_count(*row.insured_count);
  if (row.contribution_base) message.set_contribution_base_fen(row.contribution_base->fen());
  if (row.employer_rate) message.set_employer_rate_ppm(row.employer_rate->ppm);
  if (row.original_employer_rate) {
    message.set_original_employer_rate_ppm(row.original_employer_rate->ppm);
  }
  message.set_employer_medical_fen(row.employer_medical.fen());
  if (row.maternity_stated) message.set_maternity_fen(row.maternity.fen());
  message.set_excluded_medical_fen(row.excluded_medical.fen());
  message.set_personal_fen(row.personal.fen());
  message.set_amount_before_fen(row.amount_before.fen());
  if (row.reduction) message.set_reduction_fen(row.reduction->fen());
  if (row.amount_after) message.set_amount_after_fen(row.amount_after->fen());
  message.set_reduction_start_on(ToWire(row.reduction_start));
  message.set_reduction_end_on(ToWire(row.reduction_end));
}

void FillWire(const domain::PaymentLine& row, payment::v1::PaymentRow& message) {
  message.set_receipt_no(row.id.receipt_no.value());
  message.set_line_no(static_cast<uint32_t>(row.id.line_no));
  message.set_type(static_cast<payment::v1::PaymentType>(row.type));
  if (row.instruction_no) message.set_instruction_no(row.instruction_no->ToString());
  if (row.unit_code) message.set_unit_code(row.unit_code->value());
  message.set_insurance_type(ToWire(row.insurance_type));
  if (row.fee_period) message.set_fee_period(ToWire(*row.fee_period));
  message.set_region(ToWire(row.region));
  message.set_employer_medical_paid_fen(row.amounts[Component::kEmployerMedical].fen());
  message.set_maternity_paid_fen(row.amounts[Component::kMaternity].fen());
  message.set_personal_paid_fen(row.amounts[Component::kPersonal].fen());
  message.set_late_fee_fen(row.amounts[Component::kLateFee].fen());
  message.set_interest_fen(row.amounts[Component::kInterest].fen());
  message.set_paid_on(ToWire(row.paid_on));
  message.set_booked_on(ToWire(row.booked_on));
  if (row.reverses) {
    message.set_reverses_receipt_no(row.reverses->receipt_no.value());
    message.set_reverses_line_no(static_cast<uint32_t>(row.reverses->line_no));
  }
}

void FillWire(const domain::StatementLine& row, reconciliation::v1::StatementLine& message) {
  message.set_unit_code(row.unit_code.value());
  message.set_region(ToWire(row.region));
  message.set_insurance_type(ToWire(row.insurance_type));
  message.set_fee_period(ToWire(row.fee_period));
  message.set_opening_fen(row.opening.fen());
  message.set_assessed_fen(row.assessed.fen());
  message.set_collected_employer_medical_fen(row.collected_employer_medical.fen());
  message.set_collected_maternity_fen(row.collected_maternity.fen());
  message.set_collected_personal_fen(row.collected_personal.fen());
  message.set_late_fee_fen(row.late_fee.fen());
  message.set_refunded_fen(row.refunded.fen());
  message.set_offset_fen(row.offset.fen());
  message.set_closing_fen(row.closing.fen());
}

void FillWire(const domain::Instruction& row, collection::v1::InstructionRow& message) {
  message.set_sequence(static_cast<uint64_t>(row.sequence));
  message.set_instruction_no(domain::InstructionNumber(row.sequence).ToString());
  message.set_action(static_cast<collection::v1::InstructionAction>(row.action));
  message.set_unit_code(row.unit_code.value());
  message.set_uscc(row.uscc);
  message.set_unit_name(row.unit_name);
  message.set_region(ToWire(row.region));
  message.set_insurance_type(ToWire(row.insurance_type));
  message.set_fee_period(ToWire(row.fee_period));
  message.set_amount_before_fen(row.amount_before.fen());
  message.set_reduction_fen(row.reduction.fen());
  message.set_amount_after_fen(row.amount_after.fen());
  message.set_reduction_start_on(ToWire(row.reduction_start));
  message.set_reduction_end_on(ToWire(row.reduction_end));
  message.set_employer_medical_after_fen(row.employer_medical_after.fen());
  message.set_maternity_fen(row.maternity.fen());
  message.set_personal_fen(row.personal.fen());
  message.set_offset_applied_fen(row.offset_applied.fen());
  message.set_payable_fen(row.payable.fen());
  message.set_due_on(ToWire(row.due_on));
  message.set_late_fee_waived(row.late_fee_waived);
  message.set_deferred_until(ToWire(row.deferred_until));
  message.set_assessment_no(row.assessment_no.value());
  if (row.replaces_sequence != 0) {
    message.set_replaces_instruction_no(
        domain::InstructionNumber(row.replaces_sequence).ToString());
  }
  message.set_policy(row.policy);
}

void FillWire(const domain::Decision& decision, assessment::v1::Decision& message) {
  message.set_kind(static_cast<assessment::v1::DecisionKind>(decision.kind));
  if (decision.reason != domain::Reason::kInvalidRow) {
    message.set_reason(static_cast<assessment::v1::DecisionReason>(decision.reason));
  }
  message.set_policy(std::string(decision.policy));
  message.set_clause(std::string(decision.clause));
  message.set_reduction_fen(decision.reduction.fen());
  message.set_amount_after_fen(decision.amount_after.fen());
  message.set_reduction_start_on(ToWire(decision.reduction_start));
  message.set_reduction_end_on(ToWire(decision.reduction_end));
  message.set_deferral_reason(
      static_cast<assessment::v1::DeferralReason>(decision.deferral_reason));
  message.set_deferral_policy(std::string(decision.deferral_policy));
  message.set_deferral_clause(std::string(decision.deferral_clause));
  message.set_deferred_until(ToWire(decision.deferred_until));
  message.set_deferral_scope(static_cast<assessment::v1::DeferralScope>(decision.deferral_scope));
}

}  // namespace levybridge::rpc
