// levybridge_wire: how fast rows get through gRPC and TLS when nobody does anything with them.
//
//   levybridge_wire --rows 1000000 --ca ca.pem --server-cert gateway.pem --server-key gateway.key
//       --cert agency.pem --key agency.key
//
// A client sends assessments in chunks of 2,000 over mutual TLS to a server in the same process,
// which takes each message apart and forgets it. Prints one JSON document. Exit codes: 0 done, 2
// wrong usage, 4 the call failed.
#include <grpcpp/grpcpp.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "gateway/domain/batch_digest.h"
#include "levybridge/assessment/v1/assessment_service.grpc.pb.h"
#include "tests/bench/credentials.h"
#include "tests/bench/rows.h"

namespace levybridge::bench {
namespace {

using assessment::v1::AssessmentService;
using assessment::v1::SubmitAssessmentsRequest;
using assessment::v1::SubmitAssessmentsResponse;

// Different chunks, so that neither compression nor the processor's caches flatter the figure.
constexpr int64_t kChunks = 50;

class Forgetting final : public AssessmentService::Service {
 public:
  grpc::Status SubmitAssessments(
      grpc::ServerContext* context,
      grpc::ServerReaderWriter<SubmitAssessmentsResponse, SubmitAssessmentsRequest>* stream)
      override {
    (void)context;
    uint64_t rows = 0;
    SubmitAssessmentsRequest request;
    while (stream->Read(&request)) rows += static_cast<uint64_t>(request.chunk().rows_size());
    SubmitAssessmentsResponse response;
    response.mutable_receipt()->mutable_received()->set_rows(rows);
    stream->Write(response);
    return grpc::Status::OK;
  }
};

struct ServerFiles {
  std::string certificate;
  std::string key;
};

std::unique_ptr<grpc::Server> StartServer(const ServerFiles& files, const std::string& ca,
                                          Forgetting& service, int& port) {
  grpc::SslServerCredentialsOptions tls(GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY);
  tls.pem_root_certs = ReadFileOrExit(ca);
  tls.pem_key_cert_pairs.push_back({ReadFileOrExit(files.key), ReadFileOrExit(files.certificate)});
  grpc::ServerBuilder builder;
  builder.AddListeningPort("127.0.0.1:0", grpc::SslServerCredentials(tls), &port);
  builder.SetMaxReceiveMessageSize(16 << 20);
  builder.RegisterService(&service);
  return builder.BuildAndStart();
}

std::vector<SubmitAssessmentsRequest> MakeChunks() {
  const auto generator = WuhanGenerator(1, kChunks * domain::kRowsPerChunk, "2020-03");
  const domain::FeePeriod period = *domain::FeePeriod::Parse("2020-03");
  std::vector<SubmitAssessmentsRequest> chunks(kChunks);
  for (int64_t row = 0; row < kChunks * domain::kRowsPerChunk; ++row) {
    auto& chunk = *chunks[static_cast<size_t>(row / domain::kRowsPerChunk)].mutable_chunk();
    ToWire(generator.At(row), period, static_cast<uint64_t>(row) + 1, *chunk.add_rows());
  }
  return chunks;
}

nlohmann::json Measure(const CallerArguments& caller, int64_t rows) {
  const auto stub = AssessmentService::NewStub(OwnConnection(caller));
  const std::vector<SubmitAssessmentsRequest> chunks = MakeChunks();
  const auto begin = std::chrono::steady_clock::now();
  grpc::ClientContext context;
  const auto stream = stub->SubmitAssessments(&context);
  uint64_t bytes = 0;
  size_t next = 0;
  for (int64_t sent = 0; sent < rows; sent += domain::kRowsPerChunk) {
    if (!stream->Write(chunks[next])) break;
    bytes += chunks[next].ByteSizeLong();
    next = (next + 1) % chunks.size();
  }
  stream->WritesDone();
  SubmitAssessmentsResponse response;
  stream->Read(&response);
  const grpc::Status status = stream->Finish();
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begin;
  if (!status.ok()) {
    std::fprintf(stderr, "levybridge_wire: %s\n", status.error_message().c_str());
    std::exit(4);
  }
  return {{"seconds", seconds.count()},
          {"rows", response.receipt().received().rows()},
          {"bytes", bytes}};
}

int Main(int argc, char** argv) {
  CLI::App app("Rows through gRPC and TLS, and nothing else");
  int64_t rows = 1'000'000;
  CallerArguments caller;
  ServerFiles server;
  app.add_option("--rows", rows, "how many, rounded up to whole chunks");
  app.add_option("--ca", caller.ca, "who vouches for both")->required();
  app.add_option("--cert", caller.certificate, "the client's certificate")->required();
  app.add_option("--key", caller.key, "its key")->required();
  app.add_option("--server-cert", server.certificate, "the server's certificate")->required();
  app.add_option("--server-key", server.key, "its key")->required();
  CLI11_PARSE(app, argc, argv);
  Forgetting service;
  int port = 0;
  const auto running = StartServer(server, caller.ca, service, port);
  if (running == nullptr) return 4;
  caller.address = "127.0.0.1:" + std::to_string(port);
  std::printf("%s\n", Measure(caller, rows).dump().c_str());
  running->Shutdown();
  return 0;
}

}  // namespace
}  // namespace levybridge::bench

int main(int argc, char** argv) { return levybridge::bench::Main(argc, argv); }
