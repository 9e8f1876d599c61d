// RowDecider: what one kind of row means. BatchIntake knows how batches live; a decider knows what
// an assessment, a payment, a rejection … does to the store. One per BatchKind.
//
// Deciders are immutable and thread-safe; everything they change goes through the transaction.
#pragma once

#include <map>
#include <memory>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "gateway/domain/batch.h"
#include "gateway/ports/store.h"

namespace levybridge::usecases {

// The fate of one chunk's rows. accepted + rejected = the chunk's rows.
struct ChunkDecision {
  domain::RowTally accepted;
  domain::RowTally rejected;
  int64_t already_accepted_rows = 0;
  int64_t warnings = 0;
  std::vector<domain::RowProblems> problems;  // warnings included

  // Books one row's fate from its problems; returns true when the row is refused.
  bool Settle(int64_t row, domain::Money amount, std::vector<domain::Problem> row_problems);
  // Brings the problems into row order.
  void SortProblems();
};

class RowDecider {
 public:
  virtual ~RowDecider() = default;
  // A reason to refuse the whole batch before any row is decided; OK to go on.
  virtual absl::Status Admit(const ports::Transaction& store, const domain::Batch& batch) const;
  // Decides every readable row of the chunk in file order and applies the accepted ones.
  virtual absl::Status Decide(ports::Transaction& store, const domain::Batch& batch,
                              const domain::BatchChunk& chunk, ChunkDecision& decision) const = 0;
  // After the last chunk: a reason to refuse the whole batch after all. The decider undoes what it
  // stored. OK: the batch stands.
  virtual absl::Status Conclude(ports::Transaction& store, const domain::Batch& batch) const;
};

using RowDeciders = std::map<domain::BatchKind, std::unique_ptr<RowDecider>>;

}  // namespace levybridge::usecases
