// Call: one call from the moment its handler runs until its status leaves.
//
// Handlers run inside HandleCall: it knows the caller, turns what goes wrong (exceptions of
// libraries included) into a status, and tells the observer. Regions are denied unless asked for:
// every handler that names a region calls RequireRegion before it reads or changes anything.
#pragma once

#include <grpcpp/server_context.h>
#include <grpcpp/support/status.h>

#include <chrono>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "gateway/domain/party.h"
#include "gateway/domain/region.h"
#include "gateway/rpc/environment.h"

namespace levybridge::rpc {

class Call {
 public:
  Call(grpc::ServerContext& context, Environment& environment, domain::PartyId party)
      : context_(context), environment_(environment), party_(std::move(party)) {}

  const domain::PartyId& party() const { return party_; }
  grpc::ServerContext& context() { return context_; }
  Environment& environment() { return environment_; }
  // For the log.
  void set_batch_id(std::string batch_id) { batch_id_ = std::move(batch_id); }
  const std::string& batch_id() const { return batch_id_; }

  // PERMISSION_DENIED (REGION_NOT_ALLOWED) unless `wanted` lies in the caller's region.
  absl::Status RequireRegion(domain::RegionCode wanted) const;
  // True when it does; for lists that are narrowed instead of refused.
  bool MaySee(domain::RegionCode region) const;
  // The pooling area of `six_digits`, which itself must lie in the caller's region (the caller's
  // own region when it is 0).
  absl::StatusOr<domain::PoolingArea> PoolingAreaFor(int32_t six_digits) const;
  // A pooling area, all of which the caller may act on.
  absl::StatusOr<domain::PoolingArea> WholePoolingArea(int32_t six_digits) const;
  // The caller's entry in the directory; defaults when it was removed a moment ago.
  domain::Party Settings() const;
  // Of `all`, those that can hold something in the caller's region.
  std::vector<domain::PoolingArea> VisibleAreas(const std::vector<domain::PoolingArea>& all) const;

 private:
  grpc::ServerContext& context_;
  Environment& environment_;
  const domain::PartyId party_;
  std::string batch_id_;
};

grpc::Status HandleCall(grpc::ServerContext& context, Environment& environment,
                        std::string_view method, absl::FunctionRef<absl::Status(Call&)> handler);

// Sends a message and waits until the transport took it. UNAVAILABLE when the peer is gone.
template <class Writer, class Message>
absl::Status SendTo(Call& call, Writer& writer, const Message& message) {
  const StreamWatchdog::Watch watch(call.environment().watchdog, call.context());
  if (writer.Write(message)) return absl::OkStatus();
  return absl::CancelledError("the peer is gone");
}

}  // namespace levybridge::rpc
