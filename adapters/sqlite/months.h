// Months in SQLite: tables month_record, statement, statement_line, difference_chunk.
// The contract is gateway/ports/months.h. Belongs to one connection, used by one thread at a time.
#pragma once

#include "adapters/sqlite/connection.h"
#include "gateway/ports/months.h"

namespace levybridge::sqlite {

class SqliteMonths final : public ports::Months {
 public:
  explicit SqliteMonths(Connection& connection) : connection_(connection) {}

  absl::StatusOr<std::optional<domain::MonthRecord>> Find(
      domain::PoolingArea pooling_area, domain::AccountingMonth month) const override;
  absl::Status Put(const domain::MonthRecord& record) override;
  absl::StatusOr<std::vector<domain::MonthRecord>> List(
      domain::PoolingArea pooling_area) const override;
  absl::Status PutStatementLines(int64_t batch_no, domain::PoolingArea pooling_area,
                                 absl::Span<const domain::StatementLine> lines) override;
  absl::Status DropStatementLines(int64_t batch_no) override;
  absl::StatusOr<std::vector<domain::StatementLine>> ReadStatementLines(
      int64_t batch_no, const std::optional<domain::ObligationKey>& after,
      int32_t limit) const override;
  absl::StatusOr<int64_t> FindStatement(domain::PoolingArea pooling_area,
                                        domain::AccountingMonth month,
                                        domain::StatementSide side) const override;
  absl::Status PutStatement(domain::PoolingArea pooling_area, domain::AccountingMonth month,
                            domain::StatementSide side, int64_t batch_no) override;
  absl::Status AppendDifferences(int64_t comparison_no,
                                 absl::Span<const domain::Difference> differences) override;
  absl::StatusOr<std::vector<domain::Difference>> ReadDifferences(int64_t comparison_no,
                                                                  int64_t offset,
                                                                  int32_t limit) const override;
  absl::Status DropDifferences(int64_t comparison_no) override;
  absl::StatusOr<int64_t> NextComparison() override;

 private:
  Connection& connection_;
};

}  // namespace levybridge::sqlite
