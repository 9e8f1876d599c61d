// Refunds in SQLite: tables refund, refund_in_batch and payout (refunds.cc), refund_batch and
// refund_funds (refund_batches.cc), recoverable, treasury_refund, refund_request and
// payout_position (refund_records.cc). The contract is gateway/ports/refunds.h. Belongs to one
// connection, used by one thread at a time.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "adapters/sqlite/connection.h"
#include "gateway/ports/refunds.h"

namespace levybridge::sqlite {

class SqliteRefunds final : public ports::Refunds {
 public:
  explicit SqliteRefunds(Connection& connection) : connection_(connection) {}

  absl::StatusOr<int64_t> NextRefundNo() const override;
  absl::Status Put(absl::Span<const domain::Refund> refunds) override;
  absl::StatusOr<std::vector<std::optional<domain::Refund>>> Find(
      absl::Span<const int64_t> refund_numbers) const override;
  absl::StatusOr<std::vector<domain::Refund>> OfObligation(
      const domain::ObligationKey& key) const override;
  absl::StatusOr<std::vector<domain::Refund>> List(const ports::RefundFilter& filter,
                                                   int64_t after_refund_no,
                                                   int32_t limit) const override;
  absl::StatusOr<int64_t> NextPayout() const override;
  absl::StatusOr<std::vector<std::optional<domain::Refund>>> FindByPayout(
      absl::Span<const int64_t> sequences) const override;
  absl::StatusOr<std::vector<std::pair<int64_t, domain::Refund>>> ReadPayouts(
      int64_t after_sequence, int32_t limit) const override;
  absl::StatusOr<ports::PullPosition> FindPosition(const domain::PartyId& bank) const override;
  absl::Status PutPosition(const domain::PartyId& bank,
                           const ports::PullPosition& position) override;

  absl::StatusOr<int64_t> AddBatch(const domain::RefundBatch& batch) override;
  absl::Status UpdateBatch(const domain::RefundBatch& batch) override;
  absl::StatusOr<std::optional<domain::RefundBatch>> FindBatch(int64_t batch_no) const override;
  absl::StatusOr<std::vector<domain::RefundBatch>> FindBatches(
      const domain::BatchId& batch_id) const override;
  absl::StatusOr<std::vector<domain::RefundBatch>> ListBatches(
      const ports::RefundBatchFilter& filter, int32_t limit) const override;
  absl::StatusOr<std::vector<int64_t>> ListFetchable() const override;
  absl::StatusOr<domain::RefundFunds> FindFunds(domain::RegionCode paying_unit) const override;
  absl::Status PutFunds(const domain::RefundFunds& funds) override;

  absl::StatusOr<int64_t> NextRecoverableNo() const override;
  absl::Status PutRecoverable(const domain::Recoverable& recoverable) override;
  absl::StatusOr<std::optional<domain::Recoverable>> FindRecoverable(
      int64_t recoverable_no) const override;
  absl::StatusOr<std::vector<domain::Recoverable>> ListRecoverables(
      const ports::RecoverableFilter& filter, int64_t after_no, int32_t limit) const override;
  absl::StatusOr<std::optional<domain::TreasuryRefund>> FindTreasuryRefund(
      const ports::TreasuryRefundKey& key) const override;
  absl::Status PutTreasuryRefund(const ports::TreasuryRefundKey& key,
                                 const domain::TreasuryRefund& refund) override;
  absl::StatusOr<std::optional<domain::Sha256Digest>> FindRequest(
      const domain::PartyId& party, const std::string& request_id) const override;
  absl::Status PutRequest(const domain::PartyId& party, const std::string& request_id,
                          const domain::Sha256Digest& content) override;

 private:
  Connection& connection_;
};

}  // namespace levybridge::sqlite
