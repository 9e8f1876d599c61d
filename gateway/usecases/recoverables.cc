#include "gateway/usecases/recoverables.h"

#include <algorithm>
#include <utility>

#include "gateway/usecases/status_macros.h"
#include "gateway/usecases/supplements.h"

namespace levybridge::usecases {

using domain::Money;
using domain::Recoverable;
using domain::RecoverableReason;

namespace {

constexpr int32_t kRecordsPerPage = 500;

// What is left of each once `excess` was paid, those first that `first` says.
void PayOff(const std::vector<Recoverable>& all, bool with_instruction, domain::MoneySum& excess,
            std::vector<Money>& open) {
  for (size_t i = 0; i < all.size() && excess.fen() > 0; ++i) {
    if ((all[i].instruction != 0) != with_instruction) continue;
    const bool whole = domain::MoneySum(open[i]).fen() <= excess.fen();
    const Money paid = whole ? open[i] : Money::Proven(static_cast<int64_t>(excess.fen()));
    open[i] = open[i] - paid;
    excess -= paid;
  }
}

}  // namespace

absl::StatusOr<std::vector<Recoverable>> RecoverablesOf(const ports::Transaction& store,
                                                        const domain::ObligationKey& key,
                                                        domain::Component component) {
  const ports::RecoverableFilter filter{.employer = std::nullopt, .obligation = key};
  std::vector<Recoverable> all;
  int64_t after = 0;
  while (true) {
    LEVYBRIDGE_ASSIGN_OR_RETURN(std::vector<Recoverable> page,
                                store.refunds().ListRecoverables(filter, after, kRecordsPerPage));
    const bool last = page.size() < kRecordsPerPage;
    if (!last) after = page.back().recoverable_no;
    for (Recoverable& one : page) {
      if (one.component == component) all.push_back(std::move(one));
    }
    if (last) return all;
  }
}

std::vector<Money> OpenAmounts(const std::vector<Recoverable>& all, Money recoverable) {
  std::vector<Money> open;
  domain::MoneySum excess;
  for (const Recoverable& one : all) {
    open.push_back(one.amount - one.settled - one.voided);
    excess += open.back();
  }
  excess -= recoverable;
  PayOff(all, true, excess, open);
  PayOff(all, false, excess, open);
  return open;
}

std::vector<Money> OpenAmounts(const std::vector<Recoverable>& all,
                               const domain::Obligation& obligation) {
  if (all.empty()) return {};
  return OpenAmounts(all, obligation.balance(all.front().component).recoverable);
}

absl::Status VoidRecoverables(ports::Transaction& store, const FallenAway& fallen) {
  LEVYBRIDGE_ASSIGN_OR_RETURN(std::vector<Recoverable> all,
                              RecoverablesOf(store, fallen.key, fallen.component));
  const std::vector<Money> open = OpenAmounts(all, fallen.before);
  Money left = fallen.amount;
  for (const bool first : {true, false}) {
    for (size_t i = all.size(); i-- > 0 && left > Money();) {
      const bool paid_twice = all[i].reason == RecoverableReason::kPaidTwice;
      if ((paid_twice == fallen.of_payout) != first) continue;
      const Money by = std::min(open[i], left);
      if (by <= Money()) continue;
      left = left - by;
      all[i].voided = all[i].voided + by;
      LEVYBRIDGE_RETURN_IF_ERROR(LowerSupplement(store, all[i]));
      LEVYBRIDGE_RETURN_IF_ERROR(store.refunds().PutRecoverable(all[i]));
    }
  }
  return absl::OkStatus();
}

}  // namespace levybridge::usecases
