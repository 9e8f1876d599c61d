// MonthChooser: in which accounting month a movement counts.
//
// Customer rule: a closed month does not change; what arrives late is booked in the earliest open
// month after it, pointing back. Closing runs forward, so everything up to the latest closed month
// counts as closed. A movement also takes away the comparison of its month, and with it what both
// sides confirmed. One chooser serves one transaction. Not thread-safe.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "gateway/domain/civil_date.h"
#include "gateway/domain/fee_period.h"
#include "gateway/domain/region.h"
#include "gateway/ports/store.h"

namespace levybridge::usecases {

struct ChosenMonth {
  domain::AccountingMonth month;
  std::optional<domain::AccountingMonth> adjusts;  // the closed month it belongs to by its date
};

// The latest closed month of a pooling area; nothing when none is.
absl::StatusOr<std::optional<domain::AccountingMonth>> LatestClosedMonth(
    const ports::Transaction& store, domain::PoolingArea pooling_area);

class MonthChooser {
 public:
  explicit MonthChooser(ports::Transaction& store) : store_(store) {}
  // The month for a movement of `date`.
  absl::StatusOr<ChosenMonth> Choose(domain::PoolingArea pooling_area, domain::CivilDate date);
  // After the movements are stored: comparisons from the chosen months on are void.
  absl::Status VoidComparisons();

 private:
  ports::Transaction& store_;
  std::map<domain::PoolingArea, std::optional<domain::AccountingMonth>> closed_through_;
  std::map<domain::PoolingArea, domain::AccountingMonth> earliest_moved_;
};

}  // namespace levybridge::usecases
