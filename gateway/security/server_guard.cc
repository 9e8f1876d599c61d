#include "gateway/security/server_guard.h"

#include <utility>
#include <vector>

#include "gateway/security/call_gate.h"
#include "gateway/security/server_credentials.h"

namespace levybridge::security {

absl::StatusOr<std::unique_ptr<ServerGuard>> ServerGuard::Start(
    Options options, const ports::Clock& clock, std::shared_ptr<spdlog::logger> logger) {
  std::unique_ptr<ServerGuard> guard(new ServerGuard(clock, std::move(logger)));
  absl::StatusOr<std::unique_ptr<SecurityState>> state =
      SecurityState::Load(std::move(options.files), std::move(options.parties), clock, guard->log_);
  if (!state.ok()) return state.status();
  guard->state_ = *std::move(state);
  guard->state_->LookAtRevocationLists();
  guard->streams_ = std::make_unique<OpenStreams>(*guard->state_, clock, guard->log_);
  guard->watcher_ = std::thread(&ServerGuard::Watch, guard.get(), options.watch_every);
  return guard;
}

ServerGuard::~ServerGuard() {
  {
    const std::lock_guard lock(watch_mutex_);
    stopping_ = true;
  }
  watch_wakeup_.notify_all();
  if (watcher_.joinable()) watcher_.join();
}

void ServerGuard::Watch(std::chrono::milliseconds every) {
  std::unique_lock lock(watch_mutex_);
  while (!watch_wakeup_.wait_for(lock, every, [this] { return stopping_; })) {
    lock.unlock();
    state_->LookAtRevocationLists();
    streams_->Recheck();
    lock.lock();
  }
}

void ServerGuard::Protect(grpc::ServerBuilder& builder, const std::string& address, int* port) {
  const std::shared_ptr<grpc::ServerCredentials> credentials =
      MakeServerCredentials(*state_, clock_, log_);
  credentials->SetAuthMetadataProcessor(
      std::make_shared<CallGate>(*state_, *streams_, clock_, log_));
  builder.AddListeningPort(address, credentials, port);
  std::vector<std::unique_ptr<grpc::experimental::ServerInterceptorFactoryInterface>> factories;
  factories.push_back(streams_->MakeInterceptorFactory());
  builder.experimental().SetInterceptorCreators(std::move(factories));
}

absl::Status ServerGuard::Reload(CertificateFiles files, domain::PartyDirectory parties) {
  absl::Status result = state_->Reload(std::move(files), std::move(parties));
  if (result.ok()) streams_->Recheck();
  return result;
}

}  // namespace levybridge::security
