// UnservedMethods: answers every call that no service takes, after the call gate has checked the
// caller.
//
// Methods of the contract that this gateway does not offer yet, and everything else that nobody
// serves, are UNIMPLEMENTED with a reason. The health protocol (grpc.health.v1) is answered for the
// gateway as a whole, the empty service name: SERVING until it begins to stop, NOT_SERVING then;
// Watch tells both. Of other names, which nobody has here, Check says NOT_FOUND and Watch
// SERVICE_UNKNOWN.
//
// It has a queue and a thread of its own instead of a callback service. In gRPC 1.51 the two
// threads that serve callbacks rest for 100 ms after a second without any, and while they do nobody
// looks after the connections of all the others. Thread-safe.
#pragma once

#include <grpcpp/generic/async_generic_service.h>
#include <grpcpp/server_builder.h>

#include <memory>
#include <mutex>
#include <set>
#include <thread>

namespace levybridge::rpc {

class UnservedMethods {
 public:
  UnservedMethods() = default;
  ~UnservedMethods();
  UnservedMethods(const UnservedMethods&) = delete;
  UnservedMethods& operator=(const UnservedMethods&) = delete;

  // Before the server is built; once.
  void Register(grpc::ServerBuilder& builder);
  // After it was built.
  void Start();
  // From now on the gateway is not healthy; who watches is told so, and the watch ends.
  void BeginStop();
  // After the server was shut down: ends the thread.
  void Stop();

 private:
  class Call;
  void Await();
  void Loop();
  // The call's operation is done; starts the next one where there is one.
  void Advance(Call& call, bool ok);
  void AnswerHealth(Call& call);
  void Watch(Call& call);

  grpc::AsyncGenericService service_;
  std::unique_ptr<grpc::ServerCompletionQueue> queue_;
  std::mutex mutex_;
  bool serving_ = true;       // the mutex's, like the next
  std::set<Call*> watching_;  // no operation of theirs is under way
  std::thread thread_;
};

}  // namespace levybridge::rpc
