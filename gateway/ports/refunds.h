// Refunds: refunds with their payouts, the batches they are paid in, the money of the paying units,
// what must come back, and refunds that the treasury paid.
// Part of a Transaction; see store.h for durability and threads.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "gateway/domain/payout.h"
#include "gateway/domain/policy_registers.h"
#include "gateway/domain/refund.h"
#include "gateway/domain/refund_batch.h"
#include "gateway/ports/instructions.h"

namespace levybridge::ports {

// Refunds in a batch that the bank has not fetched are in state kLocked, whatever step their batch
// has reached: steps of a batch change no refund.
struct RefundFilter {
  std::optional<int64_t> batch_no = std::nullopt;  // in it now, or with a payout of it
  std::optional<domain::EmployerKey> employer = std::nullopt;
  std::vector<domain::RefundState> states = {};  // none: all
  // Only those in this batch now, and not fetched; the other members are left unset then.
  std::optional<int64_t> waiting_in = std::nullopt;
};

struct RefundBatchFilter {
  std::optional<domain::RegionCode> paying_unit = std::nullopt;
  int64_t before_batch_no = 0;  // newest first; 0: from the newest
};

struct RecoverableFilter {
  std::optional<domain::EmployerKey> employer = std::nullopt;
  std::optional<domain::ObligationKey> obligation = std::nullopt;
};

// What tells one treasury refund from another.
struct TreasuryRefundKey {
  domain::ObligationKey obligation;
  domain::Component component = domain::Component::kEmployerMedical;
  domain::TreasuryRefundNumber refund_no;
  friend auto operator<=>(const TreasuryRefundKey&, const TreasuryRefundKey&) = default;
};

class Refunds {
 public:
  virtual ~Refunds() = default;

  // The number the next new refund gets; then ascending without gaps.
  virtual absl::StatusOr<int64_t> NextRefundNo() const = 0;
  // Adds or replaces, by number; new ones continue from NextRefundNo(), else FAILED_PRECONDITION.
  // What stands in payouts, in batch_no and in state is what the calls below find them by.
  virtual absl::Status Put(absl::Span<const domain::Refund> refunds) = 0;
  // One answer per number, in their order.
  virtual absl::StatusOr<std::vector<std::optional<domain::Refund>>> Find(
      absl::Span<const int64_t> refund_numbers) const = 0;
  // All of one obligation, by number.
  virtual absl::StatusOr<std::vector<domain::Refund>> OfObligation(
      const domain::ObligationKey& key) const = 0;
  // By number, after `after_refund_no`, at most `limit`.
  virtual absl::StatusOr<std::vector<domain::Refund>> List(const RefundFilter& filter,
                                                           int64_t after_refund_no,
                                                           int32_t limit) const = 0;

  // The sequence the next payout gets.
  virtual absl::StatusOr<int64_t> NextPayout() const = 0;
  // Which refund a payout is of; one answer per sequence.
  virtual absl::StatusOr<std::vector<std::optional<domain::Refund>>> FindByPayout(
      absl::Span<const int64_t> sequences) const = 0;
  // Refunds of the payouts after `after_sequence`, ascending by payout, at most `limit`; one that
  // has several payouts there comes once for each.
  virtual absl::StatusOr<std::vector<std::pair<int64_t, domain::Refund>>> ReadPayouts(
      int64_t after_sequence, int32_t limit) const = 0;
  virtual absl::StatusOr<PullPosition> FindPosition(const domain::PartyId& bank) const = 0;
  virtual absl::Status PutPosition(const domain::PartyId& bank, const PullPosition& position) = 0;

  // Adds a batch and returns its number; `batch_no` is ignored.
  virtual absl::StatusOr<int64_t> AddBatch(const domain::RefundBatch& batch) = 0;
  // Replaces it; pooling area, id and paying unit never change.
  virtual absl::Status UpdateBatch(const domain::RefundBatch& batch) = 0;
  virtual absl::StatusOr<std::optional<domain::RefundBatch>> FindBatch(int64_t batch_no) const = 0;
  // Of that id, one for each pooling area that used it.
  virtual absl::StatusOr<std::vector<domain::RefundBatch>> FindBatches(
      const domain::BatchId& batch_id) const = 0;
  // Newest first, at most `limit`.
  virtual absl::StatusOr<std::vector<domain::RefundBatch>> ListBatches(
      const RefundBatchFilter& filter, int32_t limit) const = 0;
  // Batches in state funded or paying that have refunds waiting in them, oldest first.
  virtual absl::StatusOr<std::vector<int64_t>> ListFetchable() const = 0;

  // All zero when nothing was released yet.
  virtual absl::StatusOr<domain::RefundFunds> FindFunds(domain::RegionCode paying_unit) const = 0;
  virtual absl::Status PutFunds(const domain::RefundFunds& funds) = 0;

  // The number the next one gets.
  virtual absl::StatusOr<int64_t> NextRecoverableNo() const = 0;
  // Adds or replaces, by number.
  virtual absl::Status PutRecoverable(const domain::Recoverable& recoverable) = 0;
  virtual absl::StatusOr<std::optional<domain::Recoverable>> FindRecoverable(
      int64_t recoverable_no) const = 0;
  // By number, after `after_no`, at most `limit`.
  virtual absl::StatusOr<std::vector<domain::Recoverable>> ListRecoverables(
      const RecoverableFilter& filter, int64_t after_no, int32_t limit) const = 0;

  virtual absl::StatusOr<std::optional<domain::TreasuryRefund>> FindTreasuryRefund(
      const TreasuryRefundKey& key) const = 0;
  virtual absl::Status PutTreasuryRefund(const TreasuryRefundKey& key,
                                         const domain::TreasuryRefund& refund) = 0;

  // The content of a request that was carried out, by the party and its id for it: tells a replay
  // from a conflict.
  virtual absl::StatusOr<std::optional<domain::Sha256Digest>> FindRequest(
      const domain::PartyId& party, const std::string& request_id) const = 0;
  virtual absl::Status PutRequest(const domain::PartyId& party, const std::string& request_id,
                                  const domain::Sha256Digest& content) = 0;
};

}  // namespace levybridge::ports
