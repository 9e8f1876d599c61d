// The canonical assessment file (核定): what `agency submit` and `policy evaluate` read.
//
// Columns by English name or Chinese alias in any order; amounts in yuan, at most two decimals;
// employer_medical defaults to before - maternity, amount_before to medical + maternity, and one of
// the two must be there; `applied_on` stays empty when it is not stated (who judges the row knows
// the business date). For a submission reduction and amount_after are required. Rows are checked by
// domain::CheckAssessment too. Not thread-safe.
#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "absl/status/statusor.h"
#include "adapters/files/record_reader.h"
#include "adapters/files/remembered.h"
#include "gateway/domain/assessment.h"

namespace levybridge::files {

struct AssessmentCsvOptions {
  CsvOptions csv;
  bool for_submission = true;
};

// What all rows of a file add up to, refused ones included; what a manifest is compared with.
struct AssessmentTotals {
  int64_t records = 0;
  domain::MoneySum before;
  domain::MoneySum reduction;
  domain::MoneySum after;
  int64_t unreadable_amounts = 0;  // rows whose amounts could not all be read; they count as zero
};

// The columns in which one value mostly stands row after row.
struct RepeatedCells {
  Remembered<domain::ParseInsuranceType> insurance_type;
  Remembered<domain::FeePeriod::Parse> fee_period;
  Remembered<domain::ParseAssessmentKind> kind;
  Remembered<domain::ParseRate> employer_rate;
  Remembered<domain::CivilDate::Parse> reduction_start;
  Remembered<domain::CivilDate::Parse> reduction_end;
};

class AssessmentReader {
 public:
  // Refusals: what TableReader refuses, and MISSING_COLUMN for the columns a submission needs.
  static absl::StatusOr<std::unique_ptr<AssessmentReader>> Open(
      std::unique_ptr<ByteSource> source, const AssessmentCsvOptions& options);
  AssessmentReader(const AssessmentReader&) = delete;
  AssessmentReader& operator=(const AssessmentReader&) = delete;

  absl::StatusOr<bool> Next();
  // ParsedRow::claimed is the amount before reduction.
  ParsedRow<domain::Assessment>& row() { return reader_.row(); }
  // Of the rows read so far.
  const AssessmentTotals& totals() const { return totals_; }
  const TableReader& table() const { return reader_.table(); }

 private:
  AssessmentReader(std::unique_ptr<TableReader> table, bool for_submission);

  RecordReader<domain::Assessment>::Parsed Parse(RowCells& cells);

  bool for_submission_;
  AssessmentTotals totals_;
  RepeatedCells repeated_;
  RecordReader<domain::Assessment> reader_;
};

// In canonical order; also the columns of files that are written.
std::span<const ColumnSpec> AssessmentColumns();

}  // namespace levybridge::files
