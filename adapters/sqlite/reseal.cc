#include "adapters/sqlite/reseal.h"

#include <string>
#include <utility>
#include <vector>

#include "adapters/sqlite/batch_chunk.h"
#include "adapters/sqlite/sealed.h"
#include "gateway/ports/cipher.h"

namespace levybridge::sqlite {
namespace {

// Of one transaction: about a MiB at most.
constexpr int64_t kAccountsPerStep = 2000;
constexpr int64_t kChunksPerStep = 4;

struct SealedText {
  int64_t number = 0;
  std::string context;
  std::string sealed;
};

// By the newest key what an older one sealed; false where there was nothing to do.
absl::StatusOr<bool> Reseal(const Connection& writer, SealedText& text) {
  if (writer.cipher() != nullptr && writer.cipher()->IsSealedByNewestKey(text.sealed)) return false;
  auto plain = OpenSealed(writer, text.sealed, text.context);
  if (!plain.ok()) return plain.status();
  auto sealed = SealFor(writer, *plain, text.context);
  if (!sealed.ok()) return sealed.status();
  text.sealed = *std::move(sealed);
  return true;
}

absl::StatusOr<std::vector<SealedText>> ReadAccounts(Connection& writer, int64_t after) {
  Query query(writer,
              "SELECT filing_no, pooling_area, unit_code, effective_on, sealed FROM account"
              " WHERE filing_no>? ORDER BY filing_no LIMIT ?");
  query.Bind(after).Bind(kAccountsPerStep);
  std::vector<SealedText> texts;
  while (query.Next()) {
    const AccountPlace place{query.Int(0), query.Int(1), query.Blob(2), query.Int(3)};
    texts.push_back({place.filing_no, AccountContext(place), std::string(query.Blob(4))});
  }
  if (!query.status().ok()) return query.status();
  return texts;
}

absl::StatusOr<std::vector<SealedText>> ReadChunks(Connection& writer, int64_t batch_no,
                                                   int64_t after) {
  Query query(writer,
              "SELECT chunk, value FROM batch_chunk WHERE chunk>? AND chunk BETWEEN ? AND ?"
              " ORDER BY chunk LIMIT ?");
  query.Bind(after)
      .Bind(ChunkRow(batch_no, 0))
      .Bind(ChunkRow(batch_no, kMaxChunks - 1))
      .Bind(kChunksPerStep);
  std::vector<SealedText> texts;
  while (query.Next()) {
    const int64_t chunk_number = query.Int(0) - ChunkRow(batch_no, 0);
    // Past the mark of sealed chunks; what has none fails to open.
    texts.push_back({query.Int(0), ChunkContext(batch_no, chunk_number),
                     std::string(query.Blob(1).substr(query.Blob(1).empty() ? 0 : 1))});
  }
  if (!query.status().ok()) return query.status();
  return texts;
}

absl::StatusOr<int64_t> NextSealedBatch(Connection& writer, int64_t after) {
  Query query(writer,
              "SELECT batch_no FROM batch WHERE batch_no>? AND kind IN (?, ?) ORDER BY batch_no");
  query.Bind(after)
      .Bind(static_cast<int64_t>(domain::BatchKind::kAccounts))
      .Bind(static_cast<int64_t>(domain::BatchKind::kPayoutResults));
  const int64_t batch_no = query.Next() ? query.Int(0) : 0;
  if (!query.status().ok()) return query.status();
  return batch_no;
}

}  // namespace

absl::StatusOr<bool> Resealing::Step(Connection& writer) {
  const auto more = StepAccounts(writer);
  if (!more.ok() || *more) return more;
  return StepChunks(writer);
}

absl::StatusOr<bool> Resealing::StepAccounts(Connection& writer) {
  auto texts = ReadAccounts(writer, after_filing_no_);
  if (!texts.ok()) return texts.status();
  Query update(writer, "UPDATE account SET sealed=? WHERE filing_no=?");
  for (SealedText& text : *texts) {
    const auto changed = Reseal(writer, text);
    if (!changed.ok()) return changed.status();
    after_filing_no_ = text.number;
    if (!*changed) continue;
    absl::Status status = update.Bind(text.sealed).Bind(text.number).Run();
    if (!status.ok()) return status;
    ++counts_.accounts;
  }
  return !texts->empty();
}

absl::StatusOr<bool> Resealing::StepChunks(Connection& writer) {
  if (batch_no_ == 0) {
    const auto first = NextSealedBatch(writer, 0);
    if (!first.ok()) return first.status();
    batch_no_ = *first;
  }
  if (batch_no_ == 0) return false;
  auto texts = ReadChunks(writer, batch_no_, after_chunk_row_);
  if (!texts.ok()) return texts.status();
  Query update(writer, "UPDATE batch_chunk SET value=? WHERE chunk=?");
  for (SealedText& text : *texts) {
    const auto changed = Reseal(writer, text);
    if (!changed.ok()) return changed.status();
    after_chunk_row_ = text.number;
    if (!*changed) continue;
    const std::string value = std::string(1, kSealedChunk) + text.sealed;
    absl::Status status = update.Bind(value).Bind(text.number).Run();
    if (!status.ok()) return status;
    ++counts_.chunks;
  }
  if (!texts->empty()) return true;
  const auto next = NextSealedBatch(writer, batch_no_);
  if (!next.ok()) return next.status();
  if (*next == 0) return false;
  batch_no_ = *next;
  return true;
}

}  // namespace levybridge::sqlite
