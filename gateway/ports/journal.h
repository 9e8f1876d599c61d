// Journal: the append-only double-entry record, and the running balances derived from it.
// Part of a Transaction; see store.h for durability and threads.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "gateway/domain/ledger.h"

namespace levybridge::ports {

// A running balance: the sum of all postings with these coordinates.
struct AccountBalance {
  domain::PoolingArea pooling_area;
  domain::AccountingMonth month;
  domain::Account account;
  domain::Component component;
  domain::MoneySum fen;  // debit > 0
  friend bool operator==(const AccountBalance&, const AccountBalance&) = default;
};

class Journal {
 public:
  virtual ~Journal() = default;

  // Assigns ascending sequences without gaps (entry.sequence is ignored) and adds the postings to
  // the running balances. INVALID_ARGUMENT when an entry is not balanced: nothing is appended then.
  virtual absl::Status Append(absl::Span<const domain::JournalEntry> entries) = 0;
  // 0 when the journal is empty.
  virtual absl::StatusOr<int64_t> LastSequence() const = 0;
  // Entries after `after_sequence`, ascending, until the visitor returns false. Streams.
  virtual absl::Status Scan(int64_t after_sequence,
                            absl::FunctionRef<bool(const domain::JournalEntry&)> visit) const = 0;
  // All running balances, or those of one pooling area.
  virtual absl::StatusOr<std::vector<AccountBalance>> Balances(
      const std::optional<domain::PoolingArea>& pooling_area) const = 0;
};

}  // namespace levybridge::ports
