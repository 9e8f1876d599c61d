#include "gateway/rpc/status.h"

#include <array>
#include <map>
#include <optional>
#include <string_view>
#include <utility>

#include "gateway/usecases/refusal.h"
#include "levybridge/common/v1/error.pb.h"

namespace levybridge::rpc {
namespace {

constexpr char kErrorInfoUrl[] = "type.googleapis.com/google.rpc.ErrorInfo";
constexpr char kDomain[] = "levybridge";
constexpr size_t kMaxMetadataBytes = 256;

constexpr std::array<std::pair<std::string_view, std::string_view>, 11> kContractNames = {{
    {"ALL_OR_NOTHING_TOO_LARGE", "LIMIT_EXCEEDED"},
    {"BATCH_TOO_LARGE", "LIMIT_EXCEEDED"},
    {"BEYOND_DELIVERED", "POSITION_NOT_DELIVERED"},
    {"DRY_RUN_TOO_LARGE", "LIMIT_EXCEEDED"},
    {"MONTH_BUSY", "MONTH_MOVING"},
    {"MONTH_DIGEST_DIFFERS", "TOTALS_CHANGED"},
    {"MONTH_NOT_CONFIRMED", "CONFIRMATION_MISSING"},
    {"ROW_COUNT_MISMATCH", "ROWS_MISSING"},
    {"STATEMENT_TOTALS_DIFFER", "TOTALS_MISMATCH"},
    {"UNKNOWN_INSTRUCTION", "INSTRUCTION_UNKNOWN"},
    {"WRONG_SIDE", "ROLE_NOT_ALLOWED"},
}};

// "REGION_NOT_ALLOWED: text": how the security folder names its reason.
std::optional<std::string> LeadingReason(std::string_view message) {
  const size_t end = message.find(": ");
  if (end == std::string_view::npos || end == 0) return std::nullopt;
  const std::string_view name = message.substr(0, end);
  if (name.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") != std::string_view::npos) {
    return std::nullopt;
  }
  return std::string(name);
}

// Refused by a use case or by security on purpose: its words are meant for the client.
std::optional<std::string> StatedReason(const absl::Status& status) {
  if (const std::optional<std::string> reason = usecases::ReasonOf(status)) {
    return ContractReason(*reason);
  }
  return LeadingReason(std::string_view(status.message().data(), status.message().size()));
}

struct Standing {
  grpc::StatusCode code;
  std::string_view reason;
  std::string_view text;
};

// For errors without a reason of their own. Their words come from inside (paths, statements of the
// store) and stay there.
Standing StandingOf(absl::StatusCode code) {
  switch (code) {
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kOutOfRange:
      return {grpc::StatusCode::INVALID_ARGUMENT, "INVALID_REQUEST",
              "请求不符合接口约定 / the request breaks the contract"};
    case absl::StatusCode::kUnavailable:
    case absl::StatusCode::kAborted:
      return {grpc::StatusCode::UNAVAILABLE, "STORE_UNAVAILABLE",
              "账本暂不可用，请稍后重试 / the store is not available now; try again"};
    case absl::StatusCode::kResourceExhausted:
      return {grpc::StatusCode::UNAVAILABLE, "STORE_UNAVAILABLE",
              "账本所在磁盘已满，请通知管理员 / the store's disk is full; tell the operator"};
    case absl::StatusCode::kDeadlineExceeded:
      return {grpc::StatusCode::DEADLINE_EXCEEDED, "STALLED", "等待超时 / waited too long"};
    case absl::StatusCode::kCancelled:
      return {grpc::StatusCode::CANCELLED, "CANCELLED", "已取消 / cancelled"};
    case absl::StatusCode::kUnauthenticated:
      return {grpc::StatusCode::UNAUTHENTICATED, "NO_PARTY_URI",
              "无法识别调用方 / the caller is not known"};
    case absl::StatusCode::kOk:
    case absl::StatusCode::kUnknown:
    case absl::StatusCode::kNotFound:
    case absl::StatusCode::kAlreadyExists:
    case absl::StatusCode::kPermissionDenied:
    case absl::StatusCode::kFailedPrecondition:
    case absl::StatusCode::kUnimplemented:
    case absl::StatusCode::kInternal:
    case absl::StatusCode::kDataLoss:
    case absl::StatusCode::kDoNotUseReservedForFutureExpansionUseDefaultInSwitchInstead_:
      break;
  }
  return {grpc::StatusCode::INTERNAL, "INTERNAL",
          "网关内部错误，未作任何确认；请通知管理员 / an error inside the gateway; nothing was "
          "acknowledged; tell the operator"};
}

grpc::Status Make(grpc::StatusCode code, const std::string& reason, std::string_view text,
                  const std::map<std::string, std::string>& metadata) {
  std::string message = reason;
  message += ": ";
  message += text;
  common::v1::ErrorInfo info;
  info.set_reason(reason);
  info.set_domain(kDomain);
  for (const auto& [key, value] : metadata) {
    (*info.mutable_metadata())[key] = value.substr(0, kMaxMetadataBytes);
  }
  common::v1::Status details;
  details.set_code(static_cast<int>(code));
  details.set_message(message);
  google::protobuf::Any& any = *details.add_details();
  any.set_type_url(kErrorInfoUrl);
  any.set_value(info.SerializeAsString());
  return grpc::Status(code, message, details.SerializeAsString());
}

}  // namespace

std::string ContractReason(const std::string& reason) {
  for (const auto& [inside, outside] : kContractNames) {
    if (reason == inside) return std::string(outside);
  }
  return reason;
}

std::string ReasonOnWire(const absl::Status& status) {
  if (status.ok()) return {};
  if (std::optional<std::string> reason = StatedReason(status)) return *std::move(reason);
  return std::string(StandingOf(status.code()).reason);
}

grpc::Status ToGrpcStatus(const absl::Status& status) {
  if (status.ok()) return grpc::Status::OK;
  const std::optional<std::string> reason = StatedReason(status);
  if (!reason) {
    const Standing standing = StandingOf(status.code());
    return Make(standing.code, std::string(standing.reason), standing.text, {});
  }
  std::string_view text(status.message().data(), status.message().size());
  if (LeadingReason(text)) text.remove_prefix(text.find(": ") + 2);
  std::map<std::string, std::string> metadata = usecases::DetailsOf(status);
  // What differs is named alike in every conflict.
  if (const auto field = metadata.find("field");
      status.code() == absl::StatusCode::kAlreadyExists && field != metadata.end()) {
    metadata.emplace("differs", field->second);
  }
  return Make(static_cast<grpc::StatusCode>(status.code()), *reason, text, metadata);
}

grpc::Status NotYetAvailable() {
  return Make(grpc::StatusCode::UNIMPLEMENTED, "NOT_YET_AVAILABLE",
              "本网关版本尚未提供此功能 / this version of the gateway does not offer it yet", {});
}

grpc::Status NotServed() {
  return Make(grpc::StatusCode::UNIMPLEMENTED, "NOT_SERVED",
              "本网关未开放此服务 / this gateway does not serve it", {});
}

std::string CodeName(grpc::StatusCode code) {
  constexpr std::array<std::string_view, 17> kNames = {"OK",
                                                       "CANCELLED",
                                                       "UNKNOWN",
                                                       "INVALID_ARGUMENT",
                                                       "DEADLINE_EXCEEDED",
                                                       "NOT_FOUND",
                                                       "ALREADY_EXISTS",
                                                       "PERMISSION_DENIED",
                                                       "RESOURCE_EXHAUSTED",
                                                       "FAILED_PRECONDITION",
                                                       "ABORTED",
                                                       "OUT_OF_RANGE",
                                                       "UNIMPLEMENTED",
                                                       "INTERNAL",
                                                       "UNAVAILABLE",
                                                       "DATA_LOSS",
                                                       "UNAUTHENTICATED"};
  const auto number = static_cast<size_t>(code);
  return std::string(number < kNames.size() ? kNames.at(number) : "UNKNOWN");
}

}  // namespace levybridge::rpc
