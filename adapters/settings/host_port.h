// HostPort: an address to listen on or to call, as people write it. Immutable, thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace levybridge::settings {

struct HostPort {
  std::string host;  // a name or an address; IPv6 without its brackets
  uint16_t port = 0;

  // "127.0.0.1:7443", "[::1]:7443", "gateway.example.cn:7443". Nothing for anything else. Port 0 is
  // taken (listen on any free port); callers that can't use it refuse it.
  static std::optional<HostPort> Parse(std::string_view text);
  std::string ToString() const;  // with brackets where needed
  bool IsLoopback() const;       // localhost, 127.x.x.x or ::1: not reachable from outside
  friend bool operator==(const HostPort&, const HostPort&) = default;
};

}  // namespace levybridge::settings
