// EmployerTrace: one employer's life in order: assessments, instructions, payments, with amounts
// and what is still open, and who has the next move. Read-only. Thread-safe.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "gateway/domain/deferral.h"
#include "gateway/domain/payment.h"
#include "gateway/ports/store.h"
#include "gateway/usecases/deliver_instructions.h"

namespace levybridge::usecases {

struct ObligationTrace {
  domain::Obligation obligation;
  std::vector<InstructionStatus> instructions;  // ascending
  std::vector<domain::Payment> payments;        // by receipt
  std::optional<domain::Deferral> deferral;
  std::vector<domain::Refund> refunds;  // by number, in the state they show
  std::vector<domain::Recoverable> recoverables;
};

class EmployerTrace {
 public:
  EmployerTrace(const ports::Store& store, const RuleSource& rules)
      : store_(store), rules_(rules) {}
  // By fee period; one period only when given. Empty when the employer is not known.
  absl::StatusOr<std::vector<ObligationTrace>> Trace(
      domain::PoolingArea pooling_area, const domain::UnitCode& unit_code,
      const std::optional<domain::FeePeriod>& fee_period) const;

 private:
  const ports::Store& store_;
  const RuleSource& rules_;
};

}  // namespace levybridge::usecases
