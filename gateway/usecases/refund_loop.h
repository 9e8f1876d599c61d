// RefundLoop: what happens to a refund whose payout failed or came back, until the employer has its
// money or somebody decided otherwise (flow 5); and to what was given back too much.
//
// Customer rules: fund finance passes failures with their reasons on to the agency; a failure about
// the account waits for another account from the tax bureau; any other is tried again with the same
// after the agency approved; after three failed attempts a person decides: once more, an offset
// where the policy permits one, or the lock is given back. Every call is idempotent by party and
// request id and takes effect whole or not at all. Thread-safe.
//
// Refusals of all: REFUND_UNKNOWN (`refund_no`; also what lies outside the caller's region),
// WRONG_STATE (`refund_no`, `state`), REQUEST_CONFLICT.
#pragma once

#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "gateway/domain/refund.h"
#include "gateway/ports/clock.h"
#include "gateway/ports/store.h"
#include "gateway/usecases/recoverables.h"
#include "gateway/usecases/rules.h"

namespace levybridge::usecases {

struct RefundsAnswer {
  std::vector<domain::Refund> refunds;  // as they stand now, in the order asked for
  bool replayed = false;
};

// Persisted nowhere; the numbers of the contract.
enum class RefundDecision : uint8_t { kRetry = 1, kOffset = 2, kRelease = 3 };

struct RecoverableAnswer {
  domain::Recoverable recoverable;
  domain::Money open;
  bool replayed = false;
};

class RefundLoop {
 public:
  RefundLoop(ports::Store& store, const RuleSource& rules, const ports::Clock& clock)
      : store_(store), rules_(rules), clock_(clock) {}

  // Failed or returned ones become the agency's (or the tax bureau's) to deal with.
  absl::StatusOr<RefundsAnswer> PassOn(const domain::PartyId& fund_finance,
                                       const std::string& request_id,
                                       const std::vector<int64_t>& refund_numbers,
                                       const std::string& note);
  // Also FAILURE_IS_ABOUT_ACCOUNT, ATTEMPTS_EXHAUSTED.
  absl::StatusOr<RefundsAnswer> ApproveRetry(const domain::PartyId& agency,
                                             const std::string& request_id,
                                             const std::vector<int64_t>& refund_numbers);
  // Of a refund that failed too often; failed ones may be released or offset earlier. Also
  // OFFSET_NOT_PERMITTED.
  absl::StatusOr<RefundsAnswer> Decide(const domain::PartyId& agency, const std::string& request_id,
                                       int64_t refund_no, RefundDecision decision,
                                       const std::string& reason);
  // Money came back, to the paying unit. RECOVERABLE_UNKNOWN, SETTLES_TOO_MUCH (`open_fen`),
  // REQUEST_CONFLICT, INVALID_ARGUMENT (not above zero).
  absl::StatusOr<RecoverableAnswer> SettleRecoverable(const domain::PartyId& fund_finance,
                                                      const std::string& request_id,
                                                      int64_t recoverable_no, domain::Money amount,
                                                      const std::string& explanation);

 private:
  // One change to each of several refunds, or to none.
  absl::StatusOr<RefundsAnswer> ForEach(
      const domain::PartyId& party, const std::string& request_id,
      const domain::Sha256Digest& content, const std::vector<int64_t>& refund_numbers,
      absl::FunctionRef<absl::Status(domain::Refund&, domain::Timestamp)> change);
  absl::Status GiveUp(ports::Transaction& store, const domain::PolicyBook& book, bool into_offset,
                      domain::Refund& refund);

  ports::Store& store_;
  const RuleSource& rules_;
  const ports::Clock& clock_;
};

}  // namespace levybridge::usecases
