// What ends a deferral before its day, as files: members who leave, retire or transfer (人员变动),
// and employers that are going to deregister (拟注销登记).
//
// Columns by English name or Chinese alias in any order. A member is named by the agency's own
// opaque reference. An empty maternity is zero. Each row is checked by itself; whether so much is
// still deferred only the gateway knows. ParsedRow::claimed is zero.
#pragma once

#include <memory>
#include <span>

#include "absl/status/statusor.h"
#include "adapters/files/record_reader.h"
#include "gateway/domain/member_event.h"

namespace levybridge::files {

using MemberEventReader = RecordReader<domain::MemberEvent>;
using DeregistrationReader = RecordReader<domain::Deregistration>;

absl::StatusOr<std::unique_ptr<MemberEventReader>> OpenMemberEvents(
    std::unique_ptr<ByteSource> source, const CsvOptions& options);
absl::StatusOr<std::unique_ptr<DeregistrationReader>> OpenDeregistrations(
    std::unique_ptr<ByteSource> source, const CsvOptions& options);

std::span<const ColumnSpec> MemberEventColumns();
std::span<const ColumnSpec> DeregistrationColumns();

}  // namespace levybridge::files
