#include "adapters/sqlite/backup.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <memory>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "adapters/sqlite/migrations.h"
#include "adapters/sqlite/status.h"
#include "adapters/sqlite/store_lock.h"

namespace levybridge::sqlite {
namespace {

// 2 MiB a step: short enough that a waiting write hardly notices.
constexpr int kPagesPerStep = 256;
constexpr mode_t kOwnerOnly = 0600;

absl::Status SystemError(const std::string& what) {
  const std::string text = absl::StrCat("store: ", what, ": ", std::strerror(errno));
  return errno == ENOSPC ? absl::ResourceExhaustedError(text) : absl::UnavailableError(text);
}

absl::Status Sync(const std::string& path, int flags) {
  const int descriptor = open(path.c_str(), flags | O_CLOEXEC);
  if (descriptor < 0) return SystemError("opening " + path);
  const bool synced = fsync(descriptor) == 0;
  absl::Status status = synced ? absl::OkStatus() : SystemError("syncing " + path);
  close(descriptor);
  return status;
}

std::string DirectoryOf(const std::string& path) {
  const std::string directory = std::filesystem::path(path).parent_path().string();
  return directory.empty() ? "." : directory;
}

bool Exists(const std::string& path) {
  std::error_code error;
  return std::filesystem::exists(path, error);
}

void Remove(const std::string& path) {
  for (const char* suffix : {"", "-wal", "-shm", "-journal"}) {
    unlink((path + suffix).c_str());
  }
}

// `create_only` never replaces a file, not even one that appeared just now.
absl::Status MoveIntoPlace(const std::string& from, const std::string& to, bool create_only) {
  absl::Status status = Sync(from, O_RDWR);
  if (!status.ok()) return status;
  if (create_only) {
    if (link(from.c_str(), to.c_str()) != 0) {
      if (errno == EEXIST) return absl::AlreadyExistsError(absl::StrCat("store: ", to, " exists"));
      return SystemError("creating " + to);
    }
    unlink(from.c_str());
  } else if (rename(from.c_str(), to.c_str()) != 0) {
    return SystemError("renaming to " + to);
  }
  return Sync(DirectoryOf(to), O_RDONLY | O_DIRECTORY);
}

absl::StatusOr<std::unique_ptr<Connection>> OpenCopy(const std::string& path) {
  Remove(path);
  auto copy = Connection::Open({.path = path, .create = true});
  if (!copy.ok()) return copy.status();
  // The file comes into being with the first statement.
  absl::Status status = (*copy)->Execute("PRAGMA journal_mode=DELETE; PRAGMA synchronous=OFF;");
  if (!status.ok()) return status;
  if (chmod(path.c_str(), kOwnerOnly) != 0 && errno != ENOENT) {
    return SystemError("restricting access to " + path);
  }
  return copy;
}

struct BackupFinisher {
  void operator()(sqlite3_backup* backup) const { sqlite3_backup_finish(backup); }
};

absl::Status CopyInSteps(
    Connection& copy,
    absl::FunctionRef<absl::Status(absl::FunctionRef<absl::Status(Connection&)>)> run_alone) {
  std::unique_ptr<sqlite3_backup, BackupFinisher> backup;
  int code = SQLITE_OK;
  absl::Status status;
  while (status.ok() && code == SQLITE_OK) {
    status = run_alone([&](Connection& source) {
      if (backup == nullptr) {
        backup.reset(sqlite3_backup_init(copy.handle(), "main", source.handle(), "main"));
        if (backup == nullptr) {
          return StatusOf(sqlite3_extended_errcode(copy.handle()), "starting the backup");
        }
      }
      code = sqlite3_backup_step(backup.get(), kPagesPerStep);
      return StatusOf(code, "copying to the backup");
    });
  }
  // The backup is known to the source until it is finished, so that also happens on its thread.
  const absl::Status finished = run_alone([&](Connection&) {
    backup.reset();
    return absl::OkStatus();
  });
  return status.ok() ? finished : status;
}

absl::Status CheckIntegrity(Connection& connection) {
  const auto version = ReadSchemaVersion(connection);
  if (!version.ok()) return version.status();
  if (*version == 0) return absl::DataLossError("store: the backup is empty");
  Query query(connection, "PRAGMA integrity_check(1)");
  if (query.Next() && query.Blob(0) == "ok") return absl::OkStatus();
  if (!query.status().ok()) return query.status();
  return absl::DataLossError("store: the backup is damaged; nothing was restored");
}

}  // namespace

absl::Status CopyStore(
    const std::string& target,
    absl::FunctionRef<absl::Status(absl::FunctionRef<absl::Status(Connection&)>)> run_alone) {
  if (Exists(target)) return absl::AlreadyExistsError(absl::StrCat("store: ", target, " exists"));
  const std::string unfinished = target + ".unfinished";
  absl::Status status;
  {
    auto copy = OpenCopy(unfinished);
    status = copy.ok() ? CopyInSteps(**copy, run_alone) : copy.status();
    // The copy says "write-ahead log" like its source; a single file must stand by itself.
    if (status.ok()) status = (*copy)->Execute("PRAGMA journal_mode=DELETE;");
  }
  if (status.ok()) status = MoveIntoPlace(unfinished, target, true);
  if (!status.ok()) Remove(unfinished);
  return status;
}

absl::Status RestoreStore(const std::string& from, const std::string& to, bool overwrite) {
  const auto lock = StoreLock::Acquire(to);
  if (!lock.ok()) return lock.status();
  if (!overwrite && Exists(to)) {
    return absl::AlreadyExistsError(absl::StrCat("store: ", to, " exists; it was left as it is"));
  }
  auto source = Connection::Open({.path = from, .read_only = true});
  if (!source.ok()) return source.status();
  if (absl::Status status = CheckIntegrity(**source); !status.ok()) return status;
  const std::string unfinished = to + ".unfinished";
  absl::Status status;
  {
    auto copy = OpenCopy(unfinished);
    status = copy.ok() ? CopyInSteps(**copy,
                                     [&](absl::FunctionRef<absl::Status(Connection&)> step) {
                                       return step(**source);
                                     })
                       : copy.status();
    if (status.ok()) status = (*copy)->Execute("PRAGMA journal_mode=DELETE;");
    if (status.ok()) status = CheckIntegrity(**copy);
  }
  if (status.ok()) {
    // A log left by the old store must not be applied to the new file.
    unlink((to + "-wal").c_str());
    unlink((to + "-shm").c_str());
    status = MoveIntoPlace(unfinished, to, !overwrite);
  }
  if (!status.ok()) Remove(unfinished);
  return status;
}

}  // namespace levybridge::sqlite
