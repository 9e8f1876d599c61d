// StatusPage: /metrics, /healthz and /readyz over plain HTTP on a loopback address.
//
// /healthz: the process lives. /readyz: it takes calls now (503 while it goes on with interrupted
// batches after a start, and while it drains). Thread-safe.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <thread>

#include "absl/status/statusor.h"
#include "adapters/settings/host_port.h"

namespace httplib {
class Server;
}

namespace levybridge::app {

class StatusPage {
 public:
  struct Sources {
    std::function<std::string()> metrics;
    std::function<bool()> ready;
  };
  // UNAVAILABLE when the address cannot be bound. Port 0 takes a free one.
  static absl::StatusOr<std::unique_ptr<StatusPage>> Start(const settings::HostPort& address,
                                                           Sources sources);
  ~StatusPage();
  int port() const { return port_; }

 private:
  StatusPage();
  std::unique_ptr<httplib::Server> server_;
  std::thread thread_;
  int port_ = 0;
};

}  // namespace levybridge::app
