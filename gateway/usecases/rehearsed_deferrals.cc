#include "gateway/usecases/rehearsed_deferrals.h"

#include <algorithm>
#include <utility>

#include "gateway/usecases/status_macros.h"

namespace levybridge::usecases {

using domain::Deferral;
using domain::ObligationKey;

absl::StatusOr<std::vector<std::optional<Deferral>>> RehearsedDeferrals::Find(
    absl::Span<const ObligationKey> keys) const {
  LEVYBRIDGE_ASSIGN_OR_RETURN(auto answers, base_.Find(keys));
  for (size_t i = 0; i < keys.size(); ++i) {
    const auto at = changed_.find(keys[i]);
    if (at != changed_.end()) answers[i] = at->second;
  }
  return answers;
}

absl::Status RehearsedDeferrals::Put(absl::Span<const Deferral> deferrals) {
  for (const Deferral& deferral : deferrals) changed_.insert_or_assign(deferral.key, deferral);
  return absl::OkStatus();
}

absl::StatusOr<std::vector<Deferral>> RehearsedDeferrals::OfUnit(
    domain::PoolingArea pooling_area, const domain::UnitCode& unit_code) const {
  LEVYBRIDGE_ASSIGN_OR_RETURN(const std::vector<Deferral> stored,
                              base_.OfUnit(pooling_area, unit_code));
  std::map<ObligationKey, Deferral> all;
  for (const Deferral& deferral : stored) all.emplace(deferral.key, deferral);
  for (const auto& [key, deferral] : changed_) {
    if (key.pooling_area == pooling_area && key.unit_code == unit_code) {
      all.insert_or_assign(key, deferral);
    }
  }
  std::vector<Deferral> deferrals;
  deferrals.reserve(all.size());
  for (auto& [key, deferral] : all) deferrals.push_back(std::move(deferral));
  return deferrals;
}

absl::StatusOr<std::optional<ports::RecordedMemberEvent>> RehearsedDeferrals::FindMemberEvent(
    const ports::MemberEventKey& key) const {
  if (const auto at = events_.find(key); at != events_.end()) return at->second;
  return base_.FindMemberEvent(key);
}

absl::Status RehearsedDeferrals::PutMemberEvent(const ports::MemberEventKey& key,
                                                const ports::RecordedMemberEvent& event) {
  events_.insert_or_assign(key, event);
  return absl::OkStatus();
}

absl::Status RehearsedDeferrals::PutMakeUp(const domain::PartyId&, const std::string&,
                                           const ports::MakeUpAnswer&) {
  return absl::FailedPreconditionError("a rehearsal answers no requests");
}

}  // namespace levybridge::usecases
