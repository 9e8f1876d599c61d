// Accounts on file in SQLite: table account, whose column `sealed` goes through the store's cipher.
// The contract is gateway/ports/accounts.h. Belongs to one connection, used by one thread at a
// time.
#pragma once

#include "adapters/sqlite/connection.h"
#include "gateway/ports/accounts.h"

namespace levybridge::sqlite {

class SqliteAccounts final : public ports::Accounts {
 public:
  explicit SqliteAccounts(Connection& connection) : connection_(connection) {}

  absl::StatusOr<int64_t> Add(const ports::FiledAccount& account) override;
  absl::StatusOr<std::vector<std::optional<ports::FiledAccount>>> Find(
      absl::Span<const int64_t> filing_numbers) const override;
  absl::StatusOr<std::vector<std::optional<ports::FiledAccount>>> InForce(
      absl::Span<const domain::EmployerKey> employers, domain::CivilDate day) const override;
  absl::StatusOr<std::vector<ports::FiledAccount>> OfEmployer(
      const domain::EmployerKey& employer) const override;
  absl::StatusOr<std::vector<ports::FiledAccount>> List(int64_t after_filing_no,
                                                        int32_t limit) const override;

 private:
  Connection& connection_;
};

// The account of a row that begins with filing_no, pooling_area, unit_code, effective_on, value,
// sealed. DATA_LOSS when it is damaged, else fails as OpenSealed does.
absl::StatusOr<ports::FiledAccount> ReadAccount(const Connection& connection, const Query& query);

}  // namespace levybridge::sqlite
