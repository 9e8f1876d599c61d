#include "tests/integration/security/test_authority.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>

#include "gateway/security/certificate.h"

namespace levybridge::security {

std::string ReadText(const std::string& file) {
  std::ifstream input(file, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(input), std::istreambuf_iterator<char>());
}

TestAuthority::TestAuthority() {
  std::string pattern = (std::filesystem::temp_directory_path() / "levybridge-XXXXXX").string();
  folder_ = mkdtemp(pattern.data());
  Issue("ca");
  Issue("server", {"gateway"});
}

TestAuthority::~TestAuthority() {
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

void TestAuthority::Issue(const std::string& command,
                          const std::vector<std::string>& arguments) const {
  std::string line = std::string(LEVYBRIDGE_ISSUE_SCRIPT) + " " + command + " " + folder_;
  for (const std::string& argument : arguments) line += " '" + argument + "'";
  ASSERT_EQ(std::system(line.c_str()), 0) << line;
}

std::string TestAuthority::Party(const std::string& role, const std::string& region,
                                 const std::string& name, std::vector<std::string> options) const {
  std::vector<std::string> arguments = {role, region, name};
  arguments.insert(arguments.end(), options.begin(), options.end());
  Issue("party", arguments);
  return role + "-" + region + "-" + name;
}

CertificateFiles TestAuthority::ServerFiles() const {
  return CertificateFiles{
      Path("gateway.pem"), Path("gateway.key"), {Path("ca.pem")}, {Path("crl.pem")}};
}

domain::Party TestAuthority::Entry(const std::string& uri) const {
  const auto facts = ReadCertificate(ReadText(Path("ca.pem")));
  EXPECT_TRUE(facts.ok());
  domain::Party party{.id = *domain::PartyId::ParseUri(uri),
                      .display_name = "测试单位",
                      .origin = {},
                      .valid_from = std::nullopt,
                      .valid_until = std::nullopt};
  party.origin.ca_fingerprints.push_back(facts->fingerprint);
  return party;
}

}  // namespace levybridge::security
