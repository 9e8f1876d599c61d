// Calls to the gateway by method name, typed by their messages. For this folder only.
//
// One attempt each; who retries decides where to go on. The method names are held to the contract
// by a test.
#pragma once

#include <google/protobuf/message_lite.h>

#include <functional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "adapters/client/connection.h"
#include "adapters/client/retry.h"

namespace levybridge::client {

// One request, any number of answers, as bytes. An error of `take` ends the call.
absl::Status CallForBytes(Connection& connection, const std::string& method,
                          const google::protobuf::MessageLite& request,
                          const std::function<absl::Status(const std::string&)>& take);

absl::Status NotThisProtocol(const std::string& method);

template <class Response>
absl::Status CallForStream(Connection& connection, const std::string& method,
                           const google::protobuf::MessageLite& request,
                           const std::function<absl::Status(const Response&)>& take) {
  Response response;  // reused: chunks are large
  return CallForBytes(connection, method, request, [&](const std::string& bytes) {
    if (!response.ParseFromString(bytes)) return NotThisProtocol(method);
    return take(response);
  });
}

// One request, one answer; repeated until it gets through, so only for calls that may be.
template <class Response>
absl::StatusOr<Response> CallWithRetries(Connection& connection, Retry& retry,
                                         const std::string& method,
                                         const google::protobuf::MessageLite& request) {
  Response answer;
  const absl::Status status = RunWithRetries(
      retry,
      [&] {
        return CallForStream<Response>(connection, method, request, [&](const Response& response) {
          answer = response;
          return absl::OkStatus();
        });
      },
      [&] { connection.Renew(); });
  if (!status.ok()) return status;
  retry.Progress();
  return answer;
}

// A stream that goes on after what came already: `request` is asked for before each attempt.
template <class Response, class Request>
absl::Status StreamWithRetries(Connection& connection, Retry& retry, const std::string& method,
                               const std::function<Request()>& request,
                               const std::function<absl::Status(const Response&)>& take) {
  return RunWithRetries(
      retry,
      [&] {
        return CallForStream<Response>(connection, method, request(),
                                       [&](const Response& response) {
                                         retry.Progress();
                                         return take(response);
                                       });
      },
      [&] { connection.Renew(); });
}

}  // namespace levybridge::client
