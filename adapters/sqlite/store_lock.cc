#include "adapters/sqlite/store_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include "absl/strings/str_cat.h"

namespace levybridge::sqlite {
namespace {

constexpr mode_t kOwnerOnly = 0600;

// The holder's own words about itself; only digits are believed.
std::string HolderOf(int descriptor) {
  std::array<char, 32> text{};
  const ssize_t size = pread(descriptor, text.data(), text.size(), 0);
  std::string digits;
  for (ssize_t i = 0;
       i < size && text[static_cast<size_t>(i)] >= '0' && text[static_cast<size_t>(i)] <= '9';
       ++i) {
    digits.push_back(text[static_cast<size_t>(i)]);
  }
  return digits.empty() ? "another process" : "process " + digits;
}

}  // namespace

absl::StatusOr<StoreLock> StoreLock::Acquire(const std::string& store_path) {
  const std::string path = store_path + ".lock";
  const int descriptor = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, kOwnerOnly);
  if (descriptor < 0) {
    return absl::UnavailableError(
        absl::StrCat("store: opening ", path, ": ", std::strerror(errno)));
  }
  StoreLock lock(descriptor);
  if (flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
    if (errno == EWOULDBLOCK) {
      return absl::FailedPreconditionError(
          absl::StrCat("store: ", store_path, " is in use by ", HolderOf(descriptor),
                       "; one store belongs to one gateway at a time"));
    }
    return absl::UnavailableError(
        absl::StrCat("store: locking ", path, ": ", std::strerror(errno)));
  }
  const std::string holder = absl::StrCat(getpid(), "\n");
  if (ftruncate(descriptor, 0) != 0 ||
      pwrite(descriptor, holder.data(), holder.size(), 0) != static_cast<ssize_t>(holder.size())) {
    return absl::UnavailableError(
        absl::StrCat("store: writing ", path, ": ", std::strerror(errno)));
  }
  return lock;
}

StoreLock::~StoreLock() {
  if (descriptor_ >= 0) close(descriptor_);
}

StoreLock::StoreLock(StoreLock&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)) {}

StoreLock& StoreLock::operator=(StoreLock&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  return *this;
}

}  // namespace levybridge::sqlite
