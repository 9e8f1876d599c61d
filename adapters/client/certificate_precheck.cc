#include "adapters/client/certificate_precheck.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <sys/stat.h>

#include <ctime>
#include <fstream>
#include <initializer_list>
#include <iterator>
#include <memory>
#include <optional>
#include <vector>

namespace levybridge::client {
namespace {

constexpr off_t kMaxFileBytes = off_t{8} << 20;
constexpr mode_t kOthersBits = 077;

template <auto kFree>
struct Free {
  template <class T>
  void operator()(T* object) const {
    kFree(object);
  }
};
using BioHandle = std::unique_ptr<BIO, Free<BIO_free_all>>;
using CertificateHandle = std::unique_ptr<X509, Free<X509_free>>;
using KeyHandle = std::unique_ptr<EVP_PKEY, Free<EVP_PKEY_free>>;
using NamesHandle = std::unique_ptr<GENERAL_NAMES, Free<GENERAL_NAMES_free>>;
using StoreHandle = std::unique_ptr<X509_STORE, Free<X509_STORE_free>>;
using StoreContextHandle = std::unique_ptr<X509_STORE_CTX, Free<X509_STORE_CTX_free>>;

struct StackFree {
  void operator()(STACK_OF(X509) * stack) const { sk_X509_free(stack); }
};

std::string Join(std::initializer_list<std::string_view> pieces) {
  std::string text;
  for (const std::string_view piece : pieces) text += piece;
  return text;
}

absl::Status Wrong(const std::string& file, std::string_view what) {
  return absl::FailedPreconditionError(Join({file, ": ", what}));
}

absl::StatusOr<std::string> ReadFile(const std::string& file, bool secret) {
  struct stat facts {};
  if (stat(file.c_str(), &facts) != 0 || !S_ISREG(facts.st_mode) || facts.st_size > kMaxFileBytes) {
    return absl::NotFoundError(file + ": 读不到文件 / cannot be read");
  }
  if (secret && (facts.st_mode & kOthersBits) != 0) {
    return absl::PermissionDeniedError(
        Join({file, ": 私钥可被他人读取 / the key can be read by others; run: chmod 600 ", file}));
  }
  std::ifstream input(file, std::ios::binary);
  std::string content((std::istreambuf_iterator<char>(input)), std::istreambuf_iterator<char>());
  if (!input) return absl::NotFoundError(file + ": 读不到文件 / cannot be read");
  return content;
}

BioHandle ViewOf(const std::string& text) {
  return BioHandle(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

int RefusePassphrase(char*, int, int, void*) { return -1; }

std::vector<CertificateHandle> ReadCertificates(const std::string& pem) {
  std::vector<CertificateHandle> certificates;
  const BioHandle input = ViewOf(pem);
  while (
      CertificateHandle next{PEM_read_bio_X509(input.get(), nullptr, RefusePassphrase, nullptr)}) {
    certificates.push_back(std::move(next));
  }
  ERR_clear_error();
  return certificates;
}

domain::Timestamp InstantOf(const ASN1_TIME* time) {
  std::tm fields{};
  if (ASN1_TIME_to_tm(time, &fields) != 1) return domain::Timestamp{0};
  return domain::Timestamp{static_cast<int64_t>(timegm(&fields)) * 1000};
}

std::string SerialOf(const X509* certificate) {
  BIGNUM* number = ASN1_INTEGER_to_BN(X509_get0_serialNumber(certificate), nullptr);
  char* digits = number == nullptr ? nullptr : BN_bn2hex(number);
  std::string text = digits == nullptr ? std::string() : std::string(digits);
  OPENSSL_free(digits);
  BN_free(number);
  return text;
}

std::vector<std::string> UrisOf(const X509* certificate) {
  const NamesHandle names(static_cast<GENERAL_NAMES*>(
      X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)));
  std::vector<std::string> uris;
  for (int index = 0; index < sk_GENERAL_NAME_num(names.get()); ++index) {
    const GENERAL_NAME* name = sk_GENERAL_NAME_value(names.get(), index);
    if (name->type != GEN_URI) continue;
    const ASN1_IA5STRING* uri = name->d.uniformResourceIdentifier;
    uris.emplace_back(reinterpret_cast<const char*>(ASN1_STRING_get0_data(uri)),
                      static_cast<size_t>(ASN1_STRING_length(uri)));
  }
  return uris;
}

absl::Status CheckDates(const std::string& file, const X509* certificate, domain::Timestamp now) {
  const domain::Timestamp begin = InstantOf(X509_get0_notBefore(certificate));
  const domain::Timestamp end = InstantOf(X509_get0_notAfter(certificate));
  if (now < begin) {
    return Wrong(file,
                 Join({"证书尚未生效 / the certificate is not valid before ", ToIsoUtc(begin)}));
  }
  if (now > end) {
    return Wrong(file, Join({"证书已过期 / the certificate expired on ", ToIsoUtc(end)}));
  }
  return absl::OkStatus();
}

absl::Status CheckKey(const OwnCertificateFiles& files, const X509* certificate) {
  const absl::StatusOr<std::string> pem = ReadFile(files.key, true);
  if (!pem.ok()) return pem.status();
  const BioHandle input = ViewOf(*pem);
  const KeyHandle key(PEM_read_bio_PrivateKey(input.get(), nullptr, RefusePassphrase, nullptr));
  const bool matches = key && X509_check_private_key(certificate, key.get()) == 1;
  ERR_clear_error();
  if (!key) return Wrong(files.key, "不是私钥 / holds no readable private key");
  if (!matches)
    return Wrong(files.key, "与证书不匹配 / the key does not belong to the certificate");
  return absl::OkStatus();
}

// The dates have been checked with our own clock.
absl::Status CheckIssuer(const OwnCertificateFiles& files,
                         const std::vector<CertificateHandle>& own) {
  const absl::StatusOr<std::string> pem = ReadFile(files.authority, false);
  if (!pem.ok()) return pem.status();
  const std::vector<CertificateHandle> authorities = ReadCertificates(*pem);
  if (authorities.empty()) return Wrong(files.authority, "没有证书 / holds no certificate");
  const StoreHandle store(X509_STORE_new());
  for (const CertificateHandle& authority : authorities) {
    X509_STORE_add_cert(store.get(), authority.get());
  }
  const std::unique_ptr<STACK_OF(X509), StackFree> helpers(sk_X509_new_null());
  for (const CertificateHandle& certificate : own) sk_X509_push(helpers.get(), certificate.get());
  const StoreContextHandle context(X509_STORE_CTX_new());
  if (X509_STORE_CTX_init(context.get(), store.get(), own.front().get(), helpers.get()) != 1) {
    return absl::ResourceExhaustedError("no memory to check the certificate");
  }
  X509_VERIFY_PARAM_set_flags(X509_STORE_CTX_get0_param(context.get()),
                              X509_V_FLAG_NO_CHECK_TIME | X509_V_FLAG_PARTIAL_CHAIN);
  const bool verified = X509_verify_cert(context.get()) == 1;
  const int error = X509_STORE_CTX_get_error(context.get());
  ERR_clear_error();
  if (verified) return absl::OkStatus();
  return Wrong(files.certificate,
               Join({"不是由 ", files.authority, " 中的 CA 签发 / no CA in ", files.authority,
                     " issued this certificate (", X509_verify_cert_error_string(error), ")"}));
}

absl::Status CheckPurpose(const std::string& file, X509* certificate) {
  const bool named = (X509_get_extension_flags(certificate) & EXFLAG_XKUSAGE) != 0;
  const uint32_t usage = named ? X509_get_extended_key_usage(certificate) : 0;
  if ((usage & XKU_SSL_CLIENT) == 0 || (usage & XKU_SSL_SERVER) != 0) {
    return Wrong(file,
                 "不是客户端证书 / the extended key usage must be clientAuth and nothing else");
  }
  return absl::OkStatus();
}

absl::StatusOr<domain::PartyId> PartyIn(const std::string& file, const X509* certificate) {
  const std::vector<std::string> uris = UrisOf(certificate);
  if (uris.size() != 1) {
    return Wrong(file, Join({"必须恰有一个 URI / must name exactly one URI, not ",
                             std::to_string(uris.size())}));
  }
  std::optional<domain::PartyId> party = domain::PartyId::ParseUri(uris.front());
  if (!party) {
    return Wrong(file, "URI 格式不对 / its URI is not urn:levybridge:party:<role>:<region>:<name>");
  }
  return *std::move(party);
}

}  // namespace

absl::StatusOr<OwnCertificate> CheckOwnCertificate(const OwnCertificateFiles& files,
                                                   domain::Timestamp now) {
  const absl::StatusOr<std::string> pem = ReadFile(files.certificate, false);
  if (!pem.ok()) return pem.status();
  const std::vector<CertificateHandle> own = ReadCertificates(*pem);
  if (own.empty())
    return Wrong(files.certificate, "没有可读的证书 / holds no readable certificate");
  X509* certificate = own.front().get();
  if (absl::Status error = CheckKey(files, certificate); !error.ok()) return error;
  if (absl::Status error = CheckDates(files.certificate, certificate, now); !error.ok()) {
    return error;
  }
  if (absl::Status error = CheckIssuer(files, own); !error.ok()) return error;
  if (absl::Status error = CheckPurpose(files.certificate, certificate); !error.ok()) return error;
  absl::StatusOr<domain::PartyId> party = PartyIn(files.certificate, certificate);
  if (!party.ok()) return party.status();
  return OwnCertificate{*std::move(party), SerialOf(certificate),
                        InstantOf(X509_get0_notAfter(certificate))};
}

std::string ExplainUnreachable(std::string_view address, const OwnCertificate& own) {
  return Join(
      {"连不上网关 ", address,
       "。可能原因：一、网关未运行或网络不通；二、网关拒绝了本单位的证书（序列号 ", own.serial,
       "：可能已吊销，或网关不信任其 CA），请网关管理员查看日志。 / The gateway at ", address,
       " cannot be reached. Either it is not running or the network is down, or it refuses "
       "this party's certificate (serial ",
       own.serial,
       ": revoked, or from a CA it does not trust); its operator finds the reason in its "
       "log."});
}

}  // namespace levybridge::client
