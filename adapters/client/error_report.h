// What went wrong, told to people in Chinese and English and to programs by reason and exit code.
//
// An error inside the adapters is an absl::Status; one the gateway gave carries its machine reason
// and metadata as payloads. Customer rule: a refused TLS handshake looks like an unreachable
// server, so both possible causes are named. Thread-safe: no state.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "absl/status/status.h"

namespace levybridge::client {

enum class ExitCode : int {
  kDone = 0,
  kRefused = 1,      // or only partly accepted
  kUsage = 2,        // wrong usage or configuration
  kUnreachable = 3,  // or timed out
  kInternal = 4,
};

// What the gateway said when it refused.
struct GatewayError {
  std::string reason;  // UPPER_SNAKE_CASE
  std::map<std::string, std::string> metadata;
};

// `status` with the gateway's reason in it.
absl::Status WithGatewayError(absl::Status status, const GatewayError& error);
// True when the status came over the wire, with or without a reason.
bool IsFromGateway(const absl::Status& status);

// What a command is told: a refusal of its own making, with a reason like the gateway's.
absl::Status RefusedHere(absl::StatusCode code, std::string_view reason, std::string_view message);

// The gateway's reason, or a file's refusal, or UNREACHABLE, TIMED_OUT, CONFIGURATION, INTERNAL.
std::string ReasonOf(const absl::Status& status);
std::map<std::string, std::string> MetadataOf(const absl::Status& status);
// kDone for OK.
ExitCode ExitCodeOf(const absl::Status& status);
// The message for people: what is wrong and what to do, without the reason.
std::string MessageOf(const absl::Status& status);

}  // namespace levybridge::client
