// Money that waited unapplied finds its obligation, as soon as an instruction is issued for it.
#pragma once

#include <vector>

#include "absl/status/status.h"
#include "gateway/domain/ledger.h"
#include "gateway/domain/obligation.h"
#include "gateway/ports/store.h"
#include "gateway/usecases/month_chooser.h"

namespace levybridge::usecases {

// What an issue of instructions does everything with: one transaction.
struct IssueContext {
  ports::Transaction& store;
  MonthChooser& months;
  domain::Timestamp now;
};

// Applies every unapplied payment that names `obligation`, together with the reversals of it.
// Changes the payments in the store, the obligation here, and adds the entries to `entries`; the
// caller stores these two. Money beyond all bounds goes on waiting for a person.
absl::Status ApplyWaitingPayments(const IssueContext& context, domain::Obligation& obligation,
                                  std::vector<domain::JournalEntry>& entries);

}  // namespace levybridge::usecases
