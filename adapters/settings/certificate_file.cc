#include "adapters/settings/certificate_file.h"

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <ctime>
#include <memory>
#include <optional>
#include <utility>

#include "adapters/settings/bounded_file.h"

namespace levybridge::settings {
namespace {

constexpr size_t kMaxPemBytes = size_t{1} << 20;

template <auto Function>
struct FreeWith {
  template <class T>
  void operator()(T* object) const {
    Function(object);
  }
};
using BioPointer = std::unique_ptr<BIO, FreeWith<BIO_free>>;
using CertificatePointer = std::unique_ptr<X509, FreeWith<X509_free>>;
using ListPointer = std::unique_ptr<X509_CRL, FreeWith<X509_CRL_free>>;
using KeyPointer = std::unique_ptr<EVP_PKEY, FreeWith<EVP_PKEY_free>>;
using NamesPointer = std::unique_ptr<GENERAL_NAMES, FreeWith<GENERAL_NAMES_free>>;

// Passphrases are never asked for on a terminal: a gateway starts unattended.
int NoPassphrase(char*, int, int, void*) { return -1; }

BioPointer OpenMemory(const std::string& bytes) {
  return BioPointer(BIO_new_mem_buf(bytes.data(), static_cast<int>(bytes.size())));
}

std::string OneLine(const X509_NAME* name) {
  const BioPointer out(BIO_new(BIO_s_mem()));
  X509_NAME_print_ex(out.get(), name, 0, XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB);
  char* text = nullptr;
  const auto length = BIO_get_mem_data(out.get(), &text);
  return length > 0 ? std::string(text, static_cast<size_t>(length)) : std::string();
}

domain::Timestamp ToTimestamp(const ASN1_TIME* time) {
  struct tm parts = {};
  if (time == nullptr || ASN1_TIME_to_tm(time, &parts) != 1) return {};
  return {static_cast<int64_t>(timegm(&parts)) * 1000};
}

domain::Sha256Digest DigestOfKey(X509* certificate) {
  domain::Sha256Digest digest{};
  unsigned char* encoded = nullptr;
  const int length = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(certificate), &encoded);
  if (length > 0) {
    EVP_Digest(encoded, static_cast<size_t>(length), digest.bytes.data(), nullptr, EVP_sha256(),
               nullptr);
  }
  OPENSSL_free(encoded);
  return digest;
}

std::vector<std::string> UrisOf(X509* certificate) {
  std::vector<std::string> uris;
  const NamesPointer names(static_cast<GENERAL_NAMES*>(
      X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)));
  for (int index = 0; names && index < sk_GENERAL_NAME_num(names.get()); ++index) {
    const GENERAL_NAME* name = sk_GENERAL_NAME_value(names.get(), index);
    if (name->type != GEN_URI) continue;
    const ASN1_IA5STRING* uri = name->d.uniformResourceIdentifier;
    const auto* bytes = reinterpret_cast<const char*>(ASN1_STRING_get0_data(uri));
    uris.emplace_back(bytes, static_cast<size_t>(ASN1_STRING_length(uri)));
  }
  return uris;
}

CertificateFacts FactsOf(X509* certificate) {
  CertificateFacts facts;
  facts.subject = OneLine(X509_get_subject_name(certificate));
  X509_digest(certificate, EVP_sha256(), facts.fingerprint.bytes.data(), nullptr);
  facts.key_digest = DigestOfKey(certificate);
  facts.not_before = ToTimestamp(X509_get0_notBefore(certificate));
  facts.not_after = ToTimestamp(X509_get0_notAfter(certificate));
  facts.is_authority = X509_check_ca(certificate) > 0;
  const uint32_t usage = X509_get_extended_key_usage(certificate);
  // Without the extension OpenSSL answers "all"; here the purpose has to be stated.
  const bool stated = (X509_get_extension_flags(certificate) & EXFLAG_XKUSAGE) != 0;
  facts.for_server = stated && (usage & XKU_SSL_SERVER) != 0;
  facts.for_client = stated && (usage & XKU_SSL_CLIENT) != 0;
  facts.uris = UrisOf(certificate);
  return facts;
}

// True when reading stopped at the end of the file, and not at something broken.
bool StoppedAtEnd() {
  const unsigned long error = ERR_peek_last_error();
  const bool at_end = error == 0 || (ERR_GET_LIB(error) == ERR_LIB_PEM &&
                                     ERR_GET_REASON(error) == PEM_R_NO_START_LINE);
  ERR_clear_error();
  return at_end;
}

}  // namespace

absl::StatusOr<std::vector<CertificateFacts>> ReadCertificateFile(const std::string& path) {
  const absl::StatusOr<std::string> bytes = ReadBoundedFile(path, kMaxPemBytes);
  if (!bytes.ok()) return bytes.status();
  ERR_clear_error();
  const BioPointer input = OpenMemory(*bytes);
  std::vector<CertificateFacts> certificates;
  while (const CertificatePointer certificate{
      PEM_read_bio_X509(input.get(), nullptr, NoPassphrase, nullptr)}) {
    certificates.push_back(FactsOf(certificate.get()));
  }
  if (!StoppedAtEnd() || certificates.empty()) {
    return absl::InvalidArgumentError("expected certificates in PEM form (-----BEGIN CERTIFICATE)");
  }
  return certificates;
}

absl::StatusOr<std::vector<RevocationListFacts>> ReadRevocationFile(const std::string& path) {
  const absl::StatusOr<std::string> bytes = ReadBoundedFile(path, size_t{16} << 20);
  if (!bytes.ok()) return bytes.status();
  ERR_clear_error();
  const BioPointer input = OpenMemory(*bytes);
  std::vector<RevocationListFacts> lists;
  while (
      const ListPointer list{PEM_read_bio_X509_CRL(input.get(), nullptr, NoPassphrase, nullptr)}) {
    lists.push_back({OneLine(X509_CRL_get_issuer(list.get())),
                     ToTimestamp(X509_CRL_get0_nextUpdate(list.get()))});
  }
  if (!StoppedAtEnd() || lists.empty()) {
    return absl::InvalidArgumentError(
        "expected revocation lists in PEM form (-----BEGIN X509 CRL)");
  }
  return lists;
}

absl::Status CheckKeyBelongsTo(const std::string& key_file, const std::string& certificate_file) {
  if (absl::Status safe = CheckKeyFilePermissions(key_file); !safe.ok()) return safe;
  absl::StatusOr<std::string> key_bytes = ReadBoundedFile(key_file, kMaxPemBytes);
  if (!key_bytes.ok()) return key_bytes.status();
  const BioPointer key_input = OpenMemory(*key_bytes);
  const KeyPointer key(PEM_read_bio_PrivateKey(key_input.get(), nullptr, NoPassphrase, nullptr));
  OPENSSL_cleanse(key_bytes->data(), key_bytes->size());
  ERR_clear_error();
  if (!key) {
    return absl::InvalidArgumentError("expected a private key in PEM form, without a passphrase");
  }
  const absl::StatusOr<std::string> bytes = ReadBoundedFile(certificate_file, kMaxPemBytes);
  if (!bytes.ok()) return absl::OkStatus();  // that the certificate is missing is told elsewhere
  const BioPointer input = OpenMemory(*bytes);
  const CertificatePointer certificate(
      PEM_read_bio_X509(input.get(), nullptr, NoPassphrase, nullptr));
  const bool fits = !certificate || X509_check_private_key(certificate.get(), key.get()) == 1;
  ERR_clear_error();
  if (fits) return absl::OkStatus();
  return absl::InvalidArgumentError(
      "expected the key of the certificate beside it, found another key (证书与私钥不匹配)");
}

}  // namespace levybridge::settings
