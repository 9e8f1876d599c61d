// Sealed texts: what goes to disk through the store's cipher only (ports/cipher.h), each bound to
// its place by a context.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "adapters/sqlite/connection.h"
#include "gateway/ports/accounts.h"

namespace levybridge::sqlite {

// FAILED_PRECONDITION, its text beginning with ACCOUNT_KEY_MISSING, when the connection has no
// cipher or none that knows the key. Open: DATA_LOSS, naming the context, when the text was changed
// or belongs elsewhere.
absl::StatusOr<std::string> SealFor(const Connection& connection, std::string_view plain,
                                    std::string_view context);
absl::StatusOr<std::string> OpenSealed(const Connection& connection, std::string_view sealed,
                                       std::string_view context);

// The columns of an account's row that are not secret. They are part of the context, so that an
// account moved to another employer or date does not open.
struct AccountPlace {
  int64_t filing_no = 0;
  int64_t pooling_area = 0;
  std::string_view unit_code;
  int64_t effective_on = 0;
};
std::string AccountContext(const AccountPlace& place);
std::string ChunkContext(int64_t batch_no, int64_t chunk_number);

// A stored chunk begins with the version of its codec; a sealed one with this instead.
inline constexpr char kSealedChunk = '\x80';
inline bool IsSealedChunk(std::string_view stored) {
  return !stored.empty() && stored.front() == kSealedChunk;
}

}  // namespace levybridge::sqlite
