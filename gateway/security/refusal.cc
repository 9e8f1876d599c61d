#include "gateway/security/refusal.h"

#include <array>
#include <utility>

#include "gateway/domain/concatenate.h"

namespace levybridge::security {
namespace {

struct RefusalEntry {
  RefusalReason reason;
  std::string_view name;
  std::string_view text;
};

constexpr std::array<RefusalEntry, kRefusalReasonCount> kEntries = {{
    {RefusalReason::kNoCertificate, "NO_CERTIFICATE", "未出示证书 / no certificate was presented"},
    {RefusalReason::kCertificateUntrusted, "CERTIFICATE_UNTRUSTED",
     "证书不是由受信任的 CA 签发 / the certificate does not lead to a trusted CA"},
    {RefusalReason::kCertificateWrongPurpose, "CERTIFICATE_WRONG_PURPOSE",
     "不是客户端证书 / the extended key usage must be clientAuth and nothing else"},
    {RefusalReason::kCertificateRevoked, "CERTIFICATE_REVOKED",
     "证书已被吊销，请更换证书 / the certificate has been revoked; get a new one"},
    {RefusalReason::kCertificateNotYetValid, "CERTIFICATE_NOT_YET_VALID",
     "证书尚未生效 / the certificate is not valid yet"},
    {RefusalReason::kCertificateExpired, "CERTIFICATE_EXPIRED",
     "证书已过期，请更换证书 / the certificate has expired; get a new one"},
    {RefusalReason::kNoPartyUri, "NO_PARTY_URI",
     "证书没有单位标识 URI / the certificate names no party URI"},
    {RefusalReason::kSeveralPartyUris, "SEVERAL_PARTY_URIS",
     "证书含有多个 URI / the certificate names more than one URI"},
    {RefusalReason::kBadPartyUri, "BAD_PARTY_URI",
     "单位标识 URI 格式不对 / the URI is not urn:levybridge:party:<role>:<region>:<name>"},
    {RefusalReason::kPartyUnknown, "PARTY_UNKNOWN",
     "未登记的单位，请联系网关管理员 / this party is not registered; ask the gateway's operator"},
    {RefusalReason::kPartyDisabled, "PARTY_DISABLED",
     "该单位已停用 / this party has been disabled by the gateway's operator"},
    {RefusalReason::kPartyNotInForce, "PARTY_NOT_IN_FORCE",
     "该单位的登记今天不在有效期 / this party's registration is not in force today"},
    {RefusalReason::kCertificateOriginNotAllowed, "CERTIFICATE_ORIGIN_NOT_ALLOWED",
     "证书的 CA 或密钥与登记不符 / the CA or key is not the one registered for this party"},
    {RefusalReason::kMethodUnknown, "METHOD_UNKNOWN", "没有这个方法 / there is no such method"},
    {RefusalReason::kRoleNotAllowed, "ROLE_NOT_ALLOWED",
     "该角色无权调用此方法 / this role may not call this method"},
    {RefusalReason::kTooManyStreams, "TOO_MANY_STREAMS",
     "同时打开的流过多，请稍后重试 / too many streams are open; close some or retry later"},
}};

const RefusalEntry& EntryOf(RefusalReason reason) { return kEntries[static_cast<size_t>(reason)]; }

constexpr bool InOrder() {
  for (size_t index = 0; index < kEntries.size(); ++index) {
    if (static_cast<size_t>(kEntries[index].reason) != index) return false;
  }
  return true;
}
static_assert(InOrder(), "the table is indexed by reason");

}  // namespace

std::string_view MachineName(RefusalReason reason) { return EntryOf(reason).name; }

std::string Refusal::Message() const {
  return domain::Concatenate(MachineName(reason), ": ", text);
}

Refusal MakeRefusal(RefusalReason reason, std::string_view detail) {
  std::string text(EntryOf(reason).text);
  if (!detail.empty()) text += domain::Concatenate(" (", detail, ")");
  return Refusal{reason, std::move(text)};
}

}  // namespace levybridge::security
