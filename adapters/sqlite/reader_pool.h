// ReaderPool: the read connections of a store, handed out one per running read.
//
// A read waits while all connections are in use, so a read must not start another one. Reads that
// hold their snapshot for too long can be told to give up, so that one of them cannot make the
// write-ahead log grow without bound. Thread-safe.
#pragma once

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <vector>

#include "adapters/sqlite/connection.h"

namespace levybridge::sqlite {

class ReaderPool {
 public:
  explicit ReaderPool(std::vector<std::unique_ptr<Connection>> connections);

  // A connection on loan; returns by itself.
  class Loan {
   public:
    explicit Loan(ReaderPool& pool);
    ~Loan();
    Loan(const Loan&) = delete;
    Loan& operator=(const Loan&) = delete;
    Connection& connection() const;

   private:
    ReaderPool& pool_;
    size_t place_;
  };

  // Makes every read that began before `before` fail with UNAVAILABLE at its next step.
  void Expire(std::chrono::steady_clock::time_point before);

 private:
  struct Place {
    std::unique_ptr<Connection> connection;
    bool in_use = false;
    std::chrono::steady_clock::time_point since;
  };
  std::mutex mutex_;
  std::condition_variable freed_;
  std::vector<Place> places_;
};

}  // namespace levybridge::sqlite
