#include "gateway/usecases/obligation_book.h"

#include "gateway/usecases/status_macros.h"

namespace levybridge::usecases {

using domain::Obligation;
using domain::ObligationKey;

absl::StatusOr<std::optional<Obligation>> StoredObligations::Find(const ObligationKey& key) const {
  LEVYBRIDGE_ASSIGN_OR_RETURN(auto found, store_.obligations().Find({&key, 1}));
  return std::move(found[0]);
}

absl::Status StoredObligations::Put(Obligation obligation) {
  return store_.obligations().Put({&obligation, 1});
}

absl::StatusOr<std::optional<Obligation>> WorkedObligations::Find(const ObligationKey& key) const {
  if (!set_.Knows(key)) return stored_.Find(key);
  const Obligation* found = set_.Find(key);
  return found != nullptr ? std::optional(*found) : std::nullopt;
}

absl::Status WorkedObligations::Put(Obligation obligation) {
  if (!set_.Knows(obligation.key)) return stored_.Put(std::move(obligation));
  const ObligationKey key = obligation.key;
  set_.Put(key, std::move(obligation));
  return absl::OkStatus();
}

absl::StatusOr<std::optional<domain::Obligation>> ChangedObligations::Find(
    const domain::ObligationKey& key) const {
  if (const auto at = changed_.find(key); at != changed_.end()) return at->second;
  LEVYBRIDGE_ASSIGN_OR_RETURN(auto found, store_.obligations().Find({&key, 1}));
  return std::move(found[0]);
}

absl::Status ChangedObligations::Put(domain::Obligation obligation) {
  const domain::ObligationKey key = obligation.key;
  changed_.insert_or_assign(key, std::move(obligation));
  return absl::OkStatus();
}

std::vector<domain::Obligation> ChangedObligations::Take() && {
  std::vector<domain::Obligation> changed;
  changed.reserve(changed_.size());
  for (auto& [key, obligation] : changed_) changed.push_back(std::move(obligation));
  return changed;
}

}  // namespace levybridge::usecases
