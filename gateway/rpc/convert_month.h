// Months and their differences, from the domain to the contract. Thread-safe.
#pragma once

#include <string>
#include <vector>

#include "gateway/domain/month.h"
#include "gateway/rpc/convert_values.h"
#include "levybridge/reconciliation/v1/month.pb.h"

namespace levybridge::rpc {

// What the record itself does not hold.
struct MonthContext {
  std::string agency_batch_id;  // empty: no statement
  std::string tax_batch_id;
  std::vector<std::pair<domain::DifferenceCategory, int64_t>> counts;
};

reconciliation::v1::Month MonthToWire(const domain::MonthRecord& record,
                                      const MonthContext& context);
void FillWire(const domain::Difference& difference, const domain::MonthRecord& month,
              uint64_t position, reconciliation::v1::Difference& message);

}  // namespace levybridge::rpc
