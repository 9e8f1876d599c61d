// Session: what one command of one party works with: its settings, its connection, its retries, and
// where its results go. Also the frame that every command runs in. Not thread-safe.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "adapters/client/connection.h"
#include "adapters/client/error_report.h"
#include "adapters/client/output.h"
#include "adapters/client/progress_bar.h"
#include "adapters/client/retry.h"
#include "adapters/files/csv_reader.h"
#include "adapters/settings/adapter_settings.h"

namespace CLI {
class App;
}  // namespace CLI

namespace levybridge::client {

struct Session {
  Session(settings::AdapterSettings of_settings, std::unique_ptr<Connection> to_gateway,
          Output& results);

  settings::AdapterSettings settings;
  std::unique_ptr<Connection> connection;
  Output& output;
  ProgressBar progress;
  Retry retry;
};

// --config and --json, which every command has.
struct CommonOptions {
  std::string config;
  bool json = false;
};
void AddCommonOptions(CLI::App& command, CommonOptions& options);

// What a command does once it is connected.
using Work = std::function<absl::StatusOr<ExitCode>(Session&)>;

// Loads the settings (of `role`, where given), checks the certificate, does the work, reports what
// went wrong, and gives the process's exit code. Nothing is thrown.
int RunCommand(const CommonOptions& options, std::optional<domain::Role> role, const Work& work);

// How files are read: as the settings say, or as `encoding` names it (INVALID_ARGUMENT when it is
// unknown; empty: not stated).
absl::StatusOr<files::CsvOptions> CsvOptionsFor(const settings::AdapterSettings& settings,
                                                const std::string& encoding);
domain::Timestamp SystemNow();

}  // namespace levybridge::client
