// Classifying what agency, tax bureau and ledger say about one key of a month. Pure; thread-safe.
//
// One difference per column that differs, or per side that misses the line; each says whose move it
// is. A line of zeros counts as no line.
#pragma once

#include <string>
#include <vector>

#include "gateway/domain/month.h"
#include "gateway/domain/payment.h"

namespace levybridge::usecases {

// What stands at one key; null where a side has no line.
struct SidesAtKey {
  domain::ObligationKey key;
  const domain::StatementLine* ledger = nullptr;
  const domain::StatementLine* agency = nullptr;
  const domain::StatementLine* tax = nullptr;
  domain::Money unbooked;  // paid, but not yet booked at the treasury

  bool AnyLine() const { return ledger != nullptr || agency != nullptr || tax != nullptr; }
};

std::vector<domain::Difference> Classify(const SidesAtKey& given);

// A payment that fits no obligation. One that names no unit stands under the unit code "-".
domain::Difference UnappliedDifference(const domain::Payment& payment,
                                       domain::AccountingMonth month);

// For the digest that both sides confirm.
void AppendCanonicalBytes(const domain::Difference& difference, std::string& out);
void AppendCanonicalTotals(const domain::MonthRecord& record, std::string& out);

}  // namespace levybridge::usecases
