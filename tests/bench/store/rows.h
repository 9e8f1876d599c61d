// The rows of the benchmark: what one accepted assessment leaves in the store, by its number.
#pragma once

#include <cstdint>
#include <vector>

#include "gateway/domain/instruction.h"
#include "gateway/domain/ledger.h"
#include "gateway/domain/obligation.h"
#include "gateway/ports/obligations.h"

namespace levybridge::bench {

// What one step puts.
struct Step {
  std::vector<domain::ObligationKey> keys;                // ascending
  std::vector<domain::Obligation> obligations;            // likewise
  std::vector<ports::AssessmentIdentity> sorted_numbers;  // ascending
  std::vector<ports::AssessmentIdentity> numbers;         // as the rows come
  std::vector<domain::ObligationKey> owners;
  std::vector<domain::Instruction> instructions;
  std::vector<domain::JournalEntry> entries;
};

domain::ObligationKey KeyOf(int64_t employer, domain::FeePeriod fee_period);
ports::AssessmentIdentity NumberOf(int64_t employer, domain::FeePeriod fee_period);
domain::PartyId Agency();
domain::FeePeriod FirstPeriod();

// Rows of these employers, whose instructions begin with `first_sequence`.
Step MakeStep(const std::vector<int64_t>& employers, domain::FeePeriod fee_period,
              int64_t first_sequence);

}  // namespace levybridge::bench
