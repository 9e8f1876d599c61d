#include "gateway/usecases/check_clearance.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <utility>

#include "gateway/usecases/apply_payment.h"
#include "gateway/usecases/overpayment_uses.h"
#include "gateway/usecases/refusal.h"
#include "gateway/usecases/status_macros.h"

namespace levybridge::usecases {
namespace {

using domain::Component;
using domain::Deferral;
using domain::Money;
using domain::Obligation;
using Obstacles = std::vector<ClearanceObstacle>;

constexpr int32_t kPaymentsPerPage = 500;

std::string NumberOf(int64_t sequence) {
  return sequence == 0 ? std::string() : domain::InstructionNumber(sequence).ToString();
}

int64_t NewestMainInstruction(const Obligation& obligation) {
  int64_t newest = 0;
  for (const domain::AssessmentChain& chain : obligation.chains) {
    newest = std::max(newest, chain.last_known_to_tax);
  }
  return newest;
}

// What an overpayment is there for: only the employer's components are ever offset.
ObstacleKind OverpaymentObstacle(domain::OverpaymentUse use, Component component) {
  const bool offset = use == domain::OverpaymentUse::kOffset &&
                      std::find(domain::kOffsetComponents.begin(), domain::kOffsetComponents.end(),
                                component) != domain::kOffsetComponents.end();
  return offset ? ObstacleKind::kOffsetOpen : ObstacleKind::kRefundOpen;
}

void AddObstacles(const Obligation& obligation, const Deferral* deferral,
                  domain::OverpaymentUse use, Obstacles& obstacles) {
  domain::ComponentAmounts held;
  domain::ComponentAmounts asked_for;
  if (deferral != nullptr) {
    held = deferral->held;
    asked_for = Minus(deferral->PassedOn(), MadeUp(*deferral, obligation));
  }
  for (const Component component : domain::kAllComponents) {
    const domain::ComponentBalance& balance = obligation.balance(component);
    const auto add = [&](ObstacleKind kind, Money amount, int64_t sequence) {
      if (amount <= Money()) return;
      obstacles.push_back({kind, obligation.key.insurance_type, obligation.key.fee_period,
                           component, amount, NumberOf(sequence)});
    };
    const Money outstanding = balance.Outstanding();
    const Money deferred_unpaid = asked_for[component];
    const int64_t part = deferral != nullptr && !deferral->parts.empty()
                             ? deferral->parts.back().sequence
                             : int64_t{0};
    add(ObstacleKind::kDeferredUnpaid, held[component] + deferred_unpaid, part);
    add(ObstacleKind::kOutstanding, outstanding - std::max(Money(), deferred_unpaid),
        NewestMainInstruction(obligation));
    if (outstanding.IsNegative()) add(OverpaymentObstacle(use, component), -outstanding, 0);
  }
}

void AddUnapplied(const domain::Payment& payment, Obstacles& obstacles) {
  for (const Component component : domain::kAllComponents) {
    const Money amount = payment.line.amounts[component] - payment.reversed[component];
    if (amount.IsZero()) continue;
    obstacles.push_back({ObstacleKind::kUnappliedPayment, payment.line.insurance_type,
                         payment.line.fee_period, component, amount, ReferenceOf(payment.line.id)});
  }
}

absl::Status FindUnapplied(const ports::Transaction& store, domain::PoolingArea area,
                           const domain::UnitCode& unit_code,
                           absl::FunctionRef<bool(domain::RegionCode)> may_see,
                           Obstacles& obstacles) {
  LEVYBRIDGE_ASSIGN_OR_RETURN(const bool any, store.payments().HasUnapplied(area));
  std::optional<domain::PaymentKey> after;
  bool more = any;
  while (more) {
    LEVYBRIDGE_ASSIGN_OR_RETURN(const std::vector<domain::Payment> page,
                                store.payments().ListUnapplied(area, after, kPaymentsPerPage));
    more = std::ssize(page) == kPaymentsPerPage;
    for (const domain::Payment& payment : page) {
      after = domain::PaymentKey{payment.pooling_area, payment.line.id};
      const bool theirs = payment.line.unit_code == unit_code && may_see(payment.line.region);
      if (theirs) AddUnapplied(payment, obstacles);
    }
  }
  return absl::OkStatus();
}

}  // namespace

std::string_view MachineName(ObstacleKind kind) {
  switch (kind) {
    case ObstacleKind::kDeferredUnpaid:
      return "DEFERRED_UNPAID";
    case ObstacleKind::kOutstanding:
      return "OUTSTANDING";
    case ObstacleKind::kRefundOpen:
      return "REFUND_OPEN";
    case ObstacleKind::kOffsetOpen:
      return "OFFSET_OPEN";
    case ObstacleKind::kUnappliedPayment:
      return "UNAPPLIED_PAYMENT";
  }
  return "";
}

absl::StatusOr<Obstacles> ClearanceCheck::Check(
    domain::PoolingArea pooling_area, const domain::UnitCode& unit_code,
    absl::FunctionRef<bool(domain::RegionCode)> may_see) const {
  const std::shared_ptr<const Rules> rules = rules_.Current();
  Obstacles obstacles;
  bool known = false;
  LEVYBRIDGE_RETURN_IF_ERROR(store_.Read([&](const ports::Transaction& store) -> absl::Status {
    LEVYBRIDGE_ASSIGN_OR_RETURN(const std::vector<Obligation> obligations,
                                store.obligations().OfUnit(pooling_area, unit_code));
    LEVYBRIDGE_ASSIGN_OR_RETURN(const std::vector<Deferral> deferrals,
                                store.deferrals().OfUnit(pooling_area, unit_code));
    std::map<domain::ObligationKey, const Deferral*> by_key;
    for (const Deferral& deferral : deferrals) by_key.emplace(deferral.key, &deferral);
    for (const Obligation& obligation : obligations) {
      if (!may_see(obligation.region)) continue;
      known = true;
      const auto at = by_key.find(obligation.key);
      LEVYBRIDGE_ASSIGN_OR_RETURN(const StandingUse standing,
                                  StandingUseOf(store, rules->book, obligation));
      AddObstacles(obligation, at != by_key.end() ? at->second : nullptr, standing.use, obstacles);
    }
    return FindUnapplied(store, pooling_area, unit_code, may_see, obstacles);
  }));
  if (!known && obstacles.empty()) {
    return Refusal(absl::StatusCode::kNotFound, "UNIT_UNKNOWN",
                   {"没有该单位的记录", "nothing is known of this employer"});
  }
  return obstacles;
}

}  // namespace levybridge::usecases
