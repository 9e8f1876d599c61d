// Recoverable records (应收回): which of an obligation's records what is still recoverable belongs
// to. Free functions.
#pragma once

#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "gateway/domain/refund.h"
#include "gateway/ports/store.h"

namespace levybridge::usecases {

// Every record of one component of an obligation, by number.
absl::StatusOr<std::vector<domain::Recoverable>> RecoverablesOf(const ports::Transaction& store,
                                                                const domain::ObligationKey& key,
                                                                domain::Component component);

// How much of each record is still open where `recoverable` is in all. `all`: as RecoverablesOf
// gives them. What the employer paid settles those first that an instruction asks for, and of these
// the oldest.
std::vector<domain::Money> OpenAmounts(const std::vector<domain::Recoverable>& all,
                                       domain::Money recoverable);
std::vector<domain::Money> OpenAmounts(const std::vector<domain::Recoverable>& all,
                                       const domain::Obligation& obligation);

// `amount` is not recoverable any more, though nobody paid or sent it: records and their
// instructions say so. Of a payout that failed or came back, what was paid twice goes first;
// otherwise what was not; of each the newest first. `before`: what was recoverable in all.
struct FallenAway {
  domain::ObligationKey key;
  domain::Component component = domain::Component::kEmployerMedical;
  domain::Money amount;
  domain::Money before;
  bool of_payout = false;
};
absl::Status VoidRecoverables(ports::Transaction& store, const FallenAway& fallen);

}  // namespace levybridge::usecases
