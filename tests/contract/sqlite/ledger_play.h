// LedgerPlay: numbered events that leave a store in which everything that must always be true is
// true. Event n is the same each time: what a store should hold after any set of events is known.
#pragma once

#include <cstdint>
#include <set>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "gateway/ports/store.h"

namespace levybridge::contract {

// Writes event n: a finished batch, an employer's obligation with its assessment number,
// instruction and postings, and an unapplied payment.
absl::Status PlayEvent(ports::Transaction& transaction, int64_t n);
// An offset from event 1's obligation to event 5's, which must have been played.
absl::Status PlayOffset(ports::Transaction& transaction);
// Which events the store holds. DATA_LOSS when it holds a part of one.
absl::StatusOr<std::set<int64_t>> EventsIn(const ports::Store& store, int64_t highest);

}  // namespace levybridge::contract
