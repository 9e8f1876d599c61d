// RehearsalTransaction: a Transaction whose changes live in memory only, over a snapshot.
//
// A dry run, and the first pass over an all-or-nothing batch, decide their rows with the very code
// that decides real ones; what they change is seen by the rows after them and forgotten at the end.
// Memory grows with the rows rehearsed: the caller bounds them (IntakeLimits). Only what deciders
// do is rehearsed; scans and lists show the snapshot. Not thread-safe.
#pragma once

#include <map>
#include <set>
#include <utility>
#include <vector>

#include "gateway/ports/store.h"
#include "gateway/usecases/rehearsed_deferrals.h"
#include "gateway/usecases/rehearsed_refunds.h"

namespace levybridge::usecases {

class RehearsedObligations : public ports::Obligations {
 public:
  explicit RehearsedObligations(const ports::Obligations& base) : base_(base) {}
  absl::StatusOr<std::vector<std::optional<domain::Obligation>>> Find(
      absl::Span<const domain::ObligationKey> keys) const override;
  absl::Status Put(absl::Span<const domain::Obligation> obligations) override;
  absl::StatusOr<std::vector<std::optional<domain::ObligationKey>>> FindAssessments(
      const domain::PartyId& agency,
      absl::Span<const ports::AssessmentIdentity> identities) const override;
  absl::Status PutAssessments(const domain::PartyId& agency,
                              absl::Span<const ports::AssessmentIdentity> identities,
                              absl::Span<const domain::ObligationKey> keys) override;
  absl::Status Scan(domain::PoolingArea pooling_area,
                    const std::optional<domain::ObligationKey>& after,
                    absl::FunctionRef<bool(const domain::Obligation&)> visit) const override;
  absl::StatusOr<std::vector<domain::Obligation>> OfUnit(
      domain::PoolingArea pooling_area, const domain::UnitCode& unit_code) const override;
  absl::StatusOr<std::vector<domain::PoolingArea>> PoolingAreas() const override;

 private:
  const ports::Obligations& base_;
  std::map<domain::ObligationKey, domain::Obligation> changed_;
  std::map<std::pair<domain::PartyId, ports::AssessmentIdentity>, domain::ObligationKey> numbers_;
};

class RehearsedInstructions : public ports::Instructions {
 public:
  explicit RehearsedInstructions(const ports::Instructions& base) : base_(base) {}
  absl::StatusOr<int64_t> NextSequence() const override;
  absl::Status Append(absl::Span<const domain::Instruction> instructions) override;
  absl::StatusOr<std::optional<domain::Instruction>> Find(int64_t sequence) const override;
  absl::StatusOr<ports::InstructionPage> Read(absl::Span<const ports::ReadableArea> areas,
                                              int64_t after_sequence, int32_t limit) const override;
  absl::StatusOr<std::vector<domain::PoolingArea>> PoolingAreas() const override;
  absl::StatusOr<std::optional<domain::InstructionOutcome>> FindOutcome(
      int64_t sequence) const override;
  absl::Status PutOutcome(int64_t sequence, const domain::InstructionOutcome& outcome) override;
  absl::StatusOr<std::vector<int64_t>> ListOutcomes(domain::InstructionState state,
                                                    int64_t after_sequence,
                                                    int32_t limit) const override;
  absl::StatusOr<ports::PullPosition> FindPosition(const domain::PartyId& party) const override;
  absl::Status PutPosition(const domain::PartyId& party,
                           const ports::PullPosition& position) override;
  absl::StatusOr<std::vector<std::pair<domain::PartyId, ports::PullPosition>>> Positions()
      const override;

 private:
  const ports::Instructions& base_;
  std::map<int64_t, domain::Instruction> appended_;
  std::map<int64_t, domain::InstructionOutcome> outcomes_;
};

class RehearsedPayments : public ports::Payments {
 public:
  explicit RehearsedPayments(const ports::Payments& base) : base_(base) {}
  absl::StatusOr<std::vector<std::optional<domain::Payment>>> Find(
      absl::Span<const domain::PaymentKey> keys) const override;
  absl::Status Put(absl::Span<const domain::Payment> payments) override;
  absl::StatusOr<std::vector<domain::Payment>> ListUnapplied(
      domain::PoolingArea pooling_area, const std::optional<domain::PaymentKey>& after,
      int32_t limit) const override;
  absl::StatusOr<std::vector<domain::Payment>> UnappliedFor(
      const domain::ObligationKey& key) const override;
  absl::StatusOr<bool> HasUnapplied(domain::PoolingArea pooling_area) const override;
  absl::StatusOr<std::vector<domain::Payment>> AppliedTo(
      const domain::ObligationKey& key) const override;

 private:
  const ports::Payments& base_;
  std::map<domain::PaymentKey, domain::Payment> changed_;
};

// Entries are checked to balance, then forgotten.
class RehearsedJournal : public ports::Journal {
 public:
  explicit RehearsedJournal(const ports::Journal& base) : base_(base) {}
  absl::Status Append(absl::Span<const domain::JournalEntry> entries) override;
  absl::StatusOr<int64_t> LastSequence() const override { return base_.LastSequence(); }
  absl::Status Scan(int64_t after_sequence,
                    absl::FunctionRef<bool(const domain::JournalEntry&)> visit) const override {
    return base_.Scan(after_sequence, visit);
  }
  absl::StatusOr<std::vector<ports::AccountBalance>> Balances(
      const std::optional<domain::PoolingArea>& pooling_area) const override {
    return base_.Balances(pooling_area);
  }

 private:
  const ports::Journal& base_;
};

// Months: comparisons voided, and lines repeated within a statement.
class RehearsedMonths : public ports::Months {
 public:
  explicit RehearsedMonths(const ports::Months& base) : base_(base) {}
  absl::StatusOr<std::optional<domain::MonthRecord>> Find(
      domain::PoolingArea pooling_area, domain::AccountingMonth month) const override;
  absl::Status Put(const domain::MonthRecord& record) override;
  absl::StatusOr<std::vector<domain::MonthRecord>> List(
      domain::PoolingArea pooling_area) const override;
  absl::Status PutStatementLines(int64_t batch_no, domain::PoolingArea pooling_area,
                                 absl::Span<const domain::StatementLine> lines) override;
  absl::Status DropStatementLines(int64_t batch_no) override;
  absl::StatusOr<std::vector<domain::StatementLine>> ReadStatementLines(
      int64_t batch_no, const std::optional<domain::ObligationKey>& after,
      int32_t limit) const override;
  absl::StatusOr<int64_t> FindStatement(domain::PoolingArea pooling_area,
                                        domain::AccountingMonth month,
                                        domain::StatementSide side) const override;
  absl::Status PutStatement(domain::PoolingArea pooling_area, domain::AccountingMonth month,
                            domain::StatementSide side, int64_t batch_no) override;
  absl::Status AppendDifferences(int64_t comparison_no,
                                 absl::Span<const domain::Difference> differences) override;
  absl::StatusOr<std::vector<domain::Difference>> ReadDifferences(int64_t comparison_no,
                                                                  int64_t offset,
                                                                  int32_t limit) const override;
  absl::Status DropDifferences(int64_t comparison_no) override;
  absl::StatusOr<int64_t> NextComparison() override;

 private:
  const ports::Months& base_;
  std::set<domain::ObligationKey> lines_;
};

class RehearsedRegisters : public ports::Registers {
 public:
  explicit RehearsedRegisters(const ports::Registers& base) : base_(base) {}
  absl::StatusOr<bool> HasAny() const override;
  absl::StatusOr<std::vector<std::optional<domain::RegisteredEmployer>>> Find(
      absl::Span<const domain::EmployerKey> keys) const override;
  absl::StatusOr<std::vector<domain::RegisteredEmployer>> List(
      const std::optional<domain::EmployerKey>& after, int32_t limit) const override {
    return base_.List(after, limit);
  }
  absl::Status Put(absl::Span<const domain::RegisteredEmployer> employers) override;

 private:
  const ports::Registers& base_;
  std::map<domain::EmployerKey, domain::RegisteredEmployer> changed_;
};

class RehearsedOffsets : public ports::Offsets {
 public:
  explicit RehearsedOffsets(const ports::Offsets& base) : base_(base) {}
  absl::StatusOr<bool> HasAny(domain::PoolingArea pooling_area) const override;
  absl::StatusOr<std::optional<domain::Credit>> FindCredit(
      const domain::ObligationKey& source) const override;
  absl::StatusOr<std::vector<domain::Credit>> CreditsOf(
      const domain::EmployerKey& employer) const override;
  absl::Status PutCredit(const domain::Credit& credit) override;
  absl::Status RemoveCredit(const domain::ObligationKey& source) override;
  absl::StatusOr<std::optional<domain::OffsetUse>> FindUse(int64_t sequence) const override;
  absl::Status PutUse(const domain::OffsetUse& use) override;

 private:
  const ports::Offsets& base_;
  std::map<domain::ObligationKey, std::optional<domain::Credit>> credits_;  // nothing: removed
  std::map<int64_t, domain::OffsetUse> uses_;
};

class RehearsalTransaction : public ports::Transaction {
 public:
  // `base` must outlive this.
  explicit RehearsalTransaction(const ports::Transaction& base);
  // Deciders have no business with batches, objections and employers' queries: the process stops
  // when one changes them.
  ports::Batches& batches() override;
  ports::Objections& objections() override;
  ports::RefundQueries& refund_queries() override;
  ports::Obligations& obligations() override { return obligations_; }
  ports::Instructions& instructions() override { return instructions_; }
  ports::Payments& payments() override { return payments_; }
  ports::Journal& journal() override { return journal_; }
  ports::Months& months() override { return months_; }
  ports::Registers& registers() override { return registers_; }
  ports::Deferrals& deferrals() override { return deferrals_; }
  ports::Offsets& offsets() override { return offsets_; }
  ports::Refunds& refunds() override { return refunds_; }
  ports::Accounts& accounts() override { return accounts_; }
  const ports::Batches& batches() const override { return base_.batches(); }
  const ports::Obligations& obligations() const override { return obligations_; }
  const ports::Instructions& instructions() const override { return instructions_; }
  const ports::Payments& payments() const override { return payments_; }
  const ports::Journal& journal() const override { return journal_; }
  const ports::Months& months() const override { return months_; }
  const ports::Objections& objections() const override { return base_.objections(); }
  const ports::Registers& registers() const override { return registers_; }
  const ports::Deferrals& deferrals() const override { return deferrals_; }
  const ports::Offsets& offsets() const override { return offsets_; }
  const ports::Refunds& refunds() const override { return refunds_; }
  const ports::Accounts& accounts() const override { return accounts_; }
  const ports::RefundQueries& refund_queries() const override { return base_.refund_queries(); }

 private:
  const ports::Transaction& base_;
  RehearsedObligations obligations_;
  RehearsedInstructions instructions_;
  RehearsedPayments payments_;
  RehearsedJournal journal_;
  RehearsedMonths months_;
  RehearsedRegisters registers_;
  RehearsedDeferrals deferrals_;
  RehearsedOffsets offsets_;
  RehearsedRefunds refunds_;
  RehearsedAccounts accounts_;
};

}  // namespace levybridge::usecases
