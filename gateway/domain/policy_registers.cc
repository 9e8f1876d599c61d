#include "gateway/domain/policy_registers.h"

namespace levybridge::domain {

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
