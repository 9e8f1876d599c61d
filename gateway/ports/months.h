// Months: statements received for a month, comparisons and their differences, confirmations.
// Part of a Transaction; see store.h for durability and threads.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "gateway/domain/month.h"

namespace levybridge::ports {

class Months {
 public:
  virtual ~Months() = default;

  // Nothing when nobody has done anything for that month yet (it is open).
  virtual absl::StatusOr<std::optional<domain::MonthRecord>> Find(
      domain::PoolingArea pooling_area, domain::AccountingMonth month) const = 0;
  virtual absl::Status Put(const domain::MonthRecord& record) = 0;
  virtual absl::StatusOr<std::vector<domain::MonthRecord>> List(
      domain::PoolingArea pooling_area) const = 0;

  // Statement lines of batch `batch_no`. ALREADY_EXISTS when a line repeats an obligation's key.
  virtual absl::Status PutStatementLines(int64_t batch_no, domain::PoolingArea pooling_area,
                                         absl::Span<const domain::StatementLine> lines) = 0;
  virtual absl::Status DropStatementLines(int64_t batch_no) = 0;
  // Lines after `after`, in the order of ObligationKey, at most `limit`.
  virtual absl::StatusOr<std::vector<domain::StatementLine>> ReadStatementLines(
      int64_t batch_no, const std::optional<domain::ObligationKey>& after, int32_t limit) const = 0;
  // The statement in force (the newest accepted one) for a month and side; 0 = none yet.
  virtual absl::StatusOr<int64_t> FindStatement(domain::PoolingArea pooling_area,
                                                domain::AccountingMonth month,
                                                domain::StatementSide side) const = 0;
  virtual absl::Status PutStatement(domain::PoolingArea pooling_area, domain::AccountingMonth month,
                                    domain::StatementSide side, int64_t batch_no) = 0;

  // Differences of a comparison, appended in the order found; read back from `offset` (0-based).
  virtual absl::Status AppendDifferences(int64_t comparison_no,
                                         absl::Span<const domain::Difference> differences) = 0;
  virtual absl::StatusOr<std::vector<domain::Difference>> ReadDifferences(int64_t comparison_no,
                                                                          int64_t offset,
                                                                          int32_t limit) const = 0;
  virtual absl::Status DropDifferences(int64_t comparison_no) = 0;
  virtual absl::StatusOr<int64_t> NextComparison() = 0;
};

}  // namespace levybridge::ports
