// The server's side of mutual TLS: a client certificate is required, and verified in the handshake.
//
// OpenSSL makes sure that a certificate comes and that its owner has the key; whether the chain
// leads to a CA we trust, is meant for clients, in its dates and not revoked is decided by the
// current SecuritySnapshot inside the handshake, which gives us OpenSSL's reason for the log (gRPC
// would swallow it) and lets CAs and revocation lists change while serving.
#pragma once

#include <memory>

#include "gateway/ports/clock.h"
#include "gateway/security/security_log.h"
#include "gateway/security/security_state.h"
#include "grpcpp/security/server_credentials.h"

namespace levybridge::security {

// LoadTlsConfiguration has been called. `state`, `clock` and `log` outlive the server.
std::shared_ptr<grpc::ServerCredentials> MakeServerCredentials(const SecurityState& state,
                                                               const ports::Clock& clock,
                                                               SecurityLog& log);

}  // namespace levybridge::security
