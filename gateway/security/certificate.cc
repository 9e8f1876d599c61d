#include "gateway/security/certificate.h"

#include <ctime>
#include <utility>

#include "gateway/security/openssl_handles.h"

namespace levybridge::security {
namespace {

struct NamesFree {
  void operator()(GENERAL_NAMES* names) const { GENERAL_NAMES_free(names); }
};

std::vector<std::string> UrisOf(const X509& certificate) {
  const std::unique_ptr<GENERAL_NAMES, NamesFree> names(static_cast<GENERAL_NAMES*>(
      X509_get_ext_d2i(&certificate, NID_subject_alt_name, nullptr, nullptr)));
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

// X509_get_extended_key_usage answers "everything" for a certificate without the extension; ours
// must name their purpose.
void ReadPurposes(X509* certificate, CertificateFacts& facts) {
  if ((X509_get_extension_flags(certificate) & EXFLAG_XKUSAGE) == 0) return;
  const uint32_t usage = X509_get_extended_key_usage(certificate);
  facts.client_purpose = (usage & XKU_SSL_CLIENT) != 0 || (usage & XKU_ANYEKU) != 0;
  facts.server_purpose = (usage & XKU_SSL_SERVER) != 0 || (usage & XKU_ANYEKU) != 0;
}

CertificateFacts FactsOf(X509* certificate) {
  CertificateFacts facts;
  facts.serial = SerialText(X509_get0_serialNumber(certificate));
  facts.subject = NameText(X509_get_subject_name(certificate));
  facts.issuer = NameText(X509_get_issuer_name(certificate));
  facts.not_before = InstantOf(X509_get0_notBefore(certificate));
  facts.not_after = InstantOf(X509_get0_notAfter(certificate));
  facts.uris = UrisOf(*certificate);
  facts.authority = X509_check_ca(certificate) == 1;
  ReadPurposes(certificate, facts);
  unsigned int length = 0;
  X509_digest(certificate, EVP_sha256(), facts.fingerprint.bytes.data(), &length);
  unsigned char* key_der = nullptr;
  const int key_size = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(certificate), &key_der);
  if (key_size > 0) {
    EVP_Digest(key_der, static_cast<size_t>(key_size), facts.key_digest.bytes.data(), &length,
               EVP_sha256(), nullptr);
    OPENSSL_free(key_der);
  }
  return facts;
}

// A key with a passphrase would make OpenSSL ask at the terminal; a service has none.
int RefusePassphrase(char*, int, int, void*) { return -1; }

}  // namespace

std::vector<CertificateHandle> ReadCertificates(std::string_view pem) {
  std::vector<CertificateHandle> certificates;
  const BioHandle input = ViewOf(pem);
  while (input) {
    CertificateHandle certificate(
        PEM_read_bio_X509(input.get(), nullptr, RefusePassphrase, nullptr));
    if (!certificate) break;
    certificates.push_back(std::move(certificate));
  }
  const unsigned long error = ERR_peek_last_error();
  const bool reached_end =
      ERR_GET_LIB(error) == ERR_LIB_PEM && ERR_GET_REASON(error) == PEM_R_NO_START_LINE;
  ERR_clear_error();
  if (!reached_end) certificates.clear();
  return certificates;
}

std::string NameText(const X509_NAME* name) {
  const BioHandle output(BIO_new(BIO_s_mem()));
  if (!output || X509_NAME_print_ex(output.get(), name, 0, XN_FLAG_RFC2253) < 0) return {};
  char* data = nullptr;
  const long size = BIO_get_mem_data(output.get(), &data);
  return std::string(data, static_cast<size_t>(size));
}

std::string SerialText(const ASN1_INTEGER* serial) {
  BIGNUM* number = ASN1_INTEGER_to_BN(serial, nullptr);
  char* digits = number == nullptr ? nullptr : BN_bn2hex(number);
  std::string text = digits == nullptr ? std::string() : std::string(digits);
  OPENSSL_free(digits);
  BN_free(number);
  return text;
}

domain::Timestamp InstantOf(const ASN1_TIME* time) {
  std::tm fields{};
  if (time == nullptr || ASN1_TIME_to_tm(time, &fields) != 1) return domain::Timestamp{0};
  return domain::Timestamp{static_cast<int64_t>(timegm(&fields)) * 1000};
}

absl::StatusOr<CertificateFacts> ReadCertificate(std::string_view pem) {
  const std::vector<CertificateHandle> certificates = ReadCertificates(pem);
  if (certificates.empty()) return absl::InvalidArgumentError("holds no readable certificate");
  return FactsOf(certificates.front().get());
}

absl::Status CheckKeyBelongs(std::string_view key_pem, std::string_view certificate_pem) {
  const BioHandle key_input = ViewOf(key_pem);
  const KeyHandle key(
      key_input ? PEM_read_bio_PrivateKey(key_input.get(), nullptr, RefusePassphrase, nullptr)
                : nullptr);
  ERR_clear_error();
  if (!key) return absl::InvalidArgumentError("holds no readable private key");
  const std::vector<CertificateHandle> certificates = ReadCertificates(certificate_pem);
  if (certificates.empty()) return absl::InvalidArgumentError("holds no readable certificate");
  const bool belongs = X509_check_private_key(certificates.front().get(), key.get()) == 1;
  ERR_clear_error();
  if (!belongs) return absl::FailedPreconditionError("the key does not belong to the certificate");
  return absl::OkStatus();
}

}  // namespace levybridge::security
