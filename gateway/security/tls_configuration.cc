#include "gateway/security/tls_configuration.h"

#include <grpc/support/log.h>

#include <memory>
#include <utility>

#include "gateway/security/openssl_handles.h"

namespace levybridge::security {
namespace {

constexpr std::string_view kConfiguration =
    "openssl_conf = levybridge\n"
    "[levybridge]\n"
    "ssl_conf = contexts\n"
    "[contexts]\n"
    "system_default = every_context\n"
    "[every_context]\n"
    "Protocol = -ALL, TLSv1.3\n"
    "NumTickets = 0\n"
    "Options = -SessionTicket\n";

constexpr uint64_t kOldVersions =
    SSL_OP_NO_SSLv3 | SSL_OP_NO_TLSv1 | SSL_OP_NO_TLSv1_1 | SSL_OP_NO_TLSv1_2;

absl::Status CheckContexts() {
  const TlsContextHandle context(SSL_CTX_new(TLS_method()));
  if (!context) return absl::InternalError("OpenSSL makes no TLS context");
  const bool only_newest = (SSL_CTX_get_options(context.get()) & kOldVersions) == kOldVersions &&
                           (SSL_CTX_get_options(context.get()) & SSL_OP_NO_TLSv1_3) == 0;
  if (!only_newest || SSL_CTX_get_num_tickets(context.get()) != 0) {
    return absl::InternalError("OpenSSL did not take on the TLS configuration");
  }
  return absl::OkStatus();
}

// Set once, never freed: gRPC's threads may log until the process ends.
std::function<void(std::string_view)>* error_sink = nullptr;

void PassOn(gpr_log_func_args* arguments) {
  if (arguments->severity == GPR_LOG_SEVERITY_ERROR) (*error_sink)(arguments->message);
}

}  // namespace

absl::Status LoadTlsConfiguration() {
  if (OPENSSL_init_ssl(OPENSSL_INIT_LOAD_CONFIG, nullptr) != 1) {
    return absl::InternalError("OpenSSL does not start");
  }
  const BioHandle input = ViewOf(kConfiguration);
  const ConfHandle configuration(NCONF_new(nullptr));
  long error_line = 0;
  if (!input || !configuration ||
      NCONF_load_bio(configuration.get(), input.get(), &error_line) != 1 ||
      CONF_modules_load(configuration.get(), nullptr, 0) != 1) {
    ERR_clear_error();
    return absl::InternalError("OpenSSL refuses the TLS configuration");
  }
  return CheckContexts();
}

void RouteGrpcErrors(std::function<void(std::string_view message)> sink) {
  error_sink = new std::function<void(std::string_view)>(std::move(sink));
  gpr_set_log_function(PassOn);
}

}  // namespace levybridge::security
