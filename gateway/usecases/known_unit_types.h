// KnownUnitTypes: what is known of an employer's type when no assessment row is at hand: what its
// newest assessment declared; without one, what the registers say.
//
// An obligation stored before it knew the type has its assessment looked up in the batch. Not
// thread-safe; lives for one transaction.
#pragma once

#include <optional>

#include "absl/status/statusor.h"
#include "gateway/ports/store.h"
#include "gateway/usecases/stored_assessments.h"

namespace levybridge::usecases {

class KnownUnitTypes {
 public:
  explicit KnownUnitTypes(const ports::Transaction& store) : store_(store), rows_(store) {}

  // Nothing when neither says anything; `day` is the one on which registers are read.
  absl::StatusOr<std::optional<domain::UnitType>> Of(const domain::RegisteredEmployer& employer,
                                                     domain::CivilDate day);

 private:
  const ports::Transaction& store_;
  StoredAssessments rows_;
};

}  // namespace levybridge::usecases
