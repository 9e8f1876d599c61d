// Queries about refunds in SQLite: table refund_query. The contract is
// gateway/ports/refund_queries.h. Belongs to one connection, used by one thread at a time.
#pragma once

#include "adapters/sqlite/connection.h"
#include "gateway/ports/refund_queries.h"

namespace levybridge::sqlite {

class SqliteRefundQueries final : public ports::RefundQueries {
 public:
  explicit SqliteRefundQueries(Connection& connection) : connection_(connection) {}

  absl::StatusOr<std::optional<domain::RefundQuery>> Find(
      const domain::PartyId& asked, const domain::QueryNumber& query_no) const override;
  absl::Status Put(const domain::RefundQuery& query) override;
  absl::StatusOr<std::vector<domain::RefundQuery>> List(const ports::RefundQueryFilter& filter,
                                                        int64_t after_id,
                                                        int32_t limit) const override;

 private:
  Connection& connection_;
};

}  // namespace levybridge::sqlite
