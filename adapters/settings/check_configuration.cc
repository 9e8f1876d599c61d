#include "adapters/settings/check_configuration.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "adapters/settings/account_keys.h"
#include "adapters/settings/calendar_file.h"
#include "adapters/settings/certificate_file.h"
#include "adapters/settings/parties_file.h"
#include "adapters/settings/policy_book_files.h"
#include "adapters/settings/regions_file.h"
#include "adapters/settings/strict_yaml.h"
#include "gateway/domain/concatenate.h"
#include "gateway/domain/party.h"

namespace levybridge::settings {
namespace {

constexpr int64_t kMillisecondsPerDay = 24 * 60 * 60 * 1000;
constexpr int64_t kWarnDays = 30;

// Finds the places of keys again, so that what is wrong with a named file is told where it is
// named.
class Reporter {
 public:
  explicit Reporter(const std::string& path) : path_(path), file_(YamlFile::Read(path)) {}

  // `section` may be empty for a key at the top.
  void Report(std::string_view section, std::string_view key, std::string message,
              Severity severity = Severity::kError) {
    ConfigProblem problem{path_, 0, 0, "", std::move(message), severity};
    const YamlValue value = Find(section, key);
    problem.key = value.key_path();
    problem.line = value.line();
    problem.column = value.column();
    problems_.push_back(std::move(problem));
  }
  void Add(std::vector<ConfigProblem> problems) {
    std::move(problems.begin(), problems.end(), std::back_inserter(problems_));
  }
  std::vector<ConfigProblem> Take() { return std::move(problems_); }

 private:
  YamlValue Find(std::string_view section, std::string_view key) {
    YamlMap root = file_.root().AsMap();
    root.Entries();  // nothing is unknown in this second look
    if (section.empty()) return root.Optional(key);
    YamlMap map = root.Optional(section).AsMap();
    map.Entries();
    return map.Optional(key);
  }

  std::string path_;
  YamlFile file_;
  std::vector<ConfigProblem> problems_;
};

std::string WithPath(const absl::Status& status, const std::string& path) {
  return domain::Concatenate(std::string(status.message()), " (", path, ")");
}

// Dates of one certificate; `key` under `tls` names its file.
void CheckDates(Reporter& reporter, std::string_view key, const CertificateFacts& certificate,
                domain::Timestamp now) {
  if (certificate.not_before > now) {
    reporter.Report(
        "tls", key,
        domain::Concatenate("expected a certificate valid now, found \"", certificate.subject,
                            "\", valid from ", domain::ToIsoUtc(certificate.not_before)));
  } else if (certificate.not_after <= now) {
    reporter.Report(
        "tls", key,
        domain::Concatenate("expected a certificate valid now, found \"", certificate.subject,
                            "\", expired ", domain::ToIsoUtc(certificate.not_after)));
  } else if (certificate.not_after.unix_ms - now.unix_ms < kWarnDays * kMillisecondsPerDay) {
    reporter.Report("tls", key,
                    domain::Concatenate("\"", certificate.subject, "\" expires soon: ",
                                        domain::ToIsoUtc(certificate.not_after)),
                    Severity::kWarning);
  }
}

// The certificate of this side; nothing when it can't be read.
std::optional<CertificateFacts> CheckOwnCertificate(Reporter& reporter,
                                                    const std::string& certificate_file,
                                                    const std::string& key_file,
                                                    domain::Timestamp now) {
  if (absl::Status key = CheckKeyBelongsTo(key_file, certificate_file); !key.ok()) {
    reporter.Report("tls", "key", WithPath(key, key_file));
  }
  const auto certificates = ReadCertificateFile(certificate_file);
  if (!certificates.ok()) {
    reporter.Report("tls", "certificate", WithPath(certificates.status(), certificate_file));
    return std::nullopt;
  }
  for (const CertificateFacts& one : *certificates) CheckDates(reporter, "certificate", one, now);
  return certificates->front();
}

void CheckAuthorities(Reporter& reporter, std::string_view key,
                      const std::vector<std::string>& files, domain::Timestamp now) {
  for (const std::string& file : files) {
    const auto certificates = ReadCertificateFile(file);
    if (!certificates.ok()) {
      reporter.Report("tls", key, WithPath(certificates.status(), file));
      continue;
    }
    for (const CertificateFacts& certificate : *certificates) {
      CheckDates(reporter, key, certificate, now);
      if (certificate.is_authority) continue;
      reporter.Report("tls", key,
                      domain::Concatenate("expected certificates of authorities, found \"",
                                          certificate.subject, "\", which may not issue any"));
    }
  }
}

void CheckRevocationLists(Reporter& reporter, const std::vector<std::string>& files,
                          domain::Timestamp now) {
  for (const std::string& file : files) {
    const auto lists = ReadRevocationFile(file);
    if (!lists.ok()) {
      reporter.Report("tls", "crl", WithPath(lists.status(), file));
      continue;
    }
    for (const RevocationListFacts& list : *lists) {
      if (list.next_update.unix_ms == 0 || list.next_update > now) continue;
      // It goes on refusing what it lists, so this is no reason not to start.
      reporter.Report("tls", "crl",
                      domain::Concatenate("the list of \"", list.issuer, "\" is out of date since ",
                                          domain::ToIsoUtc(list.next_update)),
                      Severity::kWarning);
    }
  }
}

void CheckAccountKeys(Reporter& reporter, const GatewaySettings& settings) {
  absl::StatusOr<std::string> keys = ReadAccountKeys(settings);
  if (!keys.ok()) {
    const bool file = !settings.account_keys_file.empty();
    reporter.Report("", file ? "account_keys_file" : "account_keys_environment",
                    std::string(keys.status().message()));
    return;
  }
  WipeAccountKeys(*keys);
}

void CheckServerPurpose(Reporter& reporter, const CertificateFacts& certificate) {
  if (certificate.for_server && !certificate.for_client) return;
  reporter.Report("tls", "certificate",
                  "expected a certificate for servers only (extended key usage serverAuth)");
}

void CheckPartyPurpose(Reporter& reporter, const CertificateFacts& certificate,
                       const AdapterSettings& settings) {
  if (!certificate.for_client || certificate.for_server) {
    reporter.Report("tls", "certificate",
                    "expected a certificate for clients only (extended key usage clientAuth)");
  }
  std::optional<domain::PartyId> party;
  if (certificate.uris.size() == 1) party = domain::PartyId::ParseUri(certificate.uris.front());
  if (!party.has_value()) {
    reporter.Report("tls", "certificate",
                    "expected exactly one URI name, urn:levybridge:party:<role>:<region>:<name>");
  } else if (party->role != settings.role) {
    reporter.Report("", "role",
                    domain::Concatenate("expected the role of the certificate, ",
                                        domain::MachineName(party->role), ", found ",
                                        domain::MachineName(settings.role)));
  }
}

template <class Settings>
std::vector<ConfigProblem> LoadAndCheck(const std::string& path, Loaded<Settings> loaded,
                                        domain::Timestamp now) {
  std::vector<ConfigProblem> problems = std::move(loaded.problems);
  if (!loaded.value.has_value()) return problems;
  std::vector<ConfigProblem> more = CheckFilesOf(path, *loaded.value, now);
  std::move(more.begin(), more.end(), std::back_inserter(problems));
  return problems;
}

bool IsAdapterFile(const std::string& path) {
  YamlFile file = YamlFile::Read(path);
  YamlMap root = file.root().AsMap();
  return root.Optional("role").present();
}

}  // namespace

std::vector<ConfigProblem> CheckFilesOf(const std::string& path, const GatewaySettings& settings,
                                        domain::Timestamp now) {
  Reporter reporter(path);
  const auto own =
      CheckOwnCertificate(reporter, settings.tls.certificate_file, settings.tls.key_file, now);
  if (own.has_value()) CheckServerPurpose(reporter, *own);
  CheckAuthorities(reporter, "client_ca", settings.tls.client_ca_files, now);
  CheckRevocationLists(reporter, settings.tls.crl_files, now);
  CheckAccountKeys(reporter, settings);
  reporter.Add(LoadParties(settings.parties_file).problems);
  // The policy book reports on the regions file, too; the calendar only needs its tree.
  reporter.Add(LoadPolicyBook(settings.policies_directory, settings.regions_file).problems);
  reporter.Add(LoadCalendar(settings.calendar_file, RegionsFile::Read(settings.regions_file).tree())
                   .problems);
  return reporter.Take();
}

std::vector<ConfigProblem> CheckFilesOf(const std::string& path, const AdapterSettings& settings,
                                        domain::Timestamp now) {
  Reporter reporter(path);
  const auto own =
      CheckOwnCertificate(reporter, settings.tls.certificate_file, settings.tls.key_file, now);
  if (own.has_value()) CheckPartyPurpose(reporter, *own, settings);
  CheckAuthorities(reporter, "ca", settings.tls.ca_files, now);
  return reporter.Take();
}

std::vector<ConfigProblem> CheckConfiguration(const std::string& path, domain::Timestamp now) {
  if (IsAdapterFile(path)) {
    return LoadAndCheck(path, LoadAdapterSettings(path, std::nullopt), now);
  }
  return LoadAndCheck(path, LoadGatewaySettings(path), now);
}

}  // namespace levybridge::settings
