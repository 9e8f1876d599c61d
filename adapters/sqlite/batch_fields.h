// The stored form of batches, their chunks and their row problems.
#pragma once

#include <variant>

#include "adapters/sqlite/fields.h"
#include "adapters/sqlite/month_fields.h"
#include "adapters/sqlite/payment_fields.h"
#include "adapters/sqlite/payout_fields.h"
#include "adapters/sqlite/register_fields.h"
#include "gateway/domain/batch.h"

namespace levybridge::sqlite {

template <>
struct Blank<domain::Problem> {
  static domain::Problem Make() { return {domain::ProblemCode::kMissingValue, {}, {}, {}}; }
};
template <>
struct Blank<domain::Assessment> {
  static domain::Assessment Make() {
    return {.assessment_no = Blank<domain::AssessmentNumber>::Make(),
            .unit_code = Blank<domain::UnitCode>::Make(),
            .uscc = {},
            .unit_name = {},
            .unit_type = domain::UnitType::kEnterprise,
            .region = Blank<domain::RegionCode>::Make(),
            .insurance_type = domain::InsuranceType::kEmployeeMedical,
            .fee_period = Blank<domain::FeePeriod>::Make(),
            .kind = domain::AssessmentKind::kRegular,
            .supersedes_no = {},
            .applied_on = {},
            .insured_count = {},
            .contribution_base = {},
            .employer_rate = {},
            .original_employer_rate = {},
            .employer_medical = {},
            .maternity = {},
            .maternity_stated = false,
            .excluded_medical = {},
            .personal = {},
            .amount_before = {},
            .reduction = {},
            .amount_after = {},
            .reduction_start = {},
            .reduction_end = {}};
  }
};
template <class Row>
struct Blank<domain::NumberedRow<Row>> {
  static domain::NumberedRow<Row> Make() { return {0, Blank<Row>::Make()}; }
};
template <>
struct Blank<domain::BatchHeader> {
  static domain::BatchHeader Make() {
    return {.kind = domain::BatchKind::kAssessments,
            .party = Blank<domain::PartyId>::Make(),
            .batch_id = Blank<domain::BatchId>::Make(),
            .business_date = Blank<domain::CivilDate>::Make(),
            .all_or_nothing = false,
            .dry_run = false,
            .file_name = {},
            .manifest = {},
            .content_digest = {},
            .statement = {}};
  }
};
template <>
struct Blank<domain::Batch> {
  static domain::Batch Make() {
    return {.batch_no = 0,
            .header = Blank<domain::BatchHeader>::Make(),
            .state = domain::BatchState::kReceiving,
            .received_at = {},
            .chunks_received = 0,
            .chunks_applied = 0,
            .content_digest = {},
            .total_before = {},
            .total_reduction = {},
            .total_after = {},
            .statement_totals = {},
            .received = {},
            .accepted = {},
            .rejected = {},
            .already_accepted_rows = 0,
            .warnings = 0,
            .refusal_code = {},
            .refusal_message = {},
            .receipt_no = {}};
  }
};

template <class Codec>
void Field(Codec& codec, RecordOf<domain::Problem> auto& v) {
  auto& [code, column, parameter1, parameter2] = v;
  codec(code, column, parameter1, parameter2);
}

template <class Codec>
void Field(Codec& codec, RecordOf<domain::RowProblems> auto& v) {
  auto& [row, problems] = v;
  codec(row, problems);
}

template <class Codec>
void Field(Codec& codec, RecordOf<domain::Assessment> auto& v) {
  auto& [assessment_no, unit_code, uscc, unit_name, unit_type, region, insurance_type, fee_period,
         kind, supersedes_no, applied_on, insured_count, contribution_base, employer_rate,
         original_employer_rate, employer_medical, maternity, maternity_stated, excluded_medical,
         personal, amount_before, reduction, amount_after, reduction_start, reduction_end] = v;
  codec(assessment_no, unit_code, uscc, unit_name, unit_type, region, insurance_type, fee_period,
        kind, supersedes_no, applied_on, insured_count, contribution_base, employer_rate,
        original_employer_rate, employer_medical, maternity, maternity_stated, excluded_medical,
        personal, amount_before, reduction, amount_after, reduction_start, reduction_end);
}

template <class Row>
void Field(Encoder& encoder, const domain::NumberedRow<Row>& v) {
  encoder(v.row, v.value);
}
template <class Row>
void Field(Decoder& decoder, domain::NumberedRow<Row>& v) {
  decoder(v.row, v.value);
}

template <class Codec>
void Field(Codec& codec, RecordOf<domain::UnreadableRow> auto& v) {
  auto& [row, raw, problems, stated] = v;
  codec(row, raw, problems, stated);
}

template <class... Rows>
void Field(Encoder& encoder, const std::variant<Rows...>& rows) {
  encoder.Byte(static_cast<uint8_t>(rows.index()));
  std::visit([&encoder](const auto& alternative) { encoder(alternative); }, rows);
}
template <class... Rows>
void Field(Decoder& decoder, std::variant<Rows...>& rows) {
  const size_t chosen = decoder.Byte();
  if (chosen >= sizeof...(Rows)) decoder.Fail();
  size_t index = 0;
  const auto read_when_chosen = [&]<class Alternative>(Alternative alternative) {
    if (index++ != chosen) return;
    decoder(alternative);
    rows = std::move(alternative);
  };
  (read_when_chosen(Rows{}), ...);
}

template <class Codec>
void Field(Codec& codec, RecordOf<domain::BatchChunk> auto& v) {
  auto& [number, first_row, rows, unreadable] = v;
  codec(number, first_row, rows, unreadable);
}

template <class Codec>
void Field(Codec& codec, RecordOf<domain::RowTally> auto& v) {
  auto& [rows, fen] = v;
  codec(rows, fen);
}

template <class Codec>
void Field(Codec& codec, RecordOf<domain::Manifest> auto& v) {
  auto& [records, total_before, total_reduction, total_after, total_fen, file_sha256] = v;
  codec(records, total_before, total_reduction, total_after, total_fen, file_sha256);
}

template <class Codec>
void Field(Codec& codec, RecordOf<domain::BatchHeader> auto& v) {
  auto& [kind, party, batch_id, business_date, all_or_nothing, dry_run, file_name, manifest,
         content_digest, statement] = v;
  codec(kind, party, batch_id, business_date, all_or_nothing, dry_run, file_name, manifest,
        content_digest, statement);
}

// The number and the state stand in the table's own columns; the number is set by the reader.
template <class Codec>
void Field(Codec& codec, RecordOf<domain::Batch> auto& v) {
  auto& [batch_no, header, state, received_at, chunks_received, chunks_applied, content_digest,
         total_before, total_reduction, total_after, statement_totals, received, accepted, rejected,
         already_accepted_rows, warnings, refusal_code, refusal_message, receipt_no] = v;
  codec(header, state, received_at, chunks_received, chunks_applied, content_digest, total_before,
        total_reduction, total_after, statement_totals, received, accepted, rejected,
        already_accepted_rows, warnings, refusal_code, refusal_message, receipt_no);
}

}  // namespace levybridge::sqlite
