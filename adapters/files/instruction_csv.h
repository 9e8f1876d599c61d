// The tax bureau's instruction file: everything one pull brought, in the order of the sequence.
//
// A machine file: UTF-8 without mark, columns and order as documented in the specification of
// files, nothing neutralised. It appears atomically, named by its first and last sequence, so that
// two pulls never share a name and a gap is seen at a glance. Not thread-safe.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "adapters/files/atomic_file.h"
#include "gateway/domain/instruction.h"

namespace levybridge::files {

class InstructionWriter {
 public:
  // `folder` exists. One writer per folder at a time (UNAVAILABLE otherwise).
  static absl::StatusOr<std::unique_ptr<InstructionWriter>> Create(const std::string& folder);

  // Sequences must ascend. Errors of the disk come back from Finish at the latest.
  absl::Status Append(const domain::Instruction& instruction);
  // Makes the file durable and gives its path; an empty path, and no file, when it has no rows.
  absl::StatusOr<std::string> Finish();

  int64_t rows() const { return rows_; }
  int64_t first() const { return first_; }
  int64_t last() const { return last_; }

 private:
  InstructionWriter(std::string folder, std::unique_ptr<AtomicFile> file);

  std::string folder_;
  std::unique_ptr<AtomicFile> file_;
  std::string line_;
  int64_t rows_ = 0;
  int64_t first_ = 0;
  int64_t last_ = 0;
};

// "instructions_0000000000001_0000000002000.csv".
std::string InstructionFileName(int64_t first, int64_t last);

// The header line and one row, without line ends.
std::string_view InstructionHeader();
void AppendInstructionRow(const domain::Instruction& instruction, std::string& out);

}  // namespace levybridge::files
