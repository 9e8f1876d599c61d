// The TLS settings of the whole process, given to OpenSSL before gRPC makes its first context.
//
// Customer rule: TLS 1.3 only, and no session resumption, so that a revoked certificate cannot come
// back on a ticket. gRPC 1.51 has no switch for either and overwrites MinProtocol with its own
// minimum; the option bits that `Protocol` sets survive that, and so does NumTickets. The settings
// never touch the disk, and the machine's own openssl.cnf is read first, so it cannot undo them.
#pragma once

#include <functional>
#include <string_view>

#include "absl/status/status.h"

namespace levybridge::security {

// Call once at the start of main, before any thread and before anything of gRPC is created. Makes a
// context afterwards and looks whether the settings took hold: INTERNAL when they did not.
absl::Status LoadTlsConfiguration();

// Sends gRPC's own error messages to `sink` instead of stderr; among them are the handshakes that
// OpenSSL refuses by itself (no certificate, an old protocol version), with its reason. `sink` is
// called from any thread, must not block, and lives for the rest of the process.
void RouteGrpcErrors(std::function<void(std::string_view message)> sink);

}  // namespace levybridge::security
