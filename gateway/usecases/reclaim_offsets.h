// ReclaimOffsets: an obligation owes again what it gave away as an offset, because it was assessed
// upwards, or because money that had been collected for it was reversed. What it gave is taken back
// from the instructions that used it, the newest first, and each of these is issued again.
//
// Customer rule: what is owed again is asked for where its credit was shown. The tax bureau nets
// what a changed instruction demands against all that it collected for it; that a part of this
// money was credited elsewhere it knows from the other instruction alone. So it is that one which
// has to ask for more: an `adjust`, in its place, that states the credit that is left and is due
// like any instruction that goes out on that day. docs/adr/0005-offsets.md
//
// An obligation that more than one instruction asks for (a back-payment beside the main row, parts
// of a deferral) reclaims nothing: which of them was paid the obligation does not know, and asking
// twice would be worse than what happens then, which is that the shortfall shows as outstanding.
// Not thread-safe.
#pragma once

#include <map>

#include "absl/status/status.h"
#include "gateway/domain/obligation.h"
#include "gateway/usecases/settling_context.h"

namespace levybridge::usecases {

// By obligation and component: what events of one transaction made it owe.
class OwedAgain {
 public:
  // Adds what the obligation owes after an event and did not owe before; nothing unless it has
  // given offsets.
  void Note(const domain::Obligation& before, const domain::Obligation& after);
  bool empty() const { return amounts_.empty(); }
  const std::map<domain::ObligationKey, domain::ComponentAmounts>& amounts() const {
    return amounts_;
  }

 private:
  std::map<domain::ObligationKey, domain::ComponentAmounts> amounts_;
};

// Called when all that the transaction changed is in the store. Never takes back more than an
// obligation owes by then. What cannot be taken back within the bounds of money stays where it is
// and shows as outstanding.
absl::Status ReclaimOffsets(const SettlingContext& context, const OwedAgain& owed);

}  // namespace levybridge::usecases
