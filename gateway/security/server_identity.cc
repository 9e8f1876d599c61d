#include "gateway/security/server_identity.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string_view>

#include "gateway/domain/concatenate.h"

namespace levybridge::security {
namespace {

absl::Status SystemError(std::string_view what) {
  return absl::InternalError(domain::Concatenate(what, ": ", std::strerror(errno)));
}

bool WriteAll(int descriptor, std::string_view content) {
  while (!content.empty()) {
    const ssize_t count = write(descriptor, content.data(), content.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return false;
    content.remove_prefix(static_cast<size_t>(count));
  }
  return true;
}

// Key first, certificates after it: gRPC's PEM readers each pass over what they do not look for.
// gRPC compares modification times, in whole seconds, before and after it reads the two "files"; a
// time of our own that differs for every generation makes it notice a replacement in between.
absl::StatusOr<int> MakeMemory(const CertificateMaterial& material, int64_t generation) {
  const int memory = memfd_create("levybridge-server-identity", MFD_CLOEXEC);
  if (memory < 0) return SystemError("memfd_create");
  const timespec stamp{generation, 0};
  const timespec times[2] = {stamp, stamp};
  const bool written = fchmod(memory, S_IRUSR | S_IWUSR) == 0 &&
                       WriteAll(memory, material.key.pem) && WriteAll(memory, "\n") &&
                       WriteAll(memory, material.certificate.pem) && futimens(memory, times) == 0;
  if (written) return memory;
  absl::Status error = SystemError("writing the server's identity");
  close(memory);
  return error;
}

}  // namespace

ServerIdentity::ServerIdentity(int descriptor)
    : descriptor_(descriptor), path_("/proc/self/fd/" + std::to_string(descriptor)) {}

ServerIdentity::~ServerIdentity() { close(descriptor_); }

absl::StatusOr<std::unique_ptr<ServerIdentity>> ServerIdentity::Create(
    const CertificateMaterial& material) {
  const absl::StatusOr<int> memory = MakeMemory(material, 1);
  if (!memory.ok()) return memory.status();
  return std::unique_ptr<ServerIdentity>(new ServerIdentity(*memory));
}

absl::Status ServerIdentity::Replace(const CertificateMaterial& material) {
  const absl::MutexLock lock(&mutex_);
  const absl::StatusOr<int> memory = MakeMemory(material, generation_ + 1);
  if (!memory.ok()) return memory.status();
  const bool replaced = dup3(*memory, descriptor_, O_CLOEXEC) >= 0;
  absl::Status result = replaced ? absl::OkStatus() : SystemError("dup3");
  close(*memory);
  if (replaced) ++generation_;
  return result;
}

}  // namespace levybridge::security
