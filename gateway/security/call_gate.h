// The gate every call passes before its handler: health and reflection too.
//
// Customer rule: default deny. It never blocks (everything it needs is in memory), so gRPC runs it
// in place. A refusal is "REASON_CODE: text" with UNAUTHENTICATED (who are you), PERMISSION_DENIED
// (you may not) or RESOURCE_EXHAUSTED (too many streams), and is logged. Thread-safe.
#pragma once

#include "gateway/ports/clock.h"
#include "gateway/security/open_streams.h"
#include "gateway/security/security_log.h"
#include "gateway/security/security_state.h"
#include "grpcpp/security/auth_metadata_processor.h"

namespace levybridge::security {

class CallGate final : public grpc::AuthMetadataProcessor {
 public:
  // All four outlive the gate.
  CallGate(const SecurityState& state, const OpenStreams& streams, const ports::Clock& clock,
           SecurityLog& log)
      : state_(state), streams_(streams), clock_(clock), log_(log) {}

  bool IsBlocking() const override { return false; }
  grpc::Status Process(const InputMetadata& auth_metadata, grpc::AuthContext* context,
                       OutputMetadata* consumed_auth_metadata,
                       OutputMetadata* response_metadata) override;

 private:
  const SecurityState& state_;
  const OpenStreams& streams_;
  const ports::Clock& clock_;
  SecurityLog& log_;
};

}  // namespace levybridge::security
