#include "gateway/domain/batch_digest.h"

#include "gateway/domain/check.h"

namespace levybridge::domain {
namespace {

constexpr char kUnreadableMark = 0x18;
constexpr char kRowEnd = 0x1E;

}  // namespace

Sha256Digest ChunkDigest(absl::Span<const std::string> rows) {
  LEVYBRIDGE_CHECK(rows.size() <= static_cast<size_t>(kRowsPerChunk), "a chunk has too many rows");
  Sha256 hash;
  for (const std::string& row : rows) hash.Update(row);
  return hash.Finish();
}

Sha256Digest ChunkDigestOfBytes(std::string_view rows) { return Sha256Of(rows); }

void AppendUnreadableRow(std::string_view raw_text, std::string& out) {
  out.push_back(kUnreadableMark);
  out += raw_text;
  out.push_back(kRowEnd);
}

void BatchDigest::AddRow(std::string_view canonical_bytes) {
  chunk_.Update(canonical_bytes);
  if (++rows_in_chunk_ == kRowsPerChunk) {
    batch_.Update(chunk_.Finish().AsBytes());
    rows_in_chunk_ = 0;
  }
}

void BatchDigest::AddChunk(const Sha256Digest& chunk) {
  LEVYBRIDGE_CHECK(rows_in_chunk_ == 0,
                   "a chunk's digest was added in the middle of another chunk");
  batch_.Update(chunk.AsBytes());
}

Sha256Digest BatchDigest::Finish() {
  if (rows_in_chunk_ > 0) {
    batch_.Update(chunk_.Finish().AsBytes());
    rows_in_chunk_ = 0;
  }
  return batch_.Finish();
}

}  // namespace levybridge::domain
