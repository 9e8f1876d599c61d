// Refusals: errors with a stable reason code for machines beside the words for people.
//
// A refusal is an absl::Status whose payload names the reason (BATCH_CONFLICT, …) and details; the
// rpc layer turns it into google.rpc.ErrorInfo bytes, and nothing else makes gRPC statuses.
// Thread-safe: free functions.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"

namespace levybridge::usecases {

// Both languages in one message: "中文 / English".
struct Words {
  std::string_view chinese;
  std::string_view english;
};

// `details` go to machines (column, expected, given …); they must hold no account data.
absl::Status Refusal(absl::StatusCode code, std::string_view reason, Words words,
                     const std::map<std::string, std::string>& details = {});

// The reason code of a refusal; nothing for any other status.
std::optional<std::string> ReasonOf(const absl::Status& status);
std::map<std::string, std::string> DetailsOf(const absl::Status& status);

}  // namespace levybridge::usecases
