// Obligations and assessment numbers in SQLite: single rows in the tables obligation and
// assessment, the great mass in sorted runs (docs/adr/0006-sorted-runs.md). The contract is
// gateway/ports/obligations.h. Belongs to one connection, used by one thread at a time.
#pragma once

#include "adapters/sqlite/assessment_numbers.h"
#include "adapters/sqlite/connection.h"
#include "gateway/ports/obligations.h"

namespace levybridge::sqlite {

class SqliteObligations final : public ports::Obligations {
 public:
  explicit SqliteObligations(Connection& connection) : connection_(connection) {}

  absl::StatusOr<std::vector<std::optional<domain::Obligation>>> Find(
      absl::Span<const domain::ObligationKey> keys) const override;
  absl::Status Put(absl::Span<const domain::Obligation> obligations) override;
  absl::StatusOr<std::vector<std::optional<domain::ObligationKey>>> FindAssessments(
      const domain::PartyId& agency,
      absl::Span<const ports::AssessmentIdentity> identities) const override;
  absl::Status PutAssessments(const domain::PartyId& agency,
                              absl::Span<const ports::AssessmentIdentity> identities,
                              absl::Span<const domain::ObligationKey> keys) override;
  absl::Status Scan(domain::PoolingArea pooling_area,
                    const std::optional<domain::ObligationKey>& after,
                    absl::FunctionRef<bool(const domain::Obligation&)> visit) const override;
  absl::StatusOr<std::vector<domain::Obligation>> OfUnit(
      domain::PoolingArea pooling_area, const domain::UnitCode& unit_code) const override;
  absl::StatusOr<std::vector<domain::PoolingArea>> PoolingAreas() const override;

 private:
  Connection& connection_;
  mutable FreeNumbers free_numbers_;  // what was asked last, within this transaction
};

}  // namespace levybridge::sqlite
