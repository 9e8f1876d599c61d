#include "adapters/sqlite/in_parallel.h"

#include <atomic>
#include <system_error>
#include <thread>

namespace levybridge::sqlite {

void InParallel(size_t count, absl::FunctionRef<void(size_t)> work) {
  std::atomic<size_t> next = 0;
  const auto take = [&] {
    for (size_t index = next++; index < count; index = next++) work(index);
  };
  if (count < 2) {
    take();
    return;
  }
  std::thread beside;
  try {
    beside = std::thread(take);
  } catch (const std::system_error&) {
    // No thread to be had: it takes longer, and that is all.
  }
  take();
  if (beside.joinable()) beside.join();
}

}  // namespace levybridge::sqlite
