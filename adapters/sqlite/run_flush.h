// Moving single rows of the tables obligation and assessment into a run, in one transaction.
#pragma once

#include <optional>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "adapters/sqlite/run_catalog.h"

namespace levybridge::sqlite {

// The scope to flush next: the fee period most of the rows belong to, once the table holds more
// than RunTuning::flush_above_rows of them.
absl::StatusOr<std::optional<RunScope>> ChooseFlush(Connection& connection, RunKind kind);
// Moves up to RunTuning::flush_rows rows of the scope into a new run, within a write.
absl::Status FlushRows(Connection& connection, const RunScope& scope);

}  // namespace levybridge::sqlite
