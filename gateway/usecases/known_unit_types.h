// KnownUnitTypes: what is known of an employer's type when no assessment row is at hand: what its
// newest assessment declared; without one, what the registers say.
//
// An obligation stored before it knew the type has its assessment looked up in the batch; the last
// chunk read is kept. Not thread-safe; lives for one transaction.
#pragma once

#include <cstdint>
#include <optional>
#include <utility>

#include "absl/status/statusor.h"
#include "gateway/domain/batch.h"
#include "gateway/ports/store.h"

namespace levybridge::usecases {

class KnownUnitTypes {
 public:
  explicit KnownUnitTypes(const ports::Transaction& store) : store_(store) {}

  // Nothing when neither says anything; `day` is the one on which registers are read.
  absl::StatusOr<std::optional<domain::UnitType>> Of(const domain::RegisteredEmployer& employer,
                                                     domain::CivilDate day);

 private:
  absl::StatusOr<domain::UnitType> Declared(const domain::AssessmentLink& link);

  const ports::Transaction& store_;
  std::optional<std::pair<int64_t, domain::BatchChunk>> last_read_;  // batch number, chunk
};

}  // namespace levybridge::usecases
