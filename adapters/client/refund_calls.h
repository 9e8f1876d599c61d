// Refund batches, refunds and recoverable amounts as the parties see and move them. All of it may
// be repeated and is, after a broken connection: creations by their batch id, steps by the content
// they name, everything else by a request id. Lists go on where the connection broke. Accounts come
// masked. Not thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "adapters/client/output.h"
#include "adapters/client/session.h"
#include "gateway/domain/bounded_text.h"
#include "gateway/domain/fee_period.h"
#include "gateway/domain/money.h"
#include "gateway/domain/region.h"
#include "gateway/domain/sha256.h"

namespace levybridge::client {

struct RefundBatchAnswer {
  std::string batch_id;
  std::string state;  // "locked", "gathering", …
  domain::Sha256Digest digest;
  int64_t refunds = 0;
  int64_t total_fen = 0;
  int64_t to_request_fen = 0;
  Table batch;      // one row
  Table approvals;  // over the present content
  Table results;    // of the payouts
  bool replayed = false;
};

struct RefundSelection {
  domain::BatchId batch_id;
  domain::RegionCode paying_unit;
  std::optional<domain::FeePeriod> from;
  std::optional<domain::FeePeriod> to;
  std::vector<std::string> unit_codes;  // none: all
  bool next_attempt = false;
};

absl::StatusOr<RefundBatchAnswer> CreateRefundBatch(Session& session,
                                                    const RefundSelection& selection);
absl::StatusOr<RefundBatchAnswer> GetRefundBatch(Session& session, const std::string& batch_id);

// The steps that only name the content they approve.
enum class BatchStep : uint8_t { kPropose, kConfirmAccounts, kRequestFunds };
absl::StatusOr<RefundBatchAnswer> TakeBatchStep(Session& session, BatchStep step,
                                                const std::string& batch_id,
                                                const domain::Sha256Digest& digest);
struct Release {
  domain::Money amount;
  std::string release_no;
};
absl::StatusOr<RefundBatchAnswer> ReleaseFunds(Session& session, const std::string& batch_id,
                                               const domain::Sha256Digest& digest,
                                               const Release& release);
struct Withdrawal {
  std::string request_id;
  std::string batch_id;
  std::vector<std::string> refund_numbers;  // none: the whole batch
  std::string reason;
};
absl::StatusOr<RefundBatchAnswer> WithdrawRefunds(Session& session, const Withdrawal& withdrawal);

struct RefundBatchQuery {
  std::optional<domain::RegionCode> paying_unit;
  bool my_move_only = false;
};
// Newest first.
absl::StatusOr<Table> ListRefundBatches(Session& session, const RefundBatchQuery& query);

struct RefundsAnswer {
  Table refunds;
  Table payouts;  // every attempt of them
  std::vector<std::string> numbers;
  bool replayed = false;
};
struct RefundListQuery {
  std::string batch_id;  // empty: all
  std::string unit_code;
  std::vector<std::string> states;  // "failed", …; none: all
  bool my_move_only = false;
};
// INVALID_ARGUMENT names a state that is none.
absl::StatusOr<RefundsAnswer> ListRefunds(Session& session, const RefundListQuery& query);
absl::StatusOr<RefundsAnswer> PassOnFailures(Session& session, const std::string& request_id,
                                             const std::vector<std::string>& refund_numbers,
                                             const std::string& note);
absl::StatusOr<RefundsAnswer> ApproveRetry(Session& session, const std::string& request_id,
                                           const std::vector<std::string>& refund_numbers);
enum class Decision : uint8_t { kRetry = 1, kOffset = 2, kRelease = 3 };
struct RefundVerdict {
  std::string request_id;
  std::string refund_number;
  Decision decision = Decision::kRetry;
  std::string reason;
};
absl::StatusOr<RefundsAnswer> DecideRefund(Session& session, const RefundVerdict& verdict);

absl::StatusOr<Table> ListRecoverables(Session& session, bool open_only,
                                       const std::string& unit_code);
struct Settlement {
  std::string request_id;
  std::string recoverable_number;
  domain::Money amount;
  std::string explanation;
};
struct SettlementAnswer {
  Table recoverable;  // one row
  bool replayed = false;
};
absl::StatusOr<SettlementAnswer> SettleRecoverable(Session& session, const Settlement& settlement);

}  // namespace levybridge::client
