// What a bank's report about a payout means where the payout stands.
//
// Customer rules: an unknown result is settled by the bank's own books only, never by another
// report; a failure after a success comes as a return, nothing else; a success after a failure is
// taken as a fact; a report that tells less than is known already (pending after paid) is old news.
// Pure: thread-safe.
#pragma once

#include "gateway/domain/payout.h"

namespace levybridge::domain {

enum class PayoutAnswer : uint8_t {
  kNews,     // takes effect
  kOldNews,  // known already, or overtaken: no effect
  kLate,     // a success after a failure
  kWrong,    // can't be
};
PayoutAnswer AnswerOf(PayoutResult standing, const PayoutReport& report);

// Where the payout stands after the report; unchanged unless it is news or late.
PayoutResult ResultAfter(PayoutResult standing, const PayoutReport& report);

}  // namespace levybridge::domain
