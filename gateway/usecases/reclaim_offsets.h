// ReclaimOffsets: an obligation owes again what it gave away as an offset, because it was assessed
// upwards, or because money that had been collected for it was reversed. What it gave is taken back
// from the instructions that used it, the newest first, and each of these is issued again.
//
// Customer rule: nothing that is owed goes without an instruction that asks for it. The tax bureau
// nets what a changed instruction demands against all that it collected for it; that a part of this
// money was credited elsewhere it knows from the other instruction alone. So it is that one which
// has to ask for more: an `adjust`, in its place, that states the credit that is left. What an
// employer had settled with the credit bears no late fee when it is asked for again.
// docs/adr/0005-offsets.md
//
// Where the tax bureau is asked for the increase anyway (another back-payment, a part of a deferral
// made up), there is nothing to reclaim, and the caller notes nothing. Not thread-safe.
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
