// Which assessment numbers of an agency are taken, and by which obligations: in single rows of the
// table assessment and in runs. What SqliteObligations answers with.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "adapters/sqlite/connection.h"
#include "gateway/ports/obligations.h"

namespace levybridge::sqlite {

absl::StatusOr<std::vector<std::optional<domain::ObligationKey>>> FindNumbers(
    Connection& connection, int64_t agency_no,
    absl::Span<const ports::AssessmentIdentity> identities);
// ALREADY_EXISTS, and nothing is taken, when one is taken or stands here twice.
absl::Status TakeNumbers(Connection& connection, int64_t agency_no,
                         absl::Span<const ports::AssessmentIdentity> identities,
                         absl::Span<const domain::ObligationKey> keys);

// The obligation as the value of a number in a run: all but its fee period, which is the run's.
void EncodeNumberOwner(const domain::ObligationKey& key, std::string& out);
// Nothing when the bytes hold no valid key.
std::optional<domain::ObligationKey> DecodeNumberOwner(std::string_view value,
                                                       domain::FeePeriod fee_period);

}  // namespace levybridge::sqlite
