// levybridge_trace_calls: how long one employer's history takes, on a connection that stands.
//
//   levybridge_trace_calls --address 127.0.0.1:7443 --ca ca.pem --cert agency.pem --key agency.key
//       --employers 9750000 --calls 200
//
// Asks for employers spread over the generator's numbers, one after the other. Prints one JSON
// document. Exit codes: 0 every history had an event, 1 one had none or a call failed, 2 wrong
// usage.
#include <grpcpp/grpcpp.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "levybridge/oversight/v1/oversight_service.grpc.pb.h"
#include "tests/bench/credentials.h"

namespace levybridge::bench {
namespace {

constexpr int32_t kWuhan = 420100;
constexpr size_t kUnitDigits = 9;
constexpr int64_t kMostEmployers = 999'999'999;
// A prime, so that employers asked for one after the other lie far apart.
constexpr int64_t kStride = 7'368'787;

// Messages of one employer's history; 0 when the call failed.
int64_t Trace(oversight::v1::OversightService::Stub& stub, int64_t employer) {
  oversight::v1::TraceEmployerRequest request;
  const std::string digits = std::to_string(employer);
  const std::string unit_code = "U" + std::string(kUnitDigits - digits.size(), '0') + digits;
  request.set_unit_code(unit_code);
  request.set_region(kWuhan);
  grpc::ClientContext context;
  const auto stream = stub.TraceEmployer(&context, request);
  oversight::v1::TraceEmployerResponse response;
  int64_t messages = 0;
  while (stream->Read(&response)) ++messages;
  const grpc::Status status = stream->Finish();
  if (status.ok()) return messages;
  std::fprintf(stderr, "%s: %s\n", unit_code.c_str(), status.error_message().c_str());
  return 0;
}

int Main(int argc, char** argv) {
  CLI::App app("Histories of employers");
  CallerArguments caller;
  int64_t employers = 1000;
  int64_t calls = 200;
  AddCallerOptions(app, caller);
  app.add_option("--employers", employers, "numbers 1 to this exist")
      ->check(CLI::Range(int64_t{1}, kMostEmployers));
  app.add_option("--calls", calls, "how many to ask for")->check(CLI::PositiveNumber);
  CLI11_PARSE(app, argc, argv);
  const auto stub = oversight::v1::OversightService::NewStub(OwnConnection(caller));
  bool complete = Trace(*stub, 1) > 1;
  std::vector<double> latencies_ms;
  for (int64_t i = 0; i < calls; ++i) {
    const auto begin = std::chrono::steady_clock::now();
    complete = Trace(*stub, i * kStride % employers + 1) > 1 && complete;
    const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - begin;
    latencies_ms.push_back(took.count());
  }
  std::sort(latencies_ms.begin(), latencies_ms.end());
  const auto at = [&](size_t percent) {
    return latencies_ms[(latencies_ms.size() - 1) * percent / 100];
  };
  const nlohmann::json report = {
      {"calls", calls}, {"p50_ms", at(50)}, {"p99_ms", at(99)}, {"max_ms", at(100)}};
  std::printf("%s\n", report.dump().c_str());
  return complete ? 0 : 1;
}

}  // namespace
}  // namespace levybridge::bench

int main(int argc, char** argv) { return levybridge::bench::Main(argc, argv); }
