// QueryDesk: employers' queries about refunds (nothing received, or a wrong amount) are recorded by
// the agency or the tax bureau, whichever was asked, and answered by it. Idempotent by party and
// query number: what is recorded already is answered again, what contradicts it is refused.
// Thread-safe.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "gateway/domain/refund_query.h"
#include "gateway/ports/store.h"
#include "gateway/usecases/rules.h"

namespace levybridge::usecases {

struct QueryAnswer {
  domain::RefundQuery query;
  bool replayed = false;
};

class QueryDesk {
 public:
  QueryDesk(ports::Store& store, const RuleSource& rules) : store_(store), rules_(rules) {}

  // Of `query` id and answer are ignored. UNIT_UNKNOWN (no assessment of it in what the party may
  // see), REQUEST_CONFLICT, REGION_NOT_ALLOWED.
  absl::StatusOr<QueryAnswer> File(const domain::RefundQuery& query);
  // QUERY_UNKNOWN, QUERY_ANSWERED (otherwise), DATES_REVERSED.
  absl::StatusOr<QueryAnswer> Answer(const domain::PartyId& asked,
                                     const domain::QueryNumber& query_no, const std::string& answer,
                                     domain::CivilDate answered_on);

 private:
  ports::Store& store_;
  const RuleSource& rules_;
};

}  // namespace levybridge::usecases
