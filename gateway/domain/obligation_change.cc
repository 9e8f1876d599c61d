#include "gateway/domain/obligation_change.h"

#include <utility>

#include "gateway/domain/check.h"

namespace levybridge::domain {
namespace {

constexpr size_t kUsualPostings = 6;  // of an assessment: two for each component that has an amount

}  // namespace

ObligationChange::ObligationChange(Obligation& obligation, EventHeader header)
    : obligation_(obligation),
      before_(obligation.balances),
      entry_{.sequence = 0,
             .kind = header.kind,
             .pooling_area = obligation.key.pooling_area,
             .obligation = obligation.key,
             .month = header.month,
             .adjusts = header.adjusts,
             .business_date = header.business_date,
             .recorded_at = header.recorded_at,
             .reference = std::move(header.reference),
             .postings = {}} {
  entry_.postings.reserve(kUsualPostings);
}

bool ObligationChange::Add(Money& balance, Money amount) {
  const std::optional<Money> sum = CheckedAdd(balance, amount);
  if (!sum) return false;
  balance = *sum;
  return true;
}

bool ObligationChange::AddDue(Component component, Money amount) {
  if (amount.IsZero()) return true;
  ComponentBalance& balance = obligation_.balance(component);
  MonthMovement& movement = obligation_.movement(entry_.month);
  if (!Add(balance.due, amount) || !Add(movement.assessed[component], amount)) return false;
  Post(entry_, component, Account::kReceivable, Account::kLevied, amount);
  return balance.InBounds();
}

bool ObligationChange::AddDeferred(Component component, Money amount) {
  if (amount.IsZero()) return true;
  ComponentBalance& balance = obligation_.balance(component);
  if (!Add(balance.deferred, amount)) return false;
  Post(entry_, component, Account::kDeferred, Account::kReceivable, amount);
  return balance.InBounds();
}

bool ObligationChange::Collect(Component component, Money amount, bool booked) {
  if (amount.IsZero()) return true;
  ComponentBalance& balance = obligation_.balance(component);
  if (!Add(balance.collected, amount)) return false;
  if (booked) {
    MonthMovement& movement = obligation_.movement(entry_.month);
    if (!Add(movement.collected[component], amount)) return false;
  } else if (!Add(balance.unbooked, amount)) {
    return false;
  }
  Post(entry_, component, booked ? Account::kTreasury : Account::kPaidNotBooked,
       Account::kReceivable, amount);
  return balance.InBounds();
}

bool ObligationChange::Book(Component component, Money amount) {
  if (amount.IsZero()) return true;
  ComponentBalance& balance = obligation_.balance(component);
  MonthMovement& movement = obligation_.movement(entry_.month);
  if (!Add(balance.unbooked, -amount) || !Add(movement.collected[component], amount)) return false;
  Post(entry_, component, Account::kTreasury, Account::kPaidNotBooked, amount);
  return true;
}

bool ObligationChange::GiveOffset(Component component, Money amount) {
  if (amount.IsZero()) return true;
  ComponentBalance& balance = obligation_.balance(component);
  MonthMovement& movement = obligation_.movement(entry_.month);
  if (!Add(balance.offset_given, amount) || !Add(movement.offset[component], -amount)) return false;
  Post(entry_, component, Account::kReceivable, Account::kOffsetClearing, amount);
  return balance.InBounds();
}

bool ObligationChange::ReceiveOffset(Component component, Money amount) {
  if (amount.IsZero()) return true;
  ComponentBalance& balance = obligation_.balance(component);
  MonthMovement& movement = obligation_.movement(entry_.month);
  if (!Add(balance.offset_received, amount)) return false;
  if (!Add(movement.offset[component], amount)) return false;
  Post(entry_, component, Account::kOffsetClearing, Account::kReceivable, amount);
  return balance.InBounds();
}

JournalEntry ObligationChange::Finish() && {
  for (const Component component : kAllComponents) {
    PostOverpaymentChange(entry_, component, before_[static_cast<size_t>(component) - 1],
                          obligation_.balance(component));
  }
  LEVYBRIDGE_CHECK(IsBalanced(entry_), "an event must post balanced entries");
  return std::move(entry_);
}

}  // namespace levybridge::domain
