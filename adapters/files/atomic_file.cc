#include "adapters/files/atomic_file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <utility>

#include "adapters/files/byte_source.h"

namespace levybridge::files {
namespace {

constexpr size_t kBufferBytes = 256 * 1024;
mode_t ModeFor(AtomicFile::Readers readers) {
  return readers == AtomicFile::Readers::kOwner ? 0600 : 0640;
}

std::string FolderOf(const std::string& path) {
  const size_t slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

absl::Status SyncFolder(const std::string& folder) {
  const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return SystemError("open folder", folder, errno);
  const int result = ::fsync(descriptor);
  const int error = errno;
  ::close(descriptor);
  return result == 0 ? absl::OkStatus() : SystemError("sync", folder, error);
}

}  // namespace

absl::StatusOr<std::unique_ptr<AtomicFile>> AtomicFile::Create(const std::string& path,
                                                               Readers readers) {
  const std::string part = path + ".part";
  const int descriptor =
      ::open(part.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, ModeFor(readers));
  if (descriptor < 0) return SystemError("create", part, errno);
  if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
    ::close(descriptor);
    return absl::UnavailableError(part + ": 另一个程序正在写入 / another program is writing it");
  }
  std::unique_ptr<AtomicFile> file(new AtomicFile(path, descriptor));
  if (::ftruncate(descriptor, 0) != 0) return SystemError("truncate", part, errno);
  return file;
}

AtomicFile::AtomicFile(std::string path, int descriptor)
    : path_(std::move(path)), part_path_(path_ + ".part"), descriptor_(descriptor) {
  buffer_.reserve(kBufferBytes);
}

AtomicFile::~AtomicFile() {
  if (descriptor_ < 0) return;
  ::unlink(part_path_.c_str());
  ::close(descriptor_);
}

void AtomicFile::Append(std::string_view bytes) {
  if (buffer_.size() + bytes.size() > kBufferBytes) Flush();
  buffer_ += bytes;
}

void AtomicFile::Flush() {
  std::string_view rest = buffer_;
  while (status_.ok() && !rest.empty()) {
    const ssize_t written = ::write(descriptor_, rest.data(), rest.size());
    if (written >= 0) {
      rest.remove_prefix(static_cast<size_t>(written));
    } else if (errno != EINTR) {
      status_ = SystemError("write", part_path_, errno);
    }
  }
  buffer_.clear();
}

absl::Status AtomicFile::CommitAs(const std::string& final_path) {
  Flush();
  if (!status_.ok()) return status_;
  if (::fsync(descriptor_) != 0) return status_ = SystemError("sync", part_path_, errno);
  if (::rename(part_path_.c_str(), final_path.c_str()) != 0) {
    return status_ = SystemError("rename", final_path, errno);
  }
  ::close(descriptor_);
  descriptor_ = -1;
  return status_ = SyncFolder(FolderOf(final_path));
}

namespace {

constexpr uint64_t kEach = 0x0101010101010101;

// Bits are set exactly when one of the eight bytes is `wanted`.
uint64_t Matches(uint64_t bytes, char wanted) {
  const uint64_t difference = bytes ^ (kEach * static_cast<unsigned char>(wanted));
  return (difference - kEach) & ~difference & (0x80 * kEach);
}

bool IsSpecial(char c, char delimiter) {
  return c == delimiter || c == '"' || c == '\r' || c == '\n';
}

bool NeedsQuotes(std::string_view cell, char delimiter) {
  if (cell.empty()) return false;
  if (cell.front() == ' ' || cell.back() == ' ') return true;
  size_t at = 0;
  for (; at + sizeof(uint64_t) <= cell.size(); at += sizeof(uint64_t)) {
    uint64_t bytes = 0;
    std::memcpy(&bytes, cell.data() + at, sizeof(bytes));
    if ((Matches(bytes, delimiter) | Matches(bytes, '"') | Matches(bytes, '\r') |
         Matches(bytes, '\n')) != 0) {
      return true;
    }
  }
  return std::any_of(cell.begin() + static_cast<std::ptrdiff_t>(at), cell.end(),
                     [&](char c) { return IsSpecial(c, delimiter); });
}

}  // namespace

void AppendCell(std::string_view cell, char delimiter, std::string& out) {
  if (!NeedsQuotes(cell, delimiter)) {
    out += cell;
    return;
  }
  out.push_back('"');
  for (const char c : cell) {
    if (c == '"') out.push_back('"');
    out.push_back(c);
  }
  out.push_back('"');
}

}  // namespace levybridge::files
