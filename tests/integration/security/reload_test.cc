#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "tests/integration/security/test_server.h"

namespace levybridge::security {
namespace {

using testing::HasSubstr;

constexpr char kAgencyUri[] = "urn:levybridge:party:agency:420100:wuhan";

class Reload : public testing::Test {
 protected:
  absl::Status With(CertificateFiles files) {
    return server_.guard().Reload(std::move(files), server_.guard().state().Current()->parties());
  }
  // Nothing changed, and the failure stands in log and metrics.
  void ExpectOldKept(const CertificateFiles& files, const std::string& why) {
    const auto before = server_.guard().state().Current();
    const absl::Status status = With(files);
    EXPECT_FALSE(status.ok());
    EXPECT_THAT(std::string(status.message()), HasSubstr(why));
    EXPECT_EQ(server_.guard().state().Current(), before);
    EXPECT_EQ(server_.guard().counters().failed_reloads.load(), 1U);
    EXPECT_TRUE(server_.log().Has({"event=reload_failed", why}));
    const auto channel = server_.Connect(authority_, certificate_);
    EXPECT_TRUE(TestServer::Call(channel, kAgencyMethod).ok());
  }
  void Write(const std::string& file, const std::string& content) {
    std::ofstream(authority_.Path(file)) << content;
  }
  absl::Status StartWith(CertificateFiles files) {
    return ServerGuard::Start({std::move(files), domain::PartyDirectory()}, clock_,
                              std::make_shared<spdlog::logger>("test", log_))
        .status();
  }

  TestAuthority authority_;
  std::string certificate_ = authority_.Party("agency", "420100", "wuhan");
  SettableClock clock_;
  std::shared_ptr<LogCapture> log_ = std::make_shared<LogCapture>();
  TestServer server_{authority_, {authority_.Entry(kAgencyUri)}};
};

TEST_F(Reload, OfAKeyThatDoesNotBelongToTheCertificateKeepsTheOld) {
  authority_.Issue("server", {"other"});
  CertificateFiles files = authority_.ServerFiles();
  files.key = authority_.Path("other.key");
  ExpectOldKept(files, "does not belong");
}

TEST_F(Reload, OfAnExpiredServerCertificateKeepsTheOld) {
  authority_.Issue("server", {"gateway", "--expired"});
  ExpectOldKept(authority_.ServerFiles(), "expired");
}

TEST_F(Reload, OfAServerCertificateMadeForClientsKeepsTheOld) {
  authority_.Issue("server", {"gateway", "--purpose", "clientAuth"});
  ExpectOldKept(authority_.ServerFiles(), "serverAuth");
}

TEST_F(Reload, OfACaFileThatIsNoneKeepsTheOld) {
  CertificateFiles files = authority_.ServerFiles();
  files.authorities = {authority_.Path(certificate_ + ".pem")};
  files.revocation_lists.clear();
  ExpectOldKept(files, "not a CA");
}

TEST_F(Reload, OfAnUnreadableRevocationListKeepsTheOld) {
  Write("crl.pem", "nonsense");
  ExpectOldKept(authority_.ServerFiles(), "is not a revocation list");
}

TEST_F(Reload, OfARevocationListOfAnotherCaKeepsTheOld) {
  const TestAuthority other;
  Write("crl.pem", ReadText(other.Path("crl.pem")));
  ExpectOldKept(authority_.ServerFiles(), "not signed by a configured CA");
}

TEST_F(Reload, OfAnOlderRevocationListKeepsTheNewer) {
  authority_.Issue("crl", {"--expired"});
  ExpectOldKept(authority_.ServerFiles(), "older than the list in use");
}

TEST_F(Reload, OfAKeyThatOthersCanReadKeepsTheOld) {
  ASSERT_EQ(chmod(authority_.Path("gateway.key").c_str(), 0640), 0);
  ExpectOldKept(authority_.ServerFiles(), "can be read by others");
}

TEST_F(Reload, OfARenewedServerCertificateIsServedWithoutARestart) {
  const TestAuthority renewed;
  CertificateFiles files = authority_.ServerFiles();
  files.certificate = renewed.Path("gateway.pem");
  files.key = renewed.Path("gateway.key");
  ASSERT_TRUE(With(files).ok());
  // gRPC looks once a second; each attempt is a handshake of its own.
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  grpc::Status status;
  do {
    status = TestServer::Call(server_.Connect(authority_, certificate_, renewed.Path("ca.pem")),
                              kAgencyMethod);
  } while (!status.ok() && std::chrono::steady_clock::now() < deadline);
  EXPECT_TRUE(status.ok()) << status.error_message();
}

TEST_F(Reload, OfASecondCaAdmitsItsParties) {
  const TestAuthority second;
  const std::string certificate = second.Party("agency", "420100", "wuhan");
  CertificateFiles files = authority_.ServerFiles();
  files.authorities.push_back(second.Path("ca.pem"));
  const auto directory = domain::PartyDirectory::Create({second.Entry(kAgencyUri)});
  ASSERT_TRUE(server_.guard().Reload(files, *directory).ok());
  const auto channel = server_.Connect(second, certificate, authority_.Path("ca.pem"));
  const grpc::Status status = TestServer::Call(channel, kAgencyMethod);
  EXPECT_TRUE(status.ok()) << status.error_message();
}

TEST_F(Reload, AtStartAMissingRevocationListIsAConfigurationErrorThatNamesTheFile) {
  CertificateFiles files = authority_.ServerFiles();
  files.revocation_lists = {authority_.Path("missing.pem")};
  const absl::Status status = StartWith(files);
  EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(std::string(status.message()), HasSubstr("missing.pem"));
}

TEST_F(Reload, AtStartAKeyThatOthersCanReadIsRefused) {
  ASSERT_EQ(chmod(authority_.Path("gateway.key").c_str(), 0604), 0);
  EXPECT_EQ(StartWith(authority_.ServerFiles()).code(), absl::StatusCode::kPermissionDenied);
}

TEST_F(Reload, ARevocationListThatRanOutRaisesAnAlarmAndKeepsRefusing) {
  authority_.Issue("revoke", {certificate_});
  authority_.Issue("crl", {"--expired"});
  TestServer late(authority_, {authority_.Entry(kAgencyUri)});
  EXPECT_EQ(late.guard().counters().expired_revocation_lists.load(), 1U);
  EXPECT_TRUE(late.log().Has({"event=revocation_lists_expired", "crl.pem"}));
  const auto channel = late.Connect(authority_, certificate_);
  EXPECT_EQ(TestServer::Call(channel, kAgencyMethod).error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_TRUE(late.log().Has({"event=handshake_refused", "CERTIFICATE_REVOKED"}));
}

TEST_F(Reload, ALostRevocationListFileKeepsTheLastOneInForce) {
  std::filesystem::remove(authority_.Path("crl.pem"));
  TestServer& server = server_;
  const auto before = server.guard().state().Current();
  EXPECT_FALSE(With(authority_.ServerFiles()).ok());
  EXPECT_EQ(server.guard().state().Current(), before);
}

}  // namespace
}  // namespace levybridge::security
