#include "adapters/sqlite/status.h"

#include <sqlite3.h>

#include <string>

#include "absl/strings/str_cat.h"

namespace levybridge::sqlite {
namespace {

constexpr int kPrimaryCode = 0xFF;

}  // namespace

absl::Status StatusOf(int code, std::string_view step) {
  const std::string text = absl::StrCat("store: ", std::string(step), ": ", sqlite3_errstr(code));
  switch (code & kPrimaryCode) {
    case SQLITE_OK:
    case SQLITE_ROW:
    case SQLITE_DONE:
      return absl::OkStatus();
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
    case SQLITE_INTERRUPT:
    case SQLITE_PROTOCOL:
      return absl::UnavailableError(text);
    case SQLITE_FULL:
    case SQLITE_NOMEM:
    case SQLITE_TOOBIG:
      return absl::ResourceExhaustedError(text);
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return absl::DataLossError(text);
    case SQLITE_CONSTRAINT:
      return absl::AlreadyExistsError(text);
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
      return absl::FailedPreconditionError(text);
    default:
      return absl::InternalError(text);
  }
}

absl::Status Damaged(std::string_view table, std::string_view key) {
  return absl::DataLossError(
      absl::StrCat("store: table ", std::string(table), ", key ", std::string(key),
                   ": the stored value is damaged; stop the gateway and run `store verify`"));
}

}  // namespace levybridge::sqlite
