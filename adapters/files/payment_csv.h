// What the tax bureau sends line by line: payments and reversals (缴费明细), rejections of
// instructions (校验反馈), corrected late fees (滞纳金).
//
// Columns by English name or Chinese alias in any order. In payments line_no and reverses_line_no
// default to 1, insurance_type to 310, amounts to zero. Each line is checked by itself with what
// the domain knows about it; whether it fits what is stored is the gateway's question.
#pragma once

#include <memory>
#include <span>
#include <string>

#include "absl/status/statusor.h"
#include "adapters/files/record_reader.h"
#include "gateway/domain/payment.h"

namespace levybridge::files {

using PaymentReader = RecordReader<domain::PaymentLine>;
using RejectionReader = RecordReader<domain::InstructionRejection>;
using LateFeeReader = RecordReader<domain::LateFeeCorrection>;

// ParsedRow::claimed is the sum of the line's amounts, negative for reversals.
absl::StatusOr<std::unique_ptr<PaymentReader>> OpenPayments(std::unique_ptr<ByteSource> source,
                                                            const CsvOptions& options);
// ParsedRow::claimed is zero.
absl::StatusOr<std::unique_ptr<RejectionReader>> OpenRejections(std::unique_ptr<ByteSource> source,
                                                                const CsvOptions& options);
// ParsedRow::claimed is the late fee due.
absl::StatusOr<std::unique_ptr<LateFeeReader>> OpenLateFees(std::unique_ptr<ByteSource> source,
                                                            const CsvOptions& options);

std::span<const ColumnSpec> PaymentColumns();
std::span<const ColumnSpec> RejectionColumns();
std::span<const ColumnSpec> LateFeeColumns();

// The canonical header and one row, without line ends; for those who write such files.
std::string PaymentHeader();
void AppendPaymentRow(const domain::PaymentLine& line, std::string& out);

// insurance_type of a row that is not an assessment: 310 when empty; other types are reported.
domain::InsuranceType ReadInsuranceType(RowCells& cells, size_t column);

// The names of `columns`, comma-separated.
std::string HeaderOf(std::span<const ColumnSpec> columns);

}  // namespace levybridge::files
