// GatewaySettings: config/gateway.yaml as plain values.
//
// Every key has a default except those that name certificates, keys and the files beside it; the
// example config/gateway.yaml explains each. Relative paths count from the folder of the file
// itself. The loader looks at this one file only; CheckConfiguration goes through everything it
// names. Plain values: immutable once loaded, thread-safe.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "adapters/settings/config_problem.h"
#include "adapters/settings/host_port.h"

namespace levybridge::settings {

struct ServerTlsSettings {
  std::string certificate_file;  // PEM: the gateway's own certificate, then its intermediates
  std::string key_file;          // PEM, readable by its owner only
  std::vector<std::string> client_ca_files;  // PEM bundles, at least one
  std::vector<std::string> crl_files;        // PEM; may be empty, but what is named must exist
};

struct StoreSettings {
  std::string path;             // default <data_directory>/levybridge.db
  int busy_timeout_ms = 5'000;  // 1..60 000: wait for another process on the same file
  int checkpoint_mib = 64;      // 1..256: write-ahead log size that starts a checkpoint
  int cache_mib = 128;          // 8..65 536: pages kept in memory, half of them for writing
};

// Per party and connection, so that one party can't starve the others.
struct LimitSettings {
  int max_streams_per_party = 16;                 // 1..1 000; parties.yaml may set less
  int64_t max_message_bytes = int64_t{16} << 20;  // 64 KiB..64 MiB
  int chunk_read_deadline_seconds = 60;           // 1..3 600, until a stream's next chunk
  int keepalive_seconds = 30;                     // 5..3 600, between pings on a quiet line
  int64_t max_batch_rows = 20'000'000;            // 1..100 000 000
  int64_t max_batch_bytes = int64_t{16} << 30;    // 1 MiB..1 TiB, as received
};

// How long batch ids are remembered, so that a repeated message gets its original answer.
enum class ReplayMemory : uint8_t {
  kUntilMonthAfterClosing,  // until the month after the one that they counted in has closed
  kForever,
};

enum class LogLevel : uint8_t { kDebug, kInfo, kWarning, kError };
enum class LogFormat : uint8_t { kText, kJson };

struct LogSettings {
  LogLevel level = LogLevel::kInfo;
  LogFormat format = LogFormat::kJson;
  std::string file;  // empty: standard error
};

struct GatewaySettings {
  HostPort listen{"127.0.0.1", 7443};
  HostPort metrics{"127.0.0.1", 7480};  // plain HTTP, loopback only: /metrics /healthz /readyz
  bool reflection = false;
  ServerTlsSettings tls;
  std::string data_directory;
  StoreSettings store;
  // Where the keys of account data stand (account_keys.h): at most one of the two; none: accounts
  // can be neither filed nor paid to.
  std::string account_keys_file;         // readable by its owner only
  std::string account_keys_environment;  // name of an environment variable
  std::string parties_file;
  std::string policies_directory;
  std::string regions_file;
  std::string calendar_file;
  LimitSettings limits;
  int drain_seconds = 30;  // 0..3 600: how long SIGTERM waits for calls under way
  ReplayMemory replay_memory = ReplayMemory::kUntilMonthAfterClosing;
  LogSettings log;
  // Training and demonstrations only: a file whose date the business clock follows; empty: none.
  std::string practice_clock_file;
};

Loaded<GatewaySettings> LoadGatewaySettings(const std::string& path);

}  // namespace levybridge::settings
