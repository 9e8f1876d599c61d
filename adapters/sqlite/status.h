// Result codes of SQLite as statuses, by the promise of ports/store.h: UNAVAILABLE for busy and
// I/O, RESOURCE_EXHAUSTED for a full disk, DATA_LOSS for a damaged file. Messages name the step and
// SQLite's own words, never bound values.
#pragma once

#include <string_view>

#include "absl/status/status.h"

struct sqlite3;

namespace levybridge::sqlite {

// `code` is a result code of SQLite, extended or not; OK, ROW and DONE give OK.
absl::Status StatusOf(int code, std::string_view step);
// A value that cannot be what this program wrote: `table` and `key` say where.
absl::Status Damaged(std::string_view table, std::string_view key);

}  // namespace levybridge::sqlite
