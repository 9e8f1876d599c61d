// The single rows of the tables obligation and assessment: what was put in small numbers. They
// count before everything in the runs. Rows wander into runs in the background (run_upkeep.h).
#pragma once

#include <cstdint>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/types/span.h"
#include "adapters/sqlite/connection.h"
#include "gateway/ports/obligations.h"

namespace levybridge::sqlite {

// Calls `found` with the index and the stored value of each key that has a row. One pass over the
// table when the keys are ascending.
absl::Status FindObligationRows(
    Connection& connection, absl::Span<const domain::ObligationKey* const> keys,
    absl::FunctionRef<absl::Status(size_t index, std::string_view value)> found);
absl::Status PutObligationRows(Connection& connection,
                               absl::Span<const domain::Obligation* const> obligations);

// Calls `found` with the index and the obligation of each number that has a row; all of one period.
absl::Status FindNumberRows(
    Connection& connection, int64_t agency_no,
    absl::Span<const ports::AssessmentIdentity* const> identities,
    absl::FunctionRef<absl::Status(size_t index, const domain::ObligationKey& key)> found);
absl::Status PutNumberRows(Connection& connection, int64_t agency_no,
                           absl::Span<const ports::AssessmentIdentity* const> identities,
                           absl::Span<const domain::ObligationKey* const> keys);

}  // namespace levybridge::sqlite
