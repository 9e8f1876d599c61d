#include "adapters/client/wire_call.h"

#include "adapters/client/byte_call.h"
#include "gateway/domain/concatenate.h"

namespace levybridge::client {

absl::Status NotThisProtocol(const std::string& method) {
  return absl::InternalError(
      domain::Concatenate("the gateway's answer to ", method, " is not of this protocol"));
}

absl::Status CallForBytes(Connection& connection, const std::string& method,
                          const google::protobuf::MessageLite& request,
                          const std::function<absl::Status(const std::string&)>& take) {
  ByteCall call(connection.channel(), method, connection.idle_seconds());
  bool sent = false;
  for (;;) {
    switch (call.Wait()) {
      case ByteCall::Event::kReadyToWrite:
        if (!sent) call.WriteLast(request.SerializeAsString());
        sent = true;
        break;
      case ByteCall::Event::kMessage:
        if (absl::Status status = take(call.message()); !status.ok()) return status;
        break;
      case ByteCall::Event::kEnd:
        return call.Finish();
    }
  }
}

}  // namespace levybridge::client
