#include "gateway/usecases/refusal.h"

#include <utility>

#include "absl/strings/cord.h"
#include "absl/strings/string_view.h"

namespace levybridge::usecases {
namespace {

constexpr const char* kReasonPayload = "levybridge/reason";
const std::string kDetailPayload = "levybridge/detail/";

}  // namespace

absl::Status Refusal(absl::StatusCode code, std::string_view reason, Words words,
                     const std::map<std::string, std::string>& details) {
  std::string message = std::string(words.chinese) + " / " + std::string(words.english);
  for (const auto& [key, value] : details) {
    message.append("; ").append(key).append("=").append(value);
  }
  absl::Status status(code, message);
  status.SetPayload(kReasonPayload, absl::Cord(std::string(reason)));
  for (const auto& [key, value] : details) {
    status.SetPayload(kDetailPayload + key, absl::Cord(value));
  }
  return status;
}

std::optional<std::string> ReasonOf(const absl::Status& status) {
  const auto payload = status.GetPayload(kReasonPayload);
  if (!payload) return std::nullopt;
  return std::string(*payload);
}

std::map<std::string, std::string> DetailsOf(const absl::Status& status) {
  std::map<std::string, std::string> details;
  status.ForEachPayload([&details](absl::string_view url, const absl::Cord& value) {
    const std::string_view name(url.data(), url.size());
    if (name.starts_with(kDetailPayload)) {
      details.emplace(name.substr(kDetailPayload.size()), std::string(value));
    }
  });
  return details;
}

}  // namespace levybridge::usecases
