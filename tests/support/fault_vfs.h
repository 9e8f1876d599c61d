// FaultVfs: a file layer for SQLite that can lose power, fail, fill up and be slow.
//
// It stands on the system's own file layer and remembers, per file, which bytes have been synced
// and which writes have not. Losing power makes every further call fail; Restart then puts the
// files back to what was synced, plus any part of the writes that were not: in any order, whole or
// torn, as a disk would leave them. A sync that fails makes nothing durable and forgets what it
// should have made durable, as Linux does. Registered under its name while it lives; thread-safe.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <random>
#include <string>

namespace levybridge::testing {

enum class Fault { kPowerLoss, kWriteError, kSyncError, kDiskFull };

class FaultVfs {
 public:
  explicit FaultVfs(std::string name);
  ~FaultVfs();
  FaultVfs(const FaultVfs&) = delete;
  FaultVfs& operator=(const FaultVfs&) = delete;

  const std::string& name() const { return name_; }

  // The fault strikes at the `operations`-th write or sync from now (1 = the next). A power loss
  // lasts until Restart, the others hit `times` operations of their kind.
  void StrikeAfter(Fault fault, int64_t operations, int times = 1);
  void ClearFaults();
  // Every sync takes this long.
  void DelaySyncs(int milliseconds);
  bool power_lost() const;
  int64_t syncs() const;

  // Power comes back: to be called when everything that used the files is closed. `random` decides
  // what is left of the writes that were not synced.
  void Restart(std::mt19937_64& random);

  struct State;

 private:
  std::string name_;
  std::unique_ptr<State> state_;
};

}  // namespace levybridge::testing
