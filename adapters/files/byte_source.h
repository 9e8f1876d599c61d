// ByteSource: where the bytes of a file come from: the disk, or memory in tests and fuzzers.
//
// A source is read once, front to back; not thread-safe. Errors are statuses that name the file.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace levybridge::files {

class ByteSource {
 public:
  virtual ~ByteSource() = default;
  // Fills `buffer` with up to `capacity` bytes; 0 exactly at the end of the file.
  virtual absl::StatusOr<size_t> Read(char* buffer, size_t capacity) = 0;
  // As the user named it; stands in every message.
  virtual const std::string& name() const = 0;
};

// NOT_FOUND, PERMISSION_DENIED or INVALID_ARGUMENT (not a regular file or pipe) when it can't be
// opened.
absl::StatusOr<std::unique_ptr<ByteSource>> OpenFile(const std::string& path);

// Owns `bytes`.
std::unique_ptr<ByteSource> FromMemory(std::string name, std::string bytes);

// Hands through what `inner` reads and keeps its SHA-256.
class HashingSource : public ByteSource {
 public:
  explicit HashingSource(std::unique_ptr<ByteSource> inner);
  ~HashingSource() override;
  absl::StatusOr<size_t> Read(char* buffer, size_t capacity) override;
  const std::string& name() const override { return inner_->name(); }
  // Lower-case hex of all that was read; once, after the end was reached.
  std::string HexDigest();

 private:
  struct Context;
  std::unique_ptr<ByteSource> inner_;
  std::unique_ptr<Context> context_;
};

// The status of a failed system call: `action` in English, `path` and the system's reason.
absl::Status SystemError(std::string_view action, const std::string& path, int error_number);

}  // namespace levybridge::files
