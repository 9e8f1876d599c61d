#include "adapters/files/byte_source.h"

#include <fcntl.h>
#include <openssl/evp.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "absl/strings/escaping.h"
#include "gateway/domain/concatenate.h"

namespace levybridge::files {
namespace {

class FileSource : public ByteSource {
 public:
  FileSource(std::string name, int descriptor) : name_(std::move(name)), descriptor_(descriptor) {}
  FileSource(const FileSource&) = delete;
  FileSource& operator=(const FileSource&) = delete;
  ~FileSource() override { ::close(descriptor_); }

  absl::StatusOr<size_t> Read(char* buffer, size_t capacity) override {
    for (;;) {
      const ssize_t got = ::read(descriptor_, buffer, capacity);
      if (got >= 0) return static_cast<size_t>(got);
      if (errno != EINTR) return SystemError("read", name_, errno);
    }
  }
  const std::string& name() const override { return name_; }

 private:
  std::string name_;
  int descriptor_;
};

class MemorySource : public ByteSource {
 public:
  MemorySource(std::string name, std::string bytes)
      : name_(std::move(name)), bytes_(std::move(bytes)) {}
  absl::StatusOr<size_t> Read(char* buffer, size_t capacity) override {
    const size_t count = std::min(capacity, bytes_.size() - position_);
    if (count > 0) std::memcpy(buffer, bytes_.data() + position_, count);
    position_ += count;
    return count;
  }
  const std::string& name() const override { return name_; }

 private:
  std::string name_;
  std::string bytes_;
  size_t position_ = 0;
};

}  // namespace

absl::Status SystemError(std::string_view action, const std::string& path, int error_number) {
  const bool reading = action == "read" || action == "open";
  const std::string message =
      domain::Concatenate(path, reading ? ": 无法读取" : ": 无法写入", " / cannot ", action, ": ",
                          std::strerror(error_number));
  switch (error_number) {
    case ENOENT:
    case ENOTDIR:
      return absl::NotFoundError(message);
    case EACCES:
    case EPERM:
    case EROFS:
      return absl::PermissionDeniedError(message);
    case ENOSPC:
    case EDQUOT:
      return absl::ResourceExhaustedError(message);
    default:
      return absl::InternalError(message);
  }
}

absl::StatusOr<std::unique_ptr<ByteSource>> OpenFile(const std::string& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return SystemError("open", path, errno);
  auto source = std::make_unique<FileSource>(path, descriptor);
  struct stat info {};
  if (::fstat(descriptor, &info) != 0) return SystemError("open", path, errno);
  if (S_ISDIR(info.st_mode)) {
    return absl::InvalidArgumentError(path + ": 是目录 / is a directory");
  }
  (void)::posix_fadvise(descriptor, 0, 0, POSIX_FADV_SEQUENTIAL);
  return source;
}

std::unique_ptr<ByteSource> FromMemory(std::string name, std::string bytes) {
  return std::make_unique<MemorySource>(std::move(name), std::move(bytes));
}

struct HashingSource::Context {
  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> digest{EVP_MD_CTX_new(),
                                                                 &EVP_MD_CTX_free};
};

HashingSource::HashingSource(std::unique_ptr<ByteSource> inner)
    : inner_(std::move(inner)), context_(std::make_unique<Context>()) {
  EVP_DigestInit_ex(context_->digest.get(), EVP_sha256(), nullptr);
}

HashingSource::~HashingSource() = default;

absl::StatusOr<size_t> HashingSource::Read(char* buffer, size_t capacity) {
  absl::StatusOr<size_t> got = inner_->Read(buffer, capacity);
  if (got.ok()) EVP_DigestUpdate(context_->digest.get(), buffer, *got);
  return got;
}

std::string HashingSource::HexDigest() {
  unsigned char bytes[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  EVP_DigestFinal_ex(context_->digest.get(), bytes, &size);
  return absl::BytesToHexString(
      absl::string_view(reinterpret_cast<const char*>(bytes), static_cast<size_t>(size)));
}

}  // namespace levybridge::files
