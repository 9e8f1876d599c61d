#include "adapters/client/error_report.h"

#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "absl/strings/cord.h"
#include "adapters/files/refusal.h"
#include "gateway/domain/concatenate.h"

namespace levybridge::client {
namespace {

using domain::Concatenate;
using Json = nlohmann::json;

constexpr char kGatewayUrl[] = "levybridge/gateway-error";
constexpr char kHereUrl[] = "levybridge/refused-here";

std::optional<Json> PayloadOf(const absl::Status& status, const char* url) {
  const auto payload = status.GetPayload(url);
  if (!payload) return std::nullopt;
  Json json = Json::parse(std::string(*payload), nullptr, false);
  if (json.is_discarded()) return std::nullopt;
  return json;
}

ExitCode ExitCodeOfCall(absl::StatusCode code) {
  switch (code) {
    case absl::StatusCode::kOk:
      return ExitCode::kDone;
    case absl::StatusCode::kUnavailable:
    case absl::StatusCode::kDeadlineExceeded:
    case absl::StatusCode::kAborted:
    case absl::StatusCode::kCancelled:
      return ExitCode::kUnreachable;
    case absl::StatusCode::kInternal:
    case absl::StatusCode::kUnknown:
    case absl::StatusCode::kDataLoss:
    case absl::StatusCode::kUnimplemented:
      return ExitCode::kInternal;
    default:  // the library's enum: everything else is a refusal
      return ExitCode::kRefused;
  }
}

ExitCode ExitCodeOfLocal(absl::StatusCode code) {
  switch (code) {
    case absl::StatusCode::kOk:
      return ExitCode::kDone;
    case absl::StatusCode::kUnavailable:
    case absl::StatusCode::kDeadlineExceeded:
      return ExitCode::kUnreachable;
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kNotFound:
    case absl::StatusCode::kPermissionDenied:
    case absl::StatusCode::kFailedPrecondition:
      return ExitCode::kUsage;
    default:  // the library's enum: everything else is ours to mend
      return ExitCode::kInternal;
  }
}

// Turned away before a handler ran: "REASON_CODE: text".
std::string ReasonInFront(std::string_view message) {
  const size_t colon = message.find(':');
  if (colon == std::string_view::npos || colon == 0) return "";
  const std::string_view name = message.substr(0, colon);
  const bool is_reason =
      name.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") == std::string_view::npos;
  return is_reason ? std::string(name) : "";
}

std::string_view ReasonOfExit(ExitCode code) {
  switch (code) {
    case ExitCode::kDone:
      return "";
    case ExitCode::kRefused:
      return "REFUSED";
    case ExitCode::kUsage:
      return "CONFIGURATION";
    case ExitCode::kUnreachable:
      return "UNREACHABLE";
    case ExitCode::kInternal:
      return "INTERNAL";
  }
  return "";
}

}  // namespace

absl::Status WithGatewayError(absl::Status status, const GatewayError& error) {
  const Json json = {{"reason", error.reason}, {"metadata", error.metadata}};
  const std::string text = json.dump(-1, ' ', false, Json::error_handler_t::replace);
  status.SetPayload(kGatewayUrl, absl::Cord(text));
  return status;
}

bool IsFromGateway(const absl::Status& status) {
  return status.GetPayload(kGatewayUrl).has_value();
}

absl::Status RefusedHere(absl::StatusCode code, std::string_view reason, std::string_view message) {
  absl::Status status(code, std::string(message));
  status.SetPayload(kHereUrl, absl::Cord(std::string(reason)));
  return status;
}

std::string ReasonOf(const absl::Status& status) {
  if (status.ok()) return "";
  if (const auto here = status.GetPayload(kHereUrl)) return std::string(*here);
  if (std::string reason = files::RefusalReasonOf(status); !reason.empty()) return reason;
  if (const auto json = PayloadOf(status, kGatewayUrl)) {
    if (std::string reason = json->value("reason", ""); !reason.empty()) return reason;
    if (std::string reason = ReasonInFront(std::string(status.message())); !reason.empty()) {
      return reason;
    }
  }
  if (absl::IsDeadlineExceeded(status)) return "TIMED_OUT";
  return std::string(ReasonOfExit(ExitCodeOf(status)));
}

std::map<std::string, std::string> MetadataOf(const absl::Status& status) {
  std::map<std::string, std::string> metadata;
  const auto json = PayloadOf(status, kGatewayUrl);
  if (!json || !json->contains("metadata")) return metadata;
  for (const auto& [key, value] : json->at("metadata").items()) metadata[key] = value;
  return metadata;
}

ExitCode ExitCodeOf(const absl::Status& status) {
  if (status.ok()) return ExitCode::kDone;
  if (status.GetPayload(kHereUrl) || !files::RefusalReasonOf(status).empty()) {
    return ExitCode::kRefused;
  }
  return IsFromGateway(status) ? ExitCodeOfCall(status.code()) : ExitCodeOfLocal(status.code());
}

std::string MessageOf(const absl::Status& status) {
  std::string message(status.message());
  const std::string reason = ReasonInFront(message);
  if (!reason.empty() && message.size() > reason.size() + 2) message.erase(0, reason.size() + 2);
  if (ExitCodeOf(status) == ExitCode::kInternal) {
    message = Concatenate("内部错误，请联系运维 / internal error, tell the operator: ", message);
  }
  return message;
}

}  // namespace levybridge::client
