// MonthSigning: agency and tax bureau confirm the same totals and differences; only then the month
// closes, and from then on it is immutable (flow 6). Thread-safe.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "gateway/domain/month.h"
#include "gateway/ports/clock.h"
#include "gateway/ports/store.h"

namespace levybridge::usecases {

// One side's word on a comparison.
struct Signature {
  domain::PartyId party;  // role agency or tax
  domain::PoolingArea pooling_area;
  domain::AccountingMonth month;
  domain::Sha256Digest digest;  // of the comparison the party has seen
  bool refused = false;
  std::string reason;     // required for refusals, <= 1000 bytes
  std::string signatory;  // who signs for the party, for people; <= 100 characters, may be empty
};

class MonthSigning {
 public:
  MonthSigning(ports::Store& store, const ports::Clock& clock) : store_(store), clock_(clock) {}

  // The month as it stands; open and empty when nobody has done anything yet.
  absl::StatusOr<domain::MonthRecord> Show(domain::PoolingArea pooling_area,
                                           domain::AccountingMonth month) const;
  // Idempotent. Refusals: MONTH_NOT_COMPARED, MONTH_DIGEST_DIFFERS (something changed since the
  // party looked), MONTH_CLOSED (unless it repeats what was confirmed), REASON_MISSING.
  absl::StatusOr<domain::MonthRecord> Confirm(const Signature& signature);
  // Idempotent. Refusals: MONTH_NOT_CONFIRMED, EARLIER_MONTH_OPEN.
  absl::StatusOr<domain::MonthRecord> Close(domain::PoolingArea pooling_area,
                                            domain::AccountingMonth month);
  // Differences of the comparison in force, from `offset`. MONTH_NOT_COMPARED when there is none.
  absl::StatusOr<std::vector<domain::Difference>> Differences(domain::PoolingArea pooling_area,
                                                              domain::AccountingMonth month,
                                                              int64_t offset, int32_t limit) const;

 private:
  ports::Store& store_;
  const ports::Clock& clock_;
};

}  // namespace levybridge::usecases
