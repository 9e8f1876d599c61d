// PayoutDelivery: the bank fetches the payouts of funded batches, from its own position.
// A batch is paid by the bank that fetched it first, and no other is told of it.
//
// Customer rules: fetching fixes the batch: from then on it can't be withdrawn, and what the bank
// may pay counts as given back. Payouts get their numbers as they are fetched, a bounded number in
// one transaction and before anything of them is sent, so a fetch that breaks off goes on where it
// stopped and repeats exactly what it had told. Thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "gateway/domain/refund_batch.h"
#include "gateway/ports/clock.h"
#include "gateway/ports/store.h"
#include "gateway/usecases/rules.h"

namespace levybridge::usecases {

struct FetchedPayout {
  int64_t sequence = 0;
  domain::PayoutOrder order;
};

// Payouts of one batch, ascending.
struct PayoutPage {
  std::vector<FetchedPayout> payouts;  // at most kPayoutsPerPage; none: there is nothing more now
  std::optional<domain::RefundBatch> batch;  // theirs
  int64_t batch_payouts = 0;                 // in the whole batch
  domain::MoneySum batch_total;
};

class PayoutDelivery {
 public:
  static constexpr int32_t kPayoutsPerPage = 2000;

  PayoutDelivery(ports::Store& store, const RuleSource& rules, const ports::Clock& clock)
      : store_(store), rules_(rules), clock_(clock) {}

  // Where the bank goes on when it does not say.
  absl::StatusOr<int64_t> AcknowledgedPosition(const domain::PartyId& bank) const;
  // What comes after `after_sequence`, in the bank's region: what was fetched already, then funded
  // batches, oldest first. POSITION_UNKNOWN for a position that was never told to this bank.
  absl::StatusOr<PayoutPage> Next(const domain::PartyId& bank, int64_t after_sequence,
                                  int32_t limit = kPayoutsPerPage);
  // Idempotent; an older position changes nothing. POSITION_NOT_DELIVERED.
  absl::StatusOr<int64_t> Acknowledge(const domain::PartyId& bank, int64_t through_sequence);

 private:
  absl::StatusOr<PayoutPage> FetchedBefore(const domain::PartyId& bank, int64_t after_sequence,
                                           int32_t limit) const;
  absl::StatusOr<PayoutPage> FetchNew(const domain::PartyId& bank,
                                      const domain::RegionTree& regions, int32_t limit);
  static absl::Status NoteDelivered(ports::Transaction& store, const domain::PartyId& bank,
                                    int64_t sequence);

  ports::Store& store_;
  const RuleSource& rules_;
  const ports::Clock& clock_;
};

}  // namespace levybridge::usecases
