#include "adapters/client/connection.h"

#include <grpcpp/grpcpp.h>
#include <grpcpp/security/credentials.h>

#include <chrono>
#include <fstream>
#include <sstream>
#include <utility>

#include "adapters/client/error_report.h"
#include "gateway/domain/concatenate.h"

namespace levybridge::client {
namespace {

using domain::Concatenate;

constexpr int kMaxMessageBytes = 64 * 1024 * 1024;
constexpr int kKeepaliveMs = 20'000;
constexpr int kKeepaliveTimeoutMs = 10'000;
constexpr int kMsPerSecond = 1000;

absl::StatusOr<std::string> ReadWhole(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  if (!file) {
    return absl::NotFoundError(Concatenate(path, ": 无法读取 / cannot be read"));
  }
  return text.str();
}

domain::Timestamp Now() {
  return {std::chrono::duration_cast<std::chrono::milliseconds>(
              std::chrono::system_clock::now().time_since_epoch())
              .count()};
}

// All CAs in one text, as the TLS library takes them.
absl::StatusOr<std::string> ReadAuthorities(const std::vector<std::string>& paths) {
  std::string all;
  for (const std::string& path : paths) {
    auto pem = ReadWhole(path);
    if (!pem.ok()) return pem.status();
    all += *pem + "\n";
  }
  return all;
}

absl::Status CheckParty(const settings::AdapterSettings& settings, const OwnCertificate& own) {
  if (own.party.role == settings.role && own.party.region == settings.region) {
    return absl::OkStatus();
  }
  return absl::FailedPreconditionError(
      Concatenate(settings.tls.certificate_file, ": 证书属于 ", own.party.ToUri(),
                  "，与配置的 role、region 不符 / the certificate is for ", own.party.ToUri(),
                  ", the configuration says role ", MachineName(settings.role), ", region ",
                  settings.region.ToString()));
}

}  // namespace

Connection::Connection(std::string address, std::shared_ptr<grpc::ChannelCredentials> credentials)
    : address_(std::move(address)), credentials_(std::move(credentials)) {}

Connection::~Connection() = default;

absl::StatusOr<std::unique_ptr<Connection>> Connection::Open(
    const settings::AdapterSettings& settings) {
  std::optional<OwnCertificate> own;
  absl::Status failure;
  // Any one of the CAs may be the one that issued the certificate.
  for (const std::string& authority : settings.tls.ca_files) {
    auto checked = CheckOwnCertificate(
        {settings.tls.certificate_file, settings.tls.key_file, authority}, Now());
    if (checked.ok()) {
      own = *std::move(checked);
      break;
    }
    failure = checked.status();
  }
  if (!own) return failure;
  if (absl::Status party = CheckParty(settings, *own); !party.ok()) return party;
  grpc::SslCredentialsOptions options;
  auto authorities = ReadAuthorities(settings.tls.ca_files);
  if (!authorities.ok()) return authorities.status();
  options.pem_root_certs = *std::move(authorities);
  auto certificate = ReadWhole(settings.tls.certificate_file);
  if (!certificate.ok()) return certificate.status();
  options.pem_cert_chain = *std::move(certificate);
  auto key = ReadWhole(settings.tls.key_file);
  if (!key.ok()) return key.status();
  options.pem_private_key = *std::move(key);

  std::unique_ptr<Connection> connection(
      new Connection(settings.gateway.ToString(), grpc::SslCredentials(options)));
  connection->server_name_ = settings.server_name;
  connection->own_ = std::move(own);
  connection->connect_timeout_seconds_ = settings.connect_timeout_seconds;
  connection->idle_seconds_ = settings.call_timeout_seconds;
  connection->Renew();
  return connection;
}

std::unique_ptr<Connection> Connection::OpenForTest(const std::string& address, int idle_seconds) {
  std::unique_ptr<Connection> connection(
      new Connection(address, grpc::InsecureChannelCredentials()));
  connection->idle_seconds_ = idle_seconds;
  connection->Renew();
  return connection;
}

void Connection::Renew() {
  grpc::ChannelArguments arguments;
  // Nothing of an earlier attempt is reused: its pause between connections would answer for it.
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  arguments.SetInt(GRPC_ARG_ENABLE_RETRIES, 0);
  arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, connect_timeout_seconds_ * kMsPerSecond);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIME_MS, kKeepaliveMs);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, kKeepaliveTimeoutMs);
  arguments.SetMaxReceiveMessageSize(kMaxMessageBytes);
  arguments.SetMaxSendMessageSize(kMaxMessageBytes);
  if (!server_name_.empty()) arguments.SetSslTargetNameOverride(server_name_);
  channel_ = grpc::CreateCustomChannel(address_, credentials_, arguments);
}

std::string Connection::Explain(const absl::Status& status) const {
  if (!own_ || !absl::IsUnavailable(status) || !IsFromGateway(status)) return "";
  if (ReasonOf(status) != "UNREACHABLE") return "";
  return ExplainUnreachable(address_, *own_);
}

}  // namespace levybridge::client
