// Security as the program's main uses it: load, protect the server, reload, watch.
//
// Order of use: LoadTlsConfiguration(); ServerGuard::Start; Protect(builder, …); BuildAndStart; and
// at the end the server's Shutdown and Wait before the guard is destroyed. Thread-safe after
// Protect.
#pragma once

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "gateway/domain/party_directory.h"
#include "gateway/ports/clock.h"
#include "gateway/security/certificate_files.h"
#include "gateway/security/open_streams.h"
#include "gateway/security/security_log.h"
#include "gateway/security/security_state.h"
#include "grpcpp/server_builder.h"
#include "spdlog/logger.h"

namespace levybridge::security {

class ServerGuard {
 public:
  struct Options {
    CertificateFiles files;
    domain::PartyDirectory parties;
    // How often revocation list files and open streams are looked at; a second is promised.
    std::chrono::milliseconds watch_every{250};
  };

  // A configuration error names the file. `clock` outlives the guard.
  static absl::StatusOr<std::unique_ptr<ServerGuard>> Start(Options options,
                                                            const ports::Clock& clock,
                                                            std::shared_ptr<spdlog::logger> logger);
  ~ServerGuard();

  // Adds a listening port behind mutual TLS and the call gate, and the watch over streams. Call it
  // once per builder. `port` receives the bound port, or 0, when the server starts; may be null.
  void Protect(grpc::ServerBuilder& builder, const std::string& address, int* port);

  // Everything anew, then every open stream checked at once. On error the old stays in force.
  absl::Status Reload(CertificateFiles files, domain::PartyDirectory parties);

  const SecurityState& state() const { return *state_; }
  const SecurityCounters& counters() const { return log_.counters(); }
  size_t open_streams() const { return streams_->size(); }

 private:
  ServerGuard(const ports::Clock& clock, std::shared_ptr<spdlog::logger> logger)
      : clock_(clock), log_(std::move(logger)) {}
  void Watch(std::chrono::milliseconds every);

  const ports::Clock& clock_;
  SecurityLog log_;
  std::unique_ptr<SecurityState> state_;
  std::unique_ptr<OpenStreams> streams_;
  std::mutex watch_mutex_;
  std::condition_variable watch_wakeup_;
  bool stopping_ = false;
  std::thread watcher_;
};

}  // namespace levybridge::security
