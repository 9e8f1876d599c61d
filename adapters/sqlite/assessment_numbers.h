// Which assessment numbers of an agency are taken, and by which obligations: in single rows of the
// table assessment and in runs. What SqliteObligations answers with.
#pragma once

#include <map>
#include <optional>
#include <string_view>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "adapters/sqlite/connection.h"
#include "adapters/sqlite/run_keys.h"
#include "gateway/ports/obligations.h"

namespace levybridge::sqlite {

// Numbers that this transaction has just asked for, period by period, and found to be free: whoever
// takes them next need not ask again.
class FreeNumbers {
 public:
  void Forget();
  // `keys`: in the order of the question; none of them is taken.
  void Remember(domain::FeePeriod fee_period, RunKeys keys);
  // Whether all of `keys` are among those remembered, in the same order. False costs the caller a
  // question and nothing else.
  bool Holds(domain::FeePeriod fee_period, const RunKeys& keys) const;

 private:
  std::map<domain::FeePeriod, RunKeys> by_period_;
};

// `found_free` remembers the answers where it is given.
absl::StatusOr<std::vector<std::optional<domain::ObligationKey>>> FindNumbers(
    Connection& connection, int64_t agency_no,
    absl::Span<const ports::AssessmentIdentity> identities, FreeNumbers* found_free = nullptr);
// ALREADY_EXISTS, and nothing is taken, when one is taken or stands here twice.
absl::Status TakeNumbers(Connection& connection, int64_t agency_no,
                         absl::Span<const ports::AssessmentIdentity> identities,
                         absl::Span<const domain::ObligationKey> keys, FreeNumbers& known_free);

// The obligation as the value of a number in a run: all but its fee period, which is the run's.
void EncodeNumberOwner(const domain::ObligationKey& key, std::string& out);
// Nothing when the bytes hold no valid key.
std::optional<domain::ObligationKey> DecodeNumberOwner(std::string_view value,
                                                       domain::FeePeriod fee_period);

}  // namespace levybridge::sqlite
