// Refunds and accounts of a rehearsal: changes live in memory, over a snapshot (see rehearsal.h).
// Batches are found and updated, not added; what only banks and requests do is refused. Not
// thread-safe.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "gateway/ports/accounts.h"
#include "gateway/ports/refunds.h"

namespace levybridge::usecases {

class RehearsedRefunds : public ports::Refunds {
 public:
  explicit RehearsedRefunds(const ports::Refunds& base) : base_(base) {}

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
      int64_t after_sequence, int32_t limit) const override {
    return base_.ReadPayouts(after_sequence, limit);
  }
  absl::StatusOr<ports::PullPosition> FindPosition(const domain::PartyId& bank) const override {
    return base_.FindPosition(bank);
  }
  absl::Status PutPosition(const domain::PartyId& bank,
                           const ports::PullPosition& position) override;

  absl::StatusOr<int64_t> AddBatch(const domain::RefundBatch& batch) override;
  absl::Status UpdateBatch(const domain::RefundBatch& batch) override;
  absl::StatusOr<std::optional<domain::RefundBatch>> FindBatch(int64_t batch_no) const override;
  absl::StatusOr<std::vector<domain::RefundBatch>> FindBatches(
      const domain::BatchId& batch_id) const override;
  absl::StatusOr<std::vector<domain::RefundBatch>> ListBatches(
      const ports::RefundBatchFilter& filter, int32_t limit) const override;
  absl::StatusOr<std::vector<int64_t>> ListFetchable() const override {
    return base_.ListFetchable();
  }
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
      const domain::PartyId& party, const std::string& request_id) const override {
    return base_.FindRequest(party, request_id);
  }
  absl::Status PutRequest(const domain::PartyId& party, const std::string& request_id,
                          const domain::Sha256Digest& content) override;

 private:
  void Overlay(std::vector<domain::RefundBatch>& batches) const;

  const ports::Refunds& base_;
  std::map<int64_t, domain::Refund> refunds_;
  std::map<int64_t, int64_t> payouts_;  // sequence to refund, of refunds_
  std::map<int64_t, domain::RefundBatch> batches_;
  std::map<domain::RegionCode, domain::RefundFunds> funds_;
  std::map<int64_t, domain::Recoverable> recoverables_;
  std::map<ports::TreasuryRefundKey, domain::TreasuryRefund> treasury_refunds_;
};

// Filings made in a rehearsal get numbers that no stored one has.
class RehearsedAccounts : public ports::Accounts {
 public:
  explicit RehearsedAccounts(const ports::Accounts& base) : base_(base) {}

  absl::StatusOr<int64_t> Add(const ports::FiledAccount& account) override;
  absl::StatusOr<std::vector<std::optional<ports::FiledAccount>>> Find(
      absl::Span<const int64_t> filing_numbers) const override;
  absl::StatusOr<std::vector<std::optional<ports::FiledAccount>>> InForce(
      absl::Span<const domain::EmployerKey> employers, domain::CivilDate day) const override;
  absl::StatusOr<std::vector<ports::FiledAccount>> OfEmployer(
      const domain::EmployerKey& employer) const override;
  absl::StatusOr<std::vector<ports::FiledAccount>> List(int64_t after_filing_no,
                                                        int32_t limit) const override {
    return base_.List(after_filing_no, limit);
  }

 private:
  const ports::Accounts& base_;
  std::map<int64_t, ports::FiledAccount> added_;
};

}  // namespace levybridge::usecases
