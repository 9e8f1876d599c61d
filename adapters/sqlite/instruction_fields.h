// The stored form of instructions and of what became of them.
//
// An instruction is stored in the bytes in which tax bureaus receive it (domain/instruction_row.h),
// so that pulling copies bytes. Its pooling area stands in the column of its chunk.
#pragma once

#include "adapters/sqlite/fields.h"
#include "gateway/domain/instruction_row.h"

namespace levybridge::sqlite {

template <>
struct Blank<domain::Instruction> {
  static domain::Instruction Make() {
    return {.sequence = 0,
            .action = domain::InstructionAction::kCollect,
            .pooling_area = Blank<domain::PoolingArea>::Make(),
            .unit_code = Blank<domain::UnitCode>::Make(),
            .uscc = {},
            .unit_name = {},
            .region = Blank<domain::RegionCode>::Make(),
            .insurance_type = domain::InsuranceType::kEmployeeMedical,
            .fee_period = Blank<domain::FeePeriod>::Make(),
            .amount_before = {},
            .reduction = {},
            .amount_after = {},
            .reduction_start = {},
            .reduction_end = {},
            .employer_medical_after = {},
            .maternity = {},
            .personal = {},
            .offset_applied = {},
            .payable = {},
            .due_on = Blank<domain::CivilDate>::Make(),
            .late_fee_waived = false,
            .deferred_until = {},
            .assessment_no = Blank<domain::AssessmentNumber>::Make(),
            .replaces_sequence = 0,
            .policy = {}};
  }
};

inline void Field(Encoder& encoder, const domain::Instruction& instruction) {
  domain::AppendInstructionRow(instruction, encoder.out());
}

// Field by field, without the sequence: as older stores hold instructions, and as deferrals hold
// what they will ask for.
template <class Codec>
void FieldByField(Codec& codec, RecordOf<domain::Instruction> auto& v) {
  auto& [sequence, action, pooling_area, unit_code, uscc, unit_name, region, insurance_type,
         fee_period, amount_before, reduction, amount_after, reduction_start, reduction_end,
         employer_medical_after, maternity, personal, offset_applied, payable, due_on,
         late_fee_waived, deferred_until, assessment_no, replaces_sequence, policy] = v;
  codec(action, pooling_area, unit_code, uscc, unit_name, region, insurance_type, fee_period,
        amount_before, reduction, amount_after, reduction_start, reduction_end,
        employer_medical_after, maternity, personal, offset_applied, payable, due_on,
        late_fee_waived, deferred_until, assessment_no, replaces_sequence, policy);
}

inline bool IsInstructionRow(std::string_view record) {
  return !record.empty() && record.front() == domain::kInstructionRowMark;
}

// Leaves the pooling area to the reader, who knows the chunk.
inline void Field(Decoder& decoder, domain::Instruction& instruction) {
  if (!IsInstructionRow(decoder.Left())) return FieldByField(decoder, instruction);
  auto row =
      domain::ParseInstructionRow(decoder.Raw(decoder.Left().size()), instruction.pooling_area);
  if (row)
    instruction = *std::move(row);
  else
    decoder.Fail();
}

template <class Codec>
void Field(Codec& codec, RecordOf<domain::InstructionOutcome> auto& v) {
  auto& [state, code, message, replaced_by] = v;
  codec(state, code, message, replaced_by);
}

}  // namespace levybridge::sqlite
