// Applying money to an obligation: the arithmetic shared by payments, reversals, later booking, and
// money that waited unapplied. Flow 2 of the exchange. Pure; thread-safe.
//
// A late fee or interest is the tax bureau's own demand: paying it makes it due by the same amount,
// unless the bureau stated a corrected late fee, which then stands, and what was paid above it is
// an overpayment.
#pragma once

#include <optional>
#include <string>

#include "gateway/domain/ledger.h"
#include "gateway/domain/obligation_change.h"
#include "gateway/domain/payment.h"

namespace levybridge::usecases {

// "receipt/line", how journal entries and traces name a receipt line.
std::string ReferenceOf(const domain::ReceiptLine& id);

struct AppliedMoney {
  domain::Obligation obligation;
  domain::JournalEntry entry;
};
// `amounts` are added to what was collected (negative: taken back). Nothing when out of bounds.
std::optional<AppliedMoney> ApplyMoney(const domain::ComponentAmounts& amounts, bool booked,
                                       domain::Obligation obligation, domain::EventHeader event);
// Money collected earlier reaches the treasury (negative: leaves it).
std::optional<AppliedMoney> BookMoney(const domain::ComponentAmounts& amounts,
                                      domain::Obligation obligation, domain::EventHeader event);

// Money received that fits nothing, or taken back or booked while it fits nothing: an entry without
// obligation.
domain::JournalEntry HoldMoney(const domain::ComponentAmounts& amounts, bool booked,
                               domain::PoolingArea pooling_area, domain::EventHeader event);
domain::JournalEntry BookHeldMoney(const domain::ComponentAmounts& amounts,
                                   domain::PoolingArea pooling_area, domain::EventHeader event);

// One line of money that waited unapplied (a payment, or a reversal of one) finds its obligation.
struct LaterApplication {
  domain::Obligation obligation;
  domain::JournalEntry out_of_holding;
  domain::JournalEntry onto_obligation;
};
std::optional<LaterApplication> ApplyLater(const domain::Payment& payment,
                                           const domain::Obligation& obligation,
                                           domain::EventHeader event);

domain::ComponentAmounts Negative(const domain::ComponentAmounts& amounts);

}  // namespace levybridge::usecases
