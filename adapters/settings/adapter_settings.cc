#include "adapters/settings/adapter_settings.h"

#include <algorithm>
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

// Account data is never quoted, not even the party's own.
template <class Value>
std::optional<Value> ReadPrivate(const YamlValue& value, const char* expected) {
  const std::optional<std::string> text = value.AsText();
  if (!text.has_value()) return std::nullopt;
  std::optional<Value> parsed = Value::Parse(*text);
  if (!parsed.has_value()) value.Report(domain::Concatenate("expected ", expected));
  return parsed;
}

void ReadDebtor(const YamlValue& key, const YamlValue& value, BankSettings& bank) {
  const std::optional<domain::RegionCode> unit = key.AsRegion();
  YamlMap map = value.AsMap();
  auto name = ReadPrivate<domain::AccountName>(map.Required("name"), "1 to 140 characters");
  auto account = ReadPrivate<domain::BankAccountNumber>(map.Required("account_no"),
                                                        "8 to 34 letters and digits, in quotes");
  const YamlValue code_value = map.Required("bank_code");
  auto code = ReadPrivate<domain::BankCode>(code_value, "12 digits, in quotes");
  if (code.has_value() && !code->CheckDigitHolds()) code_value.Warn("the check digit is wrong");
  if (!unit.has_value() || !name.has_value() || !account.has_value() || !code.has_value()) return;
  bank.debtors.push_back(
      {*unit, name->InFullForBankOrFiler(), *std::move(account), *std::move(code)});
}

BankSettings ReadBank(YamlMap& root) {
  BankSettings bank;
  if (const YamlValue initiator = root.Optional("initiator"); initiator.present()) {
    const auto name = ReadPrivate<domain::AccountName>(initiator, "1 to 140 characters");
    if (name.has_value()) bank.initiator = name->InFullForBankOrFiler();
  }
  const YamlValue debtors = root.Optional("debtors");
  if (!debtors.present()) return bank;
  YamlMap map = debtors.AsMap();
  for (const auto& [key, value] : map.Entries()) ReadDebtor(key, value, bank);
  return bank;
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
  if (settings.role == domain::Role::kBank) settings.bank = ReadBank(root);
  if (!region.has_value()) return std::nullopt;
  return settings;
}

}  // namespace

const DebtorSettings* BankSettings::DebtorOf(domain::RegionCode paying_unit) const {
  const auto found =
      std::find_if(debtors.begin(), debtors.end(),
                   [&](const DebtorSettings& debtor) { return debtor.paying_unit == paying_unit; });
  return found == debtors.end() ? nullptr : &*found;
}

Loaded<AdapterSettings> LoadAdapterSettings(const std::string& path,
                                            std::optional<domain::Role> expected_role) {
  YamlFile file = YamlFile::Read(path);
  std::optional<AdapterSettings> settings = ReadRoot(file.root(), expected_role);
  std::vector<ConfigProblem> problems = file.TakeProblems();
  if (!settings.has_value()) return Loaded<AdapterSettings>::Failed(std::move(problems));
  return Loaded<AdapterSettings>::Of(std::move(*settings), std::move(problems));
}

}  // namespace levybridge::settings
