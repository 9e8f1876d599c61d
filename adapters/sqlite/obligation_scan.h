// Obligations from both places, the single rows and the runs, in key order as if from one.
#pragma once

#include <optional>
#include <set>
#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "adapters/sqlite/connection.h"
#include "gateway/domain/obligation.h"

namespace levybridge::sqlite {

// The stored value of an obligation; DATA_LOSS that names the key when it cannot be read.
absl::StatusOr<domain::Obligation> ReadObligation(const domain::ObligationKey& key,
                                                  std::string_view value);

using VisitStored = absl::FunctionRef<absl::Status(const domain::ObligationKey& key,
                                                   std::string_view value, bool& go_on)>;

// The fee periods for which there may be obligations in an area.
absl::StatusOr<std::set<domain::FeePeriod>> PeriodsOf(Connection& connection,
                                                      domain::PoolingArea area);
// The stored obligations of an area and period after `after`, until the visitor ends it.
absl::Status ScanPeriod(Connection& connection, domain::PoolingArea area,
                        domain::FeePeriod fee_period,
                        const std::optional<domain::ObligationKey>& after, VisitStored visit);

}  // namespace levybridge::sqlite
