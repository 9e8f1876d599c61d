// StoreLock: keeps a second gateway away from a store that is in use.
//
// An advisory lock on `<store>.lock`, held by an open file description, so that it also excludes a
// second opening within this process and falls away when the process dies, however it dies. The
// file names the holder's process for people; its content decides nothing. Movable, not copyable.
#pragma once

#include <string>

#include "absl/status/statusor.h"

namespace levybridge::sqlite {

class StoreLock {
 public:
  // FAILED_PRECONDITION, naming the holder, when the store is in use.
  static absl::StatusOr<StoreLock> Acquire(const std::string& store_path);
  ~StoreLock();
  StoreLock(StoreLock&& other) noexcept;
  StoreLock& operator=(StoreLock&& other) noexcept;

 private:
  explicit StoreLock(int descriptor) : descriptor_(descriptor) {}
  int descriptor_;
};

}  // namespace levybridge::sqlite
