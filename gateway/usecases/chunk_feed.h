// ChunkFeed: the chunks of a sealed batch in order, in portions that are read and prepared ahead of
// the writer.
//
// Deciding a batch is one writer's work; reading its chunks back and finding out what needs no
// store (RowDecider::Prepare) is not, so it is done beside the writer by a thread of its own, on
// read snapshots: chunks of a sealed batch never change. One portion waits while the next is made,
// so memory does not grow with the batch. What makes one portion only needs no thread and gets
// none. Used by one thread.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "gateway/domain/batch.h"
#include "gateway/ports/store.h"
#include "gateway/usecases/row_decider.h"

namespace levybridge::usecases {

struct Portion {
  std::vector<domain::BatchChunk> chunks;  // none: the batch is at its end
  std::unique_ptr<const PortionFacts> facts;
};

class ChunkFeed {
 public:
  // Begins with chunk `batch.chunks_applied`. All three outlive the feed.
  ChunkFeed(const ports::Store& store, const RowDecider& decider, const domain::Batch& batch);
  ~ChunkFeed();
  ChunkFeed(const ChunkFeed&) = delete;
  ChunkFeed& operator=(const ChunkFeed&) = delete;

  // Takes the next portion, waiting for it. Portions begun from now on have `chunks` chunks. The
  // error is the store's.
  absl::StatusOr<Portion> Next(size_t chunks);

 private:
  void Run();
  absl::StatusOr<Portion> Make(int64_t first, size_t chunks) const;
  int64_t left() const { return batch_.chunks_received - next_; }

  const ports::Store& store_;
  const RowDecider& decider_;
  const domain::Batch& batch_;
  std::mutex mutex_;
  std::condition_variable changed_;
  int64_t next_;  // the first chunk of the portion that is made next
  size_t portion_chunks_ = 1;
  std::optional<absl::StatusOr<Portion>> ready_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace levybridge::usecases
