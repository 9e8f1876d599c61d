// The one file of this folder that makes a grpc::Status.
//
// An absl::Status becomes its canonical code, the message "REASON: text" and, in
// grpc-status-details-bin, a google.rpc.Status with one ErrorInfo (common/v1/error.proto
// has the same field numbers). Reasons are those of the contract; facts of the store or the system
// that are nobody's business outside become STORE_UNAVAILABLE or INTERNAL. Thread-safe.
#pragma once

#include <grpcpp/support/status.h>

#include <string>

#include "absl/status/status.h"

namespace levybridge::rpc {

// The reason a client sees, "" for OK. Refusals without one of their own get the standing reason of
// their code (INVALID_REQUEST, STORE_UNAVAILABLE, INTERNAL, …).
std::string ReasonOnWire(const absl::Status& status);
// The contract's name for a reason of the use cases; most are the same.
std::string ContractReason(const std::string& reason);

grpc::Status ToGrpcStatus(const absl::Status& status);
// What this gateway does not do yet, or not at all.
grpc::Status NotYetAvailable();
grpc::Status NotServed();

// "ALREADY_EXISTS", for log and metrics.
std::string CodeName(grpc::StatusCode code);

}  // namespace levybridge::rpc
