#include "adapters/sqlite/batch_chunk.h"

#include <utility>
#include <variant>
#include <vector>

#include "adapters/sqlite/batch_fields.h"
#include "adapters/sqlite/sealed.h"
#include "adapters/sqlite/status.h"
#include "adapters/sqlite/value.h"

namespace levybridge::sqlite {
namespace {

using AccountRows = std::vector<domain::NumberedRow<domain::AccountOnFile>>;
using ResultRows = std::vector<domain::NumberedRow<domain::PayoutReport>>;

// Accounts, or the words of banks about payouts, which may name accounts. A chunk without a
// readable row may hold any kind of rows, so the batch is asked as well.
absl::StatusOr<bool> HoldsAccounts(Connection& connection, int64_t batch_no,
                                   const domain::BatchChunk& chunk) {
  if (std::holds_alternative<AccountRows>(chunk.rows)) return true;
  if (std::holds_alternative<ResultRows>(chunk.rows)) return true;
  Query query(connection, "SELECT kind FROM batch WHERE batch_no=?");
  const bool accounts =
      query.Bind(batch_no).Next() && IsSealedKind(static_cast<domain::BatchKind>(query.Int(0)));
  if (!query.status().ok()) return query.status();
  return accounts;
}

}  // namespace

absl::StatusOr<std::string> StoredChunk(Connection& connection, int64_t batch_no,
                                        const domain::BatchChunk& chunk) {
  const auto accounts = HoldsAccounts(connection, batch_no, chunk);
  if (!accounts.ok()) return accounts.status();
  std::string plain;
  EncodeValue(chunk, plain);
  if (!*accounts) return plain;
  auto sealed = SealFor(connection, plain, ChunkContext(batch_no, chunk.number));
  if (!sealed.ok()) return sealed.status();
  return std::string(1, kSealedChunk) + *sealed;
}

absl::StatusOr<domain::BatchChunk> DecodeChunk(const Connection& connection, int64_t batch_no,
                                               int64_t chunk_number, std::string_view stored) {
  const std::string context = ChunkContext(batch_no, chunk_number);
  std::string opened;
  if (IsSealedChunk(stored)) {
    auto plain = OpenSealed(connection, stored.substr(1), context);
    if (!plain.ok()) return plain.status();
    opened = *std::move(plain);
    stored = opened;
  }
  auto chunk = DecodeValue<domain::BatchChunk>(stored);
  if (!chunk || chunk->number != chunk_number) return Damaged("batch_chunk", context);
  return *std::move(chunk);
}

}  // namespace levybridge::sqlite
