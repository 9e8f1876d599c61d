// Backup and restore of a store file. The result appears under its name complete and synced, or not
// at all: it is written beside it first and renamed.
#pragma once

#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "adapters/sqlite/connection.h"

namespace levybridge::sqlite {

// Copies the store of a writing connection to `target` step by step. `run_alone` runs a step alone
// on that connection, between two transactions; what is written between the steps is carried over.
// ALREADY_EXISTS when `target` exists.
absl::Status CopyStore(
    const std::string& target,
    absl::FunctionRef<absl::Status(absl::FunctionRef<absl::Status(Connection&)>)> run_alone);

// Puts the backup `from` in the place of the store `to`, after checking that it is sound and not
// newer than this program. FAILED_PRECONDITION when `to` is in use; ALREADY_EXISTS when there is a
// store and `overwrite` is false; DATA_LOSS when the backup is damaged.
absl::Status RestoreStore(const std::string& from, const std::string& to, bool overwrite);

}  // namespace levybridge::sqlite
