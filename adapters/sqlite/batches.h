// Batches in SQLite: tables batch, batch_chunk, batch_problem.
// The contract is gateway/ports/batches.h. Belongs to one connection, used by one thread at a time.
#pragma once

#include "adapters/sqlite/connection.h"
#include "gateway/ports/batches.h"

namespace levybridge::sqlite {

class SqliteBatches final : public ports::Batches {
 public:
  explicit SqliteBatches(Connection& connection) : connection_(connection) {}

  absl::StatusOr<std::optional<domain::Batch>> Find(domain::BatchKind kind,
                                                    const domain::PartyId& party,
                                                    const domain::BatchId& batch_id) const override;
  absl::StatusOr<std::optional<domain::Batch>> FindByNumber(int64_t batch_no) const override;
  absl::StatusOr<int64_t> Add(const domain::Batch& batch) override;
  absl::Status Update(const domain::Batch& batch) override;
  absl::StatusOr<std::vector<domain::Batch>> List(const ports::BatchFilter& filter) const override;
  absl::StatusOr<std::vector<domain::Batch>> ListUnfinished() const override;
  absl::Status AppendChunk(int64_t batch_no, const domain::BatchChunk& chunk,
                           const domain::Sha256Digest& digest) override;
  absl::StatusOr<domain::BatchChunk> ReadChunk(int64_t batch_no,
                                               int64_t chunk_number) const override;
  absl::StatusOr<std::vector<domain::Sha256Digest>> ReadChunkDigests(
      int64_t batch_no) const override;
  absl::Status DropChunks(int64_t batch_no) override;
  absl::Status AppendProblems(int64_t batch_no,
                              const std::vector<domain::RowProblems>& rows) override;
  absl::StatusOr<std::vector<domain::RowProblems>> ReadProblems(int64_t batch_no, int64_t from_row,
                                                                int32_t limit) const override;

 private:
  Connection& connection_;
};

}  // namespace levybridge::sqlite
