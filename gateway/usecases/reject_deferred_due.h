// RejectDeferredDue: the tax bureau refuses an instruction that asked for a part of a deferral.
//
// What the instruction asked for is held back again and goes out with the rest; when it was all
// that was left, no more by itself: the agency has the next move (it reassesses, or has it made
// up). Where the refused instruction only changed a part, the one before it is in force at the tax
// bureau again, with what it asks for. Works within the caller's transaction.
#pragma once

#include <cstdint>
#include <optional>

#include "absl/status/statusor.h"
#include "gateway/domain/instruction.h"
#include "gateway/domain/obligation.h"
#include "gateway/usecases/settle_commitments.h"

namespace levybridge::usecases {

// False when the instruction is no part of a deferral, and nothing was done.
absl::StatusOr<bool> RejectDeferredDue(const SettlingContext& context,
                                       const domain::Instruction& instruction);

// The obligation of an instruction that asked for a part of a deferral and was refused: what it
// asked for was held back again. Nothing for every other instruction.
absl::StatusOr<std::optional<domain::ObligationKey>> RefusedDueOf(const ports::Transaction& store,
                                                                  int64_t sequence);

}  // namespace levybridge::usecases
