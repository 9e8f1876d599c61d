#include "gateway/usecases/accept_assessments.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "gateway/domain/due_date.h"
#include "gateway/usecases/assess_row.h"
#include "gateway/usecases/hold_deferral.h"
#include "gateway/usecases/month_chooser.h"
#include "gateway/usecases/offset_desk.h"
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

void Append(std::vector<Problem>& problems, std::vector<Problem> more) {
  problems.insert(problems.end(), std::make_move_iterator(more.begin()),
                  std::make_move_iterator(more.end()));
}

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

// The work on one chunk, inside one transaction.
class ChunkWork {
 public:
  ChunkWork(ports::Transaction& store, const domain::Batch& batch, const Rules& rules,
            domain::Timestamp now, ChunkDecision& decision)
      : store_(store),
        batch_(batch),
        rules_(rules),
        now_(now),
        decision_(decision),
        months_(store),
        book_(store, obligations_),
        offsets_(store, book_, months_, entries_, {batch.header.business_date, now}) {}

  absl::Status Load(const std::vector<NumberedAssessment>& rows);
  absl::Status DecideRow(const NumberedAssessment& row);
  absl::Status Save();

 private:
  ObligationKey KeyOf(const Assessment& row) const {
    return {rules_.book.regions().PoolingAreaOf(row.region), row.fee_period, row.unit_code,
            row.insurance_type};
  }
  absl::Status LoadRegisters(const std::vector<ObligationKey>& obligations);
  // Empty for an employer that stands in no register.
  domain::EmployerRegisters RegistersOf(const ObligationKey& key) const;
  std::optional<domain::CivilDate> DeregistersOn(const ObligationKey& key) const;
  const domain::RegisteredEmployer* EmployerOf(const ObligationKey& key) const;
  void CheckSender(const Assessment& row, std::vector<Problem>& problems) const;
  absl::Status DecideKnownRow(const NumberedAssessment& row, const ObligationKey& owner,
                              std::vector<Problem>& problems);
  // Adds what store and policy have against the row to what its form already has; takes it in when
  // nothing refuses it.
  absl::Status DecideNewRow(const NumberedAssessment& row, std::vector<Problem>& problems);
  // The row's number is taken: nothing when by this very row; else why it is refused.
  absl::StatusOr<std::optional<Problem>> CheckTaken(const NumberedAssessment& row,
                                                    const ObligationKey& owner) const;
  absl::Status Accept(const NumberedAssessment& row, const RowPlace& place,
                      const domain::Decision& policy, std::vector<Problem>& problems);
  absl::Status Apply(const RowToAssess& work, std::optional<domain::Deferral> deferral,
                     AssessedRow assessed);
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
  const AssessmentLink* FindLink(const Obligation& obligation,
                                 const domain::AssessmentNumber& number) const;

  ports::Transaction& store_;
  const domain::Batch& batch_;
  const Rules& rules_;
  const domain::Timestamp now_;
  ChunkDecision& decision_;
  MonthChooser months_;

  WorkingSet<ObligationKey, Obligation> obligations_;
  WorkingSet<AssessmentIdentity, ObligationKey> numbers_;
  WorkingSet<domain::EmployerKey, domain::RegisteredEmployer> registered_;
  std::vector<AssessmentIdentity> new_numbers_;
  std::vector<ObligationKey> new_number_owners_;
  std::vector<Instruction> instructions_;
  std::vector<std::pair<int64_t, InstructionOutcome>> outcomes_;
  std::vector<JournalEntry> entries_;
  std::map<ObligationKey, domain::Deferral> deferrals_;  // those that changed
  int64_t next_sequence_ = 0;
  WorkedObligations book_;
  OffsetDesk offsets_;
};

absl::Status ChunkWork::Load(const std::vector<NumberedAssessment>& rows) {
  std::vector<ObligationKey> keys;
  std::vector<AssessmentIdentity> identities;
  keys.reserve(rows.size());
  identities.reserve(rows.size());
  for (const NumberedAssessment& row : rows) {
    keys.push_back(KeyOf(row.value));
    identities.push_back({row.value.fee_period, row.value.assessment_no});
  }
  LEVYBRIDGE_RETURN_IF_ERROR(LoadRegisters(keys));
  LEVYBRIDGE_ASSIGN_OR_RETURN(obligations_,
                              (WorkingSet<ObligationKey, Obligation>::Load(
                                  std::move(keys), [&](const std::vector<ObligationKey>& sorted) {
                                    return store_.obligations().Find(sorted);
                                  })));
  LEVYBRIDGE_ASSIGN_OR_RETURN(
      numbers_, (WorkingSet<AssessmentIdentity, ObligationKey>::Load(
                    std::move(identities), [&](const std::vector<AssessmentIdentity>& sorted) {
                      return store_.obligations().FindAssessments(batch_.header.party, sorted);
                    })));
  LEVYBRIDGE_ASSIGN_OR_RETURN(next_sequence_, store_.instructions().NextSequence());
  return absl::OkStatus();
}

absl::Status ChunkWork::LoadRegisters(const std::vector<ObligationKey>& obligations) {
  LEVYBRIDGE_ASSIGN_OR_RETURN(const bool any, store_.registers().HasAny());
  if (!any) return absl::OkStatus();
  std::vector<domain::EmployerKey> keys;
  keys.reserve(obligations.size());
  for (const ObligationKey& key : obligations) keys.push_back({key.pooling_area, key.unit_code});
  LEVYBRIDGE_ASSIGN_OR_RETURN(
      registered_,
      (WorkingSet<domain::EmployerKey, domain::RegisteredEmployer>::Load(
          std::move(keys), [&](const auto& sorted) { return store_.registers().Find(sorted); })));
  return absl::OkStatus();
}

const domain::RegisteredEmployer* ChunkWork::EmployerOf(const ObligationKey& key) const {
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

void ChunkWork::CheckSender(const Assessment& row, std::vector<Problem>& problems) const {
  if (!rules_.book.regions().Contains(batch_.header.party.region, row.region)) {
    problems.push_back({ProblemCode::kRegionNotAllowed, "region", row.region.ToString(),
                        batch_.header.party.region.ToString()});
  }
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

absl::StatusOr<std::optional<Problem>> ChunkWork::CheckTaken(const NumberedAssessment& row,
                                                             const ObligationKey& owner) const {
  const std::string& number = row.value.assessment_no.value();
  const Problem duplicate{ProblemCode::kDuplicateAssessmentNo, "assessment_no", number,
                          owner.unit_code.value()};
  const ObligationKey key = KeyOf(row.value);
  if (owner != key) return duplicate;
  const Obligation* obligation = obligations_.Find(key);
  const AssessmentLink* link =
      obligation != nullptr ? FindLink(*obligation, row.value.assessment_no) : nullptr;
  if (link == nullptr) return absl::DataLossError("an assessment number leads to no assessment");
  std::string bytes;
  domain::AppendCanonicalBytes(row.value, bytes);
  if (link->content == domain::Sha256Of(bytes)) return std::nullopt;
  return Problem{ProblemCode::kAssessmentContentDiffers, "assessment_no", number, ""};
}

absl::Status ChunkWork::DecideRow(const NumberedAssessment& row) {
  std::vector<Problem> problems;
  CheckSender(row.value, problems);
  const bool foreign = !problems.empty();
  Append(problems, domain::CheckAssessment(row.value, true));
  const ObligationKey* owner =
      foreign ? nullptr : numbers_.Find({row.value.fee_period, row.value.assessment_no});
  if (owner != nullptr) {
    LEVYBRIDGE_RETURN_IF_ERROR(DecideKnownRow(row, *owner, problems));
  } else if (!foreign) {
    LEVYBRIDGE_RETURN_IF_ERROR(DecideNewRow(row, problems));
  }
  decision_.Settle(row.row, domain::AmountOf(row.value), std::move(problems));
  return absl::OkStatus();
}

absl::Status ChunkWork::DecideKnownRow(const NumberedAssessment& row, const ObligationKey& owner,
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

absl::Status ChunkWork::DecideNewRow(const NumberedAssessment& row,
                                     std::vector<Problem>& problems) {
  const ObligationKey key = KeyOf(row.value);
  const auto place = FindPlace(row.value, obligations_.Find(key));
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
  const domain::Decision policy = rules_.book.Decide(row.value, RegistersOf(key), context);
  AppendNew(problems, policy.problems);
  if (policy.kind != domain::DecisionKind::kRefused) {
    AppendNew(problems, rules_.book.Verify(row.value, policy));
  }
  if (free_place == nullptr || domain::RefusesRow(problems)) return absl::OkStatus();
  return Accept(row, *free_place, policy, problems);
}

absl::Status ChunkWork::Accept(const NumberedAssessment& row, const RowPlace& place,
                               const domain::Decision& policy, std::vector<Problem>& problems) {
  const ObligationKey key = KeyOf(row.value);
  const domain::CivilDate business_date = batch_.header.business_date;
  const domain::RegionParameters* parameters =
      rules_.book.ParametersOf(policy.policy, row.value.region);
  const int due_day = parameters != nullptr ? parameters->due_day.value_or(domain::kDefaultDueDay)
                                            : domain::kDefaultDueDay;
  const Obligation* stored = obligations_.Find(key);
  const bool collected_later =
      policy.collected_with && (stored == nullptr || stored->NothingCollected());
  const absl::StatusOr<domain::CivilDate> due_on =
      domain::DueDate(collected_later ? *policy.collected_with : row.value.fee_period,
                      business_date, due_day, rules_.calendar, row.value.region);
  if (!due_on.ok()) {
    problems.push_back({ProblemCode::kCalendarYearMissing, "fee_period",
                        row.value.fee_period.ToIso(), business_date.ToIso()});
    return absl::OkStatus();
  }
  LEVYBRIDGE_ASSIGN_OR_RETURN(const ChosenMonth month,
                              months_.Choose(key.pooling_area, business_date));
  std::string bytes;
  domain::AppendCanonicalBytes(row.value, bytes);
  std::optional<domain::Deferral> deferral;
  if (place.replaces) {
    LEVYBRIDGE_ASSIGN_OR_RETURN(deferral, DeferralOf(key));
  }
  const RowToAssess work{
      .row = row.value,
      .decision = policy,
      .place = place,
      .content = domain::Sha256Of(bytes),
      .batch_no = batch_.batch_no,
      .row_number = row.row,
      .due_on = *due_on,
      .late_fee_waived = collected_later,
      .event = {place.replaces ? domain::EventKind::kReassessed : domain::EventKind::kAssessed,
                month.month, month.adjusts, business_date, now_, row.value.assessment_no.value()},
      .holds = ScopeHeld(policy),
      .passed_on = deferral ? deferral->PassedOn() : domain::ComponentAmounts()};
  const Obligation fresh{key, row.value.region, {}, {}, {}, {}};
  std::optional<AssessedRow> assessed =
      AssessRow(work, stored != nullptr ? *stored : fresh, next_sequence_);
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
  return Apply(work, std::move(deferral), *std::move(assessed));
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
  LEVYBRIDGE_RETURN_IF_ERROR(ApplyWaitingPayments({store_, months_, now_}, obligation, entries_));
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
  domain::OverpaymentRule rule = domain::RuleOfDecision(rules_.book, work.decision, obligation);
  if (DeregistersOn(obligation.key)) {
    rule.use = domain::OverpaymentUse::kRefund;
    rule.agency_may_choose = false;
  }
  return rule;
}

absl::Status ChunkWork::Apply(const RowToAssess& work, std::optional<domain::Deferral> deferral,
                              AssessedRow assessed) {
  const AssessmentIdentity identity{work.row.fee_period, work.row.assessment_no};
  const ObligationKey key = assessed.obligation.key;
  numbers_.Put(identity, key);
  new_numbers_.push_back(identity);
  new_number_owners_.push_back(key);
  entries_.push_back(*std::move(assessed.entry));
  const size_t issued_before = instructions_.size();
  if (assessed.instruction) Issue(*std::move(assessed.instruction));
  HoldBack(work, std::move(deferral), assessed);
  LEVYBRIDGE_RETURN_IF_ERROR(Fund(issued_before, assessed.obligation));
  if (domain::HasOffsettableOverpayment(assessed.obligation)) {
    LEVYBRIDGE_RETURN_IF_ERROR(
        offsets_.Settle(assessed.obligation, OverpaymentRuleFor(work, assessed.obligation)));
  }
  obligations_.Put(key, std::move(assessed.obligation));
  return absl::OkStatus();
}

absl::Status ChunkWork::Save() {
  const std::vector<Obligation> changed = std::move(obligations_).TakeChanged();
  LEVYBRIDGE_RETURN_IF_ERROR(store_.obligations().Put(changed));
  LEVYBRIDGE_RETURN_IF_ERROR(
      store_.obligations().PutAssessments(batch_.header.party, new_numbers_, new_number_owners_));
  std::vector<domain::Deferral> deferrals;
  for (auto& [key, deferral] : deferrals_) deferrals.push_back(std::move(deferral));
  if (!deferrals.empty()) LEVYBRIDGE_RETURN_IF_ERROR(store_.deferrals().Put(deferrals));
  LEVYBRIDGE_RETURN_IF_ERROR(store_.instructions().Append(instructions_));
  for (const auto& [sequence, outcome] : outcomes_) {
    LEVYBRIDGE_RETURN_IF_ERROR(store_.instructions().PutOutcome(sequence, outcome));
  }
  if (entries_.empty()) return absl::OkStatus();
  LEVYBRIDGE_RETURN_IF_ERROR(store_.journal().Append(entries_));
  return months_.VoidComparisons();
}

}  // namespace

absl::Status AssessmentDecider::Decide(ports::Transaction& store, const domain::Batch& batch,
                                       const domain::BatchChunk& chunk,
                                       ChunkDecision& decision) const {
  const auto* rows = std::get_if<std::vector<NumberedAssessment>>(&chunk.rows);
  if (rows == nullptr) return absl::DataLossError("an assessment batch holds other rows");
  const std::shared_ptr<const Rules> rules = rules_.Current();
  ChunkWork work(store, batch, *rules, clock_.Now(), decision);
  LEVYBRIDGE_RETURN_IF_ERROR(work.Load(*rows));
  for (const NumberedAssessment& row : *rows) LEVYBRIDGE_RETURN_IF_ERROR(work.DecideRow(row));
  return work.Save();
}

}  // namespace levybridge::usecases
