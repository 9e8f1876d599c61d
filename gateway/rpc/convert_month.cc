#include "gateway/rpc/convert_month.h"

#include "gateway/domain/sha256.h"

namespace levybridge::rpc {
namespace {

namespace wire = reconciliation::v1;

void FillTotals(const domain::StatementTotals& totals, wire::StatementTotals& message) {
  message.set_lines(static_cast<uint64_t>(totals.lines));
  message.set_opening_fen(ToWire(totals.opening));
  message.set_assessed_fen(ToWire(totals.assessed));
  message.set_collected_employer_medical_fen(ToWire(totals.collected_employer_medical));
  message.set_collected_maternity_fen(ToWire(totals.collected_maternity));
  message.set_collected_personal_fen(ToWire(totals.collected_personal));
  message.set_late_fee_fen(ToWire(totals.late_fee));
  message.set_refunded_fen(ToWire(totals.refunded));
  message.set_offset_fen(ToWire(totals.offset));
  message.set_closing_fen(ToWire(totals.closing));
}

void AddSide(wire::Side side, const domain::StatementTotals& totals, bool present,
             const std::string& batch_id, wire::Month& month) {
  wire::SideTotals& message = *month.add_sides();
  message.set_side(side);
  message.set_present(present);
  message.set_batch_id(batch_id);
  FillTotals(totals, *message.mutable_totals());
}

void AddConfirmation(const domain::Confirmation& confirmation, const domain::Sha256Digest& digest,
                     wire::Month& month) {
  wire::Confirmation& message = *month.add_confirmations();
  message.set_party(confirmation.party.ToUri());
  message.set_role(ToWire(confirmation.party.role));
  message.set_totals_digest(std::string(digest.AsBytes()));
  message.set_confirmed_at_ms(confirmation.at.unix_ms);
  message.set_refused(confirmation.refused);
  message.set_reason(confirmation.reason);
  message.set_signatory(confirmation.signatory);
}

}  // namespace

wire::Month MonthToWire(const domain::MonthRecord& record, const MonthContext& context) {
  wire::Month message;
  message.set_month(ToWire(record.month));
  message.set_region(ToWire(record.pooling_area.region));
  message.set_state(static_cast<wire::MonthState>(record.state));
  message.set_comparison_no(static_cast<uint64_t>(record.comparison_no));
  message.set_stale(record.compared_at.has_value() && record.comparison_no == 0);
  AddSide(wire::SIDE_AGENCY, record.agency, record.agency_batch != 0, context.agency_batch_id,
          message);
  AddSide(wire::SIDE_TAX, record.tax, record.tax_batch != 0, context.tax_batch_id, message);
  AddSide(wire::SIDE_LEDGER, record.ledger, true, {}, message);
  for (const auto& [category, lines] : context.counts) {
    wire::DifferenceCount& count = *message.add_differences();
    count.set_category(static_cast<wire::DifferenceCategory>(category));
    count.set_lines(static_cast<uint64_t>(lines));
  }
  if (record.compared_at) {
    message.set_totals_digest(std::string(record.digest.AsBytes()));
    message.set_compared_at_ms(record.compared_at->unix_ms);
  }
  if (record.by_agency) AddConfirmation(*record.by_agency, record.digest, message);
  if (record.by_tax) AddConfirmation(*record.by_tax, record.digest, message);
  if (record.closed_at) message.set_closed_at_ms(record.closed_at->unix_ms);
  message.set_matched_lines(static_cast<uint64_t>(record.matched));
  message.set_difference_lines(static_cast<uint64_t>(record.differences));
  return message;
}

void FillWire(const domain::Difference& difference, const domain::MonthRecord& month,
              uint64_t position, wire::Difference& message) {
  message.set_position(position);
  message.set_category(static_cast<wire::DifferenceCategory>(difference.category));
  message.set_unit_code(difference.key.unit_code.value());
  message.set_region(ToWire(difference.region));
  message.set_insurance_type(ToWire(difference.key.insurance_type));
  message.set_fee_period(ToWire(difference.key.fee_period));
  message.set_column(difference.column);
  if (difference.agency) message.set_agency_fen(difference.agency->fen());
  if (difference.tax) message.set_tax_fen(difference.tax->fen());
  if (difference.ledger) message.set_ledger_fen(difference.ledger->fen());
  message.set_owner(ToWire(difference.whose_move));
  message.set_first_seen_month(ToWire(month.month));
  if (month.compared_at) message.set_first_seen_at_ms(month.compared_at->unix_ms);
  // What it is about, whatever the month it is seen in.
  const std::string identity =
      month.pooling_area.region.ToString() + "|" + difference.key.fee_period.ToIso() + "|" +
      difference.key.unit_code.value() + "|" +
      std::to_string(static_cast<int>(difference.key.insurance_type)) + "|" +
      std::string(domain::MachineName(difference.category)) + "|" + difference.column;
  message.set_difference_id("D-" + domain::Sha256Of(identity).ToHex().substr(0, 24));
}

}  // namespace levybridge::rpc
