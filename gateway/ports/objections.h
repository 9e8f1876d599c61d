// Objections: employers' objections, by the agency that keeps them and its number for them.
// Part of a Transaction; see store.h for durability and threads.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "gateway/domain/objection.h"

namespace levybridge::ports {

struct ObjectionFilter {
  std::optional<domain::UnitCode> unit_code = std::nullopt;
  bool open_only = false;  // not finished yet
  // Not finished, and to be decided before this day.
  std::optional<domain::CivilDate> overdue_on = std::nullopt;
};

// Where a list goes on: after this one.
struct ObjectionPosition {
  domain::CivilDate received_on;
  domain::ObjectionNumber objection_no;
  domain::PartyId agency;
  friend bool operator==(const ObjectionPosition&, const ObjectionPosition&) = default;
};

class Objections {
 public:
  virtual ~Objections() = default;

  virtual absl::StatusOr<std::optional<domain::Objection>> Find(
      const domain::PartyId& agency, const domain::ObjectionNumber& objection_no) const = 0;
  // Adds or replaces; its agency, number, pooling area and day of receipt never change.
  virtual absl::Status Put(const domain::Objection& objection) = 0;
  // Those of a pooling area that pass the filter, by day of receipt, number and agency, after
  // `after` (absent: from the first), at most `limit`.
  virtual absl::StatusOr<std::vector<domain::Objection>> List(
      domain::PoolingArea pooling_area, const ObjectionFilter& filter,
      const std::optional<ObjectionPosition>& after, int32_t limit) const = 0;
};

}  // namespace levybridge::ports
