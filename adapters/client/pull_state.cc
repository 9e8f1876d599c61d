#include "adapters/client/pull_state.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "adapters/files/atomic_file.h"
#include "adapters/files/byte_source.h"
#include "gateway/domain/concatenate.h"

namespace levybridge::client {
namespace {

using StateJson = nlohmann::json;

std::string StatePath(const std::string& folder) { return folder + "/pull.json"; }

absl::Status EnsureFolder(const std::string& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) return files::SystemError("create", folder, error.value());
  return absl::OkStatus();
}

absl::Status Unreadable(const std::string& path) {
  return absl::FailedPreconditionError(domain::Concatenate(
      path, ": 无法读懂，请联系运维 / cannot be understood; an operator must look at it"));
}

absl::Status SyncFolder(const std::string& folder) {
  const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return files::SystemError("open", folder, errno);
  const int result = ::fsync(descriptor);
  const int error = errno;
  ::close(descriptor);
  return result == 0 ? absl::OkStatus() : files::SystemError("sync", folder, error);
}

}  // namespace

absl::Status SavePullState(const std::string& folder, const PullState& state) {
  if (absl::Status status = EnsureFolder(folder); !status.ok()) return status;
  auto file = files::AtomicFile::Create(StatePath(folder));
  if (!file.ok()) return file.status();
  const StateJson json = {{"from", state.from}, {"to", state.to},     {"rows", state.rows},
                          {"fen", state.fen},   {"file", state.file}, {"appeared", state.appeared}};
  (*file)->Append(json.dump(2, ' ', false, StateJson::error_handler_t::replace) + "\n");
  return (*file)->Commit();
}

absl::StatusOr<std::optional<PullState>> LoadPullState(const std::string& folder) {
  const std::string path = StatePath(folder);
  std::error_code error;
  if (!std::filesystem::exists(path, error)) {
    if (error) return files::SystemError("read", path, error.value());
    return std::optional<PullState>();
  }
  std::ifstream stream(path, std::ios::binary);
  std::ostringstream text;
  text << stream.rdbuf();
  const StateJson json = StateJson::parse(text.str(), nullptr, false);
  if (!stream || !json.is_object()) return Unreadable(path);
  for (const char* key : {"from", "to", "rows"}) {
    if (!json.contains(key) || !json[key].is_number_integer()) return Unreadable(path);
  }
  if (!json.contains("file") || !json["file"].is_string()) return Unreadable(path);
  if (!json.contains("appeared") || !json["appeared"].is_boolean()) return Unreadable(path);
  return std::optional<PullState>(PullState{json["from"], json["to"], json["rows"],
                                            json.value("fen", int64_t{0}), json["file"],
                                            json["appeared"]});
}

absl::Status RemovePullState(const std::string& folder) {
  const std::string path = StatePath(folder);
  if (::unlink(path.c_str()) != 0 && errno != ENOENT) {
    return files::SystemError("remove", path, errno);
  }
  return SyncFolder(folder);
}

absl::StatusOr<std::unique_ptr<PullLock>> PullLock::Take(const std::string& folder) {
  if (absl::Status status = EnsureFolder(folder); !status.ok()) return status;
  const std::string path = folder + "/pull.lock";
  const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (descriptor < 0) return files::SystemError("open", path, errno);
  if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
    ::close(descriptor);
    return absl::FailedPreconditionError(domain::Concatenate(
        path, ": 另一次 pull 正在运行 / another pull is running with this state"));
  }
  return std::unique_ptr<PullLock>(new PullLock(descriptor));
}

PullLock::~PullLock() { ::close(descriptor_); }

}  // namespace levybridge::client
