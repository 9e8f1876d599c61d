// The registers an agency keeps: deferrals by application (缓缴登记) and eligible employers of the
// joint list or with a written commitment (名单、承诺).
//
// Columns by English name or Chinese alias in any order; what came with an application is written
// name=sha256;name=sha256. Each row is checked by itself; whether a policy allows it is not asked
// here. ParsedRow::claimed is zero.
#pragma once

#include <memory>
#include <span>

#include "absl/status/statusor.h"
#include "adapters/files/record_reader.h"
#include "gateway/domain/policy_registers.h"

namespace levybridge::files {

using DeferralReader = RecordReader<domain::DeferralEntry>;
using EligibleReader = RecordReader<domain::EligibleEmployer>;

absl::StatusOr<std::unique_ptr<DeferralReader>> OpenDeferrals(std::unique_ptr<ByteSource> source,
                                                              const CsvOptions& options);
absl::StatusOr<std::unique_ptr<EligibleReader>> OpenEligible(std::unique_ptr<ByteSource> source,
                                                             const CsvOptions& options);

std::span<const ColumnSpec> DeferralColumns();
std::span<const ColumnSpec> EligibleColumns();

}  // namespace levybridge::files
