// Offsets in SQLite: tables credit and offset_use.
// The contract is gateway/ports/offsets.h. Belongs to one connection, used by one thread at a time.
#pragma once

#include "adapters/sqlite/connection.h"
#include "gateway/ports/offsets.h"

namespace levybridge::sqlite {

class SqliteOffsets final : public ports::Offsets {
 public:
  explicit SqliteOffsets(Connection& connection) : connection_(connection) {}

  absl::StatusOr<bool> HasAny(domain::PoolingArea pooling_area) const override;
  absl::StatusOr<std::optional<domain::Credit>> FindCredit(
      const domain::ObligationKey& source) const override;
  absl::StatusOr<std::vector<domain::Credit>> CreditsOf(
      const domain::EmployerKey& employer) const override;
  absl::Status PutCredit(const domain::Credit& credit) override;
  absl::Status RemoveCredit(const domain::ObligationKey& source) override;
  absl::StatusOr<std::optional<domain::OffsetUse>> FindUse(int64_t sequence) const override;
  absl::Status PutUse(const domain::OffsetUse& use) override;

 private:
  Connection& connection_;
};

}  // namespace levybridge::sqlite
