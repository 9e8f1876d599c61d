// ObligationBook: the obligations of one transaction as they stand now, wherever the use case keeps
// them: a decider in the working set of its chunk, others in the store. Lives for one transaction;
// not thread-safe.
#pragma once

#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "gateway/ports/store.h"
#include "gateway/usecases/working_set.h"

namespace levybridge::usecases {

class ObligationBook {
 public:
  virtual ~ObligationBook() = default;
  virtual absl::StatusOr<std::optional<domain::Obligation>> Find(
      const domain::ObligationKey& key) const = 0;
  virtual absl::Status Put(domain::Obligation obligation) = 0;
};

// Straight from and into the store.
class StoredObligations : public ObligationBook {
 public:
  explicit StoredObligations(ports::Transaction& store) : store_(store) {}
  absl::StatusOr<std::optional<domain::Obligation>> Find(
      const domain::ObligationKey& key) const override;
  absl::Status Put(domain::Obligation obligation) override;

 private:
  ports::Transaction& store_;
};

// Those of the working set, which its owner saves; all others straight from and into the store.
class WorkedObligations : public ObligationBook {
 public:
  using Set = WorkingSet<domain::ObligationKey, domain::Obligation>;
  WorkedObligations(ports::Transaction& store, Set& set) : stored_(store), set_(set) {}
  absl::StatusOr<std::optional<domain::Obligation>> Find(
      const domain::ObligationKey& key) const override;
  absl::Status Put(domain::Obligation obligation) override;

 private:
  StoredObligations stored_;
  Set& set_;
};

// Those that one transaction changed, kept in memory until its owner saves them; all others from
// the store.
class ChangedObligations : public ObligationBook {
 public:
  explicit ChangedObligations(const ports::Transaction& store) : store_(store) {}
  absl::StatusOr<std::optional<domain::Obligation>> Find(
      const domain::ObligationKey& key) const override;
  absl::Status Put(domain::Obligation obligation) override;
  // The changed ones in key order; the book is used up.
  std::vector<domain::Obligation> Take() &&;

 private:
  const ports::Transaction& store_;
  std::map<domain::ObligationKey, domain::Obligation> changed_;
};

}  // namespace levybridge::usecases
