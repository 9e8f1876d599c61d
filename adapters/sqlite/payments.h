// Payments in SQLite: table payment, and the key tables payment_unapplied, payment_unapplied_for
// and payment_applied, which Put keeps in step with it.
// The contract is gateway/ports/payments.h. Belongs to one connection, used by one thread at a
// time.
#pragma once

#include "adapters/sqlite/connection.h"
#include "gateway/ports/payments.h"

namespace levybridge::sqlite {

class SqlitePayments final : public ports::Payments {
 public:
  explicit SqlitePayments(Connection& connection) : connection_(connection) {}

  absl::StatusOr<std::vector<std::optional<domain::Payment>>> Find(
      absl::Span<const domain::PaymentKey> keys) const override;
  absl::Status Put(absl::Span<const domain::Payment> payments) override;
  absl::StatusOr<std::vector<domain::Payment>> ListUnapplied(
      domain::PoolingArea pooling_area, const std::optional<domain::PaymentKey>& after,
      int32_t limit) const override;
  absl::StatusOr<std::vector<domain::Payment>> UnappliedFor(
      const domain::ObligationKey& key) const override;
  absl::StatusOr<bool> HasUnapplied(domain::PoolingArea pooling_area) const override;
  absl::StatusOr<std::vector<domain::Payment>> AppliedTo(
      const domain::ObligationKey& key) const override;

 private:
  Connection& connection_;
};

}  // namespace levybridge::sqlite
