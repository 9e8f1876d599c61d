// The record of who was turned away and of what went wrong with certificates: one structured line
// each, and a counter for each kind. Thread-safe.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <string_view>

#include "absl/status/status.h"
#include "gateway/security/refusal.h"
#include "spdlog/logger.h"

namespace levybridge::security {

// For the metrics page; they only grow, except the last.
struct SecurityCounters {
  std::array<std::atomic<uint64_t>, kRefusalReasonCount> refused_calls{};  // by RefusalReason
  std::atomic<uint64_t> refused_handshakes{0};
  std::atomic<uint64_t> cancelled_streams{0};
  std::atomic<uint64_t> failed_reloads{0};
  std::atomic<uint64_t> expired_revocation_lists{0};  // a gauge: how many are overdue now
};

// Whom a line is about. Everything in it came from outside and is escaped.
struct Subject {
  std::string_view serial;
  std::string_view uri;
  std::string_view method;
};

class SecurityLog {
 public:
  explicit SecurityLog(std::shared_ptr<spdlog::logger> logger) : logger_(std::move(logger)) {}

  void CallRefused(const Subject& subject, const Refusal& refusal);
  void StreamCancelled(const Subject& subject, const Refusal& refusal);
  // `reason`: OpenSSL's own words.
  void HandshakeRefused(const Subject& subject, std::string_view reason);
  void ReloadFailed(const absl::Status& error);
  void Reloaded(std::string_view what);
  // Called at every look; one line when the number changes.
  void RevocationListsExpired(uint64_t count, std::string_view files);

  const SecurityCounters& counters() const { return counters_; }

 private:
  std::shared_ptr<spdlog::logger> logger_;
  SecurityCounters counters_;
};

}  // namespace levybridge::security
