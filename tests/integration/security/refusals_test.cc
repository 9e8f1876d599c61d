#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>

#include "gateway/security/permissions.h"
#include "tests/integration/security/test_server.h"

namespace levybridge::security {
namespace {

using testing::StartsWith;

constexpr char kAgencyUri[] = "urn:levybridge:party:agency:420100:wuhan";

class Refusals : public testing::Test {
 protected:
  // The handshake fails: whichever method is called, the gateway looks unreachable.
  void ExpectUnreachable(const TestAuthority& from, const std::string& certificate) {
    const auto own = ConnectWith(from, certificate);
    for (const MethodPermission& permission : AllPermissions()) {
      const grpc::Status status = TestServer::Call(own, std::string(permission.method));
      EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAVAILABLE) << permission.method;
    }
    EXPECT_EQ(server_.handled(), 0);
  }

  // The call is refused with this reason, whichever method is called.
  void ExpectRefused(const std::string& certificate, const std::string& reason,
                     grpc::StatusCode code) {
    const auto channel = server_.Connect(authority_, certificate);
    for (const MethodPermission& permission : AllPermissions()) {
      const std::string method(permission.method);
      const grpc::Status status = TestServer::Call(channel, method);
      EXPECT_EQ(status.error_code(), code) << method;
      EXPECT_THAT(status.error_message(), StartsWith(reason + ": ")) << method;
      EXPECT_TRUE(server_.log().Has({"event=call_refused", "reason=" + reason, method, "serial="}));
    }
    EXPECT_EQ(server_.handled(), 0);
  }

  std::shared_ptr<grpc::Channel> ConnectWith(const TestAuthority& from,
                                             const std::string& certificate) {
    return server_.Connect(from, certificate, authority_.Path("ca.pem"));
  }

  TestAuthority authority_;
  TestServer server_{authority_, {authority_.Entry(kAgencyUri)}};
};

TEST_F(Refusals, ARegisteredPartyWithAGoodCertificateIsServed) {
  const auto channel = server_.Connect(authority_, authority_.Party("agency", "420100", "wuhan"));
  EXPECT_TRUE(TestServer::Call(channel, kAgencyMethod).ok());
  EXPECT_EQ(server_.handled(), 1);
}

TEST_F(Refusals, AClientWithoutACertificateIsRefusedForEveryMethod) {
  ExpectUnreachable(authority_, "");
  EXPECT_TRUE(GrpcErrors().Has({"peer did not return a certificate"})) << GrpcErrors().All();
}

TEST_F(Refusals, ACertificateOfAForeignCaIsRefusedForEveryMethod) {
  const TestAuthority foreign;
  ExpectUnreachable(foreign, foreign.Party("agency", "420100", "wuhan"));
  EXPECT_TRUE(server_.log().Has({"event=handshake_refused", kAgencyUri, "CERTIFICATE_UNTRUSTED",
                                 "unable to get local issuer certificate"}))
      << server_.log().All();
}

TEST_F(Refusals, AnExpiredCertificateIsRefusedForEveryMethod) {
  ExpectUnreachable(authority_, authority_.Party("agency", "420100", "wuhan", {"--expired"}));
  EXPECT_TRUE(server_.log().Has({"event=handshake_refused", kAgencyUri, "CERTIFICATE_EXPIRED"}));
}

TEST_F(Refusals, ACertificateThatIsNotYetValidIsRefusedForEveryMethod) {
  ExpectUnreachable(authority_, authority_.Party("agency", "420100", "wuhan", {"--not-yet-valid"}));
  EXPECT_TRUE(server_.log().Has({"event=handshake_refused", "CERTIFICATE_NOT_YET_VALID"}));
}

TEST_F(Refusals, ARevokedCertificateIsRefusedForEveryMethod) {
  const std::string certificate = authority_.Party("agency", "420100", "wuhan");
  authority_.Issue("revoke", {certificate});
  ASSERT_TRUE(server_.guard()
                  .Reload(authority_.ServerFiles(), server_.guard().state().Current()->parties())
                  .ok());
  ExpectUnreachable(authority_, certificate);
  EXPECT_TRUE(server_.log().Has({"event=handshake_refused", kAgencyUri, "CERTIFICATE_REVOKED"}));
}

TEST_F(Refusals, AServerCertificateDoesNotServeAsAClient) {
  ExpectUnreachable(authority_, "gateway");
  EXPECT_TRUE(server_.log().Has({"event=handshake_refused", "CERTIFICATE_WRONG_PURPOSE"}));
}

TEST_F(Refusals, ACertificateForBothPurposesIsRefused) {
  ExpectUnreachable(authority_, authority_.Party("agency", "420100", "wuhan",
                                                 {"--purpose", "clientAuth,serverAuth"}));
  EXPECT_TRUE(server_.log().Has({"event=handshake_refused", "CERTIFICATE_WRONG_PURPOSE"}));
}

TEST_F(Refusals, TwoUrisAreRefusedForEveryMethodEvenWhenOneIsRegistered) {
  ExpectRefused(authority_.Party("agency", "420100", "wuhan",
                                 {"--also-uri", "urn:levybridge:party:tax:420100:wuhan"}),
                "SEVERAL_PARTY_URIS", grpc::StatusCode::UNAUTHENTICATED);
}

TEST_F(Refusals, ACertificateWithoutAUriIsRefusedWhateverItsCommonName) {
  ExpectRefused(authority_.Party("agency", "420100", "wuhan", {"--no-uri"}), "NO_PARTY_URI",
                grpc::StatusCode::UNAUTHENTICATED);
}

TEST_F(Refusals, AUriThatNamesNoPartyIsRefused) {
  ExpectRefused(authority_.Party("agency", "420100", "wuhan",
                                 {"--uri", "urn:levybridge:party:agency:420100:wuhan:more"}),
                "BAD_PARTY_URI", grpc::StatusCode::UNAUTHENTICATED);
}

TEST_F(Refusals, APartyThatIsNotRegisteredIsRefusedForEveryMethod) {
  ExpectRefused(authority_.Party("agency", "420100", "unknown"), "PARTY_UNKNOWN",
                grpc::StatusCode::PERMISSION_DENIED);
}

TEST_F(Refusals, ADisabledPartyIsRefusedForEveryMethod) {
  domain::Party party = authority_.Entry(kAgencyUri);
  party.disabled = true;
  ASSERT_TRUE(server_.guard()
                  .Reload(authority_.ServerFiles(), *domain::PartyDirectory::Create({party}))
                  .ok());
  ExpectRefused(authority_.Party("agency", "420100", "wuhan"), "PARTY_DISABLED",
                grpc::StatusCode::PERMISSION_DENIED);
}

TEST_F(Refusals, AKeyOtherThanThePinnedOneIsRefused) {
  domain::Party party = authority_.Entry(kAgencyUri);
  party.origin.key_pins.push_back(domain::Sha256Digest{});
  ASSERT_TRUE(server_.guard()
                  .Reload(authority_.ServerFiles(), *domain::PartyDirectory::Create({party}))
                  .ok());
  ExpectRefused(authority_.Party("agency", "420100", "wuhan"), "CERTIFICATE_ORIGIN_NOT_ALLOWED",
                grpc::StatusCode::PERMISSION_DENIED);
}

TEST_F(Refusals, ATrustedCaThatIsNotThePartysOwnIsRefused) {
  domain::Party party = authority_.Entry(kAgencyUri);
  const TestAuthority second;
  party.origin.ca_fingerprints = second.Entry(kAgencyUri).origin.ca_fingerprints;
  CertificateFiles files = authority_.ServerFiles();
  files.authorities.push_back(second.Path("ca.pem"));
  ASSERT_TRUE(server_.guard().Reload(files, *domain::PartyDirectory::Create({party})).ok());
  ExpectRefused(authority_.Party("agency", "420100", "wuhan"), "CERTIFICATE_ORIGIN_NOT_ALLOWED",
                grpc::StatusCode::PERMISSION_DENIED);
  const auto channel = ConnectWith(second, second.Party("agency", "420100", "wuhan"));
  EXPECT_TRUE(TestServer::Call(channel, kAgencyMethod).ok());
}

TEST_F(Refusals, AMethodOutsideTheTableIsRefused) {
  const auto channel = server_.Connect(authority_, authority_.Party("agency", "420100", "wuhan"));
  const grpc::Status status = TestServer::Call(channel, "/levybridge.unknown.v1.Service/Method");
  EXPECT_EQ(status.error_code(), grpc::StatusCode::PERMISSION_DENIED);
  EXPECT_THAT(status.error_message(), StartsWith("METHOD_UNKNOWN: "));
  EXPECT_EQ(server_.handled(), 0);
}

TEST(Roles, EachMayCallExactlyWhatTheTableSays) {
  const TestAuthority authority;
  std::vector<domain::Party> parties;
  constexpr std::array<domain::Role, 6> kRoles = {
      domain::Role::kAgency, domain::Role::kTax,  domain::Role::kFundFinance,
      domain::Role::kFiscal, domain::Role::kBank, domain::Role::kAuditor};
  for (const domain::Role role : kRoles) {
    const std::string name(domain::MachineName(role));
    parties.push_back(authority.Entry("urn:levybridge:party:" + name + ":420100:x"));
  }
  TestServer server(authority, parties);
  for (const domain::Role role : kRoles) {
    const std::string name(domain::MachineName(role));
    const auto channel = server.Connect(authority, authority.Party(name, "420100", "x"));
    for (const MethodPermission& permission : AllPermissions()) {
      const grpc::Status status = TestServer::Call(channel, std::string(permission.method));
      const std::string where = name + " " + std::string(permission.method);
      if (permission.roles.Contains(role)) {
        EXPECT_TRUE(status.ok()) << where << " " << status.error_message();
      } else {
        EXPECT_EQ(status.error_code(), grpc::StatusCode::PERMISSION_DENIED) << where;
        EXPECT_THAT(status.error_message(), StartsWith("ROLE_NOT_ALLOWED: ")) << where;
        EXPECT_TRUE(server.log().Has({"reason=ROLE_NOT_ALLOWED", std::string(permission.method)}));
      }
    }
  }
}

}  // namespace
}  // namespace levybridge::security
