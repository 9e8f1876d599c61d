// Registers: what the agencies' registers say of each employer.
// Part of a Transaction; see store.h for durability and threads.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "gateway/domain/policy_registers.h"

namespace levybridge::ports {

class Registers {
 public:
  virtual ~Registers() = default;

  // Cheap test before asking employer by employer.
  virtual absl::StatusOr<bool> HasAny() const = 0;
  // One answer per key, in the order of the keys; nothing for an employer that stands in no
  // register. Fastest when the keys are sorted.
  virtual absl::StatusOr<std::vector<std::optional<domain::RegisteredEmployer>>> Find(
      absl::Span<const domain::EmployerKey> keys) const = 0;
  // By key, after `after`, at most `limit`.
  virtual absl::StatusOr<std::vector<domain::RegisteredEmployer>> List(
      const std::optional<domain::EmployerKey>& after, int32_t limit) const = 0;
  // Adds or replaces everything an employer has in the registers.
  virtual absl::Status Put(absl::Span<const domain::RegisteredEmployer> employers) = 0;
};

}  // namespace levybridge::ports
