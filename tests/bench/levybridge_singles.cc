// levybridge_singles: one assessment per call, over many connections with one call in flight each.
//
//   levybridge_singles --address 127.0.0.1:7443 --ca ca.pem --cert agency.pem --key agency.key
//       --connections 64 --calls 100000 --fee-period 2020-03 --business-date 20200310
//
// Every answer must be a receipt of its own for a row that took effect. Prints one JSON document
// with the rate and the latencies. With --until-eof it goes on until its standard input is closed,
// and --calls is the limit. Exit codes: 0 every call was answered so, 1 some were not, 2 wrong
// usage.
#include <grpcpp/grpcpp.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <thread>
#include <unordered_set>
#include <utility>
#include <vector>

#include "levybridge/assessment/v1/assessment_service.grpc.pb.h"
#include "tests/bench/credentials.h"
#include "tests/bench/rows.h"

namespace levybridge::bench {
namespace {

using assessment::v1::AssessmentService;
using Clock = std::chrono::steady_clock;

struct Load {
  CallerArguments caller;
  int connections = 64;
  int64_t calls = 100'000;
  uint64_t seed = 1;
  std::string fee_period = "2020-03";
  int32_t business_on = 20200310;
  bool until_eof = false;
};

// A connection and its one call.
struct Slot {
  std::unique_ptr<AssessmentService::Stub> stub;
  std::unique_ptr<grpc::ClientContext> context;
  std::unique_ptr<grpc::ClientAsyncResponseReader<assessment::v1::SubmitAssessmentResponse>> call;
  assessment::v1::SubmitAssessmentRequest request;
  assessment::v1::SubmitAssessmentResponse response;
  grpc::Status status;
  Clock::time_point begun;
};

class Generator {
 public:
  explicit Generator(const Load& load)
      : load_(load), rows_(WuhanGenerator(load.seed, load.calls, load.fee_period)) {
    for (int i = 0; i < load.connections; ++i) {
      Slot& slot = *slots_.emplace_back(std::make_unique<Slot>());
      slot.stub = AssessmentService::NewStub(OwnConnection(load.caller));
    }
    latencies_us_.reserve(static_cast<size_t>(load.calls));
  }

  // Connections are made before the clock starts.
  bool Connect() {
    for (const auto& slot : slots_) {
      grpc::ClientContext context;
      assessment::v1::GetAssessmentResponse response;
      assessment::v1::GetAssessmentRequest nothing;
      nothing.set_assessment_no("none");
      nothing.set_fee_period(202001);
      const grpc::Status status = slot->stub->GetAssessment(&context, nothing, &response);
      if (status.error_code() == grpc::StatusCode::NOT_FOUND) continue;
      std::fprintf(stderr, "levybridge_singles: %s\n", status.error_message().c_str());
      return false;
    }
    return true;
  }

  void Run(const std::atomic<bool>& stop) {
    const Clock::time_point begin = Clock::now();
    int64_t in_flight = 0;
    for (const auto& slot : slots_) in_flight += Begin(*slot) ? 1 : 0;
    while (in_flight > 0) {
      void* tag = nullptr;
      bool ok = false;
      if (!queue_.Next(&tag, &ok)) break;
      Slot& slot = *static_cast<Slot*>(tag);
      End(slot);
      if (stop || !Begin(slot)) --in_flight;
    }
    seconds_ = Clock::now() - begin;
  }

  nlohmann::json Report() {
    std::sort(latencies_us_.begin(), latencies_us_.end());
    return {{"calls", latencies_us_.size()},
            {"seconds", seconds_.count()},
            {"per_second", static_cast<double>(latencies_us_.size()) / seconds_.count()},
            {"p50_ms", Percentile(50)},
            {"p99_ms", Percentile(99)},
            {"max_ms", Percentile(100)},
            {"not_accepted", failures_},
            {"first_failure", first_failure_}};
  }

  int64_t failures() const { return failures_; }

 private:
  bool Begin(Slot& slot) {
    if (next_ == load_.calls) return false;
    const domain::FeePeriod period = *domain::FeePeriod::Parse(load_.fee_period);
    slot.request.Clear();
    ToWire(rows_.At(next_++), period, 0, *slot.request.mutable_assessment());
    slot.request.set_business_on(load_.business_on);
    slot.response.Clear();
    slot.context = std::make_unique<grpc::ClientContext>();
    slot.begun = Clock::now();
    slot.call = slot.stub->AsyncSubmitAssessment(slot.context.get(), slot.request, &queue_);
    slot.call->Finish(&slot.response, &slot.status, &slot);
    return true;
  }

  void End(const Slot& slot) {
    const auto took =
        std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - slot.begun);
    latencies_us_.push_back(took.count());
    const auto& answer = slot.response;
    const bool receipt = slot.status.ok() && answer.accepted() && !answer.replayed() &&
                         !answer.receipt_no().empty() && answer.received_at_ms() > 0 &&
                         receipts_.insert(answer.receipt_no()).second;
    if (receipt) return;
    if (failures_++ == 0) {
      first_failure_ = slot.status.ok() ? answer.ShortDebugString() : slot.status.error_message();
    }
  }

  double Percentile(size_t percent) const {
    if (latencies_us_.empty()) return 0;
    const size_t index = (latencies_us_.size() - 1) * percent / 100;
    return static_cast<double>(latencies_us_[index]) / 1000;
  }

  const Load& load_;
  support::AssessmentGenerator rows_;
  grpc::CompletionQueue queue_;
  std::vector<std::unique_ptr<Slot>> slots_;
  int64_t next_ = 0;
  std::vector<int64_t> latencies_us_;
  std::unordered_set<std::string> receipts_;
  int64_t failures_ = 0;
  std::string first_failure_;
  std::chrono::duration<double> seconds_{};
};

// Returns when whoever started this closes the other end.
void WaitForEndOfInput() {
  char byte = 0;
  while (::read(STDIN_FILENO, &byte, 1) > 0) {
  }
}

int Main(int argc, char** argv) {
  CLI::App app("Single submissions over many connections");
  Load load;
  AddCallerOptions(app, load.caller);
  app.add_option("--connections", load.connections, "one call in flight on each");
  app.add_option("--calls", load.calls, "how many");
  app.add_option("--seed", load.seed, "same seed, same employers");
  app.add_option("--fee-period", load.fee_period, "for example 2020-03");
  app.add_option("--business-date", load.business_on, "yyyymmdd");
  app.add_flag("--until-eof", load.until_eof, "stop when standard input ends");
  CLI11_PARSE(app, argc, argv);
  Generator generator(load);
  if (!generator.Connect()) return 1;
  std::atomic<bool> stop = false;
  if (load.until_eof) {
    std::thread([&stop] {
      WaitForEndOfInput();
      stop = true;
    }).detach();
  }
  generator.Run(stop);
  std::printf("%s\n", generator.Report().dump().c_str());
  std::fflush(stdout);
  // The thread that waits for the input may still do so.
  ::_exit(generator.failures() == 0 ? 0 : 1);
}

}  // namespace
}  // namespace levybridge::bench

int main(int argc, char** argv) { return levybridge::bench::Main(argc, argv); }
