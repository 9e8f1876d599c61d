#include "adapters/client/spool.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <utility>

#include "adapters/files/byte_source.h"

namespace levybridge::client {
namespace {

// A file without a name in `folder`; below zero when that fails.
int OpenNameless(const std::string& folder) {
  const int descriptor = ::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  if (descriptor >= 0) return descriptor;
  std::string name = folder + "/.spool-XXXXXX";
  const int named = ::mkostemp(name.data(), O_CLOEXEC);
  if (named >= 0) ::unlink(name.c_str());
  return named;
}

}  // namespace

Spool::Spool(std::string folder, int descriptor)
    : folder_(std::move(folder)), descriptor_(descriptor) {}

Spool::~Spool() { ::close(descriptor_); }

absl::StatusOr<std::unique_ptr<Spool>> Spool::Create(const std::string& folder) {
  std::error_code ignored;  // opening says it better
  if (std::filesystem::create_directories(folder, ignored)) ::chmod(folder.c_str(), 0700);
  const int descriptor = OpenNameless(folder);
  if (descriptor < 0) return files::SystemError("create a temporary file in", folder, errno);
  return std::unique_ptr<Spool>(new Spool(folder, descriptor));
}

absl::Status Spool::Append(const std::string& message) {
  size_t written = 0;
  while (written < message.size()) {
    const ssize_t count = ::write(descriptor_, message.data() + written, message.size() - written);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return files::SystemError("write a temporary file in", folder_, errno);
    written += static_cast<size_t>(count);
  }
  ends_.push_back((ends_.empty() ? 0 : ends_.back()) + message.size());
  return absl::OkStatus();
}

absl::StatusOr<std::string> Spool::Read(size_t index) const {
  const uint64_t begin = index == 0 ? 0 : ends_[index - 1];
  std::string message(ends_[index] - begin, '\0');
  size_t done = 0;
  while (done < message.size()) {
    const ssize_t count = ::pread(descriptor_, message.data() + done, message.size() - done,
                                  static_cast<off_t>(begin + done));
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return files::SystemError("read a temporary file in", folder_, errno);
    done += static_cast<size_t>(count);
  }
  return message;
}

}  // namespace levybridge::client
