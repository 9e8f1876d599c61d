// BatchIntake: the life of every submission, from header to receipt, whatever its rows are.
//
// Customer rules: durable before acknowledged; rows and fen received = accepted + rejected; the
// same id with the same content gets the original receipt, with other content a conflict that says
// what differs; a manifest that disagrees refuses the whole file. Chunks are stored as they come;
// the trailer seals the batch; then whole chunks are decided, a few in one transaction, and
// progress is stored with them, so that a crash loses nothing and repeats nothing. A long batch
// lets others write between two of its chunks (ADR 0007).
//
// Thread-safe. At most one caller decides for a given party at a time; others wait for it.
// Errors carry a reason code (refusal.h); UNAVAILABLE and the like come from the store.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <set>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "gateway/domain/batch.h"
#include "gateway/ports/clock.h"
#include "gateway/ports/store.h"
#include "gateway/usecases/row_decider.h"

namespace levybridge::usecases {

struct BatchTrailer {
  int64_t rows = 0;
  std::optional<domain::Sha256Digest> content_digest;
  std::optional<domain::RowTally> stated = std::nullopt;  // the file's own totals
};

// What the gateway already has of a batch. `finished_replay`: it is finished and the header stated
// the digest it has, so that nothing needs to be sent again.
struct UploadState {
  domain::Batch batch;
  bool finished_replay = false;
};

struct FinishedBatch {
  domain::Batch batch;
  bool replayed = false;  // it had been finished before this call
  // Of SubmitSingle, unless replayed: what the store now holds, without asking it.
  std::vector<domain::RowProblems> problems{};
};

struct IntakeLimits {
  int64_t max_rows = 20'000'000;         // of one batch
  int64_t max_rehearsed_rows = 200'000;  // of a dry run, and of an all-or-nothing batch
};

// The outcome of a dry run: what the receipt and the problems would be.
struct DryRunResult {
  domain::Batch batch;
  std::vector<domain::RowProblems> problems;
};

class BatchIntake {
 public:
  // rows decided so far, rows in all.
  using Progress = std::function<void(int64_t, int64_t)>;

  BatchIntake(ports::Store& store, const ports::Clock& clock, const RowDeciders& deciders,
              IntakeLimits limits);

  // Finds or begins the batch. BATCH_CONFLICT when the id stands for other content.
  absl::StatusOr<UploadState> Open(const domain::BatchHeader& header);
  // Stores the next chunk; durable on return. A chunk that is stored already must have the same
  // content (BATCH_CONFLICT otherwise) and is not stored again.
  absl::Status AppendChunk(int64_t batch_no, const domain::BatchChunk& chunk);
  // Seals and decides the batch, or waits for whoever does; returns it in its final state.
  // BATCH_CONFLICT when it is finished and the trailer names other content.
  absl::StatusOr<FinishedBatch> Finish(int64_t batch_no, const BatchTrailer& trailer,
                                       const Progress& progress);
  // Decides `chunks` as if submitted now, and stores nothing.
  absl::StatusOr<DryRunResult> DryRun(const domain::BatchHeader& header,
                                      const std::vector<domain::BatchChunk>& chunks);
  // Reads what an answer needs, in the transaction that decided; a failure undoes that. Called
  // again when the transaction has to be run again.
  using Look = absl::FunctionRef<absl::Status(const ports::Transaction&, const FinishedBatch&)>;
  // Header, one chunk and trailer together: the unary path, one transaction.
  absl::StatusOr<FinishedBatch> SubmitSingle(const domain::BatchHeader& header,
                                             const domain::BatchChunk& chunk, Look look);
  // Goes on with every sealed batch that a stop interrupted. Called once at start.
  absl::Status ResumeSealed();
  const IntakeLimits& limits() const { return limits_; }

 private:
  class Turn;  // the right to decide for one party

  const RowDecider& DeciderOf(domain::BatchKind kind) const;
  absl::Status Seal(ports::Transaction& store, domain::Batch& batch, const BatchTrailer& trailer);
  absl::Status DecideAll(const domain::Batch& sealed, const Progress& progress);
  // Refuses it whole where its decider says so.
  absl::StatusOr<bool> InspectWhole(const domain::Batch& sealed);
  absl::Status RehearseWhole(const domain::Batch& sealed);
  absl::Status DecideFrom(domain::Batch& batch, const Progress& progress);
  // One transaction; true when others waited for the writer at its end. No chunks: the conclusion.
  absl::StatusOr<bool> DecideStep(domain::Batch& batch, absl::Span<const domain::BatchChunk> chunks,
                                  const PortionFacts* facts);
  // What was told about the rows.
  absl::StatusOr<std::vector<domain::RowProblems>> DecideChunks(
      ports::Transaction& store, domain::Batch& batch, absl::Span<const domain::BatchChunk> chunks,
      const PortionFacts* facts) const;
  absl::Status Conclude(ports::Transaction& store, domain::Batch& batch);
  void RefuseWhole(domain::Batch& batch, const absl::Status& reason) const;

  ports::Store& store_;
  const ports::Clock& clock_;
  const RowDeciders& deciders_;
  const IntakeLimits limits_;
  std::mutex turns_mutex_;
  std::condition_variable turn_free_;
  std::set<domain::PartyId> taken_turns_;
};

}  // namespace levybridge::usecases
