// Obligations: what every employer owes, and which assessment numbers are taken.
// All calls take many keys at once, so that a store can answer a sorted batch in one pass.
// Part of a Transaction; see store.h for durability and threads.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "gateway/domain/obligation.h"
#include "gateway/domain/party.h"

namespace levybridge::ports {

// An assessment number is unique per agency and fee period.
struct AssessmentIdentity {
  domain::FeePeriod fee_period;
  domain::AssessmentNumber assessment_no;
  friend auto operator<=>(const AssessmentIdentity&, const AssessmentIdentity&) = default;
};

class Obligations {
 public:
  virtual ~Obligations() = default;

  // One answer per key, in the order of the keys. Fastest when the keys are sorted.
  virtual absl::StatusOr<std::vector<std::optional<domain::Obligation>>> Find(
      absl::Span<const domain::ObligationKey> keys) const = 0;
  // Adds or replaces.
  virtual absl::Status Put(absl::Span<const domain::Obligation> obligations) = 0;

  // Which obligation an assessment number of this agency belongs to; one answer per identity.
  virtual absl::StatusOr<std::vector<std::optional<domain::ObligationKey>>> FindAssessments(
      const domain::PartyId& agency, absl::Span<const AssessmentIdentity> identities) const = 0;
  // Takes assessment numbers; identities[i] belongs to keys[i]. ALREADY_EXISTS when one is taken.
  virtual absl::Status PutAssessments(const domain::PartyId& agency,
                                      absl::Span<const AssessmentIdentity> identities,
                                      absl::Span<const domain::ObligationKey> keys) = 0;

  // All obligations of a pooling area after `after` (nothing = from the first), in key order, until
  // the visitor returns false. Streams: memory does not grow with the count.
  virtual absl::Status Scan(domain::PoolingArea pooling_area,
                            const std::optional<domain::ObligationKey>& after,
                            absl::FunctionRef<bool(const domain::Obligation&)> visit) const = 0;
  // All obligations of one employer, by fee period.
  virtual absl::StatusOr<std::vector<domain::Obligation>> OfUnit(
      domain::PoolingArea pooling_area, const domain::UnitCode& unit_code) const = 0;
  virtual absl::StatusOr<std::vector<domain::PoolingArea>> PoolingAreas() const = 0;
};

}  // namespace levybridge::ports
