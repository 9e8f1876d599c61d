// Connection: the way to one gateway over mutual TLS, for one party.
//
// Customer rule: the adapter checks its own certificate before it connects, because a handshake the
// gateway refuses looks like a gateway that is not there. After a failure call Renew(): a new
// attempt then really tries again. Not thread-safe.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "adapters/client/certificate_precheck.h"
#include "adapters/settings/adapter_settings.h"

namespace grpc {
class Channel;
class ChannelCredentials;
}  // namespace grpc

namespace levybridge::client {

class Connection {
 public:
  // Checks the certificate and reads the TLS files; talks to nobody yet. Errors as
  // CheckOwnCertificate, and FAILED_PRECONDITION when role or region of the configuration are not
  // those of the certificate.
  static absl::StatusOr<std::unique_ptr<Connection>> Open(
      const settings::AdapterSettings& settings);
  // Without TLS, for tests of the protocols only; no setting leads here.
  static std::unique_ptr<Connection> OpenForTest(const std::string& address, int idle_seconds);
  ~Connection();

  const std::shared_ptr<grpc::Channel>& channel() const { return channel_; }
  // Drops what there is and connects anew with the next call.
  void Renew();

  int idle_seconds() const { return idle_seconds_; }
  // What to add to an error when nobody could be reached; empty for other errors.
  std::string Explain(const absl::Status& status) const;

 private:
  Connection(std::string address, std::shared_ptr<grpc::ChannelCredentials> credentials);

  std::string address_;
  std::string server_name_;
  std::shared_ptr<grpc::ChannelCredentials> credentials_;
  std::shared_ptr<grpc::Channel> channel_;
  std::optional<OwnCertificate> own_;
  int connect_timeout_seconds_ = 10;
  int idle_seconds_ = 60;
};

}  // namespace levybridge::client
