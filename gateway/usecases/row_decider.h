// RowDecider: what one kind of row means. BatchIntake knows how batches live; a decider knows what
// an assessment, a payment, a rejection … does to the store. One per BatchKind.
//
// What holds for every decider: each row stands for itself, and what is wrong with it is told on
// it, while the others go on; it may speak for the sender's region only, and what lies outside is
// as unknown as what does not exist; a row that was accepted before, by what it stands for, is
// accepted again without effect, and one that contradicts it is refused, unless the decider's
// header says that the newest counts. Rows see what earlier rows of the file changed. Immutable and
// thread-safe; everything they change goes through the transaction. The headers of the deciders say
// what is particular to them.
#pragma once

#include <map>
#include <memory>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "gateway/domain/batch.h"
#include "gateway/ports/store.h"

namespace levybridge::usecases {

// The fate of the rows of one or more chunks. accepted + rejected = their rows.
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

// What a decider found out about a portion of a batch before it met the store.
struct PortionFacts {
  virtual ~PortionFacts() = default;
};

class RowDecider {
 public:
  virtual ~RowDecider() = default;
  // A reason to refuse the whole batch before any row is decided; OK to go on.
  virtual absl::Status Admit(const ports::Transaction& store, const domain::Batch& batch) const;
  // Once the batch is sealed and before any row is decided: a reason to refuse the whole batch for
  // what its rows say (its chunks are in the store); OK to go on. No other batch of the party is
  // decided between this and the last row.
  virtual absl::Status Inspect(const ports::Transaction& store, const domain::Batch& batch) const;
  // Decides every readable row of the chunk in file order and applies the accepted ones.
  virtual absl::Status Decide(ports::Transaction& store, const domain::Batch& batch,
                              const domain::BatchChunk& chunk, ChunkDecision& decision) const = 0;
  // How many chunks it is worth deciding at once, in one transaction, while nobody waits.
  virtual size_t PortionChunks() const { return 1; }
  // The part of deciding consecutive chunks that needs no store, for deciders that have one: it may
  // run in another thread and ahead of its turn, and is used again when a transaction has to be run
  // again. Null when there is no such part.
  virtual std::unique_ptr<const PortionFacts> Prepare(
      const domain::Batch& batch, absl::Span<const domain::BatchChunk> chunks) const;
  // Decides consecutive chunks, with what Prepare found out about the very same.
  virtual absl::Status DecidePortion(ports::Transaction& store, const domain::Batch& batch,
                                     absl::Span<const domain::BatchChunk> chunks,
                                     const PortionFacts* facts, ChunkDecision& decision) const;
  // After the last chunk: a reason to refuse the whole batch after all. The decider undoes what it
  // stored. OK: the batch stands.
  virtual absl::Status Conclude(ports::Transaction& store, const domain::Batch& batch) const;
};

using RowDeciders = std::map<domain::BatchKind, std::unique_ptr<RowDecider>>;

}  // namespace levybridge::usecases
