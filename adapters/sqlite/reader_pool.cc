#include "adapters/sqlite/reader_pool.h"

#include <algorithm>
#include <utility>

namespace levybridge::sqlite {

ReaderPool::ReaderPool(std::vector<std::unique_ptr<Connection>> connections)
    : places_(connections.size()) {
  for (size_t i = 0; i < connections.size(); ++i) {
    places_[i].connection = std::move(connections[i]);
  }
}

ReaderPool::Loan::Loan(ReaderPool& pool) : pool_(pool), place_(0) {
  std::unique_lock lock(pool_.mutex_);
  const auto free_place = [this] {
    return std::find_if(pool_.places_.begin(), pool_.places_.end(),
                        [](const Place& place) { return !place.in_use; });
  };
  pool_.freed_.wait(lock, [&] { return free_place() != pool_.places_.end(); });
  const auto place = free_place();
  place->in_use = true;
  place->since = std::chrono::steady_clock::now();
  place->connection->expired() = false;
  place_ = static_cast<size_t>(place - pool_.places_.begin());
}

ReaderPool::Loan::~Loan() {
  {
    const std::lock_guard lock(pool_.mutex_);
    pool_.places_[place_].in_use = false;
  }
  pool_.freed_.notify_one();
}

Connection& ReaderPool::Loan::connection() const { return *pool_.places_[place_].connection; }

void ReaderPool::Expire(std::chrono::steady_clock::time_point before) {
  const std::lock_guard lock(mutex_);
  for (Place& place : places_) {
    if (place.in_use && place.since < before) place.connection->expired() = true;
  }
}

}  // namespace levybridge::sqlite
