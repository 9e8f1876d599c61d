#include "gateway/rpc/not_yet_available.h"

#include "gateway/rpc/status.h"

namespace levybridge::rpc {

grpc::ServerGenericBidiReactor* NotYetAvailableService::CreateReactor(
    grpc::GenericCallbackServerContext* context) {
  class Reactor final : public grpc::ServerGenericBidiReactor {
   public:
    explicit Reactor(const grpc::Status& status) { Finish(status); }
    void OnDone() override { delete this; }
  };
  const bool in_contract = context->method().rfind("/levybridge.", 0) == 0;
  return new Reactor(in_contract ? NotYetAvailable() : NotServed());
}

}  // namespace levybridge::rpc
