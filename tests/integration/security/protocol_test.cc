// TLS as a peer sees it that does not use gRPC: which versions the server speaks, and whether a
// session can be taken up again.
#include <gtest/gtest.h>

#include "gateway/security/openssl_handles.h"
#include "tests/integration/security/test_server.h"

namespace levybridge::security {
namespace {

using ConnectionHandle = OpensslHandle<SSL, SSL_free>;
using SessionHandle = OpensslHandle<SSL_SESSION, SSL_SESSION_free>;

int tickets_received = 0;
int CountTicket(SSL*, SSL_SESSION*) {
  ++tickets_received;
  return 0;
}

class Protocol : public testing::Test {
 protected:
  // A client context that is not bound by the process's own configuration.
  TlsContextHandle MakeContext(int version) {
    TlsContextHandle context(SSL_CTX_new(TLS_client_method()));
    SSL_CTX_clear_options(context.get(), SSL_OP_NO_TLSv1_2);
    SSL_CTX_set_min_proto_version(context.get(), version);
    SSL_CTX_set_max_proto_version(context.get(), version);
    SSL_CTX_use_certificate_file(context.get(), authority_.Path(certificate_ + ".pem").c_str(),
                                 SSL_FILETYPE_PEM);
    SSL_CTX_use_PrivateKey_file(context.get(), authority_.Path(certificate_ + ".key").c_str(),
                                SSL_FILETYPE_PEM);
    const unsigned char protocols[] = {2, 'h', '2'};
    SSL_CTX_set_alpn_protos(context.get(), protocols, sizeof(protocols));
    SSL_CTX_set_session_cache_mode(context.get(), SSL_SESS_CACHE_CLIENT);
    SSL_CTX_sess_set_new_cb(context.get(), CountTicket);
    return context;
  }

  // Shakes hands and reads until the server's first bytes of HTTP/2 have come, which is after any
  // ticket. Null when the server refuses.
  ConnectionHandle Connect(SSL_CTX* context, SSL_SESSION* session) {
    ConnectionHandle connection(SSL_new(context));
    if (session != nullptr) SSL_set_session(connection.get(), session);
    BIO* socket = BIO_new_connect(("127.0.0.1:" + std::to_string(server_.port())).c_str());
    SSL_set_bio(connection.get(), socket, socket);
    if (BIO_do_connect(socket) != 1 || SSL_connect(connection.get()) != 1) return nullptr;
    char byte = 0;
    if (SSL_read(connection.get(), &byte, 1) != 1) return nullptr;
    return connection;
  }

  TestAuthority authority_;
  std::string certificate_ = authority_.Party("agency", "420100", "wuhan");
  TestServer server_{authority_, {authority_.Entry("urn:levybridge:party:agency:420100:wuhan")}};
};

TEST_F(Protocol, Tls12IsRefusedAndLogged) {
  const TlsContextHandle context = MakeContext(TLS1_2_VERSION);
  EXPECT_EQ(Connect(context.get(), nullptr), nullptr);
  EXPECT_TRUE(GrpcErrors().Has({"unsupported protocol"})) << GrpcErrors().All();
}

TEST_F(Protocol, Tls13IsSpoken) {
  const TlsContextHandle context = MakeContext(TLS1_3_VERSION);
  const ConnectionHandle connection = Connect(context.get(), nullptr);
  ASSERT_NE(connection, nullptr);
  EXPECT_EQ(SSL_version(connection.get()), TLS1_3_VERSION);
}

TEST_F(Protocol, NoTicketIsGivenAndNoSessionIsTakenUpAgain) {
  tickets_received = 0;
  const TlsContextHandle context = MakeContext(TLS1_3_VERSION);
  const ConnectionHandle first = Connect(context.get(), nullptr);
  ASSERT_NE(first, nullptr);
  EXPECT_EQ(tickets_received, 0);
  const SessionHandle session(SSL_get1_session(first.get()));
  EXPECT_EQ(SSL_SESSION_is_resumable(session.get()), 0);
  const ConnectionHandle second = Connect(context.get(), session.get());
  ASSERT_NE(second, nullptr);
  EXPECT_EQ(SSL_session_reused(second.get()), 0);
}

}  // namespace
}  // namespace levybridge::security
