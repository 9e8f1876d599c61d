#include "tests/support/fault_vfs.h"

#include <sqlite3.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstring>
#include <fstream>
#include <iterator>
#include <map>
#include <thread>
#include <utility>
#include <vector>

namespace levybridge::testing {
namespace {

// One write or truncation that no sync has made durable yet.
struct Unsynced {
  sqlite3_int64 offset = 0;
  std::string bytes;
  bool truncates = false;  // to `offset`
};

void Apply(const Unsynced& change, size_t length, std::string& content) {
  const auto offset = static_cast<size_t>(change.offset);
  if (change.truncates) {
    if (offset < content.size()) content.resize(offset);
    return;
  }
  if (content.size() < offset + length) content.resize(offset + length);
  content.replace(offset, length, change.bytes, 0, length);
}

struct FileImage {
  std::string durable;
  std::vector<Unsynced> unsynced;
};

std::string ReadWhole(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

}  // namespace

struct FaultVfs::State {
  std::mutex mutex;
  sqlite3_vfs* base = nullptr;
  sqlite3_vfs vfs{};
  std::map<std::string, FileImage> files;
  Fault fault = Fault::kPowerLoss;
  int64_t countdown = 0;  // 0: no fault waits
  int times = 0;
  bool lost = false;
  int sync_delay_ms = 0;
  int64_t syncs = 0;

  // Counts one write or sync; SQLITE_OK when it may go ahead. Holds `mutex`.
  int Strike(bool is_sync) {
    if (lost) return SQLITE_IOERR;
    if (countdown > 1) {
      --countdown;
      return SQLITE_OK;
    }
    if (countdown == 0) return SQLITE_OK;
    switch (fault) {
      case Fault::kPowerLoss:
        lost = true;
        return SQLITE_IOERR;
      case Fault::kWriteError:
        return is_sync ? SQLITE_OK : Spend(SQLITE_IOERR_WRITE);
      case Fault::kSyncError:
        return is_sync ? Spend(SQLITE_IOERR_FSYNC) : SQLITE_OK;
      case Fault::kDiskFull:
        return is_sync ? SQLITE_OK : Spend(SQLITE_FULL);
    }
    return SQLITE_OK;
  }
  int Spend(int code) {
    if (--times <= 0) countdown = 0;
    return code;
  }
};

namespace {

using State = FaultVfs::State;

struct FaultFile {
  sqlite3_file base;
  State* state;
  FileImage* image;    // null for files that need not survive
  sqlite3_file* real;  // stands behind this struct
};

FaultFile& Of(sqlite3_file* file) { return *reinterpret_cast<FaultFile*>(file); }
sqlite3_file* RealOf(sqlite3_file* file) { return Of(file).real; }

int Close(sqlite3_file* file) {
  sqlite3_file* real = RealOf(file);
  return real->pMethods != nullptr ? real->pMethods->xClose(real) : SQLITE_OK;
}
int Read(sqlite3_file* file, void* to, int size, sqlite3_int64 offset) {
  {
    const std::lock_guard lock(Of(file).state->mutex);
    if (Of(file).state->lost) return SQLITE_IOERR_READ;
  }
  return RealOf(file)->pMethods->xRead(RealOf(file), to, size, offset);
}
int Write(sqlite3_file* file, const void* from, int size, sqlite3_int64 offset) {
  FaultFile& fault_file = Of(file);
  const std::lock_guard lock(fault_file.state->mutex);
  if (fault_file.image == nullptr) {
    return fault_file.real->pMethods->xWrite(fault_file.real, from, size, offset);
  }
  const std::string bytes(static_cast<const char*>(from), static_cast<size_t>(size));
  const bool lost_before = fault_file.state->lost;
  const int struck = fault_file.state->Strike(false);
  // The write under way when power fails may still leave something behind.
  if (struck != SQLITE_OK && (lost_before || !fault_file.state->lost)) return struck;
  fault_file.image->unsynced.push_back({offset, bytes, false});
  if (struck != SQLITE_OK) return struck;
  return fault_file.real->pMethods->xWrite(fault_file.real, from, size, offset);
}
int Truncate(sqlite3_file* file, sqlite3_int64 size) {
  FaultFile& fault_file = Of(file);
  const std::lock_guard lock(fault_file.state->mutex);
  if (fault_file.state->lost) return SQLITE_IOERR_TRUNCATE;
  if (fault_file.image != nullptr) fault_file.image->unsynced.push_back({size, {}, true});
  return fault_file.real->pMethods->xTruncate(fault_file.real, size);
}
int Sync(sqlite3_file* file, int) {
  FaultFile& fault_file = Of(file);
  if (fault_file.image == nullptr) return SQLITE_OK;
  int delay_ms = 0;
  {
    const std::lock_guard lock(fault_file.state->mutex);
    delay_ms = fault_file.state->sync_delay_ms;
  }
  if (delay_ms > 0) std::this_thread::sleep_for(std::chrono::milliseconds(delay_ms));
  const std::lock_guard lock(fault_file.state->mutex);
  const bool lost_before = fault_file.state->lost;
  const int struck = fault_file.state->Strike(true);
  if (struck == SQLITE_OK) {
    for (const Unsynced& change : fault_file.image->unsynced) {
      Apply(change, change.bytes.size(), fault_file.image->durable);
    }
    ++fault_file.state->syncs;
  }
  if (struck == SQLITE_OK || (!lost_before && !fault_file.state->lost)) {
    fault_file.image->unsynced.clear();
  }
  return struck;
}
int FileSize(sqlite3_file* file, sqlite3_int64* size) {
  return RealOf(file)->pMethods->xFileSize(RealOf(file), size);
}
int Lock(sqlite3_file* file, int level) {
  return RealOf(file)->pMethods->xLock(RealOf(file), level);
}
int Unlock(sqlite3_file* file, int level) {
  return RealOf(file)->pMethods->xUnlock(RealOf(file), level);
}
int CheckReservedLock(sqlite3_file* file, int* held) {
  return RealOf(file)->pMethods->xCheckReservedLock(RealOf(file), held);
}
int FileControl(sqlite3_file* file, int operation, void* argument) {
  return RealOf(file)->pMethods->xFileControl(RealOf(file), operation, argument);
}
int SectorSize(sqlite3_file* file) { return RealOf(file)->pMethods->xSectorSize(RealOf(file)); }
int DeviceCharacteristics(sqlite3_file* file) {
  return RealOf(file)->pMethods->xDeviceCharacteristics(RealOf(file));
}
int ShmMap(sqlite3_file* file, int page, int size, int extend, void volatile** mapped) {
  return RealOf(file)->pMethods->xShmMap(RealOf(file), page, size, extend, mapped);
}
int ShmLock(sqlite3_file* file, int offset, int count, int flags) {
  return RealOf(file)->pMethods->xShmLock(RealOf(file), offset, count, flags);
}
void ShmBarrier(sqlite3_file* file) { RealOf(file)->pMethods->xShmBarrier(RealOf(file)); }
int ShmUnmap(sqlite3_file* file, int remove) {
  return RealOf(file)->pMethods->xShmUnmap(RealOf(file), remove);
}

constexpr sqlite3_io_methods kMethods = {2,
                                         Close,
                                         Read,
                                         Write,
                                         Truncate,
                                         Sync,
                                         FileSize,
                                         Lock,
                                         Unlock,
                                         CheckReservedLock,
                                         FileControl,
                                         SectorSize,
                                         DeviceCharacteristics,
                                         ShmMap,
                                         ShmLock,
                                         ShmBarrier,
                                         ShmUnmap,
                                         nullptr,
                                         nullptr};

State& StateOf(sqlite3_vfs* vfs) { return *static_cast<State*>(vfs->pAppData); }

int OpenFile(sqlite3_vfs* vfs, const char* path, sqlite3_file* file, int flags, int* flags_out) {
  State& state = StateOf(vfs);
  FaultFile& fault_file = Of(file);
  fault_file.base.pMethods = nullptr;
  fault_file.state = &state;
  fault_file.image = nullptr;
  fault_file.real = reinterpret_cast<sqlite3_file*>(&fault_file + 1);
  const std::lock_guard lock(state.mutex);
  if (state.lost) return SQLITE_CANTOPEN;
  const int code = state.base->xOpen(state.base, path, fault_file.real, flags, flags_out);
  if (code != SQLITE_OK) return code;
  constexpr int kSurvives = SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL;
  if (path != nullptr && (flags & kSurvives) != 0) {
    const auto [at, is_new] = state.files.try_emplace(path);
    if (is_new) at->second.durable = ReadWhole(path);
    fault_file.image = &at->second;
  }
  fault_file.base.pMethods = &kMethods;
  return SQLITE_OK;
}
int DeleteFile(sqlite3_vfs* vfs, const char* path, int sync_directory) {
  State& state = StateOf(vfs);
  const std::lock_guard lock(state.mutex);
  if (state.lost) return SQLITE_IOERR_DELETE;
  if (const auto at = state.files.find(path); at != state.files.end()) at->second = {};
  return state.base->xDelete(state.base, path, sync_directory);
}

}  // namespace

FaultVfs::FaultVfs(std::string name) : name_(std::move(name)), state_(std::make_unique<State>()) {
  state_->base = sqlite3_vfs_find(nullptr);
  sqlite3_vfs& vfs = state_->vfs;
  vfs = *state_->base;
  vfs.szOsFile = static_cast<int>(sizeof(FaultFile)) + state_->base->szOsFile;
  vfs.zName = name_.c_str();
  vfs.pAppData = state_.get();
  vfs.pNext = nullptr;
  vfs.xOpen = OpenFile;
  vfs.xDelete = DeleteFile;
  sqlite3_vfs_register(&vfs, 0);
}

FaultVfs::~FaultVfs() { sqlite3_vfs_unregister(&state_->vfs); }

void FaultVfs::StrikeAfter(Fault fault, int64_t operations, int times) {
  const std::lock_guard lock(state_->mutex);
  state_->fault = fault;
  state_->countdown = operations;
  state_->times = times;
}

void FaultVfs::ClearFaults() {
  const std::lock_guard lock(state_->mutex);
  state_->countdown = 0;
}

void FaultVfs::DelaySyncs(int milliseconds) {
  const std::lock_guard lock(state_->mutex);
  state_->sync_delay_ms = milliseconds;
}

bool FaultVfs::power_lost() const {
  const std::lock_guard lock(state_->mutex);
  return state_->lost;
}

int64_t FaultVfs::syncs() const {
  const std::lock_guard lock(state_->mutex);
  return state_->syncs;
}

void FaultVfs::Restart(std::mt19937_64& random) {
  const std::lock_guard lock(state_->mutex);
  for (auto& [path, image] : state_->files) {
    std::string content = std::move(image.durable);
    std::vector<Unsynced> changes = std::move(image.unsynced);
    const uint64_t manner = random() % 3;  // nothing more, a prefix, or any of them in any order
    if (manner == 0) changes.clear();
    if (manner == 1 && !changes.empty()) changes.resize(random() % (changes.size() + 1));
    if (manner == 2) std::shuffle(changes.begin(), changes.end(), random);
    for (const Unsynced& change : changes) {
      if (manner == 2 && random() % 2 == 0) continue;
      const size_t whole = change.bytes.size();
      const bool torn = random() % 8 == 0 && whole > 0;
      Apply(change, torn ? random() % whole : whole, content);
    }
    std::ofstream(path, std::ios::binary | std::ios::trunc) << content;
    if (content.empty()) unlink(path.c_str());
    unlink((path + "-shm").c_str());
    image = {std::move(content), {}};
  }
  state_->lost = false;
  state_->countdown = 0;
}

}  // namespace levybridge::testing
