#include "gateway/security/server_credentials.h"

#include <grpcpp/security/tls_certificate_provider.h>
#include <grpcpp/security/tls_certificate_verifier.h>
#include <grpcpp/security/tls_credentials_options.h>

#include <functional>
#include <optional>
#include <string>
#include <utility>

namespace levybridge::security {
namespace {

// How often gRPC looks for a new certificate of the server; it knows whole seconds only.
constexpr unsigned int kRefreshSeconds = 1;

std::string Text(const grpc::string_ref& text) { return std::string(text.data(), text.size()); }

class HandshakeVerifier final : public grpc::experimental::ExternalCertificateVerifier {
 public:
  HandshakeVerifier(const SecurityState& state, const ports::Clock& clock, SecurityLog& log)
      : state_(state), clock_(clock), log_(log) {}

  bool Verify(grpc::experimental::TlsCustomVerificationCheckRequest* request,
              std::function<void(grpc::Status)>, grpc::Status* sync_status) override {
    PresentedIdentity identity;
    identity.chain = {Text(request->peer_cert()), Text(request->peer_cert_full_chain())};
    const std::optional<Refusal> refusal =
        state_.Current()->RefuseChain(identity.chain, clock_.Now());
    if (!refusal) return true;
    for (const grpc::string_ref& uri : request->uri_names()) identity.uris.push_back(Text(uri));
    const std::string serial = SerialOf(identity);
    const std::string uri = JoinedUris(identity);
    log_.HandshakeRefused(Subject{serial, uri, {}}, refusal->Message());
    *sync_status = grpc::Status(grpc::StatusCode::UNAUTHENTICATED, refusal->Message());
    return true;
  }
  void Cancel(grpc::experimental::TlsCustomVerificationCheckRequest*) override {}

 private:
  const SecurityState& state_;
  const ports::Clock& clock_;
  SecurityLog& log_;
};

}  // namespace

std::shared_ptr<grpc::ServerCredentials> MakeServerCredentials(const SecurityState& state,
                                                               const ports::Clock& clock,
                                                               SecurityLog& log) {
  using grpc::experimental::ExternalCertificateVerifier;
  const std::string& path = state.identity().path();
  grpc::experimental::TlsServerCredentialsOptions options(
      std::make_shared<grpc::experimental::FileWatcherCertificateProvider>(path, path,
                                                                           kRefreshSeconds));
  options.watch_identity_key_cert_pairs();
  // "Don't verify" concerns gRPC's own verification only: HandshakeVerifier does it, in the same
  // handshake, with the snapshot of that moment.
  options.set_cert_request_type(GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_BUT_DONT_VERIFY);
  options.set_certificate_verifier(
      ExternalCertificateVerifier::Create<HandshakeVerifier>(state, clock, log));
  options.set_check_call_host(false);
  return grpc::experimental::TlsServerCredentials(options);
}

}  // namespace levybridge::security
