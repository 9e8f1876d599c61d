#include <malloc.h>
#include <signal.h>

#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>

#include "adapters/settings/check_configuration.h"
#include "gateway/app/commands.h"
#include "gateway/app/exit_code.h"
#include "gateway/app/gateway.h"
#include "gateway/app/logging.h"
#include "gateway/app/system_clock.h"
#include "gateway/security/tls_configuration.h"

namespace levybridge::app {
namespace {

// Before any thread is started, so that every thread inherits it and only sigwait sees these.
sigset_t BlockSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGHUP);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  return signals;
}

// The gateway takes and gives back the memory of one portion of rows again and again; asking the
// system for it each time costs a page fault per row or two. What one portion needed is kept.
void KeepFreedMemory() {
  constexpr int kMiB = 1 << 20;
  mallopt(M_MMAP_THRESHOLD, 64 * kMiB);
  mallopt(M_TRIM_THRESHOLD, 128 * kMiB);
  mallopt(M_TOP_PAD, 4 * kMiB);
}

// Serves until SIGTERM or SIGINT.
void ServeUntilStopped(Gateway& gateway, const sigset_t& signals) {
  while (true) {
    int number = 0;
    if (sigwait(&signals, &number) != 0) continue;
    if (number != SIGHUP) break;
    // The outcome is in log and metrics; a bad file changes nothing.
    gateway.Reload().IgnoreError();
  }
  gateway.Stop();
}

int ExitCodeOf(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kNotFound:
    case absl::StatusCode::kPermissionDenied:
      return kWrongUsage;
    case absl::StatusCode::kFailedPrecondition:
    case absl::StatusCode::kUnavailable:
      return kRefused;
    default:  // absl's list is not ours to enumerate
      return kInternalError;
  }
}

int Serve(const std::string& path) {
  KeepFreedMemory();
  // First of all: nothing of OpenSSL or gRPC exists yet.
  if (const absl::Status tls = security::LoadTlsConfiguration(); !tls.ok()) {
    std::cerr << "TLS: " << tls.message() << '\n';
    return kInternalError;
  }
  const SystemClock clock;
  const auto loaded = settings::LoadGatewaySettings(path);
  PrintProblems(loaded.problems);
  if (!loaded.ok()) return kWrongUsage;
  const auto problems = settings::CheckFilesOf(path, *loaded.value, clock.Now());
  PrintProblems(problems);
  if (settings::HasErrors(problems)) return kWrongUsage;
  const auto logger = MakeLogger(loaded.value->log);
  if (!logger.ok()) {
    std::cerr << path << ": log.file: " << logger.status().message() << '\n';
    return kWrongUsage;
  }
  const sigset_t signals = BlockSignals();
  security::RouteGrpcErrors([log = *logger](std::string_view message) {
    log->warn("event=grpc text={}", Quoted(message));
  });
  const auto gateway = Gateway::Start(*loaded.value, clock, *logger);
  if (!gateway.ok()) {
    std::cerr << "网关未能启动 / the gateway could not start: " << gateway.status().message()
              << '\n';
    return ExitCodeOf(gateway.status());
  }
  ServeUntilStopped(**gateway, signals);
  return kDone;
}

}  // namespace

void AddGatewayCommand(CLI::App& app, int& exit_code) {
  CLI::App* gateway = app.add_subcommand(
      "gateway",
      "运行网关，直至收到 SIGTERM；SIGHUP 重新读取参与方、政策与证书 / serve until "
      "SIGTERM; SIGHUP reads parties, policies and certificates again");
  gateway->footer("Example: levybridge gateway --config /etc/levybridge/gateway.yaml");
  const auto path = std::make_shared<std::string>();
  gateway->add_option("--config", *path, "配置文件 / the configuration file")->required();
  gateway->callback([path, &exit_code] { exit_code = Serve(*path); });
}

}  // namespace levybridge::app
