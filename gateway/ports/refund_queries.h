// RefundQueries: what employers asked about their refunds, by the party that was asked and its
// number for the query. Part of a Transaction; see store.h for durability and threads.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "gateway/domain/refund_query.h"

namespace levybridge::ports {

struct RefundQueryFilter {
  std::optional<domain::UnitCode> unit_code = std::nullopt;
  bool open_only = false;
};

class RefundQueries {
 public:
  virtual ~RefundQueries() = default;

  virtual absl::StatusOr<std::optional<domain::RefundQuery>> Find(
      const domain::PartyId& asked, const domain::QueryNumber& query_no) const = 0;
  // Adds (id 0: gets the next) or replaces, by party and number.
  virtual absl::Status Put(const domain::RefundQuery& query) = 0;
  // By id, after `after_id`, at most `limit`.
  virtual absl::StatusOr<std::vector<domain::RefundQuery>> List(const RefundQueryFilter& filter,
                                                                int64_t after_id,
                                                                int32_t limit) const = 0;
};

}  // namespace levybridge::ports
