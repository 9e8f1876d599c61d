#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "adapters/client/certificate_precheck.h"
#include "tests/integration/security/test_server.h"

namespace levybridge::client {
namespace {

using security::TestAuthority;
using testing::HasSubstr;

class Precheck : public testing::Test {
 protected:
  absl::StatusOr<OwnCertificate> Check(const std::string& name) {
    return CheckOwnCertificate(
        {authority_.Path(name + ".pem"), authority_.Path(name + ".key"), authority_.Path("ca.pem")},
        clock_.Now());
  }
  void ExpectWrong(const std::vector<std::string>& options, const std::string& why) {
    const auto own = Check(authority_.Party("agency", "420100", "wuhan", options));
    ASSERT_FALSE(own.ok());
    EXPECT_THAT(std::string(own.status().message()), HasSubstr(why));
    EXPECT_THAT(std::string(own.status().message()), HasSubstr("agency-420100-wuhan"));
  }

  TestAuthority authority_;
  security::SettableClock clock_;
};

TEST_F(Precheck, FindsNothingWrongWithAGoodCertificateAndSaysWhoItIs) {
  const auto own = Check(authority_.Party("agency", "420100", "wuhan"));
  ASSERT_TRUE(own.ok()) << own.status();
  EXPECT_EQ(own->party.ToUri(), "urn:levybridge:party:agency:420100:wuhan");
  EXPECT_THAT(ExplainUnreachable("gateway:8443", *own), HasSubstr(own->serial));
}

TEST_F(Precheck, NamesAnExpiredCertificate) { ExpectWrong({"--expired"}, "expired"); }
TEST_F(Precheck, NamesACertificateThatIsNotYetValid) {
  ExpectWrong({"--not-yet-valid"}, "not valid before");
}
TEST_F(Precheck, NamesAWrongPurpose) { ExpectWrong({"--purpose", "serverAuth"}, "clientAuth"); }
TEST_F(Precheck, NamesASecondUri) { ExpectWrong({"--also-uri", "urn:x:y"}, "exactly one URI"); }
TEST_F(Precheck, NamesAMissingUri) { ExpectWrong({"--no-uri"}, "exactly one URI"); }
TEST_F(Precheck, NamesAUriThatIsNoParty) {
  ExpectWrong({"--uri", "urn:levybridge:party:boss:420100:x"}, "urn:levybridge:party:");
}

TEST_F(Precheck, NamesAKeyThatDoesNotBelong) {
  const std::string name = authority_.Party("agency", "420100", "wuhan");
  const auto own = CheckOwnCertificate(
      {authority_.Path(name + ".pem"), authority_.Path("gateway.key"), authority_.Path("ca.pem")},
      clock_.Now());
  EXPECT_EQ(own.status().code(), absl::StatusCode::kFailedPrecondition);
}

TEST_F(Precheck, NamesAForeignIssuer) {
  const TestAuthority foreign;
  const std::string name = authority_.Party("agency", "420100", "wuhan");
  const auto own = CheckOwnCertificate(
      {authority_.Path(name + ".pem"), authority_.Path(name + ".key"), foreign.Path("ca.pem")},
      clock_.Now());
  ASSERT_FALSE(own.ok());
  EXPECT_THAT(std::string(own.status().message()), HasSubstr("issued this certificate"));
}

TEST_F(Precheck, RefusesAKeyThatOthersCanRead) {
  const std::string name = authority_.Party("agency", "420100", "wuhan");
  ASSERT_EQ(chmod(authority_.Path(name + ".key").c_str(), 0644), 0);
  EXPECT_EQ(Check(name).status().code(), absl::StatusCode::kPermissionDenied);
}

}  // namespace
}  // namespace levybridge::client
