// Relay: hands items from the thread that makes them to a second one that uses them, in order.
//
// So a file is read while its rows are encoded, and instructions arrive while earlier ones are
// written. Memory is bounded: whoever hands over waits while `most_waiting` items wait. After the
// first failure nothing more is used. Hand and Drain belong to one thread, `use` to the other.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <utility>

#include "absl/status/status.h"

namespace levybridge::client {

template <class Item>
class Relay {
 public:
  using Use = std::function<absl::Status(Item&)>;

  Relay(size_t most_waiting, Use use)
      : most_waiting_(most_waiting), use_(std::move(use)), user_([this] { UseAll(); }) {}
  // What still waits is dropped; what is being used is used to its end.
  ~Relay() {
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      closed_ = true;
      waiting_.clear();
    }
    changed_.notify_all();
    user_.join();
  }
  Relay(const Relay&) = delete;
  Relay& operator=(const Relay&) = delete;

  // The failure of an earlier item, if there was one: then this one is dropped.
  absl::Status Hand(Item item) {
    std::unique_lock<std::mutex> lock(mutex_);
    changed_.wait(lock, [this] { return !status_.ok() || waiting_.size() < most_waiting_; });
    if (!status_.ok()) return status_;
    waiting_.push_back(std::move(item));
    changed_.notify_all();
    return absl::OkStatus();
  }

  // Waits until everything handed over was used, or something failed. More may be handed over
  // afterwards. What `use` did is visible to the caller then.
  absl::Status Drain() {
    std::unique_lock<std::mutex> lock(mutex_);
    changed_.wait(lock, [this] { return !busy_ && (!status_.ok() || waiting_.empty()); });
    return status_;
  }

 private:
  void UseAll() {
    std::unique_lock<std::mutex> lock(mutex_);
    for (;;) {
      changed_.wait(lock, [this] { return closed_ || (status_.ok() && !waiting_.empty()); });
      if (closed_) return;
      Item item = std::move(waiting_.front());
      waiting_.pop_front();
      busy_ = true;
      lock.unlock();
      absl::Status status = use_(item);
      lock.lock();
      busy_ = false;
      status_ = std::move(status);
      changed_.notify_all();
    }
  }

  const size_t most_waiting_;
  const Use use_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Item> waiting_;
  bool busy_ = false;
  bool closed_ = false;
  absl::Status status_;
  std::thread user_;  // last: it starts when all the others are there
};

}  // namespace levybridge::client
