// Chunks of batches as they stand in table batch_chunk: where, and in which form. Everything that a
// batch of accounts holds, the text of unreadable rows included, is sealed as a whole.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "adapters/sqlite/connection.h"
#include "gateway/domain/batch.h"

namespace levybridge::sqlite {

// A chunk's row number: 2^20 chunks of a batch are two thousand million rows.
inline constexpr int kChunkBits = 20;
inline constexpr int64_t kMaxChunks = int64_t{1} << kChunkBits;
inline int64_t ChunkRow(int64_t batch_no, int64_t chunk_number) {
  return (batch_no << kChunkBits) | chunk_number;
}

// Whether the chunks of such batches are sealed: accounts, and what banks say of payouts, whose
// words may name accounts.
inline constexpr bool IsSealedKind(domain::BatchKind kind) {
  return kind == domain::BatchKind::kAccounts || kind == domain::BatchKind::kPayoutResults;
}

// The value to store. Fails as SealFor does.
absl::StatusOr<std::string> StoredChunk(Connection& connection, int64_t batch_no,
                                        const domain::BatchChunk& chunk);
// The chunk in a stored value; DATA_LOSS when there is none, else fails as OpenSealed does.
absl::StatusOr<domain::BatchChunk> DecodeChunk(const Connection& connection, int64_t batch_no,
                                               int64_t chunk_number, std::string_view stored);

}  // namespace levybridge::sqlite
