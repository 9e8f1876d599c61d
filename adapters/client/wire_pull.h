// What `tax pull` gets: PullInstructionsResponse as instructions, without Protobuf's objects in
// between. For this folder only. Thread-safe: no state.
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "gateway/domain/instruction.h"

namespace levybridge::client {

// The fields of one collection.v1.InstructionRow, by their names in the contract; what is absent is
// 0 or empty. Views of the message they were read from.
struct InstructionFields {
  uint64_t sequence = 0;
  std::string_view instruction_no;
  int32_t action = 0;
  std::string_view unit_code;
  std::string_view uscc;
  std::string_view unit_name;
  int32_t region = 0;
  int32_t insurance_type = 0;
  int32_t fee_period = 0;
  int64_t amount_before_fen = 0;
  int64_t reduction_fen = 0;
  int64_t amount_after_fen = 0;
  int32_t reduction_start_on = 0;
  int32_t reduction_end_on = 0;
  int64_t employer_medical_after_fen = 0;
  int64_t maternity_fen = 0;
  int64_t personal_fen = 0;
  int64_t offset_applied_fen = 0;
  int64_t payable_fen = 0;
  int32_t due_on = 0;
  bool late_fee_waived = false;
  int32_t deferred_until = 0;
  std::string_view assessment_no;
  std::string_view replaces_instruction_no;
  std::string_view policy;
};

// False when `row` is no Protobuf message.
bool ReadInstructionFields(std::string_view row, InstructionFields& fields);

// INTERNAL, naming the instruction and the field, when the gateway sent what can't be.
absl::StatusOr<domain::Instruction> InstructionFromWire(const InstructionFields& wire);

// Hands every instruction of a PullInstructionsResponse to `take`, whose failure ends it. Gives
// rows_remaining; INTERNAL when `response` is no such message.
absl::StatusOr<uint64_t> ForEachInstruction(
    std::string_view response, const std::function<absl::Status(const domain::Instruction&)>& take);

}  // namespace levybridge::client
