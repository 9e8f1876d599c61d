// AdapterSettings: what the program beside a party's own system needs (config/agency.yaml,
// tax.yaml, bank.yaml, fund_finance.yaml, fiscal.yaml, auditor.yaml all have the same form).
//
// The file states its role, so that an agency's file given to the tax command is refused by name
// instead of by the gateway. Relative paths count from the folder of the file itself.
// Plain values: immutable once loaded, thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "adapters/settings/config_problem.h"
#include "adapters/settings/gateway_settings.h"
#include "adapters/settings/host_port.h"
#include "gateway/domain/codes.h"
#include "gateway/domain/payout_account.h"
#include "gateway/domain/region.h"

namespace levybridge::settings {

struct ClientTlsSettings {
  std::string certificate_file;       // PEM: the party's certificate, then its intermediates
  std::string key_file;               // PEM, readable by its owner only
  std::vector<std::string> ca_files;  // PEM: who may vouch for the gateway, at least one
};

// A broken connection is tried again after initial_ms, doubling up to max_ms (with some chance in
// it, so that not every party calls at once), until give_up_seconds have passed without progress.
struct RetrySettings {
  int initial_ms = 200;       // 1..60 000
  int max_ms = 30'000;        // initial_ms..3 600 000
  int give_up_seconds = 600;  // 0..86 400; 0: do not try again
};

// What files from the party's own system are written in, and the files for it.
enum class FileEncoding : uint8_t { kDetect, kUtf8, kGb18030 };

// The account that a paying unit's refunds are paid from.
struct DebtorSettings {
  domain::RegionCode paying_unit;
  std::string name;  // 1..140 characters
  domain::BankAccountNumber account_no;
  domain::BankCode bank_code;
};

// What only the bank's payment file needs.
struct BankSettings {
  std::string initiator;  // who sends the file, 1..140 characters; empty: not stated
  std::vector<DebtorSettings> debtors;
  // Null when there is none.
  const DebtorSettings* DebtorOf(domain::RegionCode paying_unit) const;
};

struct AdapterSettings {
  explicit AdapterSettings(domain::RegionCode of_region) : region(of_region) {}

  domain::Role role = domain::Role::kAgency;
  domain::RegionCode region;
  HostPort gateway;
  std::string server_name;  // the name the gateway's certificate must hold; default: gateway's host
  ClientTlsSettings tls;
  std::string state_directory;  // positions, and what was sent and not yet answered
  std::string inbox;            // empty where the role's commands watch no folder
  std::string outbox;           // likewise
  int poll_seconds = 10;        // 1..3 600: how often `sync` looks again
  FileEncoding input_encoding = FileEncoding::kDetect;
  FileEncoding output_encoding = FileEncoding::kUtf8;  // never kDetect
  RetrySettings retry;
  int connect_timeout_seconds = 10;  // 1..600
  int call_timeout_seconds = 60;     // 1..3 600: a single call, or a stream's next answer
  LogSettings log;                   // default: text, warnings and errors, standard error
  BankSettings bank;                 // role bank only
};

// `expected_role`: when given, a file for any other role is an error.
Loaded<AdapterSettings> LoadAdapterSettings(const std::string& path,
                                            std::optional<domain::Role> expected_role);

}  // namespace levybridge::settings
