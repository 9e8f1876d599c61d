#include "adapters/client/grpc_status.h"

#include "adapters/client/error_report.h"
#include "levybridge/common/v1/error.pb.h"

namespace levybridge::client {
namespace {

constexpr char kErrorInfoType[] = "type.googleapis.com/google.rpc.ErrorInfo";

GatewayError DetailsOf(const std::string& bytes) {
  GatewayError error;
  common::v1::Status details;
  if (bytes.empty() || !details.ParseFromString(bytes)) return error;
  for (const auto& any : details.details()) {
    common::v1::ErrorInfo information;
    if (any.type_url() != kErrorInfoType || !information.ParseFromString(any.value())) continue;
    error.reason = information.reason();
    error.metadata.insert(information.metadata().begin(), information.metadata().end());
  }
  return error;
}

}  // namespace

absl::Status FromGrpc(const grpc::Status& status) {
  if (status.ok()) return absl::OkStatus();
  return WithGatewayError(
      absl::Status(static_cast<absl::StatusCode>(status.error_code()), status.error_message()),
      DetailsOf(status.error_details()));
}

}  // namespace levybridge::client
