// A development authority in a temporary folder, made by certs/issue.sh and removed with the
// object.
#pragma once

#include <string>
#include <vector>

#include "gateway/domain/party_directory.h"
#include "gateway/security/certificate_files.h"

namespace levybridge::security {

std::string ReadText(const std::string& file);

class TestAuthority {
 public:
  TestAuthority();
  ~TestAuthority();
  TestAuthority(const TestAuthority&) = delete;
  TestAuthority& operator=(const TestAuthority&) = delete;

  // Runs `issue.sh command FOLDER arguments`; the test fails when the script does.
  void Issue(const std::string& command, const std::vector<std::string>& arguments = {}) const;
  // A certificate for urn:levybridge:party:<role>:<region>:<name>; returns its base name.
  std::string Party(const std::string& role, const std::string& region, const std::string& name,
                    std::vector<std::string> options = {}) const;
  std::string Path(const std::string& file) const { return folder_ + "/" + file; }

  // The server's files: gateway.pem, gateway.key, ca.pem, crl.pem.
  CertificateFiles ServerFiles() const;
  // A directory entry whose certificate must come from this authority.
  domain::Party Entry(const std::string& uri) const;

 private:
  std::string folder_;
};

}  // namespace levybridge::security
