#include "adapters/settings/parties_file.h"

#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "adapters/settings/certificate_file.h"
#include "adapters/settings/common_sections.h"
#include "adapters/settings/strict_yaml.h"
#include "gateway/domain/concatenate.h"

namespace levybridge::settings {
namespace {

constexpr size_t kMaxParties = 10'000;
constexpr size_t kMaxOrigins = 16;

// The value itself, or each element of the list that it is.
std::vector<YamlValue> OneOrMore(const YamlValue& value) {
  if (!value.present()) return {};
  if (!value.IsList()) return {value};
  std::vector<YamlValue> elements = value.AsList(kMaxOrigins);
  if (elements.empty()) value.ReportExpected("at least one element");
  return elements;
}

std::vector<domain::Sha256Digest> ReadDigests(const YamlValue& value) {
  std::vector<domain::Sha256Digest> digests;
  for (const YamlValue& element : OneOrMore(value)) {
    const auto digest =
        element.AsParsed(domain::ParseFingerprint, "a SHA-256 digest of 64 hexadecimal digits");
    if (digest.has_value()) digests.push_back(*digest);
  }
  return digests;
}

class PartiesReader {
 public:
  std::vector<domain::Party> Read(const YamlValue& root) {
    YamlMap map = root.AsMap();
    const YamlValue list = map.Required("parties");
    std::vector<domain::Party> parties;
    for (const YamlValue& element : list.AsList(kMaxParties)) {
      if (std::optional<domain::Party> party = ReadParty(element)) {
        parties.push_back(std::move(*party));
      }
    }
    if (list.IsList() && list.AsList(kMaxParties).empty()) {
      list.Warn("expected at least one party, found none: nobody can come in");
    }
    return parties;
  }

 private:
  std::optional<domain::Party> ReadParty(const YamlValue& value) {
    YamlMap map = value.AsMap();
    const std::optional<domain::PartyId> id = ReadId(map.Required("uri"));
    domain::Party party{.id = id.value_or(PlaceholderId()),
                        .display_name = map.Required("name").AsText(256).value_or(""),
                        .origin = ReadOrigin(map.Required("issuer")),
                        .valid_from = map.Optional("valid_from").AsDate(),
                        .valid_until = std::nullopt};
    Assign(party.all_or_nothing, map.Optional("all_or_nothing").AsBool());
    Assign(party.manifest_required, map.Optional("manifest_required").AsBool());
    Assign(party.max_streams, map.Optional("max_streams").AsInteger(1, 1'000));
    Assign(party.disabled, map.Optional("disabled").AsBool());
    const YamlValue until = map.Optional("valid_until");
    party.valid_until = until.AsDate();
    if (party.valid_from && party.valid_until && *party.valid_until < *party.valid_from) {
      until.ReportExpected(
          domain::Concatenate("a day not before valid_from (", party.valid_from->ToIso(), ")"));
    }
    if (!id.has_value()) return std::nullopt;
    return party;
  }

  // Only carries the other values of an entry whose own id is refused.
  static domain::PartyId PlaceholderId() {
    return {domain::Role::kAuditor, *domain::RegionCode::FromNumber(100000), "-"};
  }

  std::optional<domain::PartyId> ReadId(const YamlValue& value) {
    const std::optional<domain::PartyId> id = value.AsParsed(
        domain::PartyId::ParseUri,
        "urn:levybridge:party:<role>:<region>:<name>, with role agency, tax, fund_finance, fiscal, "
        "bank or auditor, a region of six digits, and a name of a-z, 0-9 and -");
    if (!id.has_value()) return std::nullopt;
    const auto [first, added] = lines_.emplace(*id, value.line());
    if (added) return id;
    value.Report(domain::Concatenate("expected each party once, found the one of line ",
                                     first->second, " again"));
    return std::nullopt;
  }

  domain::CertificateOrigin ReadOrigin(const YamlValue& value) {
    domain::CertificateOrigin origin;
    YamlMap map = value.AsMap();
    const YamlValue files = map.Optional("ca");
    const YamlValue authorities = map.Optional("ca_sha256");
    const YamlValue keys = map.Optional("key_sha256");
    origin.ca_fingerprints = ReadDigests(authorities);
    for (const YamlValue& file : OneOrMore(files)) AddAuthorities(file, origin);
    origin.key_pins = ReadDigests(keys);
    if (value.IsMap() && !files.present() && !authorities.present() && !keys.present()) {
      value.Report("expected ca, ca_sha256 or key_sha256, found none of them");
    }
    return origin;
  }

  void AddAuthorities(const YamlValue& value, domain::CertificateOrigin& origin) {
    const std::optional<std::string> path = value.AsPath();
    if (!path.has_value()) return;
    if (read_.find(*path) == read_.end()) read_.emplace(*path, ReadCertificateFile(*path));
    const absl::StatusOr<std::vector<CertificateFacts>>& certificates = read_.at(*path);
    if (!certificates.ok()) {
      value.Report(
          domain::Concatenate(std::string(certificates.status().message()), " (", *path, ")"));
      return;
    }
    for (const CertificateFacts& certificate : *certificates) {
      if (certificate.is_authority) {
        origin.ca_fingerprints.push_back(certificate.fingerprint);
      } else {
        value.Report(domain::Concatenate("expected certificates of authorities, found \"",
                                         certificate.subject, "\", which may not issue any"));
      }
    }
  }

  std::map<domain::PartyId, int> lines_;
  std::map<std::string, absl::StatusOr<std::vector<CertificateFacts>>> read_;
};

}  // namespace

Loaded<domain::PartyDirectory> LoadParties(const std::string& path) {
  YamlFile file = YamlFile::Read(path);
  std::vector<domain::Party> parties = PartiesReader().Read(file.root());
  std::vector<ConfigProblem> problems = file.TakeProblems();
  if (HasErrors(problems)) return Loaded<domain::PartyDirectory>::Failed(std::move(problems));
  absl::StatusOr<domain::PartyDirectory> directory =
      domain::PartyDirectory::Create(std::move(parties));
  if (!directory.ok()) {
    problems.push_back({path, 0, 0, "parties", std::string(directory.status().message())});
    return Loaded<domain::PartyDirectory>::Failed(std::move(problems));
  }
  return Loaded<domain::PartyDirectory>::Of(*std::move(directory), std::move(problems));
}

}  // namespace levybridge::settings
