// Store: everything the gateway remembers, and the promise that it does.
//
// Customer rules: what the gateway has acknowledged survives kill -9, power loss and a full disk;
// nothing half-done is ever visible. Every adapter (SQLite, later PostgreSQL) passes the one
// contract suite in tests/contract.
//
// Write runs the closure in one serialised transaction and returns OK only when its effect is
// durable. The closure may be run more than once (a retry after a busy or lost connection), so it
// must have no effect outside the transaction. When it returns an error nothing is changed and that
// error is returned. Several small writes may share one sync (group commit); whoever has much to
// change does it in many writes, and asks OthersWait between two parts of one.
// Read gives a consistent snapshot; it never blocks a writer for long and must not be held open
// while waiting for a peer: read a page, return, read the next.
// Thread-safe. Errors: UNAVAILABLE (busy, I/O; try again), RESOURCE_EXHAUSTED (disk full),
// DATA_LOSS (the store contradicts itself; stop and run `store verify`).
#pragma once

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "gateway/ports/accounts.h"
#include "gateway/ports/batches.h"
#include "gateway/ports/deferrals.h"
#include "gateway/ports/instructions.h"
#include "gateway/ports/journal.h"
#include "gateway/ports/months.h"
#include "gateway/ports/objections.h"
#include "gateway/ports/obligations.h"
#include "gateway/ports/offsets.h"
#include "gateway/ports/payments.h"
#include "gateway/ports/refund_queries.h"
#include "gateway/ports/refunds.h"
#include "gateway/ports/registers.h"

namespace levybridge::ports {

// One transaction's view. Const access reads, non-const access changes. Valid inside the closure
// only. Lists returned are bounded by the limit given.
class Transaction {
 public:
  virtual ~Transaction() = default;
  virtual Batches& batches() = 0;
  virtual Obligations& obligations() = 0;
  virtual Instructions& instructions() = 0;
  virtual Payments& payments() = 0;
  virtual Journal& journal() = 0;
  virtual Months& months() = 0;
  virtual Objections& objections() = 0;
  virtual Registers& registers() = 0;
  virtual Deferrals& deferrals() = 0;
  virtual Offsets& offsets() = 0;
  virtual Refunds& refunds() = 0;
  virtual Accounts& accounts() = 0;
  virtual RefundQueries& refund_queries() = 0;
  virtual const Batches& batches() const = 0;
  virtual const Obligations& obligations() const = 0;
  virtual const Instructions& instructions() const = 0;
  virtual const Payments& payments() const = 0;
  virtual const Journal& journal() const = 0;
  virtual const Months& months() const = 0;
  virtual const Objections& objections() const = 0;
  virtual const Registers& registers() const = 0;
  virtual const Deferrals& deferrals() const = 0;
  virtual const Offsets& offsets() const = 0;
  virtual const Refunds& refunds() const = 0;
  virtual const Accounts& accounts() const = 0;
  virtual const RefundQueries& refund_queries() const = 0;

  // True when other changes queue up behind this one: a long change should come to an end that can
  // be gone on from, and let them pass. It may become true at any moment. Thread-safe.
  virtual bool OthersWait() const { return false; }
};

class Store {
 public:
  virtual ~Store() = default;
  virtual absl::Status Write(absl::FunctionRef<absl::Status(Transaction&)> change) = 0;
  virtual absl::Status Read(absl::FunctionRef<absl::Status(const Transaction&)> query) const = 0;
};

}  // namespace levybridge::ports
