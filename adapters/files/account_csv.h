// The accounts employers have on file with the tax bureau (税务备案账户), and the refunds the
// treasury paid (国库退库): the two files about refunds that come from the tax bureau.
//
// Customer rule: account numbers and names never stand in a message, wherever in the row they
// turn up: problems of the accounts' file name the column and say what is wrong, without the cell.
// Only ParsedRow::raw has the row in full, for the reject file that goes back to the filer.
// Columns by English name or Chinese alias in any order. Not thread-safe.
#pragma once

#include <memory>
#include <span>

#include "absl/status/statusor.h"
#include "adapters/files/record_reader.h"
#include "gateway/domain/payout.h"

namespace levybridge::files {

using AccountReader = RecordReader<domain::AccountOnFile>;
using TreasuryRefundReader = RecordReader<domain::TreasuryRefund>;

// ParsedRow::claimed is zero. A wrong check digit of the bank code is a warning.
absl::StatusOr<std::unique_ptr<AccountReader>> OpenAccounts(std::unique_ptr<ByteSource> source,
                                                            const CsvOptions& options);
// ParsedRow::claimed is the amount.
absl::StatusOr<std::unique_ptr<TreasuryRefundReader>> OpenTreasuryRefunds(
    std::unique_ptr<ByteSource> source, const CsvOptions& options);

std::span<const ColumnSpec> AccountColumns();
std::span<const ColumnSpec> TreasuryRefundColumns();

}  // namespace levybridge::files
