#include "gateway/domain/obligation.h"

#include <algorithm>

namespace levybridge::domain {

bool ComponentAmounts::AllZero() const {
  return std::all_of(amounts_.begin(), amounts_.end(), [](Money m) { return m.IsZero(); });
}

std::optional<Money> ComponentAmounts::Sum() const {
  std::optional<Money> sum = Money();
  for (const Money amount : amounts_) {
    sum = CheckedAdd(*sum, amount);
    if (!sum) return std::nullopt;
  }
  return sum;
}

ComponentAmounts Least(const ComponentAmounts& a, const ComponentAmounts& b) {
  ComponentAmounts least;
  for (const Component component : kAllComponents) {
    least[component] = std::min(a[component], b[component]);
  }
  return least;
}

ComponentAmounts Plus(const ComponentAmounts& a, const ComponentAmounts& b) {
  ComponentAmounts sum;
  for (const Component component : kAllComponents) sum[component] = a[component] + b[component];
  return sum;
}

ComponentAmounts Minus(const ComponentAmounts& a, const ComponentAmounts& b) {
  ComponentAmounts rest;
  for (const Component component : kAllComponents) rest[component] = a[component] - b[component];
  return rest;
}

namespace {

MoneySum OutstandingSum(const ComponentBalance& balance) {
  MoneySum sum(balance.due);
  sum -= balance.deferred;
  sum -= balance.collected;
  sum += balance.refunded;
  sum += balance.offset_given;
  sum -= balance.offset_received;
  return sum;
}

}  // namespace

bool ComponentBalance::InBounds() const {
  const __int128 fen = OutstandingSum(*this).fen();
  return fen <= Money::kMaxFen && fen >= -Money::kMaxFen;
}

Money ComponentBalance::Outstanding() const {
  return Money::Proven(static_cast<int64_t>(OutstandingSum(*this).fen()));
}

Money ComponentBalance::Overpaid() const {
  const Money outstanding = Outstanding();
  return outstanding.IsNegative() ? -outstanding : Money();
}

Money ComponentBalance::Coverable() const {
  // What would be overpaid if nothing but booked money counted.
  const __int128 by_booked_money = -OutstandingSum(*this).fen() - unbooked.fen();
  MoneySum booked(collected);
  booked -= unbooked;
  booked -= refunded;
  booked -= offset_given;
  const __int128 most = std::max<__int128>(std::min(booked.fen(), by_booked_money), 0);
  return Money::Proven(static_cast<int64_t>(std::min<__int128>(most, Overpaid().fen())));
}

Money ComponentBalance::Returnable() const {
  return std::max(Money(), Coverable() - refund_locked);
}

ComponentState StateOf(const ComponentBalance& balance) {
  const Money outstanding = balance.Outstanding();
  if (outstanding.IsNegative()) return ComponentState::kOverpaid;
  if (balance.deferred > Money()) return ComponentState::kDeferred;
  if (outstanding.IsZero()) {
    const bool nothing_ever_paid = balance.collected.IsZero() && balance.offset_received.IsZero();
    return balance.due.IsZero() && nothing_ever_paid ? ComponentState::kCancelled
                                                     : ComponentState::kPaid;
  }
  return outstanding < balance.due ? ComponentState::kPartPaid : ComponentState::kOpen;
}

std::string_view MachineName(ComponentState state) {
  switch (state) {
    case ComponentState::kOpen:
      return "open";
    case ComponentState::kPartPaid:
      return "part_paid";
    case ComponentState::kPaid:
      return "paid";
    case ComponentState::kOverpaid:
      return "overpaid";
    case ComponentState::kDeferred:
      return "deferred";
    case ComponentState::kCancelled:
      return "cancelled";
  }
  return "";
}

MonthMovement& Obligation::movement(AccountingMonth month) {
  const auto at = std::lower_bound(
      movements.begin(), movements.end(), month,
      [](const MonthMovement& movement, AccountingMonth m) { return movement.month < m; });
  if (at != movements.end() && at->month == month) return *at;
  return *movements.insert(at, MonthMovement{month, {}, {}, {}, {}});
}

bool Obligation::NothingCollected() const {
  return std::all_of(balances.begin(), balances.end(),
                     [](const ComponentBalance& balance) { return balance.collected.IsZero(); });
}

bool Obligation::HasOutstanding() const {
  return std::any_of(balances.begin(), balances.end(), [](const ComponentBalance& balance) {
    return balance.Outstanding() > Money();
  });
}

}  // namespace levybridge::domain
