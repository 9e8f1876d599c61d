#include "adapters/client/wire_rows.h"

#include "adapters/client/wire_values.h"

namespace levybridge::client {
namespace {

using domain::Component;

common::v1::InsuranceType InsuranceToWire(domain::InsuranceType type) {
  return static_cast<common::v1::InsuranceType>(type);
}

int32_t RegionNumber(domain::RegionCode region) { return static_cast<int32_t>(region.number()); }

int64_t Saturated(const domain::MoneySum& sum) {
  return sum.ToInt64().value_or(sum.fen() < 0 ? INT64_MIN : INT64_MAX);
}

}  // namespace

void RowToWire(const domain::Assessment& row, assessment::v1::AssessmentRow& wire) {
  wire.set_assessment_no(row.assessment_no.value());
  wire.set_unit_code(row.unit_code.value());
  wire.set_uscc(row.uscc);
  wire.set_unit_name(row.unit_name);
  wire.set_unit_type(static_cast<common::v1::UnitType>(row.unit_type));
  wire.set_region(RegionNumber(row.region));
  wire.set_insurance_type(InsuranceToWire(row.insurance_type));
  wire.set_fee_period(MonthNumber(row.fee_period));
  wire.set_kind(static_cast<common::v1::AssessmentKind>(row.kind));
  if (row.supersedes_no) wire.set_supersedes_no(row.supersedes_no->value());
  wire.set_applied_on(DateNumber(row.applied_on));
  if (row.insured_count) wire.set_insured_count(*row.insured_count);
  if (row.contribution_base) wire.set_contribution_base_fen(row.contribution_base->fen());
  if (row.employer_rate) wire.set_employer_rate_ppm(row.employer_rate->ppm);
  if (row.original_employer_rate) {
    wire.set_original_employer_rate_ppm(row.original_employer_rate->ppm);
  }
  wire.set_employer_medical_fen(row.employer_medical.fen());
  if (row.maternity_stated || !row.maternity.IsZero()) {
    wire.set_maternity_fen(row.maternity.fen());
  }
  wire.set_excluded_medical_fen(row.excluded_medical.fen());
  wire.set_personal_fen(row.personal.fen());
  wire.set_amount_before_fen(row.amount_before.fen());
  if (row.reduction) wire.set_reduction_fen(row.reduction->fen());
  if (row.amount_after) wire.set_amount_after_fen(row.amount_after->fen());
  wire.set_reduction_start_on(DateNumber(row.reduction_start));
  wire.set_reduction_end_on(DateNumber(row.reduction_end));
}

void RowToWire(const domain::PaymentLine& row, payment::v1::PaymentRow& wire) {
  wire.set_receipt_no(row.id.receipt_no.value());
  wire.set_line_no(static_cast<uint32_t>(row.id.line_no));
  wire.set_type(static_cast<payment::v1::PaymentType>(row.type));
  if (row.instruction_no) wire.set_instruction_no(row.instruction_no->ToString());
  if (row.unit_code) wire.set_unit_code(row.unit_code->value());
  wire.set_insurance_type(InsuranceToWire(row.insurance_type));
  if (row.fee_period) wire.set_fee_period(MonthNumber(*row.fee_period));
  wire.set_region(RegionNumber(row.region));
  wire.set_employer_medical_paid_fen(row.amounts[Component::kEmployerMedical].fen());
  wire.set_maternity_paid_fen(row.amounts[Component::kMaternity].fen());
  wire.set_personal_paid_fen(row.amounts[Component::kPersonal].fen());
  wire.set_late_fee_fen(row.amounts[Component::kLateFee].fen());
  wire.set_interest_fen(row.amounts[Component::kInterest].fen());
  wire.set_paid_on(DateNumber(row.paid_on));
  wire.set_booked_on(DateNumber(row.booked_on));
  if (row.reverses) {
    wire.set_reverses_receipt_no(row.reverses->receipt_no.value());
    wire.set_reverses_line_no(static_cast<uint32_t>(row.reverses->line_no));
  }
}

void RowToWire(const domain::InstructionRejection& row,
               collection::v1::InstructionRejectionRow& wire) {
  wire.set_instruction_no(row.instruction_no.ToString());
  wire.set_code(row.code);
  wire.set_message(row.message);
}

void RowToWire(const domain::LateFeeCorrection& row, payment::v1::LateFeeRow& wire) {
  wire.set_unit_code(row.unit_code.value());
  wire.set_region(RegionNumber(row.region));
  wire.set_insurance_type(InsuranceToWire(row.insurance_type));
  wire.set_fee_period(MonthNumber(row.fee_period));
  wire.set_late_fee_due_fen(row.late_fee_due.fen());
}

void RowToWire(const domain::StatementLine& row, reconciliation::v1::StatementLine& wire) {
  wire.set_unit_code(row.unit_code.value());
  wire.set_region(RegionNumber(row.region));
  wire.set_insurance_type(InsuranceToWire(row.insurance_type));
  wire.set_fee_period(MonthNumber(row.fee_period));
  wire.set_opening_fen(row.opening.fen());
  wire.set_assessed_fen(row.assessed.fen());
  wire.set_collected_employer_medical_fen(row.collected_employer_medical.fen());
  wire.set_collected_maternity_fen(row.collected_maternity.fen());
  wire.set_collected_personal_fen(row.collected_personal.fen());
  wire.set_late_fee_fen(row.late_fee.fen());
  wire.set_refunded_fen(row.refunded.fen());
  wire.set_offset_fen(row.offset.fen());
  wire.set_closing_fen(row.closing.fen());
}

void RowToWire(const domain::DeferralEntry& row, assessment::v1::DeferralRow& wire) {
  wire.set_unit_code(row.unit_code.value());
  wire.set_region(RegionNumber(row.region));
  wire.set_first_fee_period(MonthNumber(row.first_fee_period));
  wire.set_last_fee_period(MonthNumber(row.last_fee_period));
  wire.set_deferred_until(DateNumber(row.deferred_until));
  wire.set_filed_on(DateNumber(row.filed_on));
  wire.set_applied_on(DateNumber(row.applied_on));
  wire.set_approved_on(DateNumber(row.approved_on));
  wire.set_copied_to_tax_on(DateNumber(row.copied_to_tax_on));
  for (const domain::DocumentDigest& document : row.documents) {
    assessment::v1::DocumentDigest& message = *wire.add_documents();
    message.set_name(document.name);
    message.set_sha256(std::string(document.sha256.AsBytes()));
  }
}

void RowToWire(const domain::EligibleEmployer& row, assessment::v1::EligibleEmployerRow& wire) {
  wire.set_unit_code(row.unit_code.value());
  wire.set_region(RegionNumber(row.region));
  wire.set_unit_type(static_cast<common::v1::UnitType>(row.unit_type));
  wire.set_source(static_cast<assessment::v1::EligibilitySource>(row.source));
  wire.set_effective_from_on(DateNumber(row.effective_from));
}

void RowToWire(const domain::MemberEvent& row, assessment::v1::MemberEventRow& wire) {
  wire.set_unit_code(row.unit_code.value());
  wire.set_region(RegionNumber(row.region));
  wire.set_fee_period(MonthNumber(row.fee_period));
  wire.set_member_ref(row.member_ref.value());
  wire.set_trigger(static_cast<assessment::v1::MemberTrigger>(row.trigger));
  wire.set_event_on(DateNumber(row.event_on));
  wire.set_employer_medical_fen(row.employer_medical.fen());
  wire.set_maternity_fen(row.maternity.fen());
}

void RowToWire(const domain::Deregistration& row, assessment::v1::DeregistrationRow& wire) {
  wire.set_unit_code(row.unit_code.value());
  wire.set_region(RegionNumber(row.region));
  wire.set_planned_on(DateNumber(row.planned_on));
}

void RowToWire(const domain::TreasuryRefund& row, payment::v1::TreasuryRefundRow& wire) {
  wire.set_unit_code(row.unit_code.value());
  wire.set_region(RegionNumber(row.region));
  wire.set_insurance_type(InsuranceToWire(row.insurance_type));
  wire.set_fee_period(MonthNumber(row.fee_period));
  wire.set_component(static_cast<common::v1::Component>(row.component));
  wire.set_amount_fen(row.amount.fen());
  wire.set_refund_no(row.refund_no.value());
  wire.set_booked_on(DateNumber(row.booked_on));
}

void RowToWire(const domain::AccountOnFile& row, refund::v1::AccountRow& wire) {
  wire.set_unit_code(row.unit_code.value());
  wire.set_region(RegionNumber(row.region));
  wire.set_account_no(row.account_no.InFullForBankOrFiler());
  wire.set_account_name(row.account_name.InFullForBankOrFiler());
  wire.set_bank_name(row.bank_name);
  wire.set_bank_code(row.bank_code.value());
  wire.set_effective_on(DateNumber(row.effective_on));
}

void RowToWire(const domain::PayoutReport& row, refund::v1::PayoutResultRow& wire) {
  wire.set_payout_id(row.payout_id.value());
  wire.set_result(static_cast<refund::v1::PayoutResult>(row.result));
  wire.set_reason_code(row.reason_code);
  wire.set_reason_text(row.reason_text);
  if (row.amount) wire.set_amount_fen(row.amount->fen());
  wire.set_value_on(DateNumber(row.value_on));
  wire.set_by_statement(row.by_statement);
}

void UnreadableToWire(const domain::UnreadableRow& row, common::v1::UnreadableRow& wire) {
  wire.set_row(static_cast<uint64_t>(row.row));
  wire.set_raw(row.raw);
  wire.set_stated_fen(row.stated.fen());
  for (const domain::Problem& problem : row.problems) ProblemToWire(problem, *wire.add_problems());
}

void TotalsToWire(const domain::StatementTotals& totals,
                  reconciliation::v1::StatementTotals& wire) {
  wire.set_lines(static_cast<uint64_t>(totals.lines));
  wire.set_opening_fen(Saturated(totals.opening));
  wire.set_assessed_fen(Saturated(totals.assessed));
  wire.set_collected_employer_medical_fen(Saturated(totals.collected_employer_medical));
  wire.set_collected_maternity_fen(Saturated(totals.collected_maternity));
  wire.set_collected_personal_fen(Saturated(totals.collected_personal));
  wire.set_late_fee_fen(Saturated(totals.late_fee));
  wire.set_refunded_fen(Saturated(totals.refunded));
  wire.set_offset_fen(Saturated(totals.offset));
  wire.set_closing_fen(Saturated(totals.closing));
}

}  // namespace levybridge::client
