#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "adapters/settings/adapter_settings.h"
#include "adapters/settings/calendar_file.h"
#include "adapters/settings/gateway_settings.h"
#include "adapters/settings/parties_file.h"
#include "gateway/domain/party_directory.h"
#include "tests/unit/settings/test_files.h"

namespace levybridge::settings {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr char kSmallestGateway[] =
    "tls: { certificate: g.pem, key: g.key, client_ca: ca.pem }\n"
    "data_directory: data\nparties: p.yaml\npolicies: policies\nregions: r.yaml\n"
    "calendar: c.yaml\n";

constexpr char kSmallestAgency[] =
    "role: agency\nregion: 420100\ngateway: g.example.cn:7443\n"
    "tls: { certificate: a.pem, key: a.key, ca: ca.pem }\nstate_directory: state\n";

class SettingsFiles : public ::testing::Test {
 protected:
  Loaded<GatewaySettings> Gateway(const std::string& text) {
    return LoadGatewaySettings(folder_.Write("gateway.yaml", text));
  }
  Loaded<AdapterSettings> Agency(const std::string& text) {
    return LoadAdapterSettings(folder_.Write("agency.yaml", text), domain::Role::kAgency);
  }
  Loaded<domain::PartyDirectory> Parties(const std::string& text) {
    return LoadParties(folder_.Write("parties.yaml", text));
  }
  Loaded<domain::WorkingCalendar> Calendar(const std::string& text) {
    return LoadCalendar(folder_.Write("calendar.yaml", text), domain::RegionTree());
  }
  TestFolder folder_;
};

TEST_F(SettingsFiles, TheGatewayHasDefaultsForWhatNeedNotBeSaid) {
  const auto loaded = Gateway(kSmallestGateway);
  ASSERT_TRUE(loaded.ok()) << ToStatus(loaded.problems);
  EXPECT_EQ(loaded.value->listen.ToString(), "127.0.0.1:7443");
  EXPECT_EQ(loaded.value->tls.key_file, folder_.Path("g.key"));
  EXPECT_EQ(loaded.value->store.path, folder_.Path("data/levybridge.db"));
  EXPECT_EQ(loaded.value->replay_memory, ReplayMemory::kUntilMonthAfterClosing);
  EXPECT_FALSE(loaded.value->reflection);
}

TEST_F(SettingsFiles, ThePracticeClockIsAbsentUnlessAFileIsNamed) {
  EXPECT_EQ(Gateway(kSmallestGateway).value->practice_clock_file, "");
  const auto named =
      Gateway(std::string(kSmallestGateway) + "practice: { clock_file: date.txt }\n");
  ASSERT_TRUE(named.ok()) << ToStatus(named.problems);
  EXPECT_EQ(named.value->practice_clock_file, folder_.Path("date.txt"));
  EXPECT_FALSE(Gateway(std::string(kSmallestGateway) + "practice: {}\n").ok());
}

TEST_F(SettingsFiles, AccountKeysStandInOnePlaceOrNone) {
  EXPECT_EQ(Gateway(kSmallestGateway).value->account_keys_file, "");
  const auto file = Gateway(std::string(kSmallestGateway) + "account_keys_file: keys.txt\n");
  ASSERT_TRUE(file.ok()) << ToStatus(file.problems);
  EXPECT_EQ(file.value->account_keys_file, folder_.Path("keys.txt"));
  const auto both = Gateway(std::string(kSmallestGateway) +
                            "account_keys_file: keys.txt\naccount_keys_environment: KEYS\n");
  EXPECT_THAT(Texts(both.problems), ElementsAre(HasSubstr("found both")));
}

TEST_F(SettingsFiles, TheGatewayNamesEveryMistakeAtOnce) {
  const auto loaded = Gateway(std::string(kSmallestGateway) +
                              "listen: 127.0.0.1:99999\n"
                              "metrics_address: 0.0.0.0:7480\n"
                              "reflection: yes\n"
                              "limits: { max_batch_rows: 1.5, streams: 3 }\n"
                              "log: { level: loud }\n"
                              "drain_second: 5\n");
  EXPECT_FALSE(loaded.ok());
  EXPECT_THAT(Texts(loaded.problems),
              ElementsAre(HasSubstr("gateway.yaml:7:9: listen: expected an address and a port"),
                          HasSubstr("gateway.yaml:8:18: metrics_address: expected a loopback"),
                          "gateway.yaml:9:13: reflection: expected true or false, found \"yes\"",
                          HasSubstr("gateway.yaml:10:27: limits.max_batch_rows: expected a whole "
                                    "number from 1 to 100000000, found \"1.5\""),
                          HasSubstr("gateway.yaml:10:32: limits.streams: unknown key; expected"),
                          "gateway.yaml:11:15: log.level: expected one of debug, info, warning, "
                          "error, found \"loud\"",
                          HasSubstr("gateway.yaml:12:1: drain_second: unknown key")));
}

TEST_F(SettingsFiles, TheGatewayMustNameCertificatesAndFiles) {
  const auto loaded = Gateway("tls: { client_ca: [] }\n");
  EXPECT_THAT(Texts(loaded.problems),
              ElementsAre(HasSubstr("1:1: data_directory: expected this key"),
                          HasSubstr("1:1: parties: expected this key"),
                          HasSubstr("1:1: policies: expected this key"),
                          HasSubstr("1:1: regions: expected this key"),
                          HasSubstr("1:1: calendar: expected this key"),
                          HasSubstr("1:6: tls.certificate: expected this key"),
                          HasSubstr("1:6: tls.key: expected this key"),
                          HasSubstr("1:19: tls.client_ca: expected at least one file")));
}

TEST_F(SettingsFiles, AnAdapterExpectsTheGatewaysHostNameByDefault) {
  const auto loaded = Agency(kSmallestAgency);
  ASSERT_TRUE(loaded.ok()) << ToStatus(loaded.problems);
  EXPECT_EQ(loaded.value->server_name, "g.example.cn");
  EXPECT_EQ(loaded.value->region.ToString(), "420100");
  EXPECT_EQ(loaded.value->input_encoding, FileEncoding::kDetect);
}

TEST_F(SettingsFiles, AnotherRolesFileIsRefusedByName) {
  const auto loaded =
      LoadAdapterSettings(folder_.Write("agency.yaml", kSmallestAgency), domain::Role::kTax);
  EXPECT_THAT(Texts(loaded.problems),
              ElementsAre("agency.yaml:1:7: role: expected the configuration of a party with role "
                          "tax, found \"agency\""));
}

TEST_F(SettingsFiles, AnAdapterNamesEveryMistakeAtOnce) {
  const auto loaded = Agency(
      "role: boss\nregion: 4201\ngateway: example.cn:0\n"
      "tls: { certificate: a.pem, key: a.key, ca: ca.pem }\nstate_directory: state\n"
      "output_encoding: detect\nretry: { initial_ms: 500, max_ms: 100 }\n");
  EXPECT_FALSE(loaded.ok());
  EXPECT_THAT(Texts(loaded.problems),
              ElementsAre(HasSubstr("agency.yaml:1:7: role: expected one of agency, tax"),
                          HasSubstr("agency.yaml:2:9: region: expected a region code"),
                          HasSubstr("agency.yaml:3:10: gateway: expected a port from 1"),
                          HasSubstr("agency.yaml:6:18: output_encoding: expected one of utf-8"),
                          HasSubstr("agency.yaml:7:35: retry.max_ms: expected max_ms of at least "
                                    "initial_ms (500), found 100")));
}

TEST_F(SettingsFiles, OnlyABankNamesAccountsThatItPaysFromAndNoMistakeQuotesThem) {
  std::string bank = kSmallestAgency;
  bank.replace(bank.find("agency"), 6, "bank");
  const std::string debtors =
      "initiator: 示例银行\ndebtors:\n  \"420100\": { name: 支出户, account_no: ";
  const auto good = LoadAdapterSettings(
      folder_.Write("bank.yaml",
                    bank + debtors + "\"4200186520105300\", bank_code: \"102306000019\" }\n"),
      domain::Role::kBank);
  ASSERT_TRUE(good.ok());
  const DebtorSettings* debtor = good.value->bank.DebtorOf(*domain::RegionCode::FromNumber(420100));
  ASSERT_NE(debtor, nullptr);
  EXPECT_EQ(debtor->account_no.InFullForBankOrFiler(), "4200186520105300");
  const auto bad = LoadAdapterSettings(
      folder_.Write("bank.yaml",
                    bank + debtors + "\"42001/8652\", bank_code: \"102306000019\" }\n"),
      domain::Role::kBank);
  EXPECT_FALSE(bad.ok());
  for (const ConfigProblem& problem : bad.problems) {
    EXPECT_EQ(ToStatus({problem}).message().find("42001/8652"), std::string_view::npos);
  }
  EXPECT_FALSE(Agency(std::string(kSmallestAgency) + "initiator: 示例银行\n").ok());
}

TEST_F(SettingsFiles, PartiesAreFoundByTheirCertificatesName) {
  const std::string digest(64, 'a');
  const auto loaded = Parties(
      "parties:\n"
      "  - uri: urn:levybridge:party:agency:420100:wuhan\n"
      "    name: 武汉\n"
      "    issuer: { key_sha256: " +
      digest +
      " }\n"
      "    all_or_nothing: true\n"
      "    valid_from: 2020-02-01\n"
      "    valid_until: 2020-12-31\n");
  ASSERT_TRUE(loaded.ok()) << ToStatus(loaded.problems);
  const auto id = *domain::PartyId::ParseUri("urn:levybridge:party:agency:420100:wuhan");
  const domain::Party* party = loaded.value->Find(id);
  ASSERT_NE(party, nullptr);
  EXPECT_TRUE(party->all_or_nothing);
  const auto standing = [&](const char* day) {
    return loaded.value->StandingOf(id, *domain::CivilDate::Parse(day));
  };
  EXPECT_EQ(standing("2020-01-31"), domain::PartyStanding::kNotYetValid);
  EXPECT_EQ(standing("2020-02-01"), domain::PartyStanding::kActive);
  EXPECT_EQ(standing("2020-12-31"), domain::PartyStanding::kActive);
  EXPECT_EQ(standing("2021-01-01"), domain::PartyStanding::kNoLongerValid);
}

TEST_F(SettingsFiles, PartiesNameEveryMistakeAtOnce) {
  const auto loaded = Parties(
      "parties:\n"
      "  - { uri: urn:levybridge:party:boss:420100:x, name: a, issuer: { ca_sha256: beef } }\n"
      "  - { uri: urn:levybridge:party:tax:420100:x, name: b, issuer: {} }\n"
      "  - { uri: urn:levybridge:party:tax:420100:x, name: c, issuer: { ca: none.pem } }\n");
  EXPECT_FALSE(loaded.ok());
  EXPECT_THAT(
      Texts(loaded.problems),
      ElementsAre(HasSubstr("parties.yaml:2:12: parties[0].uri: expected urn:levybridge:party:"),
                  HasSubstr("parties.yaml:2:78: parties[0].issuer.ca_sha256: expected a SHA-256"),
                  HasSubstr("parties.yaml:3:64: parties[1].issuer: expected ca, ca_sha256 or"),
                  HasSubstr("parties.yaml:4:12: parties[2].uri: expected each party once, found "
                            "the one of line 3 again"),
                  HasSubstr("parties.yaml:4:70: parties[2].issuer.ca: expected a readable file")));
}

TEST_F(SettingsFiles, APartyMayNotEndBeforeItBegins) {
  const auto loaded = Parties(
      "parties:\n  - uri: urn:levybridge:party:tax:420100:x\n    name: x\n"
      "    issuer: { ca_sha256: " +
      std::string(64, '0') +
      " }\n"
      "    valid_from: 2020-02-02\n    valid_until: 2020-02-01\n");
  EXPECT_THAT(Texts(loaded.problems),
              ElementsAre("parties.yaml:6:18: parties[0].valid_until: expected a day not before "
                          "valid_from (2020-02-02), found \"2020-02-01\""));
}

TEST_F(SettingsFiles, TheCalendarKnowsHolidaysAndMakeUpDays) {
  const auto loaded = LoadCalendar(LEVYBRIDGE_SOURCE_DIR "/config/calendar.yaml", {});
  ASSERT_TRUE(loaded.ok()) << ToStatus(loaded.problems);
  const auto wuhan = *domain::RegionCode::Parse("420100");
  const auto works = [&](const char* day) {
    return loaded.value->IsWorkingDay(*domain::CivilDate::Parse(day), wuhan);
  };
  EXPECT_FALSE(*works("2020-02-02"));
  EXPECT_TRUE(*works("2020-02-03"));
  EXPECT_TRUE(*works("2020-01-19"));  // a Sunday that was worked
  EXPECT_FALSE(*works("2021-10-07"));
  EXPECT_FALSE(*works("2022-12-31"));
  EXPECT_TRUE(*works("2023-10-08"));
  EXPECT_EQ(works("2024-01-02").status().code(), absl::StatusCode::kOutOfRange);
}

TEST_F(SettingsFiles, TheCalendarNamesEveryMistakeAtOnce) {
  const auto loaded = Calendar(
      "years:\n"
      "  2020:\n"
      "    holidays: [2020-13-01, 2021-01-01, 2020-05-05..2020-05-01, 2020-10-01..2020-10-08]\n"
      "    makeup_workdays: [2020-05-06]\n"
      "  20: {}\n"
      "regions:\n"
      "  \"320000\": { 2021: { holidays: [2021-02-01] } }\n");
  EXPECT_FALSE(loaded.ok());
  EXPECT_THAT(Texts(loaded.problems),
              ElementsAre(HasSubstr("calendar.yaml:3:16: years.2020.holidays[0]: expected a day"),
                          HasSubstr("calendar.yaml:3:28: years.2020.holidays[1]: expected days of "
                                    "the year 2020"),
                          HasSubstr("calendar.yaml:3:40: years.2020.holidays[2]: expected a day"),
                          HasSubstr("calendar.yaml:4:22: years.2020.makeup_workdays: expected "
                                    "Saturdays and Sundays, found 2020-05-06"),
                          HasSubstr("calendar.yaml:5:3: years.20: expected a year from 1990"),
                          HasSubstr("calendar.yaml:7:15: regions.320000.2021: expected a year "
                                    "that stands under years too")));
}

TEST(Addresses, AreReadAsPeopleWriteThem) {
  EXPECT_EQ(HostPort::Parse("[::1]:7443")->ToString(), "[::1]:7443");
  EXPECT_TRUE(HostPort::Parse("[::1]:0")->IsLoopback());
  EXPECT_FALSE(HostPort::Parse("127.example.cn:1")->IsLoopback());
  for (const char* bad : {"127.0.0.1", ":7443", "::1:7443", "300.1.1.1:1", "a b:1", "a:65536",
                          "a:01", "[x]:1", "a:-1", ""}) {
    EXPECT_FALSE(HostPort::Parse(bad).has_value()) << bad;
  }
}

TEST(Origins, AskForBothTheAuthorityAndTheKeyWhenBothAreGiven) {
  const auto a = *domain::ParseFingerprint(std::string(64, 'a'));
  const auto b = *domain::ParseFingerprint(std::string(64, 'B'));
  EXPECT_FALSE((domain::CertificateOrigin{}.Admits({a}, b)));
  EXPECT_TRUE((domain::CertificateOrigin{{a}, {}}.Admits({b, a}, b)));
  EXPECT_FALSE((domain::CertificateOrigin{{a}, {}}.Admits({b}, a)));
  EXPECT_TRUE((domain::CertificateOrigin{{a}, {b}}.Admits({a}, b)));
  EXPECT_FALSE((domain::CertificateOrigin{{a}, {b}}.Admits({a}, a)));
}

TEST(Fingerprints, AreReadWithAndWithoutColons) {
  std::string colons = "AA";
  for (int i = 1; i < 32; ++i) colons += ":AA";
  EXPECT_EQ(domain::ParseFingerprint(colons), domain::ParseFingerprint(std::string(64, 'a')));
  EXPECT_FALSE(domain::ParseFingerprint(colons.replace(2, 1, "-")).has_value());
  EXPECT_FALSE(domain::ParseFingerprint("aa").has_value());
}

}  // namespace
}  // namespace levybridge::settings
