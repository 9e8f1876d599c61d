// The stored form of payment lines, of payments, and of the other rows a tax bureau sends.
#pragma once

#include "adapters/sqlite/fields.h"
#include "adapters/sqlite/obligation_fields.h"
#include "gateway/domain/payment.h"

namespace levybridge::sqlite {

template <>
struct Blank<domain::ReceiptLine> {
  static domain::ReceiptLine Make() { return {Blank<domain::ReceiptNumber>::Make(), 1}; }
};
template <>
struct Blank<domain::PaymentLine> {
  static domain::PaymentLine Make() {
    return {.id = Blank<domain::ReceiptLine>::Make(),
            .type = domain::PaymentType::kPayment,
            .instruction_no = {},
            .unit_code = {},
            .insurance_type = domain::InsuranceType::kEmployeeMedical,
            .fee_period = {},
            .region = Blank<domain::RegionCode>::Make(),
            .amounts = {},
            .paid_on = Blank<domain::CivilDate>::Make(),
            .booked_on = {},
            .reverses = {}};
  }
};
template <>
struct Blank<domain::Payment> {
  static domain::Payment Make() {
    return {.line = Blank<domain::PaymentLine>::Make(),
            .pooling_area = Blank<domain::PoolingArea>::Make(),
            .applied_to = {},
            .reversed = {},
            .reversed_by = {},
            .booked_in = {},
            .batch_no = 0};
  }
};
template <>
struct Blank<domain::InstructionRejection> {
  static domain::InstructionRejection Make() {
    return {Blank<domain::InstructionNumber>::Make(), {}, {}};
  }
};
template <>
struct Blank<domain::LateFeeCorrection> {
  static domain::LateFeeCorrection Make() {
    return {.unit_code = Blank<domain::UnitCode>::Make(),
            .region = Blank<domain::RegionCode>::Make(),
            .insurance_type = domain::InsuranceType::kEmployeeMedical,
            .fee_period = Blank<domain::FeePeriod>::Make(),
            .late_fee_due = {}};
  }
};

template <class Codec>
void Field(Codec& codec, RecordOf<domain::ReceiptLine> auto& v) {
  auto& [receipt_no, line_no] = v;
  codec(receipt_no, line_no);
}

template <class Codec>
void Field(Codec& codec, RecordOf<domain::PaymentLine> auto& v) {
  auto& [id, type, instruction_no, unit_code, insurance_type, fee_period, region, amounts, paid_on,
         booked_on, reverses] = v;
  codec(id, type, instruction_no, unit_code, insurance_type, fee_period, region, amounts, paid_on,
        booked_on, reverses);
}

template <class Codec>
void Field(Codec& codec, RecordOf<domain::Payment> auto& v) {
  auto& [line, pooling_area, applied_to, reversed, reversed_by, booked_in, batch_no] = v;
  codec(line, pooling_area, applied_to, reversed, reversed_by, booked_in, batch_no);
}

template <class Codec>
void Field(Codec& codec, RecordOf<domain::InstructionRejection> auto& v) {
  auto& [instruction_no, code, message] = v;
  codec(instruction_no, code, message);
}

template <class Codec>
void Field(Codec& codec, RecordOf<domain::LateFeeCorrection> auto& v) {
  auto& [unit_code, region, insurance_type, fee_period, late_fee_due] = v;
  codec(unit_code, region, insurance_type, fee_period, late_fee_due);
}

}  // namespace levybridge::sqlite
