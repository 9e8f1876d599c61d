#include "gateway/security/trust.h"

#include <algorithm>
#include <utility>

#include "gateway/domain/concatenate.h"
#include "gateway/security/openssl_handles.h"

namespace levybridge::security {
namespace {

// More chains than this at once means somebody plays with certificates; forgetting is harmless.
constexpr size_t kMaxRememberedChains = 4096;
constexpr int kMaxDepth = 5;
// OpenSSL's level 2: at least 112 bits of security, no SHA-1 signatures.
constexpr int kAuthenticationLevel = 2;

struct StackFree {
  void operator()(STACK_OF(X509) * stack) const { sk_X509_free(stack); }
};

std::string ReasonOf(int error) { return X509_verify_cert_error_string(error); }

}  // namespace

struct TrustStore::Anchors {
  StoreHandle store;
};

TrustStore::TrustStore(std::unique_ptr<Anchors> anchors, RevocationLists revocations)
    : anchors_(std::move(anchors)), revocations_(std::move(revocations)) {}
TrustStore::~TrustStore() = default;

absl::StatusOr<std::shared_ptr<const TrustStore>> TrustStore::Create(
    const std::vector<NamedPem>& authorities, RevocationLists revocations) {
  auto anchors = std::make_unique<Anchors>(Anchors{StoreHandle(X509_STORE_new())});
  if (!anchors->store) return absl::ResourceExhaustedError("no memory for the CA store");
  if (authorities.empty()) return absl::InvalidArgumentError("no CA is configured");
  for (const NamedPem& authority : authorities) {
    const std::vector<CertificateHandle> certificates = ReadCertificates(authority.pem);
    if (certificates.empty()) {
      return absl::InvalidArgumentError(authority.file +
                                        ": 没有可读的证书 / no readable certificate");
    }
    for (const CertificateHandle& certificate : certificates) {
      if (X509_check_ca(certificate.get()) != 1) {
        return absl::InvalidArgumentError(
            authority.file + ": 不是 CA 证书 / holds a certificate that is not a CA's");
      }
      X509_STORE_add_cert(anchors->store.get(), certificate.get());
    }
  }
  return std::shared_ptr<const TrustStore>(
      new TrustStore(std::move(anchors), std::move(revocations)));
}

std::shared_ptr<const ExaminedChain> TrustStore::Examine(const PresentedChain& presented) const {
  // The separator cannot occur in PEM, so two different chains never share a key.
  const std::string key = domain::Concatenate(presented.certificate_pem, std::string_view("\0", 1),
                                              presented.chain_pem);
  {
    const absl::MutexLock lock(&mutex_);
    const auto found = examined_.find(key);
    if (found != examined_.end()) return found->second;
  }
  auto examined = std::make_shared<const ExaminedChain>(ExamineAfresh(presented));
  const absl::MutexLock lock(&mutex_);
  if (examined_.size() >= kMaxRememberedChains) examined_.clear();
  return examined_.emplace(key, std::move(examined)).first->second;
}

namespace {

// Verifies everything but the dates (our clock decides about those) and the revocation (our lists).
int VerifyChain(X509_STORE* store, X509* certificate, STACK_OF(X509) * helpers,
                StoreContextHandle& context) {
  context.reset(X509_STORE_CTX_new());
  if (!context || X509_STORE_CTX_init(context.get(), store, certificate, helpers) != 1) {
    return X509_V_ERR_OUT_OF_MEM;
  }
  X509_VERIFY_PARAM* parameters = X509_STORE_CTX_get0_param(context.get());
  X509_VERIFY_PARAM_set_flags(parameters, X509_V_FLAG_NO_CHECK_TIME | X509_V_FLAG_PARTIAL_CHAIN);
  X509_VERIFY_PARAM_set_depth(parameters, kMaxDepth);
  X509_VERIFY_PARAM_set_auth_level(parameters, kAuthenticationLevel);
  const bool verified = X509_verify_cert(context.get()) == 1;
  const int error = X509_STORE_CTX_get_error(context.get());
  ERR_clear_error();
  if (verified) return X509_V_OK;
  return error == X509_V_OK ? X509_V_ERR_UNSPECIFIED : error;
}

void FollowChain(STACK_OF(X509) * chain, const RevocationLists& revocations,
                 ExaminedChain& examined) {
  const int length = sk_X509_num(chain);
  for (int index = 0; index < length; ++index) {
    X509* certificate = sk_X509_value(chain, index);
    examined.not_before =
        std::max(examined.not_before, InstantOf(X509_get0_notBefore(certificate)));
    examined.not_after = std::min(examined.not_after, InstantOf(X509_get0_notAfter(certificate)));
    if (index > 0) {
      domain::Sha256Digest digest{};
      unsigned int size = 0;
      X509_digest(certificate, EVP_sha256(), digest.bytes.data(), &size);
      examined.issuers.push_back(digest);
    }
    if (revocations.Revokes(NameText(X509_get_issuer_name(certificate)),
                            SerialText(X509_get0_serialNumber(certificate)))) {
      examined.revoked = true;
    }
  }
}

}  // namespace

ExaminedChain TrustStore::ExamineAfresh(const PresentedChain& presented) const {
  ExaminedChain examined;
  absl::StatusOr<CertificateFacts> facts = ReadCertificate(presented.certificate_pem);
  const std::vector<CertificateHandle> own = ReadCertificates(presented.certificate_pem);
  if (!facts.ok() || own.empty()) {
    examined.refusal = "the certificate cannot be read";
    return examined;
  }
  examined.facts = *std::move(facts);
  examined.not_before = examined.facts.not_before;
  examined.not_after = examined.facts.not_after;
  const std::vector<CertificateHandle> sent = ReadCertificates(presented.chain_pem);
  const std::unique_ptr<STACK_OF(X509), StackFree> helpers(sk_X509_new_null());
  for (const CertificateHandle& certificate : sent) sk_X509_push(helpers.get(), certificate.get());
  StoreContextHandle context;
  const int error = VerifyChain(anchors_->store.get(), own.front().get(), helpers.get(), context);
  if (error != X509_V_OK) {
    examined.refusal = ReasonOf(error);
    return examined;
  }
  FollowChain(X509_STORE_CTX_get0_chain(context.get()), revocations_, examined);
  return examined;
}

}  // namespace levybridge::security
