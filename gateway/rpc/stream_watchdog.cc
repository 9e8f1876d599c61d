#include "gateway/rpc/stream_watchdog.h"

#include <grpc/grpc.h>
#include <grpcpp/server_context.h>

namespace levybridge::rpc {

StreamWatchdog::StreamWatchdog(std::chrono::milliseconds limit)
    : limit_(limit), thread_([this] { Run(); }) {}

StreamWatchdog::~StreamWatchdog() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

StreamWatchdog::Key StreamWatchdog::Add(grpc::ServerContextBase& context) {
  const std::lock_guard lock(mutex_);
  const Key key(std::chrono::steady_clock::now() + limit_, next_id_++);
  // All have the same limit, so a new one is never the first to run out, unless it is alone.
  if (waiting_.empty()) changed_.notify_all();
  waiting_.emplace(key, &context);
  return key;
}

void StreamWatchdog::Run() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    if (waiting_.empty()) {
      changed_.wait(lock);
      continue;
    }
    const auto first = waiting_.begin();
    if (std::chrono::steady_clock::now() < first->first.first) {
      const auto deadline = first->first.first;
      changed_.wait_until(lock, deadline);
      continue;
    }
    // Under the lock: the handler cannot leave its Watch, so the call is alive.
    grpc_call_cancel_with_status(first->second->c_call(), GRPC_STATUS_DEADLINE_EXCEEDED,
                                 "STALLED: 对方长时间无响应，已断开；请重新连接续传 / the peer was "
                                 "silent for too long; connect again and resume",
                                 nullptr);
    waiting_.erase(first);
  }
}

StreamWatchdog::Watch::Watch(StreamWatchdog& watchdog, grpc::ServerContextBase& context)
    : watchdog_(watchdog), key_(watchdog.Add(context)) {}

StreamWatchdog::Watch::~Watch() {
  const std::lock_guard lock(watchdog_.mutex_);
  watchdog_.waiting_.erase(key_);
}

}  // namespace levybridge::rpc
