// The stored form of statement lines, differences and month records.
#pragma once

#include "adapters/sqlite/fields.h"
#include "adapters/sqlite/obligation_fields.h"
#include "gateway/domain/month.h"

namespace levybridge::sqlite {

template <>
struct Blank<domain::StatementHeader> {
  static domain::StatementHeader Make() {
    return {.side = domain::StatementSide::kAgency,
            .pooling_area = Blank<domain::PoolingArea>::Make(),
            .month = Blank<domain::AccountingMonth>::Make(),
            .lines = 0,
            .total_opening = {},
            .total_assessed = {},
            .total_collected = {},
            .total_late_fee = {},
            .total_refunded = {},
            .total_offset = {},
            .total_closing = {}};
  }
};
template <>
struct Blank<domain::StatementLine> {
  static domain::StatementLine Make() {
    return {.unit_code = Blank<domain::UnitCode>::Make(),
            .region = Blank<domain::RegionCode>::Make(),
            .insurance_type = domain::InsuranceType::kEmployeeMedical,
            .fee_period = Blank<domain::FeePeriod>::Make(),
            .opening = {},
            .assessed = {},
            .collected_employer_medical = {},
            .collected_maternity = {},
            .collected_personal = {},
            .late_fee = {},
            .refunded = {},
            .offset = {},
            .closing = {}};
  }
};
template <>
struct Blank<domain::Difference> {
  static domain::Difference Make() {
    return {.category = domain::DifferenceCategory::kAmountDiffers,
            .key = BlankObligationKey(),
            .region = Blank<domain::RegionCode>::Make(),
            .column = {},
            .agency = {},
            .tax = {},
            .ledger = {},
            .whose_move = domain::Role::kAgency};
  }
};
template <>
struct Blank<domain::Confirmation> {
  static domain::Confirmation Make() {
    return {.party = Blank<domain::PartyId>::Make(),
            .at = {},
            .refused = false,
            .reason = {},
            .signatory = {}};
  }
};
template <>
struct Blank<domain::MonthRecord> {
  static domain::MonthRecord Make() {
    return {.pooling_area = Blank<domain::PoolingArea>::Make(),
            .month = Blank<domain::AccountingMonth>::Make(),
            .state = domain::MonthState::kOpen,
            .comparison_no = 0,
            .compared_at = {},
            .journal_sequence = 0,
            .agency_batch = 0,
            .tax_batch = 0,
            .agency = {},
            .tax = {},
            .ledger = {},
            .matched = 0,
            .differences = 0,
            .digest = {},
            .by_agency = {},
            .by_tax = {},
            .closed_at = {}};
  }
};

template <class Codec>
void Field(Codec& codec, RecordOf<domain::StatementHeader> auto& v) {
  auto& [side, pooling_area, month, lines, total_opening, total_assessed, total_collected,
         total_late_fee, total_refunded, total_offset, total_closing] = v;
  codec(side, pooling_area, month, lines, total_opening, total_assessed, total_collected,
        total_late_fee, total_refunded, total_offset, total_closing);
}

template <class Codec>
void Field(Codec& codec, RecordOf<domain::StatementLine> auto& v) {
  auto& [unit_code, region, insurance_type, fee_period, opening, assessed,
         collected_employer_medical, collected_maternity, collected_personal, late_fee, refunded,
         offset, closing] = v;
  codec(unit_code, region, insurance_type, fee_period, opening, assessed,
        collected_employer_medical, collected_maternity, collected_personal, late_fee, refunded,
        offset, closing);
}

template <class Codec>
void Field(Codec& codec, RecordOf<domain::Difference> auto& v) {
  auto& [category, key, region, column, agency, tax, ledger, whose_move] = v;
  codec(category, key, region, column, agency, tax, ledger, whose_move);
}

template <class Codec>
void Field(Codec& codec, RecordOf<domain::StatementTotals> auto& v) {
  auto& [lines, opening, assessed, collected_employer_medical, collected_maternity,
         collected_personal, late_fee, refunded, offset, closing] = v;
  codec(lines, opening, assessed, collected_employer_medical, collected_maternity,
        collected_personal, late_fee, refunded, offset, closing);
}

template <class Codec>
void Field(Codec& codec, RecordOf<domain::Confirmation> auto& v) {
  auto& [party, at, refused, reason, signatory] = v;
  codec(party, at, refused, reason, signatory);
}

template <class Codec>
void Field(Codec& codec, RecordOf<domain::MonthRecord> auto& v) {
  auto& [pooling_area, month, state, comparison_no, compared_at, journal_sequence, agency_batch,
         tax_batch, agency, tax, ledger, matched, differences, digest, by_agency, by_tax,
         closed_at] = v;
  codec(pooling_area, month, state, comparison_no, compared_at, journal_sequence, agency_batch,
        tax_batch, agency, tax, ledger, matched, differences, digest, by_agency, by_tax, closed_at);
}

}  // namespace levybridge::sqlite
