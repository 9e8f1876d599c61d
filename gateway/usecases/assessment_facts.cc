#include "gateway/usecases/assessment_facts.h"

#include <string>
#include <utility>

#include "absl/container/flat_hash_map.h"

namespace levybridge::usecases {
namespace {

using domain::Assessment;
using domain::NumberedRow;

// What the tree of regions says about a row's region, asked once per region and chunk.
class RegionFacts {
 public:
  struct Answer {
    domain::PoolingArea pooling_area;
    bool foreign;
  };

  RegionFacts(const domain::RegionTree& regions, domain::RegionCode sender)
      : regions_(regions), sender_(sender) {}

  const Answer& Of(domain::RegionCode region) {
    const auto known = answers_.find(region.number());
    if (known != answers_.end()) return known->second;
    const Answer answer{regions_.PoolingAreaOf(region), !regions_.Contains(sender_, region)};
    return answers_.emplace(region.number(), answer).first->second;
  }

 private:
  const domain::RegionTree& regions_;
  const domain::RegionCode sender_;
  absl::flat_hash_map<uint32_t, Answer> answers_;
};

AssessmentFacts::Row FactsOf(const Assessment& row, bool foreign, domain::RegionCode sender,
                             std::string& bytes) {
  AssessmentFacts::Row facts;
  facts.foreign = foreign;
  facts.problems = domain::CheckAssessment(row, true);
  if (foreign) {
    facts.problems.insert(facts.problems.begin(), {domain::ProblemCode::kRegionNotAllowed, "region",
                                                   row.region.ToString(), sender.ToString()});
    return facts;
  }
  bytes.clear();
  domain::AppendCanonicalBytes(row, bytes);
  facts.content = domain::Sha256Of(bytes);
  return facts;
}

// Gathers the facts of one row after the other.
class Gatherer {
 public:
  Gatherer(const domain::RegionTree& regions, domain::RegionCode sender, size_t rows)
      : regions_(regions, sender), sender_(sender) {
    keys_.reserve(rows);
    identities_.reserve(rows);
    rows_.reserve(rows);
  }
  void Add(const Assessment& row) {
    const RegionFacts::Answer& region = regions_.Of(row.region);
    keys_.push_back({region.pooling_area, row.fee_period, row.unit_code, row.insurance_type});
    identities_.push_back({row.fee_period, row.assessment_no});
    rows_.push_back(FactsOf(row, region.foreign, sender_, bytes_));
  }
  std::unique_ptr<AssessmentFacts> Finish() && {
    auto facts = std::make_unique<AssessmentFacts>();
    facts->rows = std::move(rows_);
    facts->keys = SortedKeys<domain::ObligationKey>(std::move(keys_));
    facts->identities = SortedKeys<ports::AssessmentIdentity>(std::move(identities_));
    return facts;
  }

 private:
  RegionFacts regions_;
  const domain::RegionCode sender_;
  std::vector<domain::ObligationKey> keys_;
  std::vector<ports::AssessmentIdentity> identities_;
  std::vector<AssessmentFacts::Row> rows_;
  std::string bytes_;
};

}  // namespace

std::unique_ptr<AssessmentFacts> FindFacts(absl::Span<const domain::BatchChunk> chunks,
                                           const domain::PartyId& sender,
                                           std::shared_ptr<const Rules> rules) {
  Gatherer gatherer(rules->book.regions(), sender.region,
                    chunks.size() * static_cast<size_t>(domain::kRowsPerChunk));
  for (const domain::BatchChunk& chunk : chunks) {
    const auto* rows = std::get_if<std::vector<NumberedRow<Assessment>>>(&chunk.rows);
    if (rows == nullptr) return nullptr;
    for (const NumberedRow<Assessment>& row : *rows) gatherer.Add(row.value);
  }
  std::unique_ptr<AssessmentFacts> facts = std::move(gatherer).Finish();
  facts->rules = std::move(rules);
  return facts;
}

}  // namespace levybridge::usecases
