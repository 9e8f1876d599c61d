// Listings: what the gateway holds for a party, as tables for people and programs. Changes nothing.
// Every stream goes on where it broke. Not thread-safe.
#pragma once

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "adapters/client/output.h"
#include "adapters/client/session.h"

namespace levybridge::client {

// 校验反馈: instructions that the tax bureau refused; `open_only`: not replaced yet.
absl::StatusOr<Table> ListInstructionRejections(Session& session, bool open_only);
// Payments that fit no obligation; of one employer, unless `unit_code` is empty.
absl::StatusOr<Table> ListUnappliedPayments(Session& session, const std::string& unit_code);
// The party's own batches, newest first, at most `limit`.
absl::StatusOr<Table> ListBatches(Session& session, size_t limit);

struct EmployerTrace {
  std::string unit_name;
  Table balances;
  Table events;
};
// `fee_period` yyyymm, 0: all. NOT_FOUND with UNIT_UNKNOWN.
absl::StatusOr<EmployerTrace> TraceEmployer(Session& session, const std::string& unit_code,
                                            domain::RegionCode region, int32_t fee_period);

// Prints `table` under the key `name`: rows for people, an object with the rows and their number
// for programs.
enum class Layout : uint8_t { kTable, kBlocks };
void PrintListing(Output& output, const std::string& name, const Table& table,
                  Layout layout = Layout::kTable);

}  // namespace levybridge::client
