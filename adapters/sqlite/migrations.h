// Migrations: the schema, as an ordered list of steps from an empty file to the present version.
//
// application_id marks the file as a levybridge store, user_version counts the steps done. Each
// step runs in a transaction of its own, so that a crash leaves a whole version. A step that was
// released is never changed; a later one is added. docs/adr/0001-store-schema.md explains the
// tables.
#pragma once

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "adapters/sqlite/connection.h"

namespace levybridge::sqlite {

inline constexpr int kApplicationId = 0x4C425354;  // "LBST"
inline constexpr int kSchemaVersion = 7;

// The schema version of an open file; 0 for an empty one. FAILED_PRECONDITION when the file belongs
// to another program or was written by a newer version of this one.
absl::StatusOr<int> ReadSchemaVersion(Connection& connection);
// Brings an empty or older file to kSchemaVersion; does nothing on a current one. Fails as
// ReadSchemaVersion does.
absl::Status Migrate(Connection& connection);

}  // namespace levybridge::sqlite
