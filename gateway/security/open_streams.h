// Every stream that is open, so that a right that ends, ends the stream too.
//
// Customer rules: an open stream is checked within a second against revocation, certificate dates
// and the current parties; and one party cannot starve the others, so each has a limit on its
// streams (max_streams of its entry in the directory). A cancelled stream ends at the client with
// the refusal as its status. Thread-safe.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "gateway/domain/party.h"
#include "gateway/ports/clock.h"
#include "gateway/security/security_log.h"
#include "gateway/security/security_state.h"
#include "grpcpp/support/server_interceptor.h"

struct grpc_call;

namespace levybridge::security {

class OpenStreams {
 public:
  // All three outlive this object.
  OpenStreams(const SecurityState& state, const ports::Clock& clock, SecurityLog& log)
      : state_(state), clock_(clock), log_(log) {}

  // May this party open one more? (The call gate asks before a handler runs.)
  bool HasRoom(const domain::PartyId& party) const;
  size_t size() const;
  // Checks every open stream against the current snapshot; cancels what is no longer allowed.
  void Recheck();

  // Makes gRPC report every stream here; the factory must not outlive this object.
  std::unique_ptr<grpc::experimental::ServerInterceptorFactoryInterface> MakeInterceptorFactory();

 private:
  friend class StreamInterceptor;
  struct Stream {
    grpc_call* call;
    PresentedIdentity identity;
    std::string method;
  };
  struct Entry {
    Stream stream;  // with a reference of our own on the call
    domain::PartyId party;
    bool cancelled = false;  // told so once; the handler has yet to finish
  };
  // 0 when the party is at its limit or its right ended meanwhile: the call is cancelled then.
  uint64_t Open(grpc_call* call, PresentedIdentity identity, std::string method);
  void Close(uint64_t stream_id);
  void Cancel(const Stream& stream, const Refusal& refusal);

  const SecurityState& state_;
  const ports::Clock& clock_;
  SecurityLog& log_;
  mutable absl::Mutex mutex_;
  uint64_t next_id_ ABSL_GUARDED_BY(mutex_) = 1;
  std::map<uint64_t, Entry> streams_ ABSL_GUARDED_BY(mutex_);
  std::map<domain::PartyId, int> per_party_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace levybridge::security
