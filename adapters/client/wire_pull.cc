#include "adapters/client/wire_pull.h"

#include "adapters/client/wire_fields.h"

namespace levybridge::client {
namespace {

// Field numbers of PullInstructionsResponse and InstructionChunk.
constexpr uint32_t kChunk = 1;
constexpr uint32_t kRowsRemaining = 2;
constexpr uint32_t kRows = 3;

absl::Status NotPullResponse() {
  return absl::InternalError("the gateway's answer to PullInstructions is not of this protocol");
}

// Numbers and texts of InstructionRow by their field numbers; those not known here are skipped, as
// Protobuf does. An int32 is the low half of what travels.
void SetNumber(uint32_t number, uint64_t value, InstructionFields& row) {
  const auto small = static_cast<int32_t>(value);
  const auto fen = static_cast<int64_t>(value);
  // clang-format off
  switch (number) {
    case 1: row.sequence = value; break;
    case 3: row.action = small; break;
    case 7: row.region = small; break;
    case 8: row.insurance_type = small; break;
    case 9: row.fee_period = small; break;
    case 10: row.amount_before_fen = fen; break;
    case 11: row.reduction_fen = fen; break;
    case 12: row.amount_after_fen = fen; break;
    case 13: row.reduction_start_on = small; break;
    case 14: row.reduction_end_on = small; break;
    case 15: row.employer_medical_after_fen = fen; break;
    case 16: row.maternity_fen = fen; break;
    case 17: row.personal_fen = fen; break;
    case 18: row.offset_applied_fen = fen; break;
    case 19: row.payable_fen = fen; break;
    case 20: row.due_on = small; break;
    case 21: row.late_fee_waived = value != 0; break;
    case 22: row.deferred_until = small; break;
    default: break;
  }
  // clang-format on
}

void SetText(uint32_t number, std::string_view text, InstructionFields& row) {
  // clang-format off
  switch (number) {
    case 2: row.instruction_no = text; break;
    case 4: row.unit_code = text; break;
    case 5: row.uscc = text; break;
    case 6: row.unit_name = text; break;
    case 23: row.assessment_no = text; break;
    case 24: row.replaces_instruction_no = text; break;
    case 25: row.policy = text; break;
    default: break;
  }
  // clang-format on
}

absl::Status TakeChunk(std::string_view chunk,
                       const std::function<absl::Status(const domain::Instruction&)>& take) {
  WireFields parts(chunk);
  InstructionFields row;
  while (parts.Next()) {
    if (!parts.IsBytes(kRows)) continue;
    if (!ReadInstructionFields(parts.bytes(), row)) return NotPullResponse();
    const absl::StatusOr<domain::Instruction> instruction = InstructionFromWire(row);
    if (!instruction.ok()) return instruction.status();
    if (absl::Status status = take(*instruction); !status.ok()) return status;
  }
  return parts.malformed() ? NotPullResponse() : absl::OkStatus();
}

}  // namespace

bool ReadInstructionFields(std::string_view row, InstructionFields& fields) {
  fields = InstructionFields();
  WireFields parts(row);
  while (parts.Next()) {
    if (parts.is_number()) {
      SetNumber(parts.number(), parts.value(), fields);
    } else if (parts.is_bytes()) {
      SetText(parts.number(), parts.bytes(), fields);
    }
  }
  return !parts.malformed();
}

absl::StatusOr<uint64_t> ForEachInstruction(
    std::string_view response,
    const std::function<absl::Status(const domain::Instruction&)>& take) {
  uint64_t rows_remaining = 0;
  WireFields parts(response);
  while (parts.Next()) {
    if (parts.IsNumber(kRowsRemaining)) rows_remaining = parts.value();
    if (!parts.IsBytes(kChunk)) continue;
    if (absl::Status status = TakeChunk(parts.bytes(), take); !status.ok()) return status;
  }
  if (parts.malformed()) return NotPullResponse();
  return rows_remaining;
}

}  // namespace levybridge::client
