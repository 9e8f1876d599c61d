// SqliteTransaction: the ports over one connection inside one transaction of SQLite.
// Belongs to one connection; used by one thread at a time.
#pragma once

#include <atomic>
#include <cstdint>

#include "adapters/sqlite/accounts.h"
#include "adapters/sqlite/batches.h"
#include "adapters/sqlite/deferrals.h"
#include "adapters/sqlite/instructions.h"
#include "adapters/sqlite/journal.h"
#include "adapters/sqlite/months.h"
#include "adapters/sqlite/objections.h"
#include "adapters/sqlite/obligations.h"
#include "adapters/sqlite/offsets.h"
#include "adapters/sqlite/payments.h"
#include "adapters/sqlite/refund_queries.h"
#include "adapters/sqlite/refunds.h"
#include "adapters/sqlite/registers.h"
#include "gateway/ports/store.h"

namespace levybridge::sqlite {

class SqliteTransaction final : public ports::Transaction {
 public:
  // `waiting`: how many changes wait for the writer; null for a reader. Outlives this.
  explicit SqliteTransaction(Connection& connection, const std::atomic<int64_t>* waiting = nullptr)
      : waiting_(waiting),
        batches_(connection),
        obligations_(connection),
        instructions_(connection),
        payments_(connection),
        journal_(connection),
        months_(connection),
        objections_(connection),
        registers_(connection),
        deferrals_(connection),
        offsets_(connection),
        refunds_(connection),
        accounts_(connection),
        refund_queries_(connection) {}

  ports::Batches& batches() override { return batches_; }
  ports::Obligations& obligations() override { return obligations_; }
  ports::Instructions& instructions() override { return instructions_; }
  ports::Payments& payments() override { return payments_; }
  ports::Journal& journal() override { return journal_; }
  ports::Months& months() override { return months_; }
  ports::Objections& objections() override { return objections_; }
  ports::Registers& registers() override { return registers_; }
  ports::Deferrals& deferrals() override { return deferrals_; }
  ports::Offsets& offsets() override { return offsets_; }
  ports::Refunds& refunds() override { return refunds_; }
  ports::Accounts& accounts() override { return accounts_; }
  ports::RefundQueries& refund_queries() override { return refund_queries_; }
  const ports::Batches& batches() const override { return batches_; }
  const ports::Obligations& obligations() const override { return obligations_; }
  const ports::Instructions& instructions() const override { return instructions_; }
  const ports::Payments& payments() const override { return payments_; }
  const ports::Journal& journal() const override { return journal_; }
  const ports::Months& months() const override { return months_; }
  const ports::Objections& objections() const override { return objections_; }
  const ports::Registers& registers() const override { return registers_; }
  const ports::Deferrals& deferrals() const override { return deferrals_; }
  const ports::Offsets& offsets() const override { return offsets_; }
  const ports::Refunds& refunds() const override { return refunds_; }
  const ports::Accounts& accounts() const override { return accounts_; }
  const ports::RefundQueries& refund_queries() const override { return refund_queries_; }

  bool OthersWait() const override {
    return waiting_ != nullptr && waiting_->load(std::memory_order_relaxed) > 0;
  }

 private:
  const std::atomic<int64_t>* waiting_;
  SqliteBatches batches_;
  SqliteObligations obligations_;
  SqliteInstructions instructions_;
  SqlitePayments payments_;
  SqliteJournal journal_;
  SqliteMonths months_;
  SqliteObjections objections_;
  SqliteRegisters registers_;
  SqliteDeferrals deferrals_;
  SqliteOffsets offsets_;
  SqliteRefunds refunds_;
  SqliteAccounts accounts_;
  SqliteRefundQueries refund_queries_;
};

}  // namespace levybridge::sqlite
