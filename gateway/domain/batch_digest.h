// BatchDigest: the fingerprint of one batch of rows, in file order.
//
// Customer rule: "same content" of a batch means the same digest. Rows are cut into chunks of
// kRowsPerChunk (only the last may be shorter); a chunk's digest is SHA-256 over the canonical
// bytes of its rows, the batch's is SHA-256 over the chunks' digests. docs/batch-digest.md
// describes it for clients in other languages. Constant memory. Not thread-safe; movable.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/types/span.h"
#include "gateway/domain/sha256.h"

namespace levybridge::domain {

inline constexpr int64_t kRowsPerChunk = 2000;

// `rows`: canonical bytes (AppendCanonicalBytes, AppendUnreadableRow), 1..kRowsPerChunk of them.
Sha256Digest ChunkDigest(absl::Span<const std::string> rows);
// The same for the rows' bytes already put together.
Sha256Digest ChunkDigestOfBytes(std::string_view rows);

// What takes the place of the canonical bytes of a row that could not be read.
void AppendUnreadableRow(std::string_view raw_text, std::string& out);

class BatchDigest {
 public:
  // The canonical bytes of the next row; chunks are cut here.
  void AddRow(std::string_view canonical_bytes);
  // The digest of the next chunk, cut by the caller. Only between chunks, never inside one.
  void AddChunk(const Sha256Digest& chunk);
  // The digest of everything so far; afterwards the object starts again from nothing. A batch
  // without rows has the digest of the empty text.
  Sha256Digest Finish();

 private:
  Sha256 batch_;
  Sha256 chunk_;
  int64_t rows_in_chunk_ = 0;
};

}  // namespace levybridge::domain
