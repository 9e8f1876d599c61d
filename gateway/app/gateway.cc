#include "gateway/app/gateway.h"

#include <grpcpp/grpcpp.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "adapters/settings/certificate_file.h"
#include "adapters/settings/parties_file.h"
#include "adapters/sqlite/sqlite_store.h"
#include "gateway/app/account_keys.h"
#include "gateway/app/call_log.h"
#include "gateway/app/due_ticker.h"
#include "gateway/app/live_rules.h"
#include "gateway/app/logging.h"
#include "gateway/app/metrics.h"
#include "gateway/app/practice_clock.h"
#include "gateway/app/recoverable_watch.h"
#include "gateway/app/reflection.h"
#include "gateway/app/status_page.h"
#include "gateway/app/timed_store.h"
#include "gateway/rpc/account_service.h"
#include "gateway/rpc/assessment_service.h"
#include "gateway/rpc/batch_service.h"
#include "gateway/rpc/collection_service.h"
#include "gateway/rpc/objection_service.h"
#include "gateway/rpc/oversight_service.h"
#include "gateway/rpc/payment_service.h"
#include "gateway/rpc/payout_service.h"
#include "gateway/rpc/reconciliation_service.h"
#include "gateway/rpc/refund_service.h"
#include "gateway/rpc/register_service.h"
#include "gateway/rpc/unserved_methods.h"
#include "gateway/rpc/upload.h"
#include "gateway/security/server_guard.h"
#include "gateway/usecases/accept_assessments.h"
#include "gateway/usecases/accept_statement.h"
#include "gateway/usecases/bring_deferrals_forward.h"
#include "gateway/usecases/correct_late_fees.h"
#include "gateway/usecases/keep_registers.h"
#include "gateway/usecases/record_accounts.h"
#include "gateway/usecases/record_payments.h"
#include "gateway/usecases/record_payout_results.h"
#include "gateway/usecases/record_rejections.h"
#include "gateway/usecases/record_treasury_refunds.h"
#include "gateway/usecases/status_macros.h"

namespace levybridge::app {
namespace {

constexpr int kMaxThreads = 512;
constexpr int kMinPollers = 2;
constexpr int kMaxPollers = 64;
constexpr int kMaxCallsPerConnection = 128;
constexpr int64_t kMillisecondsPerDay = 86'400'000;

usecases::RowDeciders MakeDeciders(const usecases::RuleSource& rules, const ports::Clock& clock) {
  using domain::BatchKind;
  usecases::RowDeciders deciders;
  deciders[BatchKind::kAssessments] = std::make_unique<usecases::AssessmentDecider>(rules, clock);
  deciders[BatchKind::kPayments] = std::make_unique<usecases::PaymentDecider>(rules, clock);
  deciders[BatchKind::kInstructionRejections] =
      std::make_unique<usecases::RejectionDecider>(rules, clock);
  deciders[BatchKind::kLateFees] = std::make_unique<usecases::LateFeeDecider>(rules, clock);
  deciders[BatchKind::kStatement] = std::make_unique<usecases::StatementDecider>(rules);
  deciders[BatchKind::kDeferrals] = std::make_unique<usecases::DeferralDecider>(rules);
  deciders[BatchKind::kEligibleEmployers] =
      std::make_unique<usecases::EligibleEmployerDecider>(rules, clock);
  deciders[BatchKind::kMemberEvents] = std::make_unique<usecases::MemberEventDecider>(rules, clock);
  deciders[BatchKind::kDeregistrations] =
      std::make_unique<usecases::DeregistrationDecider>(rules, clock);
  deciders[BatchKind::kAccounts] = std::make_unique<usecases::AccountDecider>(rules, clock);
  deciders[BatchKind::kPayoutResults] =
      std::make_unique<usecases::PayoutResultDecider>(rules, clock);
  deciders[BatchKind::kTreasuryRefunds] =
      std::make_unique<usecases::TreasuryRefundDecider>(rules, clock);
  return deciders;
}

security::CertificateFiles FilesOf(const settings::ServerTlsSettings& tls) {
  return {.certificate = tls.certificate_file,
          .key = tls.key_file,
          .authorities = tls.client_ca_files,
          .revocation_lists = tls.crl_files};
}

// Nobody gets more streams than the gateway's own limit.
absl::StatusOr<domain::PartyDirectory> LoadParties(const settings::GatewaySettings& settings) {
  const auto loaded = settings::LoadParties(settings.parties_file);
  if (!loaded.ok()) return settings::ToStatus(loaded.problems);
  std::vector<domain::Party> parties;
  for (const auto& [id, party] : loaded.value->parties()) {
    parties.push_back(party);
    parties.back().max_streams = std::min(party.max_streams, settings.limits.max_streams_per_party);
  }
  return domain::PartyDirectory::Create(std::move(parties));
}

sqlite::SqliteOptions StoreOptions(const settings::GatewaySettings& settings,
                                   const ports::Cipher* cipher) {
  return {.path = settings.store.path,
          .cache_mib = settings.store.cache_mib,
          .busy_timeout_ms = settings.store.busy_timeout_ms,
          .checkpoint_above_bytes = int64_t{settings.store.checkpoint_mib} << 20,
          .cipher = cipher};
}

void SetLimits(grpc::ServerBuilder& builder, const settings::LimitSettings& limits) {
  grpc::ResourceQuota quota("gateway");
  quota.SetMaxThreads(kMaxThreads);
  builder.SetResourceQuota(quota);
  // A single submission waits for its sync in the thread that took it. As many threads as are busy
  // then stay, instead of being started and ended for every call.
  using Option = grpc::ServerBuilder::SyncServerOption;
  builder.SetSyncServerOption(Option::MIN_POLLERS, kMinPollers);
  builder.SetSyncServerOption(Option::MAX_POLLERS, kMaxPollers);
  builder.SetMaxReceiveMessageSize(static_cast<int>(limits.max_message_bytes));
  const int keepalive_ms = limits.keepalive_seconds * 1000;
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIME_MS, keepalive_ms);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, keepalive_ms);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS, 5000);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS, kMaxCallsPerConnection);
}

}  // namespace

// In the order of construction; destroyed from the end.
struct Gateway::Parts {
  // `practice`: the clock of training and demonstrations, null without.
  Parts(settings::GatewaySettings given, const ports::Clock& system,
        std::unique_ptr<PracticeClock> practice, std::shared_ptr<spdlog::logger> given_logger,
        usecases::Rules loaded)
      : settings(std::move(given)),
        system_clock(system),
        practice_clock(std::move(practice)),
        clock(practice_clock != nullptr ? *practice_clock : system),
        logger(std::move(given_logger)),
        rules(std::move(loaded)),
        call_log(metrics, logger),
        deciders(MakeDeciders(rules, clock)),
        watchdog(std::chrono::seconds(settings.limits.chunk_read_deadline_seconds)) {}

  absl::Status Open();
  absl::Status Serve();
  void ObserveCertificate();
  std::string RenderMetrics();

  const settings::GatewaySettings settings;
  const ports::Clock& system_clock;  // of certificates and TLS
  const std::unique_ptr<PracticeClock> practice_clock;
  const ports::Clock& clock;  // of the business
  std::shared_ptr<spdlog::logger> logger;
  Metrics metrics;
  LiveRules rules;
  CallLog call_log;
  usecases::RowDeciders deciders;
  rpc::StreamWatchdog watchdog;
  rpc::UploadRegistry uploads;
  std::atomic<bool> ready = false;
  std::atomic<int64_t> certificate_ends_at_ms = 0;
  std::unique_ptr<security::ServerGuard> guard;
  std::unique_ptr<security::AccountCipher> account_cipher;  // null without keys
  std::unique_ptr<sqlite::SqliteStore> sqlite;
  std::unique_ptr<TimedStore> store;
  std::unique_ptr<usecases::BatchIntake> intake;
  std::unique_ptr<usecases::InstructionDelivery> delivery;
  std::unique_ptr<usecases::MonthComparison> comparison;
  std::unique_ptr<usecases::MonthSigning> signing;
  std::unique_ptr<usecases::EmployerTrace> trace;
  std::unique_ptr<rpc::Environment> environment;
  std::vector<std::unique_ptr<grpc::Service>> services;
  rpc::UnservedMethods unserved;
  std::unique_ptr<StatusPage> page;
  int port = 0;
  std::unique_ptr<grpc::Server> server;
  std::unique_ptr<DueTicker> due_ticker;
  std::unique_ptr<RecoverableWatch> recoverable_watch;
};

absl::Status Gateway::Parts::Open() {
  LEVYBRIDGE_ASSIGN_OR_RETURN(domain::PartyDirectory parties, LoadParties(settings));
  LEVYBRIDGE_ASSIGN_OR_RETURN(
      guard, security::ServerGuard::Start({FilesOf(settings.tls), std::move(parties)}, system_clock,
                                          logger));
  ObserveCertificate();
  LEVYBRIDGE_ASSIGN_OR_RETURN(account_cipher, OpenAccountCipher(settings));
  LEVYBRIDGE_ASSIGN_OR_RETURN(
      sqlite, sqlite::SqliteStore::Open(StoreOptions(settings, account_cipher.get())));
  store = std::make_unique<TimedStore>(*sqlite, metrics);
  usecases::IntakeLimits limits;
  limits.max_rows = settings.limits.max_batch_rows;
  intake = std::make_unique<usecases::BatchIntake>(*store, clock, deciders, limits);
  delivery = std::make_unique<usecases::InstructionDelivery>(*store, rules);
  comparison = std::make_unique<usecases::MonthComparison>(*store, clock);
  signing = std::make_unique<usecases::MonthSigning>(*store, clock);
  trace = std::make_unique<usecases::EmployerTrace>(*store, rules);
  environment = std::make_unique<rpc::Environment>(rpc::Environment{
      .store = *store,
      .clock = clock,
      .rules = rules,
      .intake = *intake,
      .delivery = *delivery,
      .comparison = *comparison,
      .signing = *signing,
      .trace = *trace,
      .observer = call_log,
      .watchdog = watchdog,
      .uploads = uploads,
      .parties =
          [this] {
            const auto snapshot = guard->state().Current();
            return std::shared_ptr<const domain::PartyDirectory>(snapshot, &snapshot->parties());
          },
      .max_batch_bytes = settings.limits.max_batch_bytes});
  LEVYBRIDGE_ASSIGN_OR_RETURN(
      page, StatusPage::Start(settings.metrics, {.metrics = [this] { return RenderMetrics(); },
                                                 .ready = [this] { return ready.load(); }}));
  return intake->ResumeSealed();
}

absl::Status Gateway::Parts::Serve() {
  if (settings.reflection) LEVYBRIDGE_RETURN_IF_ERROR(EnableReflection());
  grpc::ServerBuilder builder;
  guard->Protect(builder, settings.listen.ToString(), &port);
  SetLimits(builder, settings.limits);
  services.push_back(std::make_unique<rpc::AssessmentService>(*environment));
  services.push_back(std::make_unique<rpc::ObjectionService>(*environment));
  services.push_back(std::make_unique<rpc::RegisterService>(*environment));
  services.push_back(std::make_unique<rpc::CollectionService>(*environment));
  services.push_back(std::make_unique<rpc::PaymentService>(*environment));
  services.push_back(std::make_unique<rpc::AccountService>(*environment));
  services.push_back(std::make_unique<rpc::RefundService>(*environment));
  services.push_back(std::make_unique<rpc::PayoutService>(*environment));
  services.push_back(std::make_unique<rpc::ReconciliationService>(*environment));
  services.push_back(std::make_unique<rpc::BatchService>(*environment));
  services.push_back(std::make_unique<rpc::OversightService>(*environment));
  for (const auto& service : services) builder.RegisterService(service.get());
  unserved.Register(builder);
  server = builder.BuildAndStart();
  if (server == nullptr || port == 0) {
    return absl::UnavailableError("listen: cannot listen on " + settings.listen.ToString());
  }
  unserved.Start();
  ready = true;
  due_ticker = std::make_unique<DueTicker>(usecases::DeferralMakeUp(*store, rules, clock),
                                           usecases::DeferralAdoption(*store, rules), clock,
                                           metrics, logger);
  recoverable_watch = std::make_unique<RecoverableWatch>(*store, metrics, logger);
  logger->info("event=serving address={} port={} metrics_port={} reflection={}",
               settings.listen.ToString(), port, page->port(), settings.reflection);
  return absl::OkStatus();
}

void Gateway::Parts::ObserveCertificate() {
  const auto facts = settings::ReadCertificateFile(settings.tls.certificate_file);
  if (facts.ok()) certificate_ends_at_ms = facts->front().not_after.unix_ms;
}

std::string Gateway::Parts::RenderMetrics() {
  const security::SecurityCounters& counters = guard->counters();
  for (int i = 0; i < security::kRefusalReasonCount; ++i) {
    const auto reason = static_cast<security::RefusalReason>(i);
    metrics.SetCounter(
        {"levybridge_gate_refusals_total", "Calls refused before their handler, by reason."},
        {{"reason", security::MachineName(reason)}},
        static_cast<double>(counters.refused_calls.at(static_cast<size_t>(i)).load()));
  }
  metrics.SetCounter({"levybridge_refused_handshakes_total", "TLS handshakes refused."}, {},
                     static_cast<double>(counters.refused_handshakes.load()));
  metrics.SetCounter({"levybridge_cancelled_streams_total", "Streams ended by a lost right."}, {},
                     static_cast<double>(counters.cancelled_streams.load()));
  metrics.SetGauge({"levybridge_open_streams", "Streams open now."}, {},
                   static_cast<double>(guard->open_streams()));
  metrics.SetGauge({"levybridge_crl_expired", "Revocation lists that are overdue."}, {},
                   static_cast<double>(counters.expired_revocation_lists.load()));
  metrics.SetCounter({"levybridge_security_reload_failures_total",
                      "Certificates or lists that were refused on reload."},
                     {}, static_cast<double>(counters.failed_reloads.load()));
  metrics.SetGauge(
      {"levybridge_certificate_expiry_days", "Days until the gateway's certificate ends."}, {},
      static_cast<double>((certificate_ends_at_ms.load() - system_clock.Now().unix_ms) /
                          kMillisecondsPerDay));
  metrics.SetGauge({"levybridge_store_wal_bytes", "Size of the write-ahead log."}, {},
                   static_cast<double>(sqlite->wal_bytes()));
  metrics.SetGauge({"levybridge_ready", "1 while calls are taken."}, {}, ready ? 1 : 0);
  const absl::Status read = store->Read([this](const ports::Transaction& transaction) {
    const auto next = transaction.instructions().NextSequence();
    if (next.ok()) {
      metrics.SetCounter({"levybridge_instructions_issued_total", "Instructions ever issued."}, {},
                         static_cast<double>(*next - 1));
    }
    return next.status();
  });
  metrics.SetGauge({"levybridge_store_readable", "1 when the store answers."}, {},
                   read.ok() ? 1 : 0);
  return metrics.Render();
}

Gateway::Gateway(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}

Gateway::~Gateway() { Stop(); }

absl::StatusOr<std::unique_ptr<Gateway>> Gateway::Start(const settings::GatewaySettings& settings,
                                                        const ports::Clock& clock,
                                                        std::shared_ptr<spdlog::logger> logger) {
  auto rules = LoadRules(settings);
  if (!rules.ok()) return settings::ToStatus(rules.problems);
  std::unique_ptr<PracticeClock> practice;
  if (!settings.practice_clock_file.empty()) {
    LEVYBRIDGE_ASSIGN_OR_RETURN(practice, PracticeClock::Open(clock, settings.practice_clock_file));
    logger->warn(
        "event=practice_clock file={} date={} text={}", Quoted(settings.practice_clock_file),
        domain::DateInShanghai(practice->Now()).ToIso(),
        Quoted("业务日期取自文件，仅供演练 / the business date comes from a file, for practice"));
  }
  std::unique_ptr<Gateway> gateway(new Gateway(std::make_unique<Parts>(
      settings, clock, std::move(practice), std::move(logger), *std::move(rules.value))));
  LEVYBRIDGE_RETURN_IF_ERROR(gateway->parts_->Open());
  LEVYBRIDGE_RETURN_IF_ERROR(gateway->parts_->Serve());
  return gateway;
}

absl::Status Gateway::Reload() {
  Parts& parts = *parts_;
  absl::Status status = [&]() -> absl::Status {
    auto rules = LoadRules(parts.settings);
    if (!rules.ok()) return settings::ToStatus(rules.problems);
    LEVYBRIDGE_ASSIGN_OR_RETURN(domain::PartyDirectory parties, LoadParties(parts.settings));
    LEVYBRIDGE_RETURN_IF_ERROR(
        parts.guard->Reload(FilesOf(parts.settings.tls), std::move(parties)));
    parts.rules.Replace(*std::move(rules.value));
    return absl::OkStatus();
  }();
  parts.metrics.Count({"levybridge_reloads_total", "Reloads by outcome."},
                      {{"outcome", status.ok() ? "done" : "refused"}});
  if (status.ok()) {
    parts.ObserveCertificate();
    parts.logger->info("event=reloaded what=all");
  } else {
    parts.logger->error("event=reload_failed kept=old error={}",
                        Quoted({status.message().data(), status.message().size()}));
  }
  return status;
}

void Gateway::Stop() {
  Parts& parts = *parts_;
  if (parts.server == nullptr) return;
  parts.ready = false;
  if (parts.due_ticker != nullptr) parts.due_ticker->Stop();
  if (parts.recoverable_watch != nullptr) parts.recoverable_watch->Stop();
  parts.logger->info("event=draining seconds={} open_streams={}", parts.settings.drain_seconds,
                     parts.guard->open_streams());
  parts.unserved.BeginStop();
  parts.server->Shutdown(std::chrono::system_clock::now() +
                         std::chrono::seconds(parts.settings.drain_seconds));
  parts.server->Wait();
  parts.unserved.Stop();
  parts.server.reset();
  parts.logger->info("event=stopped");
}

int Gateway::port() const { return parts_->port; }
int Gateway::metrics_port() const { return parts_->page->port(); }
bool Gateway::ready() const { return parts_->ready; }

}  // namespace levybridge::app
