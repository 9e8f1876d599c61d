// Spool: messages kept on disk between reading a file and sending it.
//
// An upload may have to go back to any chunk after a broken connection, and what is sent must be
// what was digested even if somebody changes the file meanwhile. So chunks are made once and kept
// in a nameless temporary file, readable by nobody else, gone with the process. Memory: eight bytes
// per message. Not thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace levybridge::client {

class Spool {
 public:
  // In `folder`, which is created (0700) when it is missing.
  static absl::StatusOr<std::unique_ptr<Spool>> Create(const std::string& folder);
  ~Spool();
  Spool(const Spool&) = delete;
  Spool& operator=(const Spool&) = delete;

  absl::Status Append(const std::string& message);
  // `index` < size(), in any order.
  absl::StatusOr<std::string> Read(size_t index) const;
  size_t size() const { return ends_.size(); }

 private:
  Spool(std::string folder, int descriptor);

  std::string folder_;
  int descriptor_;
  std::vector<uint64_t> ends_;  // where each message ends
};

}  // namespace levybridge::client
