#include "gateway/usecases/chunk_feed.h"

#include <algorithm>
#include <exception>
#include <utility>

#include "gateway/usecases/status_macros.h"

namespace levybridge::usecases {

ChunkFeed::ChunkFeed(const ports::Store& store, const RowDecider& decider,
                     const domain::Batch& batch)
    : store_(store), decider_(decider), batch_(batch), next_(batch.chunks_applied) {
  if (left() > 1) thread_ = std::thread([this] { Run(); });
}

ChunkFeed::~ChunkFeed() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

absl::StatusOr<Portion> ChunkFeed::Make(int64_t first, size_t chunks) const {
  Portion portion;
  for (size_t i = 0; i < chunks; ++i) {
    LEVYBRIDGE_RETURN_IF_ERROR(store_.Read([&](const ports::Transaction& store) -> absl::Status {
      LEVYBRIDGE_ASSIGN_OR_RETURN(
          auto chunk, store.batches().ReadChunk(batch_.batch_no, first + static_cast<int64_t>(i)));
      portion.chunks.push_back(std::move(chunk));
      return absl::OkStatus();
    }));
  }
  portion.facts = decider_.Prepare(batch_, portion.chunks);
  return portion;
}

void ChunkFeed::Run() {
  std::unique_lock lock(mutex_);
  while (left() > 0) {
    changed_.wait(lock, [this] { return stopping_ || !ready_; });
    if (stopping_) return;
    const int64_t first = next_;
    const size_t chunks = std::min(portion_chunks_, static_cast<size_t>(left()));
    lock.unlock();
    absl::StatusOr<Portion> made = absl::InternalError("no portion was made");
    try {
      made = Make(first, chunks);
    } catch (const std::exception& error) {
      made = absl::ResourceExhaustedError(error.what());
    }
    lock.lock();
    next_ = made.ok() ? first + static_cast<int64_t>(chunks) : batch_.chunks_received;
    ready_ = std::move(made);
    changed_.notify_all();
  }
}

absl::StatusOr<Portion> ChunkFeed::Next(size_t chunks) {
  std::unique_lock lock(mutex_);
  portion_chunks_ = chunks;
  if (!thread_.joinable()) {
    const auto rest = static_cast<size_t>(left());
    next_ = batch_.chunks_received;
    return Make(batch_.chunks_received - static_cast<int64_t>(rest), rest);
  }
  changed_.wait(lock, [this] { return ready_ || left() == 0; });
  if (!ready_) return Portion{};
  absl::StatusOr<Portion> next = *std::move(ready_);
  ready_.reset();
  changed_.notify_all();
  return next;
}

}  // namespace levybridge::usecases
