#include "adapters/settings/adapter_settings.h"

#include <utility>

#include "adapters/settings/common_sections.h"
#include "adapters/settings/strict_yaml.h"
#include "gateway/domain/concatenate.h"

namespace levybridge::settings {
namespace {

ClientTlsSettings ReadTls(const YamlValue& value) {
  ClientTlsSettings tls;
  YamlMap map = value.AsMap();
  Assign(tls.certificate_file, map.Required("certificate").AsPath());
  Assign(tls.key_file, map.Required("key").AsPath());
  const YamlValue authority = map.Required("ca");
  tls.ca_files = ReadPaths(authority);
  if (authority.IsList() && authority.AsList().empty()) {
    authority.ReportExpected("at least one file of CA certificates");
  }
  return tls;
}

RetrySettings ReadRetry(const YamlValue& value) {
  RetrySettings retry;
  YamlMap map = value.AsMap();
  Assign(retry.initial_ms, map.Optional("initial_ms").AsInteger(1, 60'000));
  const YamlValue max = map.Optional("max_ms");
  Assign(retry.max_ms, max.AsInteger(1, 3'600'000));
  Assign(retry.give_up_seconds, map.Optional("give_up_seconds").AsInteger(0, 86'400));
  if (retry.max_ms < retry.initial_ms) {
    (max.present() ? max : value)
        .Report(domain::Concatenate("expected max_ms of at least initial_ms (", retry.initial_ms,
                                    "), found ", retry.max_ms));
  }
  return retry;
}

void ReadRole(YamlMap& root, std::optional<domain::Role> expected, AdapterSettings& settings) {
  const YamlValue value = root.Required("role");
  const std::optional<domain::Role> role =
      value.AsEnum<domain::Role>({{"agency", domain::Role::kAgency},
                                  {"tax", domain::Role::kTax},
                                  {"fund_finance", domain::Role::kFundFinance},
                                  {"fiscal", domain::Role::kFiscal},
                                  {"bank", domain::Role::kBank},
                                  {"auditor", domain::Role::kAuditor}});
  if (!role.has_value()) return;
  settings.role = *role;
  if (expected.has_value() && *role != *expected) {
    value.ReportExpected(domain::Concatenate("the configuration of a party with role ",
                                             domain::MachineName(*expected)));
  }
}

void ReadGateway(YamlMap& root, AdapterSettings& settings) {
  const YamlValue address = root.Required("gateway");
  Assign(settings.gateway, ReadAddress(address));
  if (!settings.gateway.host.empty() && settings.gateway.port == 0) {
    address.ReportExpected("a port from 1 to 65535");
  }
  settings.server_name = settings.gateway.host;
  Assign(settings.server_name, root.Optional("server_name").AsText(253));
  settings.tls = ReadTls(root.Required("tls"));
}

void ReadFolders(YamlMap& root, AdapterSettings& settings) {
  Assign(settings.state_directory, root.Required("state_directory").AsPath());
  Assign(settings.inbox, root.Optional("inbox").AsPath());
  Assign(settings.outbox, root.Optional("outbox").AsPath());
  Assign(settings.poll_seconds, root.Optional("poll_seconds").AsInteger(1, 3'600));
  Assign(settings.input_encoding, root.Optional("input_encoding")
                                      .AsEnum<FileEncoding>({{"detect", FileEncoding::kDetect},
                                                             {"utf-8", FileEncoding::kUtf8},
                                                             {"gb18030", FileEncoding::kGb18030}}));
  Assign(settings.output_encoding,
         root.Optional("output_encoding")
             .AsEnum<FileEncoding>(
                 {{"utf-8", FileEncoding::kUtf8}, {"gb18030", FileEncoding::kGb18030}}));
}

// Nothing when the region can't be read; that is reported then.
std::optional<AdapterSettings> ReadRoot(const YamlValue& value,
                                        std::optional<domain::Role> expected_role) {
  YamlMap root = value.AsMap();
  const YamlValue region_value = root.Required("region");
  const std::optional<domain::RegionCode> region = region_value.AsRegion();
  // Any region will do to go on and find the other problems.
  AdapterSettings settings(region.value_or(*domain::RegionCode::FromNumber(100000)));
  ReadRole(root, expected_role, settings);
  ReadGateway(root, settings);
  ReadFolders(root, settings);
  settings.retry = ReadRetry(root.Optional("retry"));
  Assign(settings.connect_timeout_seconds,
         root.Optional("connect_timeout_seconds").AsInteger(1, 600));
  Assign(settings.call_timeout_seconds, root.Optional("call_timeout_seconds").AsInteger(1, 3'600));
  settings.log = ReadLogSection(root.Optional("log"), {LogLevel::kWarning, LogFormat::kText, ""});
  if (!region.has_value()) return std::nullopt;
  return settings;
}

}  // namespace

Loaded<AdapterSettings> LoadAdapterSettings(const std::string& path,
                                            std::optional<domain::Role> expected_role) {
  YamlFile file = YamlFile::Read(path);
  std::optional<AdapterSettings> settings = ReadRoot(file.root(), expected_role);
  std::vector<ConfigProblem> problems = file.TakeProblems();
  if (!settings.has_value()) return Loaded<AdapterSettings>::Failed(std::move(problems));
  return Loaded<AdapterSettings>::Of(std::move(*settings), std::move(problems));
}

}  // namespace levybridge::settings
