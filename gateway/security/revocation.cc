#include "gateway/security/revocation.h"

#include <utility>

#include "gateway/domain/concatenate.h"
#include "gateway/security/openssl_handles.h"

namespace levybridge::security {
namespace {

absl::Status Refused(const NamedPem& list, std::string_view why) {
  return absl::InvalidArgumentError(domain::Concatenate(list.file, ": ", why));
}

CrlHandle ParseCrl(std::string_view pem) {
  const BioHandle input = ViewOf(pem);
  CrlHandle crl(input ? PEM_read_bio_X509_CRL(input.get(), nullptr, nullptr, nullptr) : nullptr);
  ERR_clear_error();
  return crl;
}

bool SignedBy(X509_CRL* crl, const std::vector<NamedPem>& authorities) {
  for (const NamedPem& authority : authorities) {
    for (const CertificateHandle& certificate : ReadCertificates(authority.pem)) {
      if (X509_NAME_cmp(X509_CRL_get_issuer(crl), X509_get_subject_name(certificate.get())) != 0) {
        continue;
      }
      const bool verified = X509_CRL_verify(crl, X509_get0_pubkey(certificate.get())) == 1;
      ERR_clear_error();
      if (verified) return true;
    }
  }
  return false;
}

// Delta lists and lists of only some certificates say so in a critical extension. Taking one for a
// whole list would let revoked certificates in.
bool HasCriticalExtension(const X509_CRL* crl) {
  return X509_CRL_get_ext_by_critical(crl, 1, -1) >= 0;
}

absl::flat_hash_set<std::string> SerialsOf(X509_CRL* crl) {
  absl::flat_hash_set<std::string> serials;
  STACK_OF(X509_REVOKED)* entries = X509_CRL_get_REVOKED(crl);
  for (int index = 0; index < sk_X509_REVOKED_num(entries); ++index) {
    serials.insert(
        SerialText(X509_REVOKED_get0_serialNumber(sk_X509_REVOKED_value(entries, index))));
  }
  return serials;
}

}  // namespace

absl::StatusOr<std::map<std::string, RevocationLists::List>::value_type> RevocationLists::ReadList(
    const NamedPem& list, const std::vector<NamedPem>& authorities) {
  const CrlHandle crl = ParseCrl(list.pem);
  if (!crl) return Refused(list, "不是吊销列表 / is not a revocation list (CRL in PEM)");
  if (!SignedBy(crl.get(), authorities)) {
    return Refused(list, "签名不属于已配置的 CA / is not signed by a configured CA");
  }
  if (HasCriticalExtension(crl.get())) {
    return Refused(list,
                   "只列出部分证书 / lists only some certificates; a complete list is needed");
  }
  if (X509_CRL_get0_nextUpdate(crl.get()) == nullptr) {
    return Refused(list, "没有下次更新时间 / does not say when the next one is due");
  }
  return std::map<std::string, List>::value_type(
      NameText(X509_CRL_get_issuer(crl.get())),
      List{list.file, InstantOf(X509_CRL_get0_lastUpdate(crl.get())),
           InstantOf(X509_CRL_get0_nextUpdate(crl.get())), SerialsOf(crl.get())});
}

absl::StatusOr<RevocationLists> RevocationLists::Create(const std::vector<NamedPem>& lists,
                                                        const std::vector<NamedPem>& authorities,
                                                        domain::Timestamp now) {
  RevocationLists result;
  for (const NamedPem& list : lists) {
    auto entry = ReadList(list, authorities);
    if (!entry.ok()) return entry.status();
    if (entry->second.last_update > now) {
      return Refused(list, "签发时间在将来 / is dated in the future");
    }
    const auto [place, inserted] = result.by_issuer_.insert(*std::move(entry));
    if (!inserted) {
      return Refused(list,
                     "同一 CA 已有一份列表 / comes from the same CA as " + place->second.file);
    }
  }
  return result;
}

bool RevocationLists::Revokes(std::string_view issuer, std::string_view serial) const {
  const auto found = by_issuer_.find(std::string(issuer));
  return found != by_issuer_.end() && found->second.serials.contains(std::string(serial));
}

std::vector<std::string> RevocationLists::ExpiredAt(domain::Timestamp now) const {
  std::vector<std::string> files;
  for (const auto& [issuer, list] : by_issuer_) {
    if (list.next_update < now) files.push_back(list.file);
  }
  return files;
}

absl::Status RevocationLists::CheckNotOlderThan(const RevocationLists& current) const {
  for (const auto& [issuer, list] : current.by_issuer_) {
    const auto found = by_issuer_.find(issuer);
    if (found == by_issuer_.end()) {
      return absl::FailedPreconditionError(domain::Concatenate(
          list.file, ": 该 CA 的吊销列表不见了 / no list of ", issuer, " any more"));
    }
    if (found->second.last_update < list.last_update) {
      return absl::FailedPreconditionError(domain::Concatenate(
          found->second.file, ": 比正在使用的列表旧 / is older than the list in use"));
    }
  }
  return absl::OkStatus();
}

size_t RevocationLists::revoked_count() const {
  size_t count = 0;
  for (const auto& [issuer, list] : by_issuer_) count += list.serials.size();
  return count;
}

}  // namespace levybridge::security
