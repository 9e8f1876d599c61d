#include "gateway/usecases/reject_deferred_due.h"

#include <algorithm>
#include <utility>

#include "gateway/usecases/pass_on_deferral.h"
#include "gateway/usecases/status_macros.h"

namespace levybridge::usecases {
namespace {

domain::ObligationKey KeyOf(const domain::Instruction& instruction) {
  return {instruction.pooling_area, instruction.fee_period, instruction.unit_code,
          instruction.insurance_type};
}

}  // namespace

absl::StatusOr<bool> RejectDeferredDue(const SettlingContext& context,
                                       const domain::Instruction& instruction) {
  PassingOn passing_on(context.store, context.rules, context.now);
  LEVYBRIDGE_ASSIGN_OR_RETURN(std::optional<domain::Deferral> deferral,
                              passing_on.Find(KeyOf(instruction)));
  if (!deferral) return false;
  const auto part = std::find_if(
      deferral->parts.begin(), deferral->parts.end(),
      [&](const domain::DeferredPart& known) { return known.sequence == instruction.sequence; });
  if (part == deferral->parts.end()) return false;
  if (instruction.replaces_sequence != 0) {
    LEVYBRIDGE_RETURN_IF_ERROR(passing_on.KeepPart(*std::move(deferral), instruction, context.day));
  } else {
    LEVYBRIDGE_RETURN_IF_ERROR(
        passing_on.HoldAgain(*std::move(deferral), instruction.sequence, context.day));
  }
  LEVYBRIDGE_RETURN_IF_ERROR(passing_on.Save());
  return true;
}

absl::StatusOr<std::optional<domain::ObligationKey>> RefusedDueOf(const ports::Transaction& store,
                                                                  int64_t sequence) {
  LEVYBRIDGE_ASSIGN_OR_RETURN(const auto outcome, store.instructions().FindOutcome(sequence));
  if (!outcome || outcome->state != domain::InstructionState::kRejectedByTax) return std::nullopt;
  LEVYBRIDGE_ASSIGN_OR_RETURN(const auto instruction, store.instructions().Find(sequence));
  if (!instruction || instruction->action != domain::InstructionAction::kDeferredDue) {
    return std::nullopt;
  }
  return KeyOf(*instruction);
}

}  // namespace levybridge::usecases
