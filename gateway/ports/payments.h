// Payments: every receipt line ever received, and which of them fit no obligation.
// Part of a Transaction; see store.h for durability and threads.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "gateway/domain/payment.h"

namespace levybridge::ports {

// Money that waits for an obligation it fits: a payment (a reversal is no money) that is applied to
// none and not wholly taken back.
inline bool IsUnapplied(const domain::Payment& payment) {
  return payment.line.type == domain::PaymentType::kPayment && !payment.applied_to &&
         payment.reversed != payment.line.amounts;
}

class Payments {
 public:
  virtual ~Payments() = default;

  // One answer per key, in the order of the keys.
  virtual absl::StatusOr<std::vector<std::optional<domain::Payment>>> Find(
      absl::Span<const domain::PaymentKey> keys) const = 0;
  // Adds or replaces; each payment for which IsUnapplied holds is unapplied.
  virtual absl::Status Put(absl::Span<const domain::Payment> payments) = 0;

  // Unapplied lines of a pooling area after `after`, in key order, at most `limit`.
  virtual absl::StatusOr<std::vector<domain::Payment>> ListUnapplied(
      domain::PoolingArea pooling_area, const std::optional<domain::PaymentKey>& after,
      int32_t limit) const = 0;
  // Unapplied lines that name this unit, insurance type and fee period.
  virtual absl::StatusOr<std::vector<domain::Payment>> UnappliedFor(
      const domain::ObligationKey& key) const = 0;
  // Cheap test before asking row by row.
  virtual absl::StatusOr<bool> HasUnapplied(domain::PoolingArea pooling_area) const = 0;
  // All lines applied to an obligation, by receipt.
  virtual absl::StatusOr<std::vector<domain::Payment>> AppliedTo(
      const domain::ObligationKey& key) const = 0;
};

}  // namespace levybridge::ports
