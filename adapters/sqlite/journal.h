// The journal in SQLite: table journal_chunk, and ledger_balance, which Append keeps in step.
// The contract is gateway/ports/journal.h. Belongs to one connection, used by one thread at a time.
#pragma once

#include "adapters/sqlite/connection.h"
#include "gateway/ports/journal.h"

namespace levybridge::sqlite {

inline constexpr size_t kEntriesPerChunk = 1024;

class SqliteJournal final : public ports::Journal {
 public:
  explicit SqliteJournal(Connection& connection) : connection_(connection) {}

  absl::Status Append(absl::Span<const domain::JournalEntry> entries) override;
  absl::StatusOr<int64_t> LastSequence() const override;
  absl::Status Scan(int64_t after_sequence,
                    absl::FunctionRef<bool(const domain::JournalEntry&)> visit) const override;
  absl::StatusOr<std::vector<ports::AccountBalance>> Balances(
      const std::optional<domain::PoolingArea>& pooling_area) const override;

 private:
  Connection& connection_;
};

}  // namespace levybridge::sqlite
