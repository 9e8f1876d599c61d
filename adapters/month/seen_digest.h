// What totals a party has looked at: nobody confirms figures they did not see. Kept in the party's
// state folder, one file per month and region. Not thread-safe.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "adapters/client/prepared_batch.h"
#include "gateway/domain/sha256.h"

namespace levybridge::month {

absl::Status RememberSeen(const std::string& state_folder, const client::StatementTarget& target,
                          const std::string& digest_hex);
// TOTALS_NOT_SEEN, saying what to do, when the month was never looked at.
absl::StatusOr<domain::Sha256Digest> LastSeen(const std::string& state_folder,
                                              const client::StatementTarget& target);

}  // namespace levybridge::month
