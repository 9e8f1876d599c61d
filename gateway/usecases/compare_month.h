// MonthComparison: agency statement, tax statement and ledger held side by side for one pooling
// area and month (flow 6): a streaming merge in key order, memory independent of size.
//
// Every key ends as matched or as one or more classified differences with whose move it is. A
// movement or a new statement during the comparison makes it start again. Thread-safe.
#pragma once

#include "absl/status/statusor.h"
#include "gateway/domain/month.h"
#include "gateway/ports/clock.h"
#include "gateway/ports/store.h"

namespace levybridge::usecases {

class MonthComparison {
 public:
  MonthComparison(ports::Store& store, const ports::Clock& clock) : store_(store), clock_(clock) {}

  // The comparison in force when nothing is new since, with what was confirmed over it; else a new
  // one. Refusals: STATEMENT_MISSING (which side), MONTH_CLOSED, MONTH_BUSY (it kept moving).
  absl::StatusOr<domain::MonthRecord> Compare(domain::PoolingArea pooling_area,
                                              domain::AccountingMonth month);

 private:
  // A new comparison, or the one in force (state compared or later).
  absl::StatusOr<domain::MonthRecord> Begin(domain::PoolingArea pooling_area,
                                            domain::AccountingMonth month);
  // False when something moved meanwhile.
  absl::StatusOr<bool> Finish(domain::MonthRecord& record);

  ports::Store& store_;
  const ports::Clock& clock_;
};

}  // namespace levybridge::usecases
