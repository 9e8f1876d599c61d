#include "gateway/usecases/keep_registers.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <string>
#include <utility>

#include "gateway/usecases/known_unit_types.h"
#include "gateway/usecases/settle_commitments.h"
#include "gateway/usecases/status_macros.h"
#include "gateway/usecases/working_set.h"

namespace levybridge::usecases {
namespace {

using domain::DeferralEntry;
using domain::DeferralEntryDefect;
using domain::EligibleEmployer;
using domain::EmployerKey;
using domain::NumberedRow;
using domain::Problem;
using domain::ProblemCode;
using domain::RegisteredEmployer;

using Problems = std::vector<Problem>;
using Employers = WorkingSet<EmployerKey, RegisteredEmployer>;

template <class Row>
EmployerKey KeyOf(const Row& row, const domain::RegionTree& regions) {
  return {regions.PoolingAreaOf(row.region), row.unit_code};
}

template <class Row>
absl::StatusOr<Employers> LoadEmployers(const ports::Transaction& store,
                                        const domain::RegionTree& regions,
                                        const std::vector<NumberedRow<Row>>& rows) {
  std::vector<EmployerKey> keys;
  keys.reserve(rows.size());
  for (const NumberedRow<Row>& row : rows) keys.push_back(KeyOf(row.value, regions));
  return Employers::Load(std::move(keys), [&](const std::vector<EmployerKey>& sorted) {
    return store.registers().Find(sorted);
  });
}

RegisteredEmployer EmployerOf(const Employers& employers, const EmployerKey& key) {
  const RegisteredEmployer* known = employers.Find(key);
  return known != nullptr ? *known : RegisteredEmployer{key, {}, {}, {}};
}

template <class Row>
bool Holds(const std::vector<Row>& entries, const Row& row) {
  return std::find(entries.begin(), entries.end(), row) != entries.end();
}

template <class Row>
std::optional<Problem> SenderProblem(const domain::Batch& batch, const domain::RegionTree& regions,
                                     const Row& row) {
  if (regions.Contains(batch.header.party.region, row.region)) return std::nullopt;
  return Problem{ProblemCode::kRegionNotAllowed, "region", row.region.ToString(),
                 batch.header.party.region.ToString()};
}

// "临医保联发〔2020〕14号 二(三)"; empty where no document is concerned.
std::string ClauseOf(const domain::Citation* citation) {
  return citation == nullptr ? std::string() : citation->document + " " + citation->clause;
}

Problem OverlapProblem(const DeferralEntry& entry, const std::vector<DeferralEntry>& others) {
  for (const DeferralEntry& other : others) {
    if (!domain::Overlap(entry, other)) continue;
    return {ProblemCode::kDeferralOverlaps, "first_fee_period", other.first_fee_period.ToIso(),
            other.last_fee_period.ToIso()};
  }
  return {ProblemCode::kDeferralOverlaps, "first_fee_period", "", ""};
}

Problem ProblemOf(const DeferralEntryDefect& defect, const DeferralEntry& entry,
                  std::optional<domain::UnitType> unit_type,
                  const std::vector<DeferralEntry>& others) {
  using Kind = DeferralEntryDefect::Kind;
  switch (defect.kind) {
    case Kind::kNoDeferralPolicy:
      return {ProblemCode::kNoDeferralPolicy, "region", entry.region.ToString(), ""};
    case Kind::kUnitTypeMayNotDefer:
      return {ProblemCode::kUnitTypeMayNotDefer, "unit_code",
              unit_type ? std::string(MachineName(*unit_type)) : "", ClauseOf(defect.citation)};
    case Kind::kTooLong:
    case Kind::kBeyondLatestDate:
      return {ProblemCode::kDeferralLimitExceeded, "deferred_until", entry.deferred_until.ToIso(),
              ClauseOf(defect.citation)};
    case Kind::kOverlapsAnother:
      return OverlapProblem(entry, others);
    case Kind::kPeriodsReversed:
      return {ProblemCode::kFeePeriodsReversed, "last_fee_period", entry.first_fee_period.ToIso(),
              entry.last_fee_period.ToIso()};
  }
  return {ProblemCode::kNoDeferralPolicy, "region", entry.region.ToString(), ""};
}

// Everything that forbids `entry` beside what `employer` has already.
Problems EntryProblems(const domain::PolicyBook& book, const DeferralEntry& entry,
                       const RegisteredEmployer& employer,
                       std::optional<domain::UnitType> unit_type) {
  Problems problems;
  for (const DeferralEntryDefect& defect :
       book.CheckDeferralEntry(entry, unit_type, employer.deferrals)) {
    problems.push_back(ProblemOf(defect, entry, unit_type, employer.deferrals));
  }
  for (const domain::MissingDocument& missing : book.MissingDocuments(entry, unit_type)) {
    problems.push_back({ProblemCode::kDocumentMissing, "documents", std::string(missing.name),
                        ClauseOf(missing.citation)});
  }
  return problems;
}

// The same source says on the same day that the employer is something else.
const EligibleEmployer* Contradiction(const RegisteredEmployer& employer,
                                      const EligibleEmployer& row) {
  for (const EligibleEmployer& other : employer.eligible) {
    const bool same = other.region == row.region && other.source == row.source &&
                      other.effective_from == row.effective_from;
    if (same && other.unit_type != row.unit_type) return &other;
  }
  return nullptr;
}

Problem Repeated() { return {ProblemCode::kAlreadyAccepted, "unit_code", "", ""}; }

}  // namespace

absl::Status DeferralDecider::Decide(ports::Transaction& store, const domain::Batch& batch,
                                     const domain::BatchChunk& chunk,
                                     ChunkDecision& decision) const {
  const auto* rows = std::get_if<std::vector<NumberedRow<DeferralEntry>>>(&chunk.rows);
  if (rows == nullptr) return absl::DataLossError("a deferral batch holds other rows");
  const std::shared_ptr<const Rules> rules = rules_.Current();
  const domain::RegionTree& regions = rules->book.regions();
  LEVYBRIDGE_ASSIGN_OR_RETURN(Employers employers, LoadEmployers(store, regions, *rows));
  KnownUnitTypes unit_types(store);
  for (const NumberedRow<DeferralEntry>& row : *rows) {
    Problems problems;
    const EmployerKey key = KeyOf(row.value, regions);
    RegisteredEmployer employer = EmployerOf(employers, key);
    if (std::optional<Problem> foreign = SenderProblem(batch, regions, row.value)) {
      problems.push_back(*std::move(foreign));
    } else if (Holds(employer.deferrals, row.value)) {
      ++decision.already_accepted_rows;
      problems.push_back(Repeated());
    } else {
      LEVYBRIDGE_ASSIGN_OR_RETURN(const auto unit_type,
                                  unit_types.Of(employer, batch.header.business_date));
      problems = EntryProblems(rules->book, row.value, employer, unit_type);
      if (!domain::RefusesRow(problems)) {
        employer.deferrals.push_back(row.value);
        employers.Put(key, std::move(employer));
      }
    }
    decision.Settle(row.row, domain::AmountOf(row.value), std::move(problems));
  }
  const std::vector<RegisteredEmployer> changed = std::move(employers).TakeChanged();
  return store.registers().Put(changed);
}

absl::Status EligibleEmployerDecider::Decide(ports::Transaction& store, const domain::Batch& batch,
                                             const domain::BatchChunk& chunk,
                                             ChunkDecision& decision) const {
  const auto* rows = std::get_if<std::vector<NumberedRow<EligibleEmployer>>>(&chunk.rows);
  if (rows == nullptr) return absl::DataLossError("a batch of eligible employers holds other rows");
  const std::shared_ptr<const Rules> rules = rules_.Current();
  const domain::RegionTree& regions = rules->book.regions();
  LEVYBRIDGE_ASSIGN_OR_RETURN(Employers employers, LoadEmployers(store, regions, *rows));
  std::vector<Problems> found(rows->size());
  std::map<EmployerKey, size_t> last_row;  // that changed the employer
  std::map<EmployerKey, std::vector<EligibleEmployer>> before;
  for (size_t i = 0; i < rows->size(); ++i) {
    const NumberedRow<EligibleEmployer>& row = (*rows)[i];
    Problems& problems = found[i];
    const EmployerKey key = KeyOf(row.value, regions);
    RegisteredEmployer employer = EmployerOf(employers, key);
    if (std::optional<Problem> foreign = SenderProblem(batch, regions, row.value)) {
      problems.push_back(*std::move(foreign));
    } else if (Holds(employer.eligible, row.value)) {
      ++decision.already_accepted_rows;
      problems.push_back(Repeated());
    } else if (const EligibleEmployer* other = Contradiction(employer, row.value)) {
      problems.push_back({ProblemCode::kEligibilityConflict, "unit_type",
                          row.value.effective_from.ToIso(),
                          std::string(MachineName(other->unit_type))});
    } else {
      before.try_emplace(key, employer.eligible);
      employer.eligible.push_back(row.value);
      employers.Put(key, std::move(employer));
      last_row[key] = i;
    }
  }
  const std::vector<RegisteredEmployer> changed = std::move(employers).TakeChanged();
  LEVYBRIDGE_RETURN_IF_ERROR(store.registers().Put(changed));
  std::vector<ChangedEmployer> settled;
  settled.reserve(changed.size());
  for (const RegisteredEmployer& employer : changed) {
    settled.push_back({employer, std::move(before.at(employer.key))});
  }
  LEVYBRIDGE_ASSIGN_OR_RETURN(
      RegisterFindings findings,
      SettleCommitments({store, *rules, clock_.Now(), batch.header.business_date},
                        batch.header.party.region, settled));
  for (auto& [key, warnings] : findings) {
    Problems& problems = found[last_row.at(key)];
    std::move(warnings.begin(), warnings.end(), std::back_inserter(problems));
  }
  for (size_t i = 0; i < rows->size(); ++i) {
    decision.Settle((*rows)[i].row, domain::AmountOf((*rows)[i].value), std::move(found[i]));
  }
  return absl::OkStatus();
}

}  // namespace levybridge::usecases
