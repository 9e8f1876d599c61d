// Cursors over the three sides of a comparison, each in key order, page by page: memory does not
// grow with the month, and no snapshot stays open between pages. Not thread-safe.
#pragma once

#include <optional>
#include <vector>

#include "absl/status/status.h"
#include "gateway/domain/statement.h"
#include "gateway/ports/store.h"

namespace levybridge::usecases {

// The ledger's own lines of a month: obligations with a movement, a balance, or unbooked money.
class LedgerCursor {
 public:
  LedgerCursor(const ports::Store& store, domain::PoolingArea pooling_area,
               domain::AccountingMonth month)
      : store_(store), pooling_area_(pooling_area), month_(month) {}
  // To the next key; key() is absent at the end.
  absl::Status Advance();
  const std::optional<domain::ObligationKey>& key() const { return key_; }
  // Null when only unbooked money stands at the key.
  const domain::StatementLine* line() const { return line_ ? &*line_ : nullptr; }
  domain::Money unbooked() const { return unbooked_; }

 private:
  struct Entry {
    domain::ObligationKey key;
    std::optional<domain::StatementLine> line;
    domain::Money unbooked;
  };
  absl::Status ReadPage();

  const ports::Store& store_;
  const domain::PoolingArea pooling_area_;
  const domain::AccountingMonth month_;
  std::vector<Entry> page_;
  size_t next_ = 0;
  std::optional<domain::ObligationKey> scanned_through_;
  bool at_end_ = false;
  std::optional<domain::ObligationKey> key_;
  std::optional<domain::StatementLine> line_;
  domain::Money unbooked_;
};

// One statement's lines.
class StatementCursor {
 public:
  StatementCursor(const ports::Store& store, domain::PoolingArea pooling_area, int64_t batch_no)
      : store_(store), pooling_area_(pooling_area), batch_no_(batch_no) {}
  absl::Status Advance();
  const std::optional<domain::ObligationKey>& key() const { return key_; }
  const domain::StatementLine* line() const { return &page_[next_ - 1]; }

 private:
  const ports::Store& store_;
  const domain::PoolingArea pooling_area_;
  const int64_t batch_no_;
  std::vector<domain::StatementLine> page_;
  size_t next_ = 0;
  std::optional<domain::ObligationKey> key_;
};

}  // namespace levybridge::usecases
