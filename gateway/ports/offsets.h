// Offsets: which overpayments are to be offset, and what instructions took from them.
// Part of a Transaction; see store.h for durability and threads.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "gateway/domain/overpayment.h"

namespace levybridge::ports {

class Offsets {
 public:
  virtual ~Offsets() = default;

  // Cheap test before asking employer by employer: any credit or use in the pooling area.
  virtual absl::StatusOr<bool> HasAny(domain::PoolingArea pooling_area) const = 0;

  virtual absl::StatusOr<std::optional<domain::Credit>> FindCredit(
      const domain::ObligationKey& source) const = 0;
  // Of one employer, by fee period and insurance type.
  virtual absl::StatusOr<std::vector<domain::Credit>> CreditsOf(
      const domain::EmployerKey& employer) const = 0;
  // Adds or replaces.
  virtual absl::Status PutCredit(const domain::Credit& credit) = 0;
  // Does nothing when there is none.
  virtual absl::Status RemoveCredit(const domain::ObligationKey& source) = 0;

  // By the instruction's sequence.
  virtual absl::StatusOr<std::optional<domain::OffsetUse>> FindUse(int64_t sequence) const = 0;
  // Adds or replaces.
  virtual absl::Status PutUse(const domain::OffsetUse& use) = 0;
};

}  // namespace levybridge::ports
