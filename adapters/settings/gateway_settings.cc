#include "adapters/settings/gateway_settings.h"

#include <optional>
#include <utility>

#include "adapters/settings/common_sections.h"
#include "adapters/settings/strict_yaml.h"

namespace levybridge::settings {
namespace {

constexpr int64_t kKibibyte = 1024;
constexpr int64_t kMebibyte = 1024 * kKibibyte;

ServerTlsSettings ReadTls(const YamlValue& value) {
  ServerTlsSettings tls;
  YamlMap map = value.AsMap();
  Assign(tls.certificate_file, map.Required("certificate").AsPath());
  Assign(tls.key_file, map.Required("key").AsPath());
  const YamlValue client_ca = map.Required("client_ca");
  tls.client_ca_files = ReadPaths(client_ca);
  if (client_ca.IsList() && client_ca.AsList().empty()) {
    client_ca.ReportExpected("at least one file of CA certificates");
  }
  tls.crl_files = ReadPaths(map.Optional("crl"));
  return tls;
}

StoreSettings ReadStore(const YamlValue& value) {
  StoreSettings store;
  YamlMap map = value.AsMap();
  Assign(store.path, map.Optional("path").AsPath());
  Assign(store.busy_timeout_ms, map.Optional("busy_timeout_ms").AsInteger(1, 60'000));
  Assign(store.checkpoint_mib, map.Optional("checkpoint_mib").AsInteger(1, 256));
  Assign(store.cache_mib, map.Optional("cache_mib").AsInteger(8, 65'536));
  return store;
}

LimitSettings ReadLimits(const YamlValue& value) {
  LimitSettings limits;
  YamlMap map = value.AsMap();
  Assign(limits.max_streams_per_party, map.Optional("max_streams_per_party").AsInteger(1, 1'000));
  Assign(limits.max_message_bytes,
         map.Optional("max_message_bytes").AsInteger(64 * kKibibyte, 64 * kMebibyte));
  Assign(limits.chunk_read_deadline_seconds,
         map.Optional("chunk_read_deadline_seconds").AsInteger(1, 3'600));
  Assign(limits.keepalive_seconds, map.Optional("keepalive_seconds").AsInteger(5, 3'600));
  Assign(limits.max_batch_rows, map.Optional("max_batch_rows").AsInteger(1, 100'000'000));
  Assign(limits.max_batch_bytes,
         map.Optional("max_batch_bytes").AsInteger(kMebibyte, kMebibyte * kMebibyte));
  return limits;
}

void ReadAddresses(YamlMap& root, GatewaySettings& settings) {
  Assign(settings.listen, ReadAddress(root.Optional("listen")));
  const YamlValue metrics = root.Optional("metrics_address");
  Assign(settings.metrics, ReadAddress(metrics));
  if (!settings.metrics.IsLoopback()) {
    metrics.ReportExpected("a loopback address like 127.0.0.1:7480 (metrics are not encrypted)");
  } else if (settings.metrics == settings.listen && settings.listen.port != 0) {
    metrics.Report("expected another port than listen has, found the same");
  }
}

void ReadFiles(YamlMap& root, GatewaySettings& settings) {
  Assign(settings.data_directory, root.Required("data_directory").AsPath());
  settings.store = ReadStore(root.Optional("store"));
  if (settings.store.path.empty()) settings.store.path = settings.data_directory + "/levybridge.db";
  Assign(settings.parties_file, root.Required("parties").AsPath());
  Assign(settings.policies_directory, root.Required("policies").AsPath());
  Assign(settings.regions_file, root.Required("regions").AsPath());
  Assign(settings.calendar_file, root.Required("calendar").AsPath());
}

void ReadAccountKeys(YamlMap& root, GatewaySettings& settings) {
  Assign(settings.account_keys_file, root.Optional("account_keys_file").AsPath());
  const YamlValue environment = root.Optional("account_keys_environment");
  Assign(settings.account_keys_environment, environment.AsText());
  if (!settings.account_keys_file.empty() && !settings.account_keys_environment.empty()) {
    environment.Report("expected account_keys_file or account_keys_environment, found both");
  }
}

GatewaySettings ReadRoot(const YamlValue& value) {
  GatewaySettings settings;
  YamlMap root = value.AsMap();
  ReadAddresses(root, settings);
  Assign(settings.reflection, root.Optional("reflection").AsBool());
  settings.tls = ReadTls(root.Required("tls"));
  ReadFiles(root, settings);
  ReadAccountKeys(root, settings);
  settings.limits = ReadLimits(root.Optional("limits"));
  Assign(settings.drain_seconds, root.Optional("drain_seconds").AsInteger(0, 3'600));
  Assign(settings.replay_memory, root.Optional("replay_memory")
                                     .AsEnum<ReplayMemory>({{"until_month_after_closing",
                                                             ReplayMemory::kUntilMonthAfterClosing},
                                                            {"forever", ReplayMemory::kForever}}));
  settings.log = ReadLogSection(root.Optional("log"), LogSettings{});
  if (const YamlValue practice = root.Optional("practice"); practice.present()) {
    YamlMap map = practice.AsMap();
    Assign(settings.practice_clock_file, map.Required("clock_file").AsPath());
  }
  return settings;
}

}  // namespace

Loaded<GatewaySettings> LoadGatewaySettings(const std::string& path) {
  YamlFile file = YamlFile::Read(path);
  GatewaySettings settings = ReadRoot(file.root());
  return Loaded<GatewaySettings>::Of(std::move(settings), file.TakeProblems());
}

}  // namespace levybridge::settings
