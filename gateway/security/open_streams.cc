#include "gateway/security/open_streams.h"

#include <grpc/grpc.h>
#include <grpcpp/server_context.h>

#include <utility>
#include <variant>

#include "gateway/security/status_code.h"

namespace levybridge::security {

// Lives as long as gRPC's bookkeeping of one stream; reports its beginning and its end.
class StreamInterceptor final : public grpc::experimental::Interceptor {
 public:
  StreamInterceptor(OpenStreams& streams, grpc::experimental::ServerRpcInfo& info)
      : streams_(streams), info_(info) {}
  ~StreamInterceptor() override { Close(); }

  void Intercept(grpc::experimental::InterceptorBatchMethods* methods) override {
    using Hook = grpc::experimental::InterceptionHookPoints;
    if (methods->QueryInterceptionHookPoint(Hook::POST_RECV_INITIAL_METADATA)) Open();
    // From here on the handler has said its last word: the stream no longer counts.
    if (methods->QueryInterceptionHookPoint(Hook::PRE_SEND_STATUS)) Close();
    methods->Proceed();
  }

 private:
  void Open() {
    grpc::ServerContextBase& context = *info_.server_context();
    const std::shared_ptr<const grpc::AuthContext> auth = context.auth_context();
    stream_id_ = streams_.Open(context.c_call(), PresentedBy(*auth), info_.method());
  }
  void Close() {
    if (stream_id_ != 0) streams_.Close(std::exchange(stream_id_, 0));
  }

  OpenStreams& streams_;
  grpc::experimental::ServerRpcInfo& info_;
  uint64_t stream_id_ = 0;
};

namespace {

class StreamInterceptorFactory final
    : public grpc::experimental::ServerInterceptorFactoryInterface {
 public:
  explicit StreamInterceptorFactory(OpenStreams& streams) : streams_(streams) {}
  grpc::experimental::Interceptor* CreateServerInterceptor(
      grpc::experimental::ServerRpcInfo* info) override {
    if (info->type() == grpc::experimental::ServerRpcInfo::Type::UNARY) return nullptr;
    return new StreamInterceptor(streams_, *info);
  }

 private:
  OpenStreams& streams_;
};

int LimitOf(const SecuritySnapshot& snapshot, const domain::PartyId& party) {
  const domain::Party* entry = snapshot.parties().Find(party);
  return entry == nullptr ? 0 : entry->max_streams;
}

}  // namespace

std::unique_ptr<grpc::experimental::ServerInterceptorFactoryInterface>
OpenStreams::MakeInterceptorFactory() {
  return std::make_unique<StreamInterceptorFactory>(*this);
}

bool OpenStreams::HasRoom(const domain::PartyId& party) const {
  const int limit = LimitOf(*state_.Current(), party);
  const absl::MutexLock lock(&mutex_);
  const auto found = per_party_.find(party);
  return (found == per_party_.end() ? 0 : found->second) < limit;
}

size_t OpenStreams::size() const {
  const absl::MutexLock lock(&mutex_);
  return streams_.size();
}

uint64_t OpenStreams::Open(grpc_call* call, PresentedIdentity identity, std::string method) {
  const std::shared_ptr<const SecuritySnapshot> snapshot = state_.Current();
  std::variant<domain::PartyId, Refusal> decision =
      snapshot->Decide(identity, method, clock_.Now());
  const auto* party = std::get_if<domain::PartyId>(&decision);
  Stream stream{call, std::move(identity), std::move(method)};
  if (party == nullptr) {
    Cancel(stream, std::get<Refusal>(decision));
    return 0;
  }
  const int limit = LimitOf(*snapshot, *party);
  {
    const absl::MutexLock lock(&mutex_);
    int& open = per_party_[*party];
    if (open < limit) {
      ++open;
      grpc_call_ref(call);
      const uint64_t stream_id = next_id_++;
      streams_.emplace(stream_id, Entry{std::move(stream), *party});
      return stream_id;
    }
  }
  Cancel(stream, MakeRefusal(RefusalReason::kTooManyStreams));
  return 0;
}

void OpenStreams::Close(uint64_t stream_id) {
  grpc_call* call = nullptr;
  {
    const absl::MutexLock lock(&mutex_);
    const auto found = streams_.find(stream_id);
    if (found == streams_.end()) return;
    call = found->second.stream.call;
    const auto count = per_party_.find(found->second.party);
    if (--count->second == 0) per_party_.erase(count);
    streams_.erase(found);
  }
  grpc_call_unref(call);
}

// Cancelling runs gRPC code that may close other streams, so it happens outside the lock, with
// references of our own that keep the calls alive.
void OpenStreams::Recheck() {
  const std::shared_ptr<const SecuritySnapshot> snapshot = state_.Current();
  const domain::Timestamp now = clock_.Now();
  std::vector<std::pair<Stream, Refusal>> ended;
  {
    const absl::MutexLock lock(&mutex_);
    for (auto& [stream_id, entry] : streams_) {
      if (entry.cancelled) continue;
      auto decision = snapshot->Decide(entry.stream.identity, entry.stream.method, now);
      if (auto* refusal = std::get_if<Refusal>(&decision)) {
        entry.cancelled = true;
        grpc_call_ref(entry.stream.call);
        ended.emplace_back(entry.stream, std::move(*refusal));
      }
    }
  }
  for (const auto& [stream, refusal] : ended) {
    Cancel(stream, refusal);
    grpc_call_unref(stream.call);
  }
}

void OpenStreams::Cancel(const Stream& stream, const Refusal& refusal) {
  const std::string serial = SerialOf(stream.identity);
  const std::string uri = JoinedUris(stream.identity);
  log_.StreamCancelled(Subject{serial, uri, stream.method}, refusal);
  grpc_call_cancel_with_status(stream.call,
                               static_cast<grpc_status_code>(StatusCodeOf(refusal.reason)),
                               refusal.Message().c_str(), nullptr);
}

}  // namespace levybridge::security
