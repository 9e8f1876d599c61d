// How a month is shown: both parties' totals beside the ledger's, the differences by category, who
// confirmed what, and whose move it is. For people in Chinese and English, and as JSON.
#pragma once

#include <string>

#include "adapters/client/month_calls.h"
#include "adapters/client/output.h"

namespace levybridge::month {

client::Json ToJson(const client::MonthView& month);
std::string ToText(const client::MonthView& month);

// Whose move it is, by state, statements and confirmations: machine names of roles, joined by a
// comma; empty when the month is closed. And what that move is, in Chinese and English.
struct NextMove {
  std::string owner;
  std::string text;
};
NextMove NextMoveOf(const client::MonthView& month);

}  // namespace levybridge::month
