// Registers in SQLite: table registered_employer.
// The contract is gateway/ports/registers.h. Belongs to one connection, used by one thread at a
// time.
#pragma once

#include "adapters/sqlite/connection.h"
#include "gateway/ports/registers.h"

namespace levybridge::sqlite {

class SqliteRegisters final : public ports::Registers {
 public:
  explicit SqliteRegisters(Connection& connection) : connection_(connection) {}

  absl::StatusOr<bool> HasAny() const override;
  absl::StatusOr<std::vector<std::optional<domain::RegisteredEmployer>>> Find(
      absl::Span<const domain::EmployerKey> keys) const override;
  absl::StatusOr<std::vector<domain::RegisteredEmployer>> List(
      const std::optional<domain::EmployerKey>& after, int32_t limit) const override;
  absl::Status Put(absl::Span<const domain::RegisteredEmployer> employers) override;

 private:
  Connection& connection_;
};

}  // namespace levybridge::sqlite
