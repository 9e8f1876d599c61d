#include "gateway/usecases/rehearsal.h"

#include <utility>

#include "gateway/domain/check.h"
#include "gateway/usecases/status_macros.h"

namespace levybridge::usecases {
namespace {

using domain::Obligation;
using domain::ObligationKey;
using domain::Payment;
using domain::PaymentKey;

// The base's answers, replaced by what changed in memory.
template <class Key, class Value>
void Overlay(absl::Span<const Key> keys, const std::map<Key, Value>& changed,
             std::vector<std::optional<Value>>& answers) {
  for (size_t i = 0; i < keys.size(); ++i) {
    const auto at = changed.find(keys[i]);
    if (at != changed.end()) answers[i] = at->second;
  }
}

}  // namespace

absl::StatusOr<std::vector<std::optional<Obligation>>> RehearsedObligations::Find(
    absl::Span<const ObligationKey> keys) const {
  LEVYBRIDGE_ASSIGN_OR_RETURN(auto answers, base_.Find(keys));
  Overlay(keys, changed_, answers);
  return answers;
}

absl::Status RehearsedObligations::Put(absl::Span<const Obligation> obligations) {
  for (const Obligation& obligation : obligations) {
    changed_.insert_or_assign(obligation.key, obligation);
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<std::optional<ObligationKey>>> RehearsedObligations::FindAssessments(
    const domain::PartyId& agency, absl::Span<const ports::AssessmentIdentity> identities) const {
  LEVYBRIDGE_ASSIGN_OR_RETURN(auto answers, base_.FindAssessments(agency, identities));
  for (size_t i = 0; i < identities.size(); ++i) {
    const auto at = numbers_.find({agency, identities[i]});
    if (at != numbers_.end()) answers[i] = at->second;
  }
  return answers;
}

absl::Status RehearsedObligations::PutAssessments(
    const domain::PartyId& agency, absl::Span<const ports::AssessmentIdentity> identities,
    absl::Span<const ObligationKey> keys) {
  for (size_t i = 0; i < identities.size(); ++i) {
    numbers_.insert_or_assign({agency, identities[i]}, keys[i]);
  }
  return absl::OkStatus();
}

absl::Status RehearsedObligations::Scan(domain::PoolingArea pooling_area,
                                        const std::optional<ObligationKey>& after,
                                        absl::FunctionRef<bool(const Obligation&)> visit) const {
  return base_.Scan(pooling_area, after, visit);
}

absl::StatusOr<std::vector<Obligation>> RehearsedObligations::OfUnit(
    domain::PoolingArea pooling_area, const domain::UnitCode& unit_code) const {
  return base_.OfUnit(pooling_area, unit_code);
}

absl::StatusOr<std::vector<domain::PoolingArea>> RehearsedObligations::PoolingAreas() const {
  return base_.PoolingAreas();
}

absl::StatusOr<int64_t> RehearsedInstructions::NextSequence() const {
  LEVYBRIDGE_ASSIGN_OR_RETURN(const int64_t next, base_.NextSequence());
  return next + static_cast<int64_t>(appended_.size());
}

absl::Status RehearsedInstructions::Append(absl::Span<const domain::Instruction> instructions) {
  for (const domain::Instruction& instruction : instructions) {
    appended_.insert_or_assign(instruction.sequence, instruction);
  }
  return absl::OkStatus();
}

absl::StatusOr<std::optional<domain::Instruction>> RehearsedInstructions::Find(
    int64_t sequence) const {
  const auto at = appended_.find(sequence);
  if (at != appended_.end()) return at->second;
  return base_.Find(sequence);
}

absl::StatusOr<ports::InstructionPage> RehearsedInstructions::Read(
    absl::Span<const ports::ReadableArea> areas, int64_t after_sequence, int32_t limit) const {
  return base_.Read(areas, after_sequence, limit);
}

absl::StatusOr<std::vector<domain::PoolingArea>> RehearsedInstructions::PoolingAreas() const {
  return base_.PoolingAreas();
}

absl::StatusOr<std::optional<domain::InstructionOutcome>> RehearsedInstructions::FindOutcome(
    int64_t sequence) const {
  const auto at = outcomes_.find(sequence);
  if (at != outcomes_.end()) return at->second;
  return base_.FindOutcome(sequence);
}

absl::Status RehearsedInstructions::PutOutcome(int64_t sequence,
                                               const domain::InstructionOutcome& outcome) {
  outcomes_.insert_or_assign(sequence, outcome);
  return absl::OkStatus();
}

absl::StatusOr<std::vector<int64_t>> RehearsedInstructions::ListOutcomes(
    domain::InstructionState state, int64_t after_sequence, int32_t limit) const {
  return base_.ListOutcomes(state, after_sequence, limit);
}

absl::StatusOr<ports::PullPosition> RehearsedInstructions::FindPosition(
    const domain::PartyId& party) const {
  return base_.FindPosition(party);
}

absl::Status RehearsedInstructions::PutPosition(const domain::PartyId&,
                                                const ports::PullPosition&) {
  return absl::OkStatus();
}

absl::StatusOr<std::vector<std::pair<domain::PartyId, ports::PullPosition>>>
RehearsedInstructions::Positions() const {
  return base_.Positions();
}

absl::StatusOr<std::vector<std::optional<Payment>>> RehearsedPayments::Find(
    absl::Span<const PaymentKey> keys) const {
  LEVYBRIDGE_ASSIGN_OR_RETURN(auto answers, base_.Find(keys));
  Overlay(keys, changed_, answers);
  return answers;
}

absl::Status RehearsedPayments::Put(absl::Span<const Payment> payments) {
  for (const Payment& payment : payments) {
    changed_.insert_or_assign({payment.pooling_area, payment.line.id}, payment);
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<Payment>> RehearsedPayments::ListUnapplied(
    domain::PoolingArea pooling_area, const std::optional<PaymentKey>& after, int32_t limit) const {
  return base_.ListUnapplied(pooling_area, after, limit);
}

absl::StatusOr<std::vector<Payment>> RehearsedPayments::UnappliedFor(
    const ObligationKey& key) const {
  LEVYBRIDGE_ASSIGN_OR_RETURN(const std::vector<Payment> stored, base_.UnappliedFor(key));
  std::vector<Payment> waiting;
  for (const Payment& payment : stored) {
    if (!changed_.contains({payment.pooling_area, payment.line.id})) waiting.push_back(payment);
  }
  for (const auto& [payment_key, payment] : changed_) {
    const bool names_it = payment_key.pooling_area == key.pooling_area &&
                          payment.line.unit_code == key.unit_code &&
                          payment.line.fee_period == key.fee_period &&
                          payment.line.insurance_type == key.insurance_type;
    if (names_it && ports::IsUnapplied(payment)) waiting.push_back(payment);
  }
  return waiting;
}

absl::StatusOr<bool> RehearsedPayments::HasUnapplied(domain::PoolingArea pooling_area) const {
  for (const auto& [key, payment] : changed_) {
    if (key.pooling_area == pooling_area && ports::IsUnapplied(payment)) return true;
  }
  return base_.HasUnapplied(pooling_area);
}

absl::StatusOr<std::vector<Payment>> RehearsedPayments::AppliedTo(const ObligationKey& key) const {
  return base_.AppliedTo(key);
}

absl::Status RehearsedJournal::Append(absl::Span<const domain::JournalEntry> entries) {
  for (const domain::JournalEntry& entry : entries) {
    if (!domain::IsBalanced(entry)) return absl::InvalidArgumentError("an entry does not balance");
  }
  return absl::OkStatus();
}

absl::StatusOr<std::optional<domain::MonthRecord>> RehearsedMonths::Find(
    domain::PoolingArea pooling_area, domain::AccountingMonth month) const {
  return base_.Find(pooling_area, month);
}

absl::Status RehearsedMonths::Put(const domain::MonthRecord&) { return absl::OkStatus(); }

absl::StatusOr<std::vector<domain::MonthRecord>> RehearsedMonths::List(
    domain::PoolingArea pooling_area) const {
  return base_.List(pooling_area);
}

absl::Status RehearsedMonths::PutStatementLines(int64_t, domain::PoolingArea pooling_area,
                                                absl::Span<const domain::StatementLine> lines) {
  for (const domain::StatementLine& line : lines) {
    const ObligationKey key{pooling_area, line.fee_period, line.unit_code, line.insurance_type};
    if (!lines_.insert(key).second) return absl::AlreadyExistsError("the line repeats a key");
  }
  return absl::OkStatus();
}

absl::Status RehearsedMonths::DropStatementLines(int64_t) { return absl::OkStatus(); }

absl::StatusOr<std::vector<domain::StatementLine>> RehearsedMonths::ReadStatementLines(
    int64_t batch_no, const std::optional<ObligationKey>& after, int32_t limit) const {
  return base_.ReadStatementLines(batch_no, after, limit);
}

absl::StatusOr<int64_t> RehearsedMonths::FindStatement(domain::PoolingArea pooling_area,
                                                       domain::AccountingMonth month,
                                                       domain::StatementSide side) const {
  return base_.FindStatement(pooling_area, month, side);
}

absl::Status RehearsedMonths::PutStatement(domain::PoolingArea, domain::AccountingMonth,
                                           domain::StatementSide, int64_t) {
  return absl::OkStatus();
}

absl::Status RehearsedMonths::AppendDifferences(int64_t, absl::Span<const domain::Difference>) {
  return absl::OkStatus();
}

absl::StatusOr<std::vector<domain::Difference>> RehearsedMonths::ReadDifferences(
    int64_t comparison_no, int64_t offset, int32_t limit) const {
  return base_.ReadDifferences(comparison_no, offset, limit);
}

absl::Status RehearsedMonths::DropDifferences(int64_t) { return absl::OkStatus(); }

absl::StatusOr<int64_t> RehearsedMonths::NextComparison() {
  return absl::FailedPreconditionError("a rehearsal compares nothing");
}

absl::StatusOr<bool> RehearsedRegisters::HasAny() const {
  if (!changed_.empty()) return true;
  return base_.HasAny();
}

absl::StatusOr<std::vector<std::optional<domain::RegisteredEmployer>>> RehearsedRegisters::Find(
    absl::Span<const domain::EmployerKey> keys) const {
  LEVYBRIDGE_ASSIGN_OR_RETURN(auto answers, base_.Find(keys));
  Overlay(keys, changed_, answers);
  return answers;
}

absl::Status RehearsedRegisters::Put(absl::Span<const domain::RegisteredEmployer> employers) {
  for (const domain::RegisteredEmployer& employer : employers) {
    changed_.insert_or_assign(employer.key, employer);
  }
  return absl::OkStatus();
}

absl::StatusOr<bool> RehearsedOffsets::HasAny(domain::PoolingArea pooling_area) const {
  for (const auto& [source, credit] : credits_) {
    if (source.pooling_area == pooling_area && credit) return true;
  }
  for (const auto& [sequence, use] : uses_) {
    if (use.target.pooling_area == pooling_area) return true;
  }
  return base_.HasAny(pooling_area);
}

absl::StatusOr<std::optional<domain::Credit>> RehearsedOffsets::FindCredit(
    const ObligationKey& source) const {
  const auto at = credits_.find(source);
  if (at != credits_.end()) return at->second;
  return base_.FindCredit(source);
}

absl::StatusOr<std::vector<domain::Credit>> RehearsedOffsets::CreditsOf(
    const domain::EmployerKey& employer) const {
  LEVYBRIDGE_ASSIGN_OR_RETURN(const std::vector<domain::Credit> stored, base_.CreditsOf(employer));
  std::map<ObligationKey, domain::Credit> credits;
  for (const domain::Credit& credit : stored) credits.emplace(credit.source, credit);
  for (const auto& [source, credit] : credits_) {
    if (source.pooling_area != employer.pooling_area || source.unit_code != employer.unit_code) {
      continue;
    }
    credits.erase(source);
    if (credit) credits.emplace(source, *credit);
  }
  std::vector<domain::Credit> answer;
  answer.reserve(credits.size());
  for (auto& [source, credit] : credits) answer.push_back(std::move(credit));
  return answer;
}

absl::Status RehearsedOffsets::PutCredit(const domain::Credit& credit) {
  credits_.insert_or_assign(credit.source, credit);
  return absl::OkStatus();
}

absl::Status RehearsedOffsets::RemoveCredit(const ObligationKey& source) {
  credits_.insert_or_assign(source, std::nullopt);
  return absl::OkStatus();
}

absl::StatusOr<std::optional<domain::OffsetUse>> RehearsedOffsets::FindUse(int64_t sequence) const {
  const auto at = uses_.find(sequence);
  if (at != uses_.end()) return at->second;
  return base_.FindUse(sequence);
}

absl::Status RehearsedOffsets::PutUse(const domain::OffsetUse& use) {
  uses_.insert_or_assign(use.sequence, use);
  return absl::OkStatus();
}

RehearsalTransaction::RehearsalTransaction(const ports::Transaction& base)
    : base_(base),
      obligations_(base.obligations()),
      instructions_(base.instructions()),
      payments_(base.payments()),
      journal_(base.journal()),
      months_(base.months()),
      registers_(base.registers()),
      deferrals_(base.deferrals()),
      offsets_(base.offsets()),
      refunds_(base.refunds()),
      accounts_(base.accounts()) {}

ports::Batches& RehearsalTransaction::batches() {
  domain::CheckFailed("false", "a decider must not change batches", __FILE__, __LINE__);
}

ports::Objections& RehearsalTransaction::objections() {
  domain::CheckFailed("false", "a decider must not change objections", __FILE__, __LINE__);
}

ports::RefundQueries& RehearsalTransaction::refund_queries() {
  domain::CheckFailed("false", "a decider must not change queries", __FILE__, __LINE__);
}

}  // namespace levybridge::usecases
