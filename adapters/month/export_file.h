// ExportFile: the ledger's lines of a month as a CSV for people: UTF-8 with a mark, so that
// spreadsheets show Chinese; text cells neutralised against formulas; the sums in a last row. It
// appears atomically. Not thread-safe.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "adapters/files/atomic_file.h"
#include "gateway/domain/statement.h"

namespace levybridge::month {

class ExportFile {
 public:
  static absl::StatusOr<std::unique_ptr<ExportFile>> Create(const std::string& path);
  absl::Status Append(const domain::StatementLine& line);
  absl::Status Finish();
  int64_t rows() const { return totals_.lines; }

 private:
  explicit ExportFile(std::unique_ptr<files::AtomicFile> file) : file_(std::move(file)) {}

  std::unique_ptr<files::AtomicFile> file_;
  domain::StatementTotals totals_;
};

}  // namespace levybridge::month
