#include "adapters/settings/check_configuration.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>

#include "adapters/settings/bounded_file.h"
#include "tests/unit/settings/test_files.h"

namespace levybridge::settings {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

namespace fs = std::filesystem;

constexpr int64_t kMillisecondsPerDay = 86'400'000;

// The shipped examples, copied as a city would, beside certificates made for this run.
class ShippedConfiguration : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    certificates_ = std::make_unique<TestFolder>();
    certificates_->Issue("ca", "");
    certificates_->Issue("server", "gateway");
    certificates_->Issue("party", "agency 420100 wuhan-agency");
    certificates_->Issue("party", "tax 420100 wuhan-tax");
  }
  static void TearDownTestSuite() { certificates_.reset(); }

  void SetUp() override {
    fs::copy(LEVYBRIDGE_SOURCE_DIR "/config", folder_.path(), fs::copy_options::recursive);
    for (const auto& file : fs::directory_iterator(certificates_->Path("tls"))) {
      if (!file.is_regular_file()) continue;
      fs::create_directories(folder_.Path("tls"));
      fs::copy_file(file.path(), folder_.Path("tls/" + file.path().filename().string()));
    }
  }

  static domain::Timestamp Today() {
    return {std::chrono::duration_cast<std::chrono::milliseconds>(
                std::chrono::system_clock::now().time_since_epoch())
                .count()};
  }
  static domain::Timestamp InDays(int64_t days) {
    return {Today().unix_ms + days * kMillisecondsPerDay};
  }
  std::vector<std::string> Check(const std::string& name, domain::Timestamp now = Today()) {
    return Texts(CheckConfiguration(folder_.Path(name), now));
  }

  TestFolder folder_;
  static inline std::unique_ptr<TestFolder> certificates_;
};

TEST_F(ShippedConfiguration, OfTheGatewayIsFaultless) {
  EXPECT_THAT(Check("gateway.yaml"), IsEmpty());
}

TEST_F(ShippedConfiguration, OfTheAdaptersIsFaultless) {
  EXPECT_THAT(Check("agency.yaml"), IsEmpty());
  EXPECT_THAT(Check("tax.yaml"), IsEmpty());
  for (const char* name : {"bank", "fund_finance", "fiscal", "auditor"}) {
    const std::string path = folder_.Path(std::string(name) + ".yaml");
    EXPECT_THAT(LoadAdapterSettings(path, domain::ParseRole(name)).problems, IsEmpty()) << name;
  }
}

TEST_F(ShippedConfiguration, TellsMistakesInTheFilesItNames) {
  folder_.Write("calendar.yaml", "years: {2020: {holidays: x}}\n");
  folder_.Write("parties.yaml", "parties: 5\n");
  EXPECT_THAT(Check("gateway.yaml"),
              ElementsAre("parties.yaml:1:10: parties: expected a list, found \"5\"",
                          "calendar.yaml:1:26: years.2020.holidays: expected a list, found "
                          "\"x\""));
}

TEST_F(ShippedConfiguration, RefusesAKeyThatOthersCanRead) {
  ASSERT_EQ(chmod(folder_.Path("tls/gateway.key").c_str(), 0640), 0);
  EXPECT_THAT(Check("gateway.yaml"),
              ElementsAre(AllOf(HasSubstr("tls.key: expected a key only its owner can read"),
                                HasSubstr("mode 0640"), HasSubstr("gateway.yaml:2"))));
}

TEST_F(ShippedConfiguration, RefusesAccountKeysThatOthersCanRead) {
  folder_.Replace("gateway.yaml", "# account_keys_file:", "account_keys_file:");
  folder_.Write("account-keys.txt", std::string(64, 'a') + "\n");
  ASSERT_EQ(chmod(folder_.Path("account-keys.txt").c_str(), 0600), 0);
  EXPECT_THAT(Check("gateway.yaml"), IsEmpty());
  ASSERT_EQ(chmod(folder_.Path("account-keys.txt").c_str(), 0640), 0);
  EXPECT_THAT(Check("gateway.yaml"),
              ElementsAre(AllOf(HasSubstr("account_keys_file: expected a key only its owner"),
                                HasSubstr("mode 0640"))));
}

TEST_F(ShippedConfiguration, RefusesAccountKeysThatAreNotInTheEnvironment) {
  folder_.Replace("gateway.yaml", "# account_keys_environment: LEVYBRIDGE_ACCOUNT_KEYS",
                  "account_keys_environment: LEVYBRIDGE_TEST_KEYS");
  unsetenv("LEVYBRIDGE_TEST_KEYS");
  EXPECT_THAT(Check("gateway.yaml"),
              ElementsAre(AllOf(HasSubstr("account_keys_environment"), HasSubstr("found none"))));
  setenv("LEVYBRIDGE_TEST_KEYS", std::string(64, 'a').c_str(), 1);
  EXPECT_THAT(Check("gateway.yaml"), IsEmpty());
}

TEST_F(ShippedConfiguration, RefusesTheKeyOfAnotherCertificate) {
  fs::copy_file(folder_.Path("tls/ca.key"), folder_.Path("tls/gateway.key"),
                fs::copy_options::overwrite_existing);
  EXPECT_THAT(Check("gateway.yaml"),
              ElementsAre(HasSubstr("tls.key: expected the key of the certificate beside it")));
}

TEST_F(ShippedConfiguration, RefusesAMissingRevocationList) {
  fs::remove(folder_.Path("tls/crl.pem"));
  EXPECT_THAT(Check("gateway.yaml"), ElementsAre(HasSubstr("tls.crl: expected a readable file")));
}

TEST_F(ShippedConfiguration, RefusesAPartysCertificateOnTheGateway) {
  folder_.Replace("gateway.yaml", "tls/gateway.pem", "tls/tax-420100-wuhan-tax.pem");
  folder_.Replace("gateway.yaml", "tls/gateway.key", "tls/tax-420100-wuhan-tax.key");
  EXPECT_THAT(Check("gateway.yaml"),
              ElementsAre(HasSubstr("tls.certificate: expected a certificate for servers only")));
}

TEST_F(ShippedConfiguration, RefusesAnotherRolesCertificateInAnAdapter) {
  folder_.Replace("agency.yaml", "tls/agency-420100-wuhan-agency.pem",
                  "tls/tax-420100-wuhan-tax.pem");
  folder_.Replace("agency.yaml", "tls/agency-420100-wuhan-agency.key",
                  "tls/tax-420100-wuhan-tax.key");
  EXPECT_THAT(Check("agency.yaml"),
              ElementsAre(HasSubstr("role: expected the role of the certificate, tax")));
}

TEST_F(ShippedConfiguration, RefusesFilesThatAreNoCertificates) {
  folder_.Write("tls/ca.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
  EXPECT_THAT(Check("agency.yaml"),
              ElementsAre(HasSubstr("tls.ca: expected certificates in PEM form")));
}

TEST_F(ShippedConfiguration, WarnsBeforeCertificatesExpireAndRefusesThemAfterwards) {
  EXPECT_THAT(Check("agency.yaml", InDays(350)),
              ElementsAre(AllOf(HasSubstr("warning: tls.certificate"), HasSubstr("expires soon"))));
  EXPECT_THAT(Check("agency.yaml", InDays(366)),
              ElementsAre(AllOf(HasSubstr("tls.certificate: expected a certificate valid now"),
                                HasSubstr("expired"))));
  EXPECT_THAT(Check("agency.yaml", InDays(-2)),
              ElementsAre(HasSubstr("tls.certificate: expected a certificate valid now"),
                          HasSubstr("tls.ca: expected a certificate valid now")));
}

TEST_F(ShippedConfiguration, OnlyWarnsOfAnOldRevocationList) {
  EXPECT_THAT(Check("gateway.yaml", InDays(100)),
              ElementsAre(AllOf(HasSubstr("warning: tls.crl"), HasSubstr("out of date"))));
}

TEST_F(ShippedConfiguration, SaysWhichFileItCouldNotRead) {
  EXPECT_THAT(Check("nowhere.yaml"),
              ElementsAre(HasSubstr("nowhere.yaml: expected a readable file")));
}

}  // namespace
}  // namespace levybridge::settings
