// DeferralAdoption: deferrals that an older program left without a record, or without dates, get
// them when the gateway starts.
//
// Before deferrals were records of their own an obligation had its amounts deferred and nothing
// more: they were in no list, nobody was reminded, and nothing went out when their day came. The
// record is worked out from the assessment's row, decided again by the documents and registers of
// today; it is made only where that defers exactly what the obligation has deferred. What cannot be
// worked out is counted, and `store verify` goes on telling of it. Deferrals of employers of
// unknown size that were stored without dates get those of the document. Ids, amounts and
// instructions do not change. Work is done in slices of one transaction each; a second run finds
// nothing to do. Thread-safe.
#pragma once

#include <cstdint>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "gateway/ports/store.h"
#include "gateway/usecases/make_up_deferrals.h"
#include "gateway/usecases/rules.h"

namespace levybridge::usecases {

struct AdoptionRun {
  int64_t adopted = 0;    // records made
  int64_t dated = 0;      // records that got their dates
  int64_t undecided = 0;  // obligations whose deferral cannot be worked out
};

class DeferralAdoption {
 public:
  static constexpr int32_t kPerSlice = 500;

  // `per_slice`: obligations of one transaction, at least 1.
  DeferralAdoption(ports::Store& store, const RuleSource& rules, int32_t per_slice = kPerSlice)
      : store_(store), rules_(rules), per_slice_(per_slice) {}

  // Scans obligations only of pooling areas whose ledger has more deferred than deferrals hold.
  // Asks `go_on` before every slice; the next run does what is left.
  absl::StatusOr<AdoptionRun> Run(absl::FunctionRef<bool()> go_on = Always);

 private:
  absl::Status DateAll(absl::FunctionRef<bool()> go_on, AdoptionRun& total);
  absl::Status AdoptIn(domain::PoolingArea area, absl::FunctionRef<bool()> go_on,
                       AdoptionRun& total);

  ports::Store& store_;
  const RuleSource& rules_;
  const int32_t per_slice_;
};

}  // namespace levybridge::usecases
