// AtomicFile: a file that appears whole and durable under its name, or not at all.
//
// Written under `PATH.part`, then fsync, rename, fsync of the folder. What is not committed is
// removed; after a crash a `.part` file is left that the next writer of the same name overwrites.
// Two writers of one name exclude each other. Not thread-safe.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace levybridge::files {

class AtomicFile {
 public:
  enum class Readers : uint8_t { kOwnerAndGroup, kOwner };  // the latter for account data
  // `path` is where it is written to until Commit.
  static absl::StatusOr<std::unique_ptr<AtomicFile>> Create(
      const std::string& path, Readers readers = Readers::kOwnerAndGroup);
  ~AtomicFile();
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;

  // Buffered; an error is kept and comes back from Commit.
  void Append(std::string_view bytes);
  absl::Status status() const { return status_; }
  // After it the file stands durably under the name given to Create, or under `final_path` in the
  // same folder, replacing what was there.
  absl::Status Commit() { return CommitAs(path_); }
  absl::Status CommitAs(const std::string& final_path);

 private:
  AtomicFile(std::string path, int descriptor);
  void Flush();

  std::string path_;
  std::string part_path_;
  int descriptor_;
  std::string buffer_;
  absl::Status status_;
};

// One CSV cell: quoted when it holds `delimiter`, quotes, line ends or blanks at its ends.
void AppendCell(std::string_view cell, char delimiter, std::string& out);

inline constexpr std::string_view kCsvLineEnd = "\r\n";
inline constexpr std::string_view kUtf8Mark = "\xEF\xBB\xBF";

}  // namespace levybridge::files
