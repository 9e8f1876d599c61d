// DeferralReport: deferrals and clearance in words for people, and as documents for programs.
//
// People get a table that fits 120 columns, with how each item stands in Chinese and English, and
// the totals below it. Pure functions: thread-safe.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/client/deferral_calls.h"
#include "adapters/client/output.h"

namespace levybridge::client {

// How an item stands, the most pressing first. Derived from what the gateway says, never stored.
enum class DeferralStanding : uint8_t {
  kRejectedByTax,
  kOverdue,
  kAwaitingCommitment,
  kEnded,
  kMadeUp,
  kCommitmentMissing,
  kReminderDue,
  kInstructed,
  kHeld,
};
DeferralStanding StandingOf(const DeferredItem& item);
std::string_view MachineName(DeferralStanding standing);

Json DeferralsToJson(const std::vector<DeferredItem>& items);
std::string DeferralsToText(const std::vector<DeferredItem>& items);

Json ClearanceToJson(const std::string& unit_code, domain::RegionCode region,
                     const Clearance& clearance);
// With what to do about each obstacle.
std::string ClearanceToText(const std::string& unit_code, const Clearance& clearance);

}  // namespace levybridge::client
