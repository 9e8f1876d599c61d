// The slow model that random refunds are held against: it knows what is due, what was collected and
// what the bank said of each payout, and nothing else.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "gateway/domain/payout.h"

namespace levybridge::testing {

struct ModelPayout {
  std::string unit;
  int64_t refund_no = 0;
  domain::Money amount;
  domain::PayoutResult result = domain::PayoutResult::kPending;
};
struct ModelUnit {
  domain::Money due;
  domain::Money collected;
  domain::Money recovered;
  std::map<std::string, domain::Money> receipts;  // what is left of each
};

inline bool MayStillBePaid(domain::PayoutResult result) {
  return result == domain::PayoutResult::kPending || result == domain::PayoutResult::kUnknown ||
         result == domain::PayoutResult::kPaid;
}

// What the rules say of a report, written as a table: 'x' can't be, '-' changes nothing, and 's'
// only the bank's own books can say so. Rows: where the payout stands; columns: what is reported;
// both in the order paid, failed, pending, unknown, returned.
inline constexpr const char* kTable[] = {
    "-x--n",  // paid
    "n----",  // failed
    "nn-ns",  // pending
    "ss--s",  // unknown
    "-----",  // returned
};

}  // namespace levybridge::testing
