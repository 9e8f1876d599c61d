// Statements (对账单): one party's own list of a month's movements, by employer and fee period.
//
// Customer rule: each statement carries the counts and sums of its lines. Ours does in a trailer: a
// last row with `#TOTAL` (or 合计) as unit_code, the number of lines under `region`, and the sum of
// every amount column. A file without it, with rows after it, or whose lines do not add up to it is
// refused whole. Amounts left empty are zero and may be negative (reversals). Not thread-safe.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "absl/status/statusor.h"
#include "adapters/files/atomic_file.h"
#include "adapters/files/record_reader.h"
#include "gateway/domain/month.h"

namespace levybridge::files {

class StatementReader {
 public:
  static absl::StatusOr<std::unique_ptr<StatementReader>> Open(std::unique_ptr<ByteSource> source,
                                                               const CsvOptions& options);
  StatementReader(const StatementReader&) = delete;
  StatementReader& operator=(const StatementReader&) = delete;

  // False at the end of the file, after the trailer was compared: MISSING_TRAILER,
  // TRAILER_DISAGREES and ROW_AFTER_TRAILER are refusals.
  absl::StatusOr<bool> Next();
  // The current line, never the trailer. ParsedRow::claimed is the closing balance.
  ParsedRow<domain::StatementLine>& row() { return reader_.row(); }
  // Of all lines read so far, refused ones as far as they are readable.
  const domain::StatementTotals& totals() const { return totals_; }
  const std::optional<domain::StatementTotals>& trailer() const { return trailer_; }
  const TableReader& table() const { return reader_.table(); }

 private:
  explicit StatementReader(std::unique_ptr<TableReader> table);

  RecordReader<domain::StatementLine>::Parsed Parse(RowCells& cells);
  RecordReader<domain::StatementLine>::Parsed ParseTrailer(RowCells& cells);
  absl::Status AcceptTrailer();
  absl::Status CompareWithTrailer() const;

  domain::StatementTotals totals_;
  std::optional<domain::StatementTotals> trailer_;
  bool at_trailer_ = false;
  bool unreadable_amounts_ = false;
  absl::Status failure_;
  RecordReader<domain::StatementLine> reader_;
};

// The trailer alone, from the file's last 64 KiB: what the header of a submission needs before its
// first line is read. Nothing is compared yet.
absl::StatusOr<domain::StatementTotals> ReadStatementTrailer(const std::string& path,
                                                             const CsvOptions& options);

class StatementWriter {
 public:
  static absl::StatusOr<std::unique_ptr<StatementWriter>> Create(const std::string& path);
  void Append(const domain::StatementLine& line);
  // Writes the trailer and makes the file durable.
  absl::Status Finish();
  const domain::StatementTotals& totals() const { return totals_; }

 private:
  explicit StatementWriter(std::unique_ptr<AtomicFile> file);

  std::unique_ptr<AtomicFile> file_;
  domain::StatementTotals totals_;
  std::string text_;
};

std::span<const ColumnSpec> StatementColumns();

}  // namespace levybridge::files
