// Answers every method of the contract that this gateway does not offer yet, and everything else
// that nobody serves: UNIMPLEMENTED with a reason, after the call gate has checked the caller.
// Thread-safe.
#pragma once

#include <grpcpp/generic/async_generic_service.h>

namespace levybridge::rpc {

class NotYetAvailableService final : public grpc::CallbackGenericService {
 public:
  grpc::ServerGenericBidiReactor* CreateReactor(
      grpc::GenericCallbackServerContext* context) override;
};

}  // namespace levybridge::rpc
