#include "adapters/settings/bounded_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "absl/strings/str_format.h"
#include "gateway/domain/concatenate.h"

namespace levybridge::settings {
namespace {

class Descriptor {
 public:
  // Non-blocking, so that a pipe put in place of a file can't hold the program up.
  explicit Descriptor(const std::string& path)
      : descriptor_(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)) {}
  ~Descriptor() {
    if (descriptor_ >= 0) close(descriptor_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return descriptor_; }

 private:
  int descriptor_;
};

absl::Status FromErrno(int error) {
  const std::string text = domain::Concatenate("expected a readable file: ", std::strerror(error));
  if (error == ENOENT || error == ENOTDIR) return absl::NotFoundError(text);
  if (error == EACCES || error == EPERM) return absl::PermissionDeniedError(text);
  return absl::UnavailableError(text);
}

}  // namespace

absl::StatusOr<std::string> ReadBoundedFile(const std::string& path, size_t max_bytes) {
  const Descriptor file(path);
  if (file.get() < 0) return FromErrno(errno);
  struct stat info = {};
  if (fstat(file.get(), &info) != 0) return FromErrno(errno);
  if (!S_ISREG(info.st_mode)) {
    return absl::FailedPreconditionError("expected a regular file, found a folder or a device");
  }
  // The size is not trusted: one byte more than allowed is asked for, and refused when it comes.
  std::string bytes(max_bytes + 1, '\0');
  size_t length = 0;
  while (length < bytes.size()) {
    const ssize_t got = read(file.get(), bytes.data() + length, bytes.size() - length);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return FromErrno(errno);
    if (got == 0) break;
    length += static_cast<size_t>(got);
  }
  if (length > max_bytes) {
    return absl::OutOfRangeError(domain::Concatenate("expected a file of at most ", max_bytes,
                                                     " bytes, found a larger one"));
  }
  bytes.resize(length);
  return bytes;
}

absl::Status CheckKeyFilePermissions(const std::string& path) {
  struct stat info = {};
  if (stat(path.c_str(), &info) != 0) return FromErrno(errno);
  if (!S_ISREG(info.st_mode)) {
    return absl::FailedPreconditionError("expected a key file, found a folder or a device");
  }
  if ((info.st_mode & 077U) == 0) return absl::OkStatus();
  return absl::FailedPreconditionError(
      absl::StrFormat("expected a key only its owner can read, found mode %04o; run: chmod 600 "
                      "(私钥不得被他人读取)",
                      info.st_mode & 07777U));
}

}  // namespace levybridge::settings
