#include "gateway/security/certificate_files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "absl/strings/str_cat.h"
#include "gateway/security/certificate.h"

namespace levybridge::security {
namespace {

constexpr int64_t kMaxPemBytes = int64_t{8} << 20;
constexpr int64_t kMaxRevocationBytes = int64_t{64} << 20;
constexpr mode_t kOthersBits = 077;

class Descriptor {
 public:
  explicit Descriptor(const std::string& file)
      : number_(open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)) {}
  ~Descriptor() {
    if (number_ >= 0) close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int number() const { return number_; }

 private:
  int number_;
};

absl::StatusOr<std::string> ReadAll(const Descriptor& descriptor, size_t size) {
  std::string content(size, '\0');
  size_t filled = 0;
  while (filled < size) {
    const ssize_t count = read(descriptor.number(), content.data() + filled, size - filled);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return absl::InvalidArgumentError(std::strerror(errno));
    if (count == 0) break;
    filled += static_cast<size_t>(count);
  }
  content.resize(filled);
  return content;
}

enum class Privacy : bool { kPublic, kSecret };

absl::StatusOr<NamedPem> ReadPem(const std::string& file, int64_t max_bytes, Privacy privacy) {
  const Descriptor descriptor(file);
  struct stat facts {};
  if (descriptor.number() < 0 || fstat(descriptor.number(), &facts) != 0) {
    return absl::NotFoundError(absl::StrCat(file, ": ", std::strerror(errno)));
  }
  if (!S_ISREG(facts.st_mode)) return absl::InvalidArgumentError(file + ": is not a plain file");
  if (facts.st_size > max_bytes) return absl::InvalidArgumentError(file + ": is too large");
  if (privacy == Privacy::kSecret && (facts.st_mode & kOthersBits) != 0) {
    return absl::PermissionDeniedError(
        file + ": 私钥可被他人读取 / the key can be read by others; run: chmod 600 " + file);
  }
  absl::StatusOr<std::string> content = ReadAll(descriptor, static_cast<size_t>(facts.st_size));
  if (!content.ok()) {
    return absl::InvalidArgumentError(absl::StrCat(file, ": ", content.status().message()));
  }
  return NamedPem{file, *std::move(content)};
}

absl::StatusOr<std::vector<NamedPem>> ReadPems(const std::vector<std::string>& files,
                                               int64_t max_bytes) {
  std::vector<NamedPem> pems;
  for (const std::string& file : files) {
    absl::StatusOr<NamedPem> pem = ReadPem(file, max_bytes, Privacy::kPublic);
    if (!pem.ok()) return pem.status();
    pems.push_back(*std::move(pem));
  }
  return pems;
}

}  // namespace

absl::StatusOr<std::vector<NamedPem>> ReadRevocationLists(const CertificateFiles& files) {
  return ReadPems(files.revocation_lists, kMaxRevocationBytes);
}

absl::StatusOr<CertificateMaterial> ReadCertificateFiles(const CertificateFiles& files) {
  absl::StatusOr<NamedPem> certificate = ReadPem(files.certificate, kMaxPemBytes, Privacy::kPublic);
  if (!certificate.ok()) return certificate.status();
  absl::StatusOr<NamedPem> key = ReadPem(files.key, kMaxPemBytes, Privacy::kSecret);
  if (!key.ok()) return key.status();
  absl::StatusOr<std::vector<NamedPem>> authorities = ReadPems(files.authorities, kMaxPemBytes);
  if (!authorities.ok()) return authorities.status();
  absl::StatusOr<std::vector<NamedPem>> lists = ReadRevocationLists(files);
  if (!lists.ok()) return lists.status();
  return CertificateMaterial{*std::move(certificate), *std::move(key), *std::move(authorities),
                             *std::move(lists)};
}

absl::Status CheckServerCertificate(const CertificateMaterial& material, domain::Timestamp now) {
  const std::string& file = material.certificate.file;
  const absl::StatusOr<CertificateFacts> facts = ReadCertificate(material.certificate.pem);
  if (!facts.ok()) {
    return absl::InvalidArgumentError(absl::StrCat(file, ": ", facts.status().message()));
  }
  if (const absl::Status match = CheckKeyBelongs(material.key.pem, material.certificate.pem);
      !match.ok()) {
    return absl::InvalidArgumentError(absl::StrCat(material.key.file, ": ", match.message()));
  }
  if (now < facts->not_before) {
    return absl::InvalidArgumentError(absl::StrCat(file, ": 证书尚未生效 / not valid before ",
                                                   domain::ToIsoUtc(facts->not_before)));
  }
  if (now > facts->not_after) {
    return absl::InvalidArgumentError(
        absl::StrCat(file, ": 证书已过期 / expired on ", domain::ToIsoUtc(facts->not_after)));
  }
  if (!facts->server_purpose || facts->client_purpose) {
    return absl::InvalidArgumentError(
        file + ": 不是服务器证书 / its extended key usage must be serverAuth and nothing else");
  }
  return absl::OkStatus();
}

std::string RevocationListsVersion(const CertificateFiles& files) {
  std::string version;
  for (const std::string& file : files.revocation_lists) {
    struct stat facts {};
    if (stat(file.c_str(), &facts) != 0) {
      absl::StrAppend(&version, "missing;");
      continue;
    }
    absl::StrAppend(&version, facts.st_dev, ".", facts.st_ino, ".", facts.st_size, ".",
                    facts.st_mtim.tv_sec, ".", facts.st_mtim.tv_nsec, ";");
  }
  return version;
}

}  // namespace levybridge::security
