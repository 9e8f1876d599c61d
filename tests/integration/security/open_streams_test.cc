#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/integration/security/test_server.h"

namespace levybridge::security {
namespace {

using testing::StartsWith;

constexpr char kAgencyUri[] = "urn:levybridge:party:agency:420100:wuhan";
constexpr char kTaxUri[] = "urn:levybridge:party:tax:420100:wuhan";

// The watch of `server_` sleeps for an hour: what a test sees comes from the step it takes itself.
class OpenStream : public testing::Test {
 protected:
  domain::Party Limited(const std::string& uri, int max_streams) {
    domain::Party party = authority_.Entry(uri);
    party.max_streams = max_streams;
    return party;
  }
  absl::Status ReloadWith(std::vector<domain::Party> parties) {
    return server_.guard().Reload(authority_.ServerFiles(),
                                  *domain::PartyDirectory::Create(std::move(parties)));
  }
  void ExpectEnded(HeldStream& stream, const std::string& reason) {
    EXPECT_THAT(stream.AwaitEnd().error_message(), StartsWith(reason + ": "));
    EXPECT_TRUE(server_.log().Has(
        {"event=stream_cancelled", "reason=" + reason, kAgencyUri, kAgencyMethod, "serial="}));
  }

  TestAuthority authority_;
  std::string certificate_ = authority_.Party("agency", "420100", "wuhan");
  TestServer server_{authority_, {Limited(kAgencyUri, 2), Limited(kTaxUri, 2)}};
};

TEST_F(OpenStream, EndsWhenItsCertificateIsRevokedAndTheGatewayReloads) {
  HeldStream stream(server_.Connect(authority_, certificate_), kAgencyMethod);
  ASSERT_TRUE(stream.AwaitOpen());
  authority_.Issue("revoke", {certificate_});
  ASSERT_TRUE(ReloadWith({Limited(kAgencyUri, 2)}).ok());
  ExpectEnded(stream, "CERTIFICATE_REVOKED");
}

TEST_F(OpenStream, EndsWhenItsPartyIsDisabled) {
  HeldStream stream(server_.Connect(authority_, certificate_), kAgencyMethod);
  ASSERT_TRUE(stream.AwaitOpen());
  domain::Party disabled = authority_.Entry(kAgencyUri);
  disabled.disabled = true;
  ASSERT_TRUE(ReloadWith({disabled}).ok());
  ExpectEnded(stream, "PARTY_DISABLED");
}

TEST_F(OpenStream, EndsWhenItsPartyIsNoLongerRegistered) {
  HeldStream stream(server_.Connect(authority_, certificate_), kAgencyMethod);
  ASSERT_TRUE(stream.AwaitOpen());
  ASSERT_TRUE(ReloadWith({authority_.Entry(kTaxUri)}).ok());
  ExpectEnded(stream, "PARTY_UNKNOWN");
}

TEST_F(OpenStream, EndsWithTheTrustInItsCa) {
  HeldStream stream(server_.Connect(authority_, certificate_), kAgencyMethod);
  ASSERT_TRUE(stream.AwaitOpen());
  const TestAuthority other;
  CertificateFiles files = authority_.ServerFiles();
  files.authorities = {other.Path("ca.pem")};
  files.revocation_lists.clear();
  ASSERT_TRUE(server_.guard().Reload(files, server_.guard().state().Current()->parties()).ok());
  ExpectEnded(stream, "CERTIFICATE_UNTRUSTED");
}

TEST_F(OpenStream, SurvivesAReloadThatChangesNothingForIt) {
  HeldStream stream(server_.Connect(authority_, certificate_), kAgencyMethod);
  ASSERT_TRUE(stream.AwaitOpen());
  ASSERT_TRUE(ReloadWith({Limited(kAgencyUri, 2)}).ok());
  EXPECT_EQ(server_.guard().open_streams(), 1U);
  EXPECT_EQ(server_.guard().counters().cancelled_streams.load(), 0U);
}

TEST_F(OpenStream, OneMoreThanThePartysLimitIsRefusedAndOtherPartiesAreNotHurt) {
  const auto channel = server_.Connect(authority_, certificate_);
  HeldStream first(channel, kAgencyMethod);
  HeldStream second(channel, kAgencyMethod);
  ASSERT_TRUE(first.AwaitOpen());
  ASSERT_TRUE(second.AwaitOpen());
  const grpc::Status refused = TestServer::Call(channel, kAgencyMethod);
  EXPECT_EQ(refused.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_THAT(refused.error_message(), StartsWith("TOO_MANY_STREAMS: "));
  EXPECT_TRUE(server_.log().Has({"event=call_refused", "TOO_MANY_STREAMS", kAgencyUri}));
  const auto tax = server_.Connect(authority_, authority_.Party("tax", "420100", "wuhan"));
  EXPECT_TRUE(TestServer::Call(tax, kTaxMethod).ok());
}

TEST_F(OpenStream, ThatHasEndedNoLongerCounts) {
  const auto channel = server_.Connect(authority_, certificate_);
  for (int call = 0; call < 10; ++call) {
    EXPECT_TRUE(TestServer::Call(channel, kAgencyMethod).ok());
  }
}

// Here the watch runs as it does in production, only more often.
TEST(Watch, FindsAReplacedRevocationListByItselfAndEndsTheStream) {
  const TestAuthority authority;
  const std::string certificate = authority.Party("agency", "420100", "wuhan");
  TestServer server(authority, {authority.Entry(kAgencyUri)}, std::chrono::milliseconds(20));
  HeldStream stream(server.Connect(authority, certificate), kAgencyMethod);
  ASSERT_TRUE(stream.AwaitOpen());
  authority.Issue("revoke", {certificate});
  EXPECT_THAT(stream.AwaitEnd().error_message(), StartsWith("CERTIFICATE_REVOKED: "));
  EXPECT_TRUE(server.log().Has({"event=stream_cancelled", "CERTIFICATE_REVOKED", kAgencyUri}));
}

TEST(Watch, EndsAStreamWhoseCertificateRunsOut) {
  const TestAuthority authority;
  const std::string certificate = authority.Party("agency", "420100", "wuhan", {"--days", "3"});
  TestServer server(authority, {authority.Entry(kAgencyUri)}, std::chrono::milliseconds(20));
  const auto channel = server.Connect(authority, certificate);
  HeldStream stream(channel, kAgencyMethod);
  ASSERT_TRUE(stream.AwaitOpen());
  server.clock().AdvanceDays(4);
  EXPECT_THAT(stream.AwaitEnd().error_message(), StartsWith("CERTIFICATE_EXPIRED: "));
  const grpc::Status next = TestServer::Call(channel, kAgencyMethod);
  EXPECT_EQ(next.error_code(), grpc::StatusCode::UNAUTHENTICATED);
}

}  // namespace
}  // namespace levybridge::security
