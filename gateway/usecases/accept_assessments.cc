#include "gateway/usecases/accept_assessments.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "gateway/usecases/assess_row.h"
#include "gateway/usecases/assessment_facts.h"
#include "gateway/usecases/due_dates.h"
#include "gateway/usecases/hold_deferral.h"
#include "gateway/usecases/month_chooser.h"
#include "gateway/usecases/offset_desk.h"
#include "gateway/usecases/reclaim_offsets.h"
#include "gateway/usecases/settle_refunds.h"
#include "gateway/usecases/status_macros.h"
#include "gateway/usecases/waiting_payments.h"
#include "gateway/usecases/working_set.h"

namespace levybridge::usecases {
namespace {

using domain::Assessment;
using domain::AssessmentLink;
using domain::Instruction;
using domain::InstructionOutcome;
using domain::InstructionState;
using domain::JournalEntry;
using domain::NumberedRow;
using domain::Obligation;
using domain::ObligationKey;
using domain::Problem;
using domain::ProblemCode;
using ports::AssessmentIdentity;

using NumberedAssessment = NumberedRow<Assessment>;

// What is wrong in the same way with the same column is told once.
void AppendNew(std::vector<Problem>& problems, const std::vector<Problem>& more) {
  for (const Problem& problem : more) {
    const bool told = std::any_of(problems.begin(), problems.end(), [&](const Problem& known) {
      return known.code == problem.code && known.column == problem.column;
    });
    if (!told) problems.push_back(problem);
  }
}

// Policy decides rows whose amounts and codes are sound; what else is wrong with a row does not
// keep its sender from hearing in the same answer what policy has against it.
bool LetPolicyJudge(const std::vector<Problem>& problems) {
  return std::all_of(problems.begin(), problems.end(), [](const Problem& problem) {
    if (!domain::RefusesRow({problem})) return true;
    const ProblemCode code = problem.code;
    return code == ProblemCode::kMissingValue || code == ProblemCode::kBadText ||
           code == ProblemCode::kTooLong || code == ProblemCode::kAmountMismatch ||
           code == ProblemCode::kReductionDatesReversed ||
           code == ProblemCode::kSupersededMissing || code == ProblemCode::kSupersededUnknown ||
           code == ProblemCode::kSupersededUnexpected || code == ProblemCode::kSupersededNotLive ||
           code == ProblemCode::kDuplicateObligation;
  });
}

// A row with its place in the portion, which leads to what is known about it.
struct RowAtWork {
  size_t index;
  int64_t number;  // of the row in its file
  const Assessment& value;
};

// The work on some chunks, inside one transaction.
class ChunkWork {
 public:
  ChunkWork(ports::Transaction& store, const domain::Batch& batch, const AssessmentFacts& facts,
            domain::Timestamp now, ChunkDecision& decision)
      : store_(store),
        batch_(batch),
        facts_(facts),
        rules_(*facts.rules),
        now_(now),
        decision_(decision),
        months_(store),
        due_dates_(rules_, batch.header.business_date),
        book_(store, obligations_),
        offsets_(store, book_, months_, entries_, {batch.header.business_date, now}) {}

  absl::Status Load();
  absl::Status DecideRow(const RowAtWork& row);
  absl::Status Save();

 private:
  size_t ObligationSlot(const RowAtWork& row) const { return facts_.keys.SlotOf(row.index); }
  size_t NumberSlot(const RowAtWork& row) const { return facts_.identities.SlotOf(row.index); }
  const ObligationKey& KeyOf(const RowAtWork& row) const { return facts_.keys.KeyOf(row.index); }
  const Obligation* StoredFor(const RowAtWork& row) const {
    return obligations_.At(ObligationSlot(row));
  }
  absl::Status LoadRegisters();
  // Empty for an employer that stands in no register.
  domain::EmployerRegisters RegistersOf(const ObligationKey& key) const;
  std::optional<domain::CivilDate> DeregistersOn(const ObligationKey& key) const;
  const domain::RegisteredEmployer* EmployerOf(const ObligationKey& key) const;
  absl::Status DecideKnownRow(const RowAtWork& row, const ObligationKey& owner,
                              std::vector<Problem>& problems);
  // Adds what store and policy have against the row to what its form already has; takes it in when
  // nothing refuses it.
  absl::Status DecideNewRow(const RowAtWork& row, std::vector<Problem>& problems);
  // The row's number is taken: nothing when by this very row; else why it is refused.
  absl::StatusOr<std::optional<Problem>> CheckTaken(const RowAtWork& row,
                                                    const ObligationKey& owner) const;
  absl::Status Accept(const RowAtWork& row, const RowPlace& place, const domain::Decision& policy,
                      std::vector<Problem>& problems);
  absl::Status Apply(const RowAtWork& row, const RowToAssess& work,
                     std::optional<domain::Deferral> deferral, AssessedRow assessed);
  // Tells the tax bureau: the instruction and, where one is replaced, its end.
  void Issue(Instruction instruction);
  // Of the obligation that a reassessment changes, as it stands now.
  absl::StatusOr<std::optional<domain::Deferral>> DeferralOf(const ObligationKey& key) const;
  void HoldBack(const RowToAssess& work, std::optional<domain::Deferral> before,
                AssessedRow& assessed);
  // Waiting money and overpayments of other periods meet what was issued from `first` on.
  absl::Status Fund(size_t first, Obligation& obligation);
  domain::OverpaymentRule OverpaymentRuleFor(const RowToAssess& work,
                                             const Obligation& obligation) const;
  // False when no payment of the area waits for its obligation. Asked once: deciding assessments
  // adds none.
  absl::StatusOr<bool> PaymentsWait(domain::PoolingArea pooling_area);
  const AssessmentLink* FindLink(const Obligation& obligation,
                                 const domain::AssessmentNumber& number) const;

  ports::Transaction& store_;
  const domain::Batch& batch_;
  const AssessmentFacts& facts_;
  const Rules& rules_;
  const domain::Timestamp now_;
  ChunkDecision& decision_;
  MonthChooser months_;
  DueDates due_dates_;
  std::map<domain::PoolingArea, bool> payments_wait_;

  WorkingSet<ObligationKey, Obligation> obligations_;
  WorkingSet<AssessmentIdentity, ObligationKey> numbers_;
  WorkingSet<domain::EmployerKey, domain::RegisteredEmployer> registered_;
  std::vector<Instruction> instructions_;
  std::vector<std::pair<int64_t, InstructionOutcome>> outcomes_;
  std::vector<JournalEntry> entries_;
  std::map<ObligationKey, domain::Deferral> deferrals_;  // those that changed
  int64_t next_sequence_ = 0;
  WorkedObligations book_;
  OffsetDesk offsets_;
  OwedAgain owed_again_;
};

absl::Status ChunkWork::Load() {
  LEVYBRIDGE_RETURN_IF_ERROR(LoadRegisters());
  LEVYBRIDGE_ASSIGN_OR_RETURN(obligations_, (WorkingSet<ObligationKey, Obligation>::Load(
                                                facts_.keys.keys(), [&](const auto& sorted) {
                                                  return store_.obligations().Find(sorted);
                                                })));
  LEVYBRIDGE_ASSIGN_OR_RETURN(numbers_, (WorkingSet<AssessmentIdentity, ObligationKey>::Load(
                                            facts_.identities.keys(), [&](const auto& sorted) {
                                              return store_.obligations().FindAssessments(
                                                  batch_.header.party, sorted);
                                            })));
  LEVYBRIDGE_ASSIGN_OR_RETURN(next_sequence_, store_.instructions().NextSequence());
  entries_.reserve(facts_.rows.size());
  instructions_.reserve(facts_.rows.size());
  return absl::OkStatus();
}

absl::Status ChunkWork::LoadRegisters() {
  LEVYBRIDGE_ASSIGN_OR_RETURN(const bool any, store_.registers().HasAny());
  if (!any) return absl::OkStatus();
  std::vector<domain::EmployerKey> keys;
  keys.reserve(facts_.keys.keys()->size());
  for (const ObligationKey& key : *facts_.keys.keys()) {
    keys.push_back({key.pooling_area, key.unit_code});
  }
  LEVYBRIDGE_ASSIGN_OR_RETURN(
      registered_,
      (WorkingSet<domain::EmployerKey, domain::RegisteredEmployer>::Load(
          std::move(keys), [&](const auto& sorted) { return store_.registers().Find(sorted); })));
  return absl::OkStatus();
}

const domain::RegisteredEmployer* ChunkWork::EmployerOf(const ObligationKey& key) const {
  if (registered_.empty()) return nullptr;
  const domain::EmployerKey employer{key.pooling_area, key.unit_code};
  return registered_.Knows(employer) ? registered_.Find(employer) : nullptr;
}

domain::EmployerRegisters ChunkWork::RegistersOf(const ObligationKey& key) const {
  const domain::RegisteredEmployer* found = EmployerOf(key);
  return found != nullptr ? found->registers() : domain::EmployerRegisters{};
}

std::optional<domain::CivilDate> ChunkWork::DeregistersOn(const ObligationKey& key) const {
  const domain::RegisteredEmployer* found = EmployerOf(key);
  if (found == nullptr || !found->deregistration) return std::nullopt;
  return found->deregistration->planned_on;
}

const AssessmentLink* ChunkWork::FindLink(const Obligation& obligation,
                                          const domain::AssessmentNumber& number) const {
  for (const domain::AssessmentChain& chain : obligation.chains) {
    for (const AssessmentLink& link : chain.links) {
      if (link.assessment_no == number) return &link;
    }
  }
  return nullptr;
}

absl::StatusOr<std::optional<Problem>> ChunkWork::CheckTaken(const RowAtWork& row,
                                                             const ObligationKey& owner) const {
  const std::string& number = row.value.assessment_no.value();
  const Problem duplicate{ProblemCode::kDuplicateAssessmentNo, "assessment_no", number,
                          owner.unit_code.value()};
  if (owner != KeyOf(row)) return duplicate;
  const Obligation* obligation = StoredFor(row);
  const AssessmentLink* link =
      obligation != nullptr ? FindLink(*obligation, row.value.assessment_no) : nullptr;
  if (link == nullptr) return absl::DataLossError("an assessment number leads to no assessment");
  if (link->content == facts_.rows[row.index].content) return std::nullopt;
  return Problem{ProblemCode::kAssessmentContentDiffers, "assessment_no", number, ""};
}

absl::Status ChunkWork::DecideRow(const RowAtWork& row) {
  const AssessmentFacts::Row& facts = facts_.rows[row.index];
  std::vector<Problem> problems = facts.problems;
  const ObligationKey* owner = facts.foreign ? nullptr : numbers_.At(NumberSlot(row));
  if (owner != nullptr) {
    LEVYBRIDGE_RETURN_IF_ERROR(DecideKnownRow(row, *owner, problems));
  } else if (!facts.foreign) {
    LEVYBRIDGE_RETURN_IF_ERROR(DecideNewRow(row, problems));
  }
  decision_.Settle(row.number, domain::AmountOf(row.value), std::move(problems));
  return absl::OkStatus();
}

absl::Status ChunkWork::DecideKnownRow(const RowAtWork& row, const ObligationKey& owner,
                                       std::vector<Problem>& problems) {
  LEVYBRIDGE_ASSIGN_OR_RETURN(std::optional<Problem> taken, CheckTaken(row, owner));
  if (taken) {
    problems.push_back(*std::move(taken));
    return absl::OkStatus();
  }
  if (domain::RefusesRow(problems)) return absl::OkStatus();
  ++decision_.already_accepted_rows;
  problems.push_back(
      {ProblemCode::kAlreadyAccepted, "assessment_no", row.value.assessment_no.value(), ""});
  return absl::OkStatus();
}

absl::Status ChunkWork::DecideNewRow(const RowAtWork& row, std::vector<Problem>& problems) {
  const auto place = FindPlace(row.value, StoredFor(row));
  const bool names_no_predecessor =
      row.value.kind == domain::AssessmentKind::kReassessment && !row.value.supersedes_no;
  const Problem* no_place = std::get_if<Problem>(&place);
  if (no_place != nullptr && !names_no_predecessor) AppendNew(problems, {*no_place});
  if (!LetPolicyJudge(problems)) return absl::OkStatus();
  const RowPlace* free_place = std::get_if<RowPlace>(&place);
  const domain::DecisionContext context{
      free_place != nullptr ? free_place->kind : row.value.kind,
      free_place != nullptr ? free_place->applied_on : row.value.applied_on,
      batch_.header.business_date};
  const domain::Decision policy = rules_.book.Decide(row.value, RegistersOf(KeyOf(row)), context);
  AppendNew(problems, policy.problems);
  if (policy.kind != domain::DecisionKind::kRefused) {
    AppendNew(problems, rules_.book.Verify(row.value, policy));
  }
  if (free_place == nullptr || domain::RefusesRow(problems)) return absl::OkStatus();
  return Accept(row, *free_place, policy, problems);
}

absl::Status ChunkWork::Accept(const RowAtWork& row, const RowPlace& place,
                               const domain::Decision& policy, std::vector<Problem>& problems) {
  const ObligationKey& key = KeyOf(row);
  const domain::CivilDate business_date = batch_.header.business_date;
  const Obligation* stored = StoredFor(row);
  const bool collected_later =
      policy.collected_with && (stored == nullptr || stored->NothingCollected());
  const absl::StatusOr<domain::CivilDate>& due_on =
      due_dates_.Of(collected_later ? *policy.collected_with : row.value.fee_period,
                    row.value.region, policy.policy);
  if (!due_on.ok()) {
    problems.push_back({ProblemCode::kCalendarYearMissing, "fee_period",
                        row.value.fee_period.ToIso(), business_date.ToIso()});
    return absl::OkStatus();
  }
  LEVYBRIDGE_ASSIGN_OR_RETURN(const ChosenMonth month,
                              months_.Choose(key.pooling_area, business_date));
  std::optional<domain::Deferral> deferral;
  if (place.replaces) {
    LEVYBRIDGE_ASSIGN_OR_RETURN(deferral, DeferralOf(key));
    // A back-payment beside the deferred row is none of the deferral's business.
    if (deferral && static_cast<size_t>(deferral->chain) != place.chain) deferral.reset();
  }
  const RowToAssess work{
      .row = row.value,
      .decision = policy,
      .place = place,
      .content = facts_.rows[row.index].content,
      .batch_no = batch_.batch_no,
      .row_number = row.number,
      .due_on = *due_on,
      .late_fee_waived = collected_later,
      .event = {place.replaces ? domain::EventKind::kReassessed : domain::EventKind::kAssessed,
                month.month, month.adjusts, business_date, now_, row.value.assessment_no.value()},
      .holds = ScopeHeld(policy),
      .passed_on = deferral ? deferral->PassedOn() : domain::ComponentAmounts()};
  Obligation before =
      stored != nullptr ? *stored : Obligation{key, row.value.region, {}, {}, {}, {}};
  std::optional<AssessedRow> assessed = AssessRow(work, std::move(before), next_sequence_);
  bool in_bounds = assessed.has_value();
  if (assessed) {
    LEVYBRIDGE_ASSIGN_OR_RETURN(
        in_bounds, offsets_.GiveBack(assessed->replaced_sequence, assessed->obligation));
  }
  if (!in_bounds) {
    problems.push_back(
        {ProblemCode::kAmountOutOfRange, "amount_before", row.value.amount_before.ToYuan(), ""});
    return absl::OkStatus();
  }
  return Apply(row, work, std::move(deferral), *std::move(assessed));
}

absl::StatusOr<std::optional<domain::Deferral>> ChunkWork::DeferralOf(
    const ObligationKey& key) const {
  if (const auto at = deferrals_.find(key); at != deferrals_.end()) return at->second;
  LEVYBRIDGE_ASSIGN_OR_RETURN(auto found, store_.deferrals().Find({&key, 1}));
  return std::move(found[0]);
}

void ChunkWork::HoldBack(const RowToAssess& work, std::optional<domain::Deferral> before,
                         AssessedRow& assessed) {
  const ObligationKey& key = assessed.obligation.key;
  HeldRow held = HoldDeferral(work, rules_.book, DeregistersOn(key), std::move(before),
                              assessed.obligation, next_sequence_);
  for (Instruction& instruction : held.instructions) Issue(std::move(instruction));
  if (held.deferral) deferrals_.insert_or_assign(key, *std::move(held.deferral));
}

void ChunkWork::Issue(Instruction instruction) {
  ++next_sequence_;
  if (instruction.replaces_sequence != 0) {
    const bool cancels = instruction.action == domain::InstructionAction::kCancel;
    outcomes_.push_back({instruction.replaces_sequence,
                         {cancels ? InstructionState::kCancelled : InstructionState::kSuperseded,
                          "", "", instruction.sequence}});
  }
  instructions_.push_back(std::move(instruction));
}

absl::Status ChunkWork::Fund(size_t first, Obligation& obligation) {
  if (instructions_.size() == first) return absl::OkStatus();
  LEVYBRIDGE_ASSIGN_OR_RETURN(const bool wait, PaymentsWait(obligation.key.pooling_area));
  if (wait) {
    LEVYBRIDGE_RETURN_IF_ERROR(ApplyWaitingPayments({store_, months_, now_}, obligation, entries_));
  }
  for (size_t i = first; i < instructions_.size(); ++i) {
    Instruction& instruction = instructions_[i];
    // What was used and cannot be taken back within the bounds of money stays where it is.
    LEVYBRIDGE_RETURN_IF_ERROR(
        offsets_.GiveBack(instruction.replaces_sequence, obligation).status());
    LEVYBRIDGE_RETURN_IF_ERROR(offsets_.Use(instruction, obligation));
  }
  return absl::OkStatus();
}

// An employer that is going to deregister has no later dues to offset against.
domain::OverpaymentRule ChunkWork::OverpaymentRuleFor(const RowToAssess& work,
                                                      const Obligation& obligation) const {
  domain::OverpaymentRule rule = domain::RuleOf(
      rules_.book, {work.decision.policy, work.decision.deferral_policy}, obligation);
  if (DeregistersOn(obligation.key)) {
    rule.use = domain::OverpaymentUse::kRefund;
    rule.agency_may_choose = false;
  }
  return rule;
}

absl::Status ChunkWork::Apply(const RowAtWork& row, const RowToAssess& work,
                              std::optional<domain::Deferral> deferral, AssessedRow assessed) {
  numbers_.PutAt(NumberSlot(row), KeyOf(row));
  entries_.push_back(*std::move(assessed.entry));
  const size_t issued_before = instructions_.size();
  if (assessed.instruction) Issue(*std::move(assessed.instruction));
  HoldBack(work, std::move(deferral), assessed);
  LEVYBRIDGE_RETURN_IF_ERROR(Fund(issued_before, assessed.obligation));
  if (domain::HasOffsettableOverpayment(assessed.obligation)) {
    LEVYBRIDGE_RETURN_IF_ERROR(
        offsets_.Settle(assessed.obligation, OverpaymentRuleFor(work, assessed.obligation)));
  }
  if (work.place.replaces) {
    owed_again_.Note(*StoredFor(row), assessed.obligation);
  }
  obligations_.PutAt(ObligationSlot(row), std::move(assessed.obligation));
  return absl::OkStatus();
}

absl::StatusOr<bool> ChunkWork::PaymentsWait(domain::PoolingArea pooling_area) {
  const auto known = payments_wait_.find(pooling_area);
  if (known != payments_wait_.end()) return known->second;
  LEVYBRIDGE_ASSIGN_OR_RETURN(const bool any, store_.payments().HasUnapplied(pooling_area));
  return payments_wait_.emplace(pooling_area, any).first->second;
}

absl::Status ChunkWork::Save() {
  const std::vector<Obligation> changed = std::move(obligations_).TakeChanged();
  LEVYBRIDGE_RETURN_IF_ERROR(store_.obligations().Put(changed));
  const std::vector<AssessmentIdentity> numbers = numbers_.ChangedKeys();
  const std::vector<ObligationKey> owners = std::move(numbers_).TakeChanged();
  LEVYBRIDGE_RETURN_IF_ERROR(
      store_.obligations().PutAssessments(batch_.header.party, numbers, owners));
  std::vector<domain::Deferral> deferrals;
  for (auto& [key, deferral] : deferrals_) deferrals.push_back(std::move(deferral));
  if (!deferrals.empty()) LEVYBRIDGE_RETURN_IF_ERROR(store_.deferrals().Put(deferrals));
  LEVYBRIDGE_RETURN_IF_ERROR(store_.instructions().Append(instructions_));
  for (const auto& [sequence, outcome] : outcomes_) {
    LEVYBRIDGE_RETURN_IF_ERROR(store_.instructions().PutOutcome(sequence, outcome));
  }
  if (entries_.empty()) return absl::OkStatus();
  LEVYBRIDGE_RETURN_IF_ERROR(store_.journal().Append(entries_));
  LEVYBRIDGE_RETURN_IF_ERROR(months_.VoidComparisons());
  const SettlingContext context{store_, rules_, now_, batch_.header.business_date};
  LEVYBRIDGE_RETURN_IF_ERROR(ReclaimOffsets(context, owed_again_));
  return SettleRefunds(context, changed, entries_);
}

}  // namespace

absl::Status AssessmentDecider::Decide(ports::Transaction& store, const domain::Batch& batch,
                                       const domain::BatchChunk& chunk,
                                       ChunkDecision& decision) const {
  return DecidePortion(store, batch, {&chunk, 1}, Prepare(batch, {&chunk, 1}).get(), decision);
}

std::unique_ptr<const PortionFacts> AssessmentDecider::Prepare(
    const domain::Batch& batch, absl::Span<const domain::BatchChunk> chunks) const {
  return FindFacts(chunks, batch.header.party, rules_.Current());
}

absl::Status AssessmentDecider::DecidePortion(ports::Transaction& store, const domain::Batch& batch,
                                              absl::Span<const domain::BatchChunk> chunks,
                                              const PortionFacts* facts,
                                              ChunkDecision& decision) const {
  if (facts == nullptr) return absl::DataLossError("an assessment batch holds other rows");
  ChunkWork work(store, batch, static_cast<const AssessmentFacts&>(*facts), clock_.Now(), decision);
  LEVYBRIDGE_RETURN_IF_ERROR(work.Load());
  size_t index = 0;
  for (const domain::BatchChunk& chunk : chunks) {
    for (const NumberedAssessment& row : std::get<std::vector<NumberedAssessment>>(chunk.rows)) {
      LEVYBRIDGE_RETURN_IF_ERROR(work.DecideRow({index++, row.row, row.value}));
    }
  }
  return work.Save();
}

}  // namespace levybridge::usecases
