// The reject file: the refused rows of a file, to be corrected and sent again as they are.
//
// Customer rule: original columns as they were, plus `problem_codes` and `problems` (every problem
// of the row, Chinese and English). Cells a spreadsheet would run as a formula are neutralised, and
// TableReader gives their exact text back; numbers in numeric columns are left alone. Written
// atomically, in UTF-8 with a byte order mark (so that spreadsheets show Chinese) and with the
// original's delimiter. Memory is bounded: the original is read a second time, front to back.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "adapters/files/table_reader.h"
#include "gateway/domain/problem.h"

namespace levybridge::files {

struct RejectFileJob {
  std::string original_path;
  std::string reject_path;  // usually RejectPathOf(original_path)
  CsvOptions csv;           // as the original was read
  std::span<const ColumnSpec> columns;
};

// Gives the refused rows in ascending order of row number, nothing at the end.
using NextProblems = std::function<absl::StatusOr<std::optional<domain::RowProblems>>()>;

// How many rows were written. FILE_CHANGED (refusal) when the original does not have a row that is
// named; INTERNAL when the rows do not come in ascending order. No file is left after an error.
absl::StatusOr<int64_t> WriteRejectFile(const RejectFileJob& job, const NextProblems& next);

// "a/b.csv.rejects.csv".
std::string RejectPathOf(const std::string& path);

// What stands in the two added columns: "AMOUNT_MISMATCH;BAD_DATE", and the sentences.
std::string ProblemCodesText(const std::vector<domain::Problem>& problems);
std::string ProblemsText(const std::vector<domain::Problem>& problems);

}  // namespace levybridge::files
