#include "gateway/usecases/apply_payment.h"

#include <utility>

namespace levybridge::usecases {
namespace {

using domain::Account;
using domain::Component;
using domain::ComponentAmounts;
using domain::JournalEntry;
using domain::Money;
using domain::Obligation;

JournalEntry EntryWithoutObligation(domain::PoolingArea pooling_area, domain::EventHeader event) {
  return {.sequence = 0,
          .kind = event.kind,
          .pooling_area = pooling_area,
          .obligation = std::nullopt,
          .month = event.month,
          .adjusts = event.adjusts,
          .business_date = event.business_date,
          .recorded_at = event.recorded_at,
          .reference = std::move(event.reference),
          .postings = {}};
}

Account CashAccount(bool booked) { return booked ? Account::kTreasury : Account::kPaidNotBooked; }

// What the money received makes due by itself.
Money DueByPaying(Component component, Money amount, const Obligation& obligation) {
  const bool tax_demand = (component == Component::kLateFee && !obligation.late_fee_corrected) ||
                          component == Component::kInterest;
  return tax_demand ? amount : Money();
}

}  // namespace

std::string ReferenceOf(const domain::ReceiptLine& id) {
  return id.receipt_no.value() + "/" + std::to_string(id.line_no);
}

ComponentAmounts Negative(const ComponentAmounts& amounts) {
  return Minus(ComponentAmounts(), amounts);
}

std::optional<AppliedMoney> ApplyMoney(const ComponentAmounts& amounts, bool booked,
                                       Obligation obligation, domain::EventHeader event) {
  domain::ObligationChange change(obligation, std::move(event));
  for (const Component component : domain::kAllComponents) {
    const Money amount = amounts[component];
    if (!change.AddDue(component, DueByPaying(component, amount, obligation))) return std::nullopt;
    if (!change.Collect(component, amount, booked)) return std::nullopt;
  }
  JournalEntry entry = std::move(change).Finish();
  return AppliedMoney{std::move(obligation), std::move(entry)};
}

std::optional<AppliedMoney> BookMoney(const ComponentAmounts& amounts, Obligation obligation,
                                      domain::EventHeader event) {
  domain::ObligationChange change(obligation, std::move(event));
  for (const Component component : domain::kAllComponents) {
    if (!change.Book(component, amounts[component])) return std::nullopt;
  }
  JournalEntry entry = std::move(change).Finish();
  return AppliedMoney{std::move(obligation), std::move(entry)};
}

JournalEntry HoldMoney(const ComponentAmounts& amounts, bool booked,
                       domain::PoolingArea pooling_area, domain::EventHeader event) {
  JournalEntry entry = EntryWithoutObligation(pooling_area, std::move(event));
  for (const Component component : domain::kAllComponents) {
    domain::Post(entry, component, CashAccount(booked), Account::kUnapplied, amounts[component]);
  }
  return entry;
}

JournalEntry BookHeldMoney(const ComponentAmounts& amounts, domain::PoolingArea pooling_area,
                           domain::EventHeader event) {
  JournalEntry entry = EntryWithoutObligation(pooling_area, std::move(event));
  for (const Component component : domain::kAllComponents) {
    domain::Post(entry, component, Account::kTreasury, Account::kPaidNotBooked, amounts[component]);
  }
  return entry;
}

std::optional<LaterApplication> ApplyLater(const domain::Payment& payment,
                                           const Obligation& obligation,
                                           domain::EventHeader event) {
  const bool takes_back = payment.line.type == domain::PaymentType::kReversal;
  const ComponentAmounts amounts =
      takes_back ? Negative(payment.line.amounts) : payment.line.amounts;
  const bool booked = payment.line.booked_on.has_value();
  JournalEntry out = HoldMoney(Negative(amounts), booked, payment.pooling_area, event);
  std::optional<AppliedMoney> applied = ApplyMoney(amounts, booked, obligation, std::move(event));
  if (!applied) return std::nullopt;
  return LaterApplication{std::move(applied->obligation), std::move(out),
                          std::move(applied->entry)};
}

}  // namespace levybridge::usecases
