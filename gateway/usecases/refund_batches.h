// RefundBatches: the way of a refund batch from lock to money (flow 5).
//
// Customer rules: overpayments that are booked at the treasury, are to be refunded and are paid by
// the agency are gathered into one batch per paying unit, and locked; a next attempt gathers failed
// refunds that may be tried again instead. The agency proposes, the tax bureau confirms the
// accounts, fund finance requests the money, fiscal releases it. Each step belongs to one role and
// names the content it approves, so nobody approves what they made or did not see. Before the bank
// has fetched it a batch, or refunds of it, can be withdrawn, and the locks go.
//
// Every step is idempotent by batch and content, creation by the batch id, withdrawal by the
// request id. Gathering goes through an employer's obligations page by page and locks a bounded
// number in one transaction: a creation that broke off goes on when it is repeated. Thread-safe.
//
// Refusals of all: BATCH_UNKNOWN, WRONG_STATE (`state`), CONTENT_CHANGED (`batch_digest`, hex),
// REQUEST_CONFLICT, REGION_NOT_ALLOWED.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "gateway/domain/refund_batch.h"
#include "gateway/ports/clock.h"
#include "gateway/ports/store.h"
#include "gateway/usecases/rules.h"

namespace levybridge::usecases {

struct RefundGathering {
  domain::BatchId batch_id;
  domain::RegionCode paying_unit;
  std::optional<domain::FeePeriod> from;  // absent: no limit
  std::optional<domain::FeePeriod> to;
  std::vector<domain::UnitCode> unit_codes;  // none: all
  bool next_attempt = false;
};

struct BatchStep {
  domain::BatchId batch_id;
  domain::Sha256Digest content;  // as last seen
};

struct FundsRelease {
  domain::Money amount;    // must be what was requested
  std::string release_no;  // 1..64 bytes
};

struct RefundWithdrawal {
  std::string request_id;
  domain::BatchId batch_id;
  std::vector<int64_t> refund_numbers;  // none: the whole batch
  std::string reason;
};

struct BatchAnswer {
  domain::RefundBatch batch;  // `content` is set
  bool replayed = false;
};

class RefundBatches {
 public:
  RefundBatches(ports::Store& store, const RuleSource& rules, const ports::Clock& clock)
      : store_(store), rules_(rules), clock_(clock) {}

  // Also NOTHING_TO_REFUND, REFUND_CHANNEL_IS_TREASURY (all that could be gathered is refunded by
  // the treasury), PAYING_UNIT_MISMATCH (the region pays through another unit: `paying_region`).
  absl::StatusOr<BatchAnswer> Create(const domain::PartyId& agency,
                                     const RefundGathering& gathering);
  absl::StatusOr<BatchAnswer> Propose(const domain::PartyId& agency, const BatchStep& step);
  // Also ACCOUNT_MISSING (`refunds`: how many), SAME_ACCOUNT_AS_FAILED (`refund_no`: the first).
  absl::StatusOr<BatchAnswer> ConfirmAccounts(const domain::PartyId& tax, const BatchStep& step);
  absl::StatusOr<BatchAnswer> RequestFunds(const domain::PartyId& fund_finance,
                                           const BatchStep& step);
  // Also RELEASE_AMOUNT_MISMATCH (`expected_fen`, `given_fen`).
  absl::StatusOr<BatchAnswer> ReleaseFunds(const domain::PartyId& fiscal, const BatchStep& step,
                                           const FundsRelease& release);
  // Also ALREADY_FETCHED, REFUND_UNKNOWN.
  absl::StatusOr<BatchAnswer> Withdraw(const domain::PartyId& agency,
                                       const RefundWithdrawal& withdrawal);
  // Reads only. `paying_unit` narrows where several pooling areas use the id.
  absl::StatusOr<domain::RefundBatch> Find(const domain::PartyId& party,
                                           const domain::BatchId& batch_id,
                                           std::optional<domain::RegionCode> paying_unit) const;

 private:
  absl::StatusOr<BatchAnswer> FinishGathering(int64_t batch_no);
  // One step from one state to the next, with what else it changes.
  absl::StatusOr<BatchAnswer> TakeStep(
      const domain::PartyId& party, const BatchStep& step, domain::RefundBatchState from,
      domain::RefundBatchState to,
      absl::FunctionRef<absl::Status(ports::Transaction&, domain::RefundBatch&)> change);
  absl::Status WithdrawFrom(ports::Transaction& store, const RefundWithdrawal& withdrawal,
                            domain::RefundBatch& batch);
  // Gives back the locks of a batch that was withdrawn as a whole, a bounded number at a time.
  absl::Status ReleaseWithdrawn(int64_t batch_no);

  ports::Store& store_;
  const RuleSource& rules_;
  const ports::Clock& clock_;
};

// The content digest of a batch as it stands: kept, or computed from its refunds.
absl::StatusOr<domain::Sha256Digest> ContentOf(const ports::Transaction& store,
                                               const domain::RefundBatch& batch);

}  // namespace levybridge::usecases
