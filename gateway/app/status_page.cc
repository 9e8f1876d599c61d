#include "gateway/app/status_page.h"

#include <httplib.h>

#include <utility>

namespace levybridge::app {
namespace {

constexpr size_t kThreads = 2;
constexpr size_t kMaxRequestBytes = 8192;

}  // namespace

StatusPage::StatusPage() : server_(std::make_unique<httplib::Server>()) {
  server_->new_task_queue = [] { return new httplib::ThreadPool(kThreads); };
  server_->set_payload_max_length(kMaxRequestBytes);
}

StatusPage::~StatusPage() {
  server_->stop();
  if (thread_.joinable()) thread_.join();
}

absl::StatusOr<std::unique_ptr<StatusPage>> StatusPage::Start(const settings::HostPort& address,
                                                              Sources sources) {
  std::unique_ptr<StatusPage> page(new StatusPage());
  httplib::Server& server = *page->server_;
  server.Get("/metrics", [metrics = std::move(sources.metrics)](const httplib::Request&,
                                                                httplib::Response& response) {
    response.set_content(metrics(), "text/plain; version=0.0.4; charset=utf-8");
  });
  server.Get("/healthz", [](const httplib::Request&, httplib::Response& response) {
    response.set_content("ok\n", "text/plain");
  });
  server.Get("/readyz", [ready = std::move(sources.ready)](const httplib::Request&,
                                                           httplib::Response& response) {
    const bool now = ready();
    response.status = now ? 200 : 503;
    response.set_content(now ? "ready\n" : "not ready\n", "text/plain");
  });
  if (address.port == 0) {
    page->port_ = server.bind_to_any_port(address.host);
  } else if (server.bind_to_port(address.host, address.port)) {
    page->port_ = address.port;
  }
  if (page->port_ <= 0) {
    return absl::UnavailableError("metrics_address: cannot listen on " + address.ToString());
  }
  page->thread_ = std::thread([&server] { server.listen_after_bind(); });
  return page;
}

}  // namespace levybridge::app
