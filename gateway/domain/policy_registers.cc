#include "gateway/domain/policy_registers.h"

#include "gateway/domain/canonical_bytes.h"

namespace levybridge::domain {
void AppendCanonicalBytes(const DeferralEntry& entry, std::string& out) {
  CanonicalRow row(out);
  row.Text(entry.unit_code.value()).Region(entry.region);
  row.Period(entry.first_fee_period).Period(entry.last_fee_period);
  row.Date(entry.deferred_until).Date(entry.filed_on).Date(entry.applied_on);
  row.Date(entry.approved_on).Date(entry.copied_to_tax_on);
  row.Text(DocumentsText(entry.documents));
}

bool Overlap(const DeferralEntry& a, const DeferralEntry& b) {
  return a.first_fee_period <= b.last_fee_period && b.first_fee_period <= a.last_fee_period;
}

std::optional<EligibleSource> ParseEligibleSource(std::string_view name) {
  if (name == "joint_list" || name == "名单") return EligibleSource::kJointList;
  if (name == "commitment" || name == "承诺" || name == "书面承诺") {
    return EligibleSource::kCommitment;
  }
  return std::nullopt;
}

std::string_view MachineName(EligibleSource source) {
  switch (source) {
    case EligibleSource::kJointList:
      return "joint_list";
    case EligibleSource::kCommitment:
      return "commitment";
  }
  return "";
}

void AppendCanonicalBytes(const EligibleEmployer& employer, std::string& out) {
  CanonicalRow(out)
      .Text(employer.unit_code.value())
      .Region(employer.region)
      .Text(MachineName(employer.unit_type))
      .Text(MachineName(employer.source))
      .Date(employer.effective_from);
}

std::optional<UnitType> TypeByRegister(absl::Span<const EligibleEmployer> eligible, CivilDate day) {
  const EligibleEmployer* best = nullptr;
  for (const EligibleEmployer& entry : eligible) {
    if (entry.effective_from > day) continue;
    const bool better =
        best == nullptr || entry.source < best->source ||
        (entry.source == best->source && entry.effective_from >= best->effective_from);
    if (better) best = &entry;
  }
  if (best == nullptr) return std::nullopt;
  return best->unit_type;
}

RegisterIndex::RegisterIndex(const RegionTree& tree, const std::vector<DeferralEntry>& deferrals,
                             const std::vector<EligibleEmployer>& eligible) {
  for (const DeferralEntry& entry : deferrals) {
    entries_[Key(tree.PoolingAreaOf(entry.region), entry.unit_code.value())].deferrals.push_back(
        entry);
  }
  for (const EligibleEmployer& entry : eligible) {
    entries_[Key(tree.PoolingAreaOf(entry.region), entry.unit_code.value())].eligible.push_back(
        entry);
  }
}

EmployerRegisters RegisterIndex::Of(PoolingArea pooling_area, const UnitCode& unit_code) const {
  const auto found =
      entries_.find(std::pair<PoolingArea, std::string_view>(pooling_area, unit_code.value()));
  if (found == entries_.end()) return {};
  return {found->second.deferrals, found->second.eligible};
}

}  // namespace levybridge::domain
