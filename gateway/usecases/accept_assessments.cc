#include "gateway/usecases/accept_assessments.h"

#include <algorithm>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "gateway/domain/due_date.h"
#include "gateway/usecases/apply_payment.h"
#include "gateway/usecases/assess_row.h"
#include "gateway/usecases/month_chooser.h"
#include "gateway/usecases/offset_desk.h"
#include "gateway/usecases/status_macros.h"
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
using domain::Payment;
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
  absl::Status Apply(AssessedRow assessed, const Assessment& row, const domain::Decision& policy);
  absl::Status ApplyWaitingPayments(Obligation& obligation);
  absl::Status ApplyWaitingLines(std::vector<Payment> lines, Obligation& obligation);
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

domain::EmployerRegisters ChunkWork::RegistersOf(const ObligationKey& key) const {
  const domain::EmployerKey employer{key.pooling_area, key.unit_code};
  if (!registered_.Knows(employer)) return {};
  const domain::RegisteredEmployer* found = registered_.Find(employer);
  return found != nullptr ? found->registers() : domain::EmployerRegisters{};
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
  const absl::StatusOr<domain::CivilDate> due_on = domain::DueDate(
      row.value.fee_period, business_date, due_day, rules_.calendar, row.value.region);
  if (!due_on.ok()) {
    problems.push_back({ProblemCode::kCalendarYearMissing, "fee_period",
                        row.value.fee_period.ToIso(), business_date.ToIso()});
    return absl::OkStatus();
  }
  LEVYBRIDGE_ASSIGN_OR_RETURN(const ChosenMonth month,
                              months_.Choose(key.pooling_area, business_date));
  std::string bytes;
  domain::AppendCanonicalBytes(row.value, bytes);
  const RowToAssess work{
      .row = row.value,
      .decision = policy,
      .place = place,
      .content = domain::Sha256Of(bytes),
      .batch_no = batch_.batch_no,
      .row_number = row.row,
      .due_on = *due_on,
      .event = {place.replaces ? domain::EventKind::kReassessed : domain::EventKind::kAssessed,
                month.month, month.adjusts, business_date, now_, row.value.assessment_no.value()}};
  const Obligation* stored = obligations_.Find(key);
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
  return Apply(*std::move(assessed), row.value, policy);
}

absl::Status ChunkWork::Apply(AssessedRow assessed, const Assessment& row,
                              const domain::Decision& policy) {
  const AssessmentIdentity identity{row.fee_period, row.assessment_no};
  const ObligationKey key = assessed.obligation.key;
  numbers_.Put(identity, key);
  new_numbers_.push_back(identity);
  new_number_owners_.push_back(key);
  entries_.push_back(*std::move(assessed.entry));
  if (assessed.instruction) {
    ++next_sequence_;
    if (assessed.replaced_sequence != 0) {
      const bool cancels = assessed.instruction->action == domain::InstructionAction::kCancel;
      outcomes_.push_back({assessed.replaced_sequence,
                           {cancels ? InstructionState::kCancelled : InstructionState::kSuperseded,
                            "", "", assessed.instruction->sequence}});
    }
    LEVYBRIDGE_RETURN_IF_ERROR(ApplyWaitingPayments(assessed.obligation));
    LEVYBRIDGE_RETURN_IF_ERROR(offsets_.Use(*assessed.instruction, assessed.obligation));
    instructions_.push_back(*std::move(assessed.instruction));
  }
  if (domain::HasOffsettableOverpayment(assessed.obligation)) {
    LEVYBRIDGE_RETURN_IF_ERROR(offsets_.Settle(
        assessed.obligation, RuleOfDecision(rules_.book, policy, assessed.obligation)));
  }
  obligations_.Put(key, std::move(assessed.obligation));
  return absl::OkStatus();
}

absl::Status ChunkWork::ApplyWaitingPayments(Obligation& obligation) {
  const domain::PoolingArea pooling_area = obligation.key.pooling_area;
  LEVYBRIDGE_ASSIGN_OR_RETURN(const bool any, store_.payments().HasUnapplied(pooling_area));
  if (!any) return absl::OkStatus();
  LEVYBRIDGE_ASSIGN_OR_RETURN(const std::vector<Payment> waiting,
                              store_.payments().UnappliedFor(obligation.key));
  for (const Payment& payment : waiting) {
    std::vector<domain::PaymentKey> keys;
    for (const domain::ReceiptLine& id : payment.reversed_by) keys.push_back({pooling_area, id});
    LEVYBRIDGE_ASSIGN_OR_RETURN(const auto reversals, store_.payments().Find(keys));
    std::vector<Payment> lines = {payment};
    for (const std::optional<Payment>& reversal : reversals) {
      if (!reversal) return absl::DataLossError("a payment points to no reversal");
      lines.push_back(*reversal);
    }
    LEVYBRIDGE_RETURN_IF_ERROR(ApplyWaitingLines(std::move(lines), obligation));
  }
  return absl::OkStatus();
}

// A payment and the reversals of it move together, each with its own booking.
absl::Status ChunkWork::ApplyWaitingLines(std::vector<Payment> lines, Obligation& obligation) {
  Obligation draft = obligation;
  std::vector<JournalEntry> entries;
  for (Payment& line : lines) {
    const domain::CivilDate date = line.line.booked_on.value_or(line.line.paid_on);
    LEVYBRIDGE_ASSIGN_OR_RETURN(const ChosenMonth month, months_.Choose(line.pooling_area, date));
    std::optional<LaterApplication> applied =
        ApplyLater(line, draft,
                   {domain::EventKind::kAppliedLater, month.month, month.adjusts, date, now_,
                    ReferenceOf(line.line.id)});
    // Money beyond all bounds goes on waiting for a person.
    if (!applied) return absl::OkStatus();
    draft = std::move(applied->obligation);
    entries.push_back(std::move(applied->out_of_holding));
    entries.push_back(std::move(applied->onto_obligation));
    line.applied_to = obligation.key;
  }
  obligation = std::move(draft);
  std::move(entries.begin(), entries.end(), std::back_inserter(entries_));
  return store_.payments().Put(lines);
}

absl::Status ChunkWork::Save() {
  const std::vector<Obligation> changed = std::move(obligations_).TakeChanged();
  LEVYBRIDGE_RETURN_IF_ERROR(store_.obligations().Put(changed));
  LEVYBRIDGE_RETURN_IF_ERROR(
      store_.obligations().PutAssessments(batch_.header.party, new_numbers_, new_number_owners_));
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
