// Upload: sends one prepared batch by the protocol that all kinds share and gets its receipt.
//
// Header, answer, chunks from where the gateway wants them, trailer, receipt. When the connection
// breaks, the same header goes out again and nothing that the gateway has is sent twice. The pace
// is the transport's: one chunk at a time is in memory. Not thread-safe.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "adapters/client/connection.h"
#include "adapters/client/progress_bar.h"
#include "adapters/client/receipt.h"
#include "adapters/client/retry.h"
#include "adapters/client/spool.h"

namespace levybridge::client {

// Messages as they go over the wire, each a serialized Submit…Request.
struct UploadJob {
  std::string method;  // "/package.Service/Method"
  std::string header;
  const Spool* chunks = nullptr;
  std::string trailer;
  uint64_t rows = 0;
};

struct UploadResult {
  Receipt receipt;
  uint64_t chunks_sent = 0;         // over all attempts
  std::unique_ptr<Spool> problems;  // dry runs: serialized ListRowProblemsResponse
};

class Uploader {
 public:
  // All outlive this. `scratch_folder`: where the problems of a dry run are kept meanwhile.
  Uploader(Connection& connection, Retry& retry, ProgressBar& progress, std::string scratch_folder);

  // Refusals and what no retry could cure come back as they are.
  absl::StatusOr<UploadResult> Run(const UploadJob& job);

 private:
  class Attempt;

  Connection& connection_;
  Retry& retry_;
  ProgressBar& progress_;
  std::string scratch_folder_;
};

}  // namespace levybridge::client
