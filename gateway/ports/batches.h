// Batches: submissions as they arrive, their chunks, their row problems and their receipts.
// Part of a Transaction; see store.h for durability and threads. Writes fail as store.h says.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "gateway/domain/batch.h"

namespace levybridge::ports {

struct BatchFilter {
  std::optional<domain::BatchKind> kind;
  std::optional<domain::PartyId> party;      // submissions of this party only
  std::optional<domain::RegionCode> region;  // of parties in this region (by code prefix)
  int64_t before_batch_no = 0;               // newest first; 0 = from the newest
  int32_t limit = 100;                       // 1..1000
};

class Batches {
 public:
  virtual ~Batches() = default;

  // Nothing when the party never used that id for that kind.
  virtual absl::StatusOr<std::optional<domain::Batch>> Find(
      domain::BatchKind kind, const domain::PartyId& party,
      const domain::BatchId& batch_id) const = 0;
  virtual absl::StatusOr<std::optional<domain::Batch>> FindByNumber(int64_t batch_no) const = 0;
  // Adds a new batch and returns its number; ALREADY_EXISTS when kind, party and id are taken.
  virtual absl::StatusOr<int64_t> Add(const domain::Batch& batch) = 0;
  // Replaces the record of an existing batch (all but number, kind, party and id may change).
  virtual absl::Status Update(const domain::Batch& batch) = 0;
  virtual absl::StatusOr<std::vector<domain::Batch>> List(const BatchFilter& filter) const = 0;
  // Batches in state received or receiving, oldest first: what a restart has to go on with.
  virtual absl::StatusOr<std::vector<domain::Batch>> ListUnfinished() const = 0;

  // Chunks arrive in order: `chunk.number` must be the count stored so far, else
  // FAILED_PRECONDITION.
  virtual absl::Status AppendChunk(int64_t batch_no, const domain::BatchChunk& chunk,
                                   const domain::Sha256Digest& digest) = 0;
  // NOT_FOUND when there is no such chunk.
  virtual absl::StatusOr<domain::BatchChunk> ReadChunk(int64_t batch_no,
                                                       int64_t chunk_number) const = 0;
  virtual absl::StatusOr<std::vector<domain::Sha256Digest>> ReadChunkDigests(
      int64_t batch_no) const = 0;
  // Forgets chunks of a dry run or of a batch refused before it was complete.
  virtual absl::Status DropChunks(int64_t batch_no) = 0;

  // The problems and warnings of rows, appended in row order.
  virtual absl::Status AppendProblems(int64_t batch_no,
                                      const std::vector<domain::RowProblems>& rows) = 0;
  // Rows >= from_row in row order, at most `limit`.
  virtual absl::StatusOr<std::vector<domain::RowProblems>> ReadProblems(int64_t batch_no,
                                                                        int64_t from_row,
                                                                        int32_t limit) const = 0;
};

}  // namespace levybridge::ports
