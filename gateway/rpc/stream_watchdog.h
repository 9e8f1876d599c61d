// StreamWatchdog: cuts off a peer that stalls in the middle of a stream.
//
// Customer rule: read deadlines, so that one party cannot hold the gateway's threads. A handler
// that waits for its peer does so under a Watch; when the Watch outlives the deadline the call is
// cancelled with DEADLINE_EXCEEDED, and the handler's read or write returns. Thread-safe.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <map>
#include <mutex>
#include <thread>
#include <utility>

namespace grpc {
class ServerContextBase;
}

namespace levybridge::rpc {

class StreamWatchdog {
 public:
  explicit StreamWatchdog(std::chrono::milliseconds limit);
  ~StreamWatchdog();
  StreamWatchdog(const StreamWatchdog&) = delete;
  StreamWatchdog& operator=(const StreamWatchdog&) = delete;

  // From construction to destruction the peer is expected to do something.
  class Watch {
   public:
    Watch(StreamWatchdog& watchdog, grpc::ServerContextBase& context);
    ~Watch();
    Watch(const Watch&) = delete;
    Watch& operator=(const Watch&) = delete;

   private:
    StreamWatchdog& watchdog_;
    const std::pair<std::chrono::steady_clock::time_point, uint64_t> key_;
  };

 private:
  using Key = std::pair<std::chrono::steady_clock::time_point, uint64_t>;
  Key Add(grpc::ServerContextBase& context);
  void Run();

  const std::chrono::milliseconds limit_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::map<Key, grpc::ServerContextBase*> waiting_;  // by deadline
  uint64_t next_id_ = 1;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace levybridge::rpc
