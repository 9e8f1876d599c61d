// Gateway: every part constructed from the settings and connected, serving until it is stopped.
//
// Start returns when calls are taken; interrupted batches have been gone on with by then. Reload
// validates everything before it replaces anything. Stop lets calls under way finish for at most
// drain_seconds. Start, Reload and Stop are called by one thread.
#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "adapters/settings/gateway_settings.h"
#include "gateway/ports/clock.h"
#include "spdlog/logger.h"

namespace levybridge::app {

class Gateway {
 public:
  // `clock` outlives the gateway; security::LoadTlsConfiguration was called before. Errors:
  // INVALID_ARGUMENT (configuration), FAILED_PRECONDITION (the store is in use or newer),
  // UNAVAILABLE (an address cannot be bound), others from the store.
  static absl::StatusOr<std::unique_ptr<Gateway>> Start(const settings::GatewaySettings& settings,
                                                        const ports::Clock& clock,
                                                        std::shared_ptr<spdlog::logger> logger);
  ~Gateway();
  Gateway(const Gateway&) = delete;
  Gateway& operator=(const Gateway&) = delete;

  // Parties, policies, regions, calendar, certificates, revocation lists. On error the old stay in
  // force; it is logged and counted.
  absl::Status Reload();
  void Stop();

  int port() const;
  int metrics_port() const;
  bool ready() const;

 private:
  struct Parts;
  explicit Gateway(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace levybridge::app
